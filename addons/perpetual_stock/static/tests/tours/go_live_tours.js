import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const checkAndSwitch = (row, more = []) => [
    {
        content: "Open the run that waits",
        trigger: `${row}:contains(Go-live of Before average)`,
        run: "click",
    },
    {
        content: "A draft says what the check does",
        trigger: ".o_form_view .alert-info:contains(writes nothing to your books)",
    },
    ...more,
    {
        content: "Check",
        trigger: ".o_statusbar_buttons button[name=action_check]:contains(Check)",
        run: "click",
    },
    {
        content: "Something is to be fixed: no account for the gap",
        trigger: ".o_form_view .alert-warning:contains(1 to fix)",
    },
    {
        content: "The list says what",
        trigger: ".o_field_widget[name=problem_ids]:contains(Choose the account for the gap)",
    },
    {
        content: "Choose it",
        trigger: ".o_field_widget[name=gap_account_id] input",
        run: "edit Gap",
    },
    {
        content: "It is offered",
        trigger: ".o-autocomplete--dropdown-item:contains(510177 Gap)",
        run: "click",
    },
    {
        content: "Check again",
        trigger: ".o_statusbar_buttons button[name=action_check]:visible",
        run: "click",
    },
    {
        content: "Nothing to fix any more",
        trigger: ".o_form_view .alert-success:contains(Nothing to fix)",
    },
    {
        content: "Each account says what is posted and why",
        trigger:
            ".o_field_widget[name=account_ids]:contains(Stock value less what):contains(60.00)",
    },
    {
        content: "Go live",
        trigger: ".o_statusbar_buttons button[name=action_switch]:contains(Go Live)",
        run: "click",
    },
    {
        content: "Confirm",
        trigger: ".modal-footer .btn-primary",
        run: "click",
    },
    {
        content: "It is done; the opening rows are one click away",
        trigger: "button[name=action_open_ledger]",
        run: "click",
    },
    {
        content: "The opening row of the product",
        trigger: ".o_action_manager :contains(Opening)",
    },
];

tours.add("perpetual_stock_go_live", {
    steps: () => [
        {
            content: "Open the Configuration menu",
            trigger: '.o_menu_sections [data-menu-xmlid="account.menu_finance_configuration"]',
            run: "click",
        },
        {
            content: "Choose Go-Live",
            trigger:
                '.o-dropdown--menu [data-menu-xmlid="perpetual_stock.perpetual_go_live_menu_account"]',
            run: "click",
        },
        ...checkAndSwitch(".o_list_view .o_data_row td[name=display_name]"),
    ],
});

tours.add("perpetual_stock_go_live_auditor", {
    steps: () => [
        {
            content: "Open the Reporting menu of Invoicing",
            trigger: '.o_menu_sections [data-menu-xmlid="account.menu_finance_reports"]',
            run: "click",
        },
        {
            content: "Choose Go-Lives",
            trigger:
                '.o-dropdown--menu [data-menu-xmlid="perpetual_stock.perpetual_go_live_past_menu_account"]',
            run: "click",
        },
        {
            content: "The past run; nothing new can be made",
            trigger:
                ".o_action:not(:has(.o_list_button_add)) .o_data_row td[name=display_name]:contains(Go-live of Before average)",
            run: "click",
        },
        {
            content: "What was posted and why; nothing to change it with",
            trigger:
                ".o_form_view:not(:has(.o_statusbar_buttons button[name])) .o_field_widget[name=account_ids]:contains(Stock value less what)",
        },
    ],
});

// On a phone the buttons of the status bar are in a menu once there are several.
tours.add("perpetual_stock_go_live_phone", {
    steps: () => [
        {
            content: "The run as a card",
            trigger: ".o_kanban_view .o_kanban_record:contains(Go-live of Before average)",
            run: "click",
        },
        {
            content: "Checked: what is posted, per account",
            trigger:
                ".o_form_view .o_field_widget[name=account_ids]:contains(Stock value less what)",
        },
        {
            content: "The products",
            trigger: ".o-form-buttonbox button, .o_control_panel button:has(.fa-bolt)",
            run: "click",
        },
        {
            content: "… in a menu",
            trigger: ".o_bottom_sheet :contains(Products):last",
            run: "click",
        },
        {
            content: "What is taken over of each",
            trigger: ".o_kanban_view .o_kanban_record:contains(Goods average):contains(60.00)",
        },
    ],
});
