import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Open a screen from Invoicing ▸ Reporting ▸ Inventory. */
function fromMenu(item) {
    return [
        {
            content: "Open the Reporting menu",
            trigger: '.o_menu_sections [data-menu-xmlid="account.menu_finance_reports"]',
            run: "click",
        },
        {
            content: `Choose ${item}`,
            trigger: `.o-dropdown--menu [data-menu-xmlid="perpetual_stock.${item}_menu_account"]`,
            run: "click",
        },
    ];
}

tours.add("perpetual_stock_movement", {
    steps: () => [
        ...fromMenu("perpetual_movement"),
        {
            content: "It is footed already: 50 in, 20 out, 30 in both ledgers",
            trigger:
                ".o_form_view:has(.alert-success:contains(Every inventory account foots)) .o_data_row:contains(50.00):contains(-20.00):contains(30.00)",
        },
        {
            content: "Show the movements",
            trigger: "button[name=action_show]",
            run: "click",
        },
        {
            content: "A line per product with its total; drill to the entries",
            trigger:
                ".o_list_view:has(tfoot:contains(30.00)):has(button[name=action_xlsx]) .o_data_row:contains(Product average) td[name=product_id]",
            run: "click",
        },
        {
            content: "The entries of the period",
            trigger: ".o_list_view .o_data_row:first:contains(Issue)",
        },
    ],
});

tours.add("perpetual_stock_movement_phone", {
    steps: () => [
        {
            content: "A card per account",
            trigger:
                ".o_form_view .o_kanban_record:contains(30.00) button[name=action_open_entries]",
        },
        {
            content: "On a phone, the buttons may be behind a menu",
            trigger:
                ".o_statusbar_buttons button[name=action_show], .o_form_statusbar .dropdown-toggle, .o_statusbar_buttons .dropdown-toggle",
        },
    ],
});

tours.add("perpetual_stock_valuation_compare", {
    steps: () => [
        ...fromMenu("perpetual_valuation_as_of"),
        {
            content: "Choose another day to compare with",
            trigger:
                ".modal .o_field_widget[name=compare_date] button, .modal .o_field_widget[name=compare_date] input",
            run: "click",
        },
        {
            content: "Type it",
            trigger: ".modal .o_field_widget[name=compare_date] input",
            run: "edit 01/31/2020",
        },
        {
            content: "By category",
            trigger:
                ".modal .o_field_widget[name=by] input, .modal .o_field_widget[name=by] select",
        },
        {
            content: "Show the valuation",
            trigger: ".modal button[name=action_show]",
            run: "click",
        },
        {
            content: "Both figures and the change",
            trigger:
                ".o_list_view:has(th[data-name=compare_value]):has(th[data-name=change_value]) .o_data_row:contains(Product average) td[name=change_value]:contains(30.00)",
        },
    ],
});

const chooseProduct = [
    {
        content: "Choose a product",
        trigger: ".modal .o_field_widget[name=product_ids] input",
        run: "edit Product average",
    },
    {
        content: "Take it",
        trigger: ".o-autocomplete--dropdown-item:contains(Product average)",
        run: "click",
    },
    {
        content: "Show the card",
        trigger: ".modal:has(.o_tag) button[name=action_show]",
        run: "click",
    },
];

tours.add("perpetual_stock_ledger_card", {
    steps: () => [
        ...fromMenu("perpetual_ledger_card"),
        ...chooseProduct,
        {
            content: "Opening, receipt of 10, delivery of 4, closing with 6 at 30.00",
            trigger:
                ".o_list_view .o_data_row:last:contains(Closing balance):contains(6.00):contains(30.00)",
        },
        {
            content: "A line opens its entry",
            trigger: ".o_data_row:contains(Issue) td[name=kind]",
            run: "click",
        },
        {
            content: "The entry, with its journal items",
            trigger: ".o_form_view button[name=action_open_items]",
            run: "click",
        },
        {
            content: "The items lead back to the ledger",
            trigger: ".o_list_view .o_data_row button[name=action_perpetual_entries]",
            run: "click",
        },
        {
            content: "Exactly that entry",
            trigger: ".o_list_view:has(.o_data_row:contains(Issue)):not(:has(.o_data_row:eq(1)))",
        },
    ],
});

tours.add("perpetual_stock_ledger_card_stock_user", {
    steps: () => [
        ...chooseProduct,
        {
            content: "Quantities, no values",
            trigger:
                ".o_list_view:not(:has(th[data-name=value])):not(:has(th[data-name=running_value])) .o_data_row:last:contains(Closing balance):contains(6.00)",
        },
    ],
});

tours.add("perpetual_stock_ledger_card_phone", {
    steps: () => [
        {
            content: "The card asks for products and a period",
            trigger:
                ".modal:has(.o_field_widget[name=product_ids]):has(.o_field_widget[name=date_from]) button[name=action_show]",
        },
    ],
});

tours.add("perpetual_stock_digest_check", {
    steps: () => [
        ...fromMenu("perpetual_digest_check"),
        {
            content: "Verified already",
            trigger: ".o_form_view .alert-success:contains(Nobody has altered this ledger)",
        },
        {
            content: "It says what is proved, and offers the heads",
            trigger:
                ".o_form_view:contains(What this proves):has(button[name=action_heads]) button[name=action_verify]",
            run: "click",
        },
        {
            content: "Still intact",
            trigger: ".o_form_view .alert-success:contains(Nobody has altered this ledger)",
        },
    ],
});

tours.add("perpetual_stock_digest_check_phone", {
    steps: () => [
        {
            content: "The result on a phone",
            trigger: ".o_form_view .alert-success:contains(Nobody has altered this ledger)",
        },
    ],
});

tours.add("perpetual_stock_nightly", {
    steps: () => [
        ...fromMenu("perpetual_tie_out_result"),
        {
            content: "Check now",
            trigger:
                ".o_control_panel button[name=action_check_now], button[name=action_check_now]",
            run: "click",
        },
        {
            content: "All agrees; the log has an entry",
            trigger: ".o_form_view .alert-success:contains(checks agreed)",
        },
        {
            content: "On to the tie-out",
            trigger: "button[name=action_open_tie_out]",
            run: "click",
        },
        {
            content: "Computed",
            trigger: ".o_form_view .alert-success:contains(checks agree)",
        },
    ],
});
