import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const openFromMenu = [
    {
        content: "Open the Reporting menu",
        trigger: '.o_menu_sections [data-menu-xmlid="account.menu_finance_reports"]',
        run: "click",
    },
    {
        content: "Choose Tie-Out",
        trigger:
            '.o-dropdown--menu [data-menu-xmlid="perpetual_stock.perpetual_tie_out_menu_account"]',
        run: "click",
    },
];

tours.add("perpetual_stock_tie_out", {
    steps: () => [
        ...openFromMenu,
        {
            content: "It is computed already, and all agrees",
            trigger: ".o_form_view .alert-success:contains(checks agree)",
        },
        {
            content: "The account's row says both sides; drill to the ledger",
            trigger:
                ".o_data_row:contains(Inventory account):contains(Stock ledger $ 30.00):contains(General ledger $ 30.00) button[name=action_open_entries]",
            run: "click",
        },
        {
            content: "The ledger entries of the account",
            trigger: ".o_list_view .o_data_row:contains(Issue)",
        },
        {
            content: "Back to the tie-out",
            trigger: ".breadcrumb-item a, .o_back_button",
            run: "click",
        },
        {
            content: "Drill to the journal items",
            trigger: ".o_form_view .o_data_row button[name=action_open_items]",
            run: "click",
        },
        {
            content: "The journal items of the account",
            trigger: ".o_list_view .o_data_row:contains(STJ)",
        },
        {
            content: "Back to the tie-out",
            trigger: ".breadcrumb-item a, .o_back_button",
            run: "click",
        },
        {
            content: "Ask for a date long ago",
            trigger:
                ".o_form_view .o_field_widget[name=at_date] button, .o_form_view .o_field_widget[name=at_date] input",
            run: "click",
        },
        {
            content: "Type the date",
            trigger: ".o_field_widget[name=at_date] input",
            run: "edit 01/31/2020",
        },
        {
            content: "Check again",
            trigger: "button[name=action_check]",
            run: "click",
        },
        {
            content: "Nothing was there then",
            trigger: ".alert-info:contains(Nothing was posted to an inventory account up to)",
        },
    ],
});

tours.add("perpetual_stock_tie_out_off", {
    steps: () => [
        ...openFromMenu,
        {
            content: "Red, and in words",
            trigger:
                ".o_form_view .alert-danger:contains(1 of):contains(difference $ 7.00):contains(Not posted by the stock ledger)",
        },
        {
            content: "Drill to what the ledger did not post",
            trigger: ".o_data_row:contains(Differs) button[name=action_open_strangers]",
            run: "click",
        },
        {
            content: "Exactly the entry made by hand",
            trigger:
                ".o_list_view:not(:has(.o_data_row:contains(STJ))) .o_data_row:contains(By hand)",
        },
    ],
});

tours.add("perpetual_stock_tie_out_phone", {
    steps: () => [
        {
            content: "The headline",
            trigger: ".o_form_view .alert-success:contains(checks agree)",
        },
        {
            content: "A card per check; drill to the ledger",
            trigger:
                ".o_kanban_record:contains(Inventory account):contains(Agrees) button[name=action_open_entries]",
            run: "click",
        },
        {
            content: "The ledger entries as cards",
            trigger: ".o_kanban_view .o_kanban_record:contains(Issue)",
        },
    ],
});
