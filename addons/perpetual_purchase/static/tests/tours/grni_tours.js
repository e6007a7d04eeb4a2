import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("perpetual_purchase_grni", {
    steps: () => [
        {
            content: "Open the Reporting menu",
            trigger: '.o_menu_sections [data-menu-xmlid="account.menu_finance_reports"]',
            run: "click",
        },
        {
            content: "Choose Received Not Invoiced",
            trigger:
                '.o-dropdown--menu [data-menu-xmlid="perpetual_purchase.perpetual_grni_item_menu_account"]',
            run: "click",
        },
        {
            content: "What is received and not billed, and the balance of the account",
            trigger:
                ".o_list_view:has(tfoot:contains(60.00)) .o_data_row:contains(Vendor):contains(Received, not billed):contains(6.00):contains(60.00)",
        },
        {
            content: "Choose the line",
            trigger: ".o_data_row .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Write it off",
            trigger: "button[name=action_write_off]",
            run: "click",
        },
        {
            content: "Its line is there; say why",
            trigger:
                ".o_form_view:has(.o_data_row:contains(Received, not billed):contains(60.00)) .o_field_widget[name=reason] textarea",
            run: "edit The vendor has closed down",
        },
        {
            content: "Ask for approval",
            trigger: ".o_form_view button[name=action_request]",
            run: "click",
        },
        {
            content: "It waits for somebody else",
            trigger:
                ".o_form_view:not(:has(button[name=action_approve])) .o_arrow_button_current:contains(To Approve)",
        },
    ],
});

tours.add("perpetual_purchase_write_off", {
    steps: () => [
        {
            content: "Open the request",
            trigger: ".o_data_row:contains(Closed down):contains(60.00) .o_data_cell[name=name]",
            run: "click",
        },
        {
            content: "Approve it",
            trigger:
                ".o_form_view:has(.o_data_row:contains(Received, not billed)) button[name=action_approve]",
            run: "click",
        },
        {
            content: "It is posted",
            trigger: ".o_form_view .o_arrow_button_current:contains(Approved)",
        },
    ],
});

tours.add("perpetual_purchase_refusal", {
    steps: () => [
        {
            content: "Open the request",
            trigger: ".o_data_row:contains(Closed down) .o_data_cell[name=name]",
            run: "click",
        },
        {
            content: "Refuse it",
            trigger: ".o_form_view button[name=action_refuse]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit The bill is under way",
        },
        {
            content: "Refuse",
            trigger: ".modal button[name=action_refuse]",
            run: "click",
        },
        {
            content: "The reason is kept",
            trigger:
                ".o_form_view:has(.o_field_widget[name=refusal_reason]:contains(under way)) .o_arrow_button_current:contains(Refused)",
        },
    ],
});

tours.add("perpetual_purchase_grni_as_of", {
    steps: () => [
        {
            content: "Ask for a date",
            trigger: "button[name=action_choose_date]",
            run: "click",
        },
        {
            content: "Long ago",
            trigger:
                ".modal .o_field_widget[name=date] input, .modal .o_field_widget[name=date] button",
            run: "click",
        },
        {
            content: "Type it",
            trigger: ".modal .o_field_widget[name=date] input",
            run: "edit 01/31/2026 && press Enter",
        },
        {
            content: "Show",
            trigger: ".modal button[name=action_show]",
            run: "click",
        },
        {
            content: "All of it was open on that day",
            trigger:
                ".o_breadcrumb:contains(as of 01/31/2026), .o_control_panel:contains(as of 01/31/2026)",
        },
        {
            content: "At its amount then",
            trigger: ".o_data_row:contains(10.00):contains(100.00)",
        },
    ],
});

tours.add("perpetual_purchase_grni_phone", {
    steps: () => [
        {
            content: "A card per line",
            trigger:
                ".o_kanban_record:contains(Vendor):contains(60.00):contains(Received, not billed)",
            run: "click",
        },
        {
            content: "The receipt",
            trigger: ".o_form_view .o_field_widget[name=origin]",
        },
    ],
});

tours.add("perpetual_purchase_write_off_phone", {
    steps: () => [
        {
            content: "Open the request",
            trigger: ".o_kanban_record:contains(Closed down)",
            run: "click",
        },
        {
            content: "What is asked for",
            trigger: ".o_form_view .o_kanban_record:contains(60.00)",
        },
    ],
});
