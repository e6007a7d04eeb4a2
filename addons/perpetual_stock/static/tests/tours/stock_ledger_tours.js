import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Open a screen of the ledger from a menu of the app that is open. */
function menu(sectionXmlid, itemXmlid) {
    return [
        {
            content: "Open the Reporting menu",
            trigger: `.o_menu_sections [data-menu-xmlid="${sectionXmlid}"]`,
            run: "click",
        },
        {
            content: "Choose the screen",
            trigger: `.o-dropdown--menu [data-menu-xmlid="${itemXmlid}"]`,
            run: "click",
        },
    ];
}

function accountMenu(item) {
    return menu("account.menu_finance_reports", `perpetual_stock.${item}_menu_account`);
}

function back(content) {
    return {
        content,
        trigger: ".breadcrumb-item:last a, .o_breadcrumb .o_back_button",
        run: "click",
    };
}

/** On a phone, smart buttons are behind the bolt. */
function phoneSmartButton(name) {
    return [
        {
            content: "Show the smart buttons",
            trigger:
                ".o_control_panel .o-form-buttonbox button, .o_control_panel button:has(.fa-bolt)",
            run: "click",
        },
        {
            content: `Press the smart button ${name}`,
            trigger: `.o-dropdown--menu button[name=${name}], .o_bottom_sheet button[name=${name}]`,
            run: "click",
        },
    ];
}

tours.add("perpetual_stock_ledger_accountant", {
    steps: () => [
        ...accountMenu("perpetual_ledger_entry"),
        {
            content: "The ledger shows values and the balance after each entry",
            trigger: ".o_list_view:has(th[data-name=value]):has(th[data-name=balance_value])",
        },
        {
            content: "The latest entry comes first: the delivery of 4 leaves 6 on hand",
            trigger:
                ".o_data_row:first:contains(Issue):has(td[name=quantity]:contains(-4.00)):has(td[name=balance_quantity]:contains(6.00))",
        },
        {
            content: "Drill to the transfer",
            trigger: ".o_data_row:first button[name=action_open_document]",
            run: "click",
        },
        {
            content: "The transfer counts its ledger and journal entries",
            trigger:
                ".o_form_view:has(button[name=action_perpetual_entries]) button[name=action_perpetual_account_moves]",
            run: "click",
        },
        {
            content: "Its journal entries are listed",
            trigger: ".o_list_view .o_data_row:contains(STJ)",
        },
        back("Back to the transfer"),
        {
            content: "Back to the ledger",
            trigger:
                ".o_form_view .o_control_panel .breadcrumb-item:first a, .o_form_view .o_back_button",
            run: "click",
        },
        {
            content: "Drill to the journal entry",
            trigger: ".o_data_row:first button[name=action_open_account_move]",
            run: "click",
        },
        {
            content: "From the journal entry to its ledger entries",
            trigger: ".o_form_view button[name=action_perpetual_entries]",
            run: "click",
        },
        {
            content: "Open the entry itself",
            trigger: ".o_list_view .o_data_row:contains(Issue) td[name=product_id]",
            run: "click",
        },
        {
            content: "It is sealed and shows where it was posted",
            trigger: ".o_form_view:has([name=digest]):has([name=account_move_id]:contains(STJ))",
        },
        {
            content: "Read the whole card of the product",
            trigger: "button[name=action_open_card]",
            run: "click",
        },
        {
            content: "The card starts at the first receipt",
            trigger: ".o_list_view .o_data_row:last:contains(Receipt)",
        },
    ],
});

tours.add("perpetual_stock_ledger_stock_user", {
    steps: () => [
        ...menu(
            "perpetual_stock.menu_stock_user_report",
            "perpetual_stock.perpetual_ledger_entry_menu_stock_user"
        ),
        {
            content: "Quantities, and no values",
            trigger:
                ".o_list_view:has(th[data-name=balance_quantity]):not(:has(th[data-name=value])):not(:has(th[data-name=unit_cost]))",
        },
        {
            content: "No way to journal entries",
            trigger: ".o_list_view:not(:has(button[name=action_open_account_move]))",
        },
        {
            content: "Open an entry",
            trigger: ".o_data_row:contains(Receipt) td[name=product_id]",
            run: "click",
        },
        {
            content: "The form has no values either",
            trigger:
                ".o_form_view:has([name=balance_quantity]):not(:has([name=value])):not(:has([name=account_move_id]))",
        },
        {
            content: "Drill to the transfer",
            trigger: "button[name=action_open_document]",
            run: "click",
        },
        {
            content: "The transfer offers ledger entries, not journal entries",
            trigger:
                ".o_form_view:not(:has(button[name=action_perpetual_account_moves])) button[name=action_perpetual_entries]",
            run: "click",
        },
        {
            content: "The ledger entry of the receipt",
            trigger: ".o_list_view .o_data_row:contains(Receipt)",
        },
    ],
});

tours.add("perpetual_stock_ledger_phone", {
    steps: () => [
        {
            content: "Cards with value and balance",
            trigger:
                ".o_kanban_record:contains(Issue):contains(-4.00):contains(On hand after: 6.00):contains(-20.00)",
            run: "click",
        },
        {
            content: "The entry",
            trigger: ".o_form_view [name=digest]",
        },
        ...phoneSmartButton("action_open_document"),
        {
            content: "The transfer",
            trigger: ".o_form_view .o_field_widget[name=picking_type_id]",
        },
    ],
});

tours.add("perpetual_stock_ledger_phone_stock_user", {
    steps: () => [
        {
            content: "Cards with quantities only",
            trigger:
                ".o_kanban_record:contains(Issue):contains(-4.00):contains(On hand after: 6.00):not(:contains($))",
            run: "click",
        },
        {
            content: "The entry has no values",
            trigger: ".o_form_view:has([name=digest]):not(:has([name=value]))",
        },
    ],
});

tours.add("perpetual_stock_product_card", {
    steps: () => [
        {
            content: "The product shows its value; open its ledger",
            trigger: ".o_form_view button[name=action_perpetual_entries]:contains(30.00)",
            run: "click",
        },
        {
            content: "Newest first, the balance runs upwards",
            trigger:
                ".o_list_view:has(.o_data_row:first td[name=balance_quantity]:contains(6.00)) .o_data_row:last td[name=balance_quantity]:contains(10.00)",
        },
    ],
});
