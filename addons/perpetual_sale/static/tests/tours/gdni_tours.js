import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("perpetual_sale_gdni", {
    steps: () => [
        {
            content: "Open the Reporting menu",
            trigger: '.o_menu_sections [data-menu-xmlid="account.menu_finance_reports"]',
            run: "click",
        },
        {
            content: "Choose Delivered Not Invoiced",
            trigger:
                '.o-dropdown--menu [data-menu-xmlid="perpetual_sale.perpetual_gdni_item_menu_account"]',
            run: "click",
        },
        {
            content: "What is delivered and not invoiced, and the balance of the account",
            trigger:
                ".o_list_view:has(tfoot:contains(40.00)) .o_data_row:contains(Customer):contains(Delivered, not invoiced):contains(4.00):contains(40.00)",
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
                ".o_form_view:has(.o_data_row:contains(Delivered, not invoiced):contains(40.00)) .o_field_widget[name=reason] textarea",
            run: "edit Given as samples",
        },
        {
            content: "Ask for approval",
            trigger: ".o_form_view button[name=action_request]",
            run: "click",
        },
        {
            content: "It waits for somebody else",
            trigger: ".o_form_view .o_arrow_button_current:contains(To Approve)",
        },
    ],
});

tours.add("perpetual_sale_gdni_phone", {
    steps: () => [
        {
            content: "A card per line",
            trigger:
                ".o_kanban_record:contains(Customer):contains(40.00):contains(Delivered, not invoiced)",
            run: "click",
        },
        {
            content: "The delivery",
            trigger: ".o_form_view .o_field_widget[name=origin]",
        },
    ],
});
