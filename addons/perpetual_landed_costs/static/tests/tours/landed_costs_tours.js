import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const openCost = {
    content: "Open the landed cost",
    trigger: ".o_data_row .o_data_cell[name=name]",
    run: "click",
};
const openAdjustments = {
    content: "Look at the valuation adjustments",
    trigger: ".o_notebook .nav-link:contains(Valuation Adjustments)",
    run: "click",
};

tours.add("perpetual_landed_costs_manager", {
    steps: () => [
        openCost,
        {
            content: "Validate it",
            trigger: "button[name=button_validate]",
            run: "click",
        },
        {
            content: "It has an entry in the stock ledger",
            trigger:
                ".o_form_view:has(.o_arrow_button_current:contains(Posted)) button[name=action_perpetual_entries]:contains(1)",
        },
        openAdjustments,
        {
            content: "30.00 of it on hand, 20.00 sold",
            trigger: ".o_data_row:contains(Product average):contains(30.00):contains(20.00)",
        },
        {
            content: "Reverse it",
            trigger: "button[name=action_perpetual_reverse]",
            run: "click",
        },
        {
            content: "Yes",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "The reversal is posted",
            trigger:
                ".o_form_view:has(.o_field_widget[name=perpetual_reversed_id]:contains(LC/)) .o_arrow_button_current:contains(Posted)",
        },
    ],
});

tours.add("perpetual_landed_costs_accountant", {
    steps: () => [
        openCost,
        openAdjustments,
        {
            content: "Both shares are there, and nothing to change",
            trigger:
                ".o_form_view:not(:has(button[name=action_perpetual_reverse])) .o_data_row:contains(30.00):contains(20.00)",
        },
        {
            content: "Open the stock ledger",
            trigger: "button[name=action_perpetual_entries]",
            run: "click",
        },
        {
            content: "The ledger's entry",
            trigger: ".o_list_view .o_data_row:contains(Landed cost):contains(30.00)",
        },
    ],
});

tours.add("perpetual_landed_costs_phone", {
    steps: () => [
        {
            content: "Open the landed cost",
            trigger: ".o_kanban_record:contains(LC/)",
            run: "click",
        },
        openAdjustments,
        {
            content: "What it is spread over",
            trigger: ".o_field_widget[name=valuation_adjustment_lines]:contains(Product average)",
        },
        {
            content: "More",
            trigger: ".o_form_view",
        },
    ],
});
