import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const show = [
    {
        content: "The end of today is proposed",
        trigger: ".modal .o_field_widget[name=date]",
    },
    {
        content: "Show the valuation",
        trigger: ".modal button[name=action_show]",
        run: "click",
    },
];

tours.add("perpetual_stock_valuation_as_of", {
    steps: () => [
        {
            content: "Open the Reporting menu",
            trigger: '.o_menu_sections [data-menu-xmlid="account.menu_finance_reports"]',
            run: "click",
        },
        {
            content: "Choose Valuation As Of",
            trigger:
                '.o-dropdown--menu [data-menu-xmlid="perpetual_stock.perpetual_valuation_as_of_menu_account"]',
            run: "click",
        },
        ...show,
        {
            content: "Quantity, unit cost and value, with a total; open the product's ledger",
            trigger:
                ".o_list_view:has(tfoot:contains(30.00)) .o_data_row:contains(Product average):contains(6.00):contains(5.00) td[name=product_id]",
            run: "click",
        },
        {
            content: "The card up to that day",
            trigger: ".o_list_view .o_data_row:first:contains(Issue)",
        },
    ],
});

tours.add("perpetual_stock_valuation_as_of_phone", {
    steps: () => [
        ...show,
        {
            content: "A card per product; open the product's ledger",
            trigger: ".o_kanban_record:contains(Product average):contains(30.00)",
            run: "click",
        },
        {
            content: "The card up to that day",
            trigger: ".o_kanban_view .o_kanban_record:contains(Issue)",
        },
    ],
});
