import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("perpetual_mrp_wip", {
    steps: () => [
        {
            content: "Open the Reporting menu",
            trigger: '.o_menu_sections [data-menu-xmlid="account.menu_finance_reports"]',
            run: "click",
        },
        {
            content: "Choose Work in Progress",
            trigger:
                '.o-dropdown--menu [data-menu-xmlid="perpetual_mrp.perpetual_wip_item_menu_account"]',
            run: "click",
        },
        {
            content: "The order with its components, and the balance of the account",
            trigger:
                ".o_list_view:has(tfoot:contains(40.00)) .o_data_row:contains(Order in progress):contains(40.00)",
        },
        {
            content: "Open its journal items",
            trigger: ".o_data_row button[name=action_open_items]",
            run: "click",
        },
        {
            content: "What it has consumed",
            trigger: ".o_list_view .o_data_row:contains(Screw):contains(40.00)",
        },
    ],
});

tours.add("perpetual_mrp_wip_phone", {
    steps: () => [
        {
            content: "What is in progress in all",
            trigger: ".o_kanban_group:contains(Order in progress) .o_kanban_counter:contains(40)",
        },
        {
            content: "A card per order",
            trigger: ".o_kanban_record:contains(Order in progress):contains(40.00)",
        },
    ],
});

tours.add("perpetual_mrp_order", {
    steps: () => [
        {
            content: "Cost so far, to whom may see it",
            trigger: ".o_form_view [name=perpetual_wip_amount]:contains(40.00)",
        },
        {
            content: "Open the stock ledger of the order",
            trigger: "button[name=action_perpetual_entries]",
            run: "click",
        },
        {
            content: "What was consumed",
            trigger: ".o_list_view .o_data_row:contains(Screw):contains(Production out)",
        },
    ],
});
