import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const settle = [
    { trigger: ".o_form_view .o_field_widget[name=note]:contains(crate open)" },
    { trigger: "button[name=action_settle]", run: "click" },
    { trigger: ".o_form_view:not(:has(button[name=action_settle]))" },
];
const order = [
    { trigger: "button[name=action_open_order]", run: "click" },
    { trigger: ".o_form_view .o_field_widget[name=partner_id]:contains(Vendor)" },
];

tours.add("perpetual_barcode_purchase_buyer", {
    steps: () => [
        {
            content: "What is open of one's own orders",
            trigger:
                ".o_list_view:not(:has(.o_data_row ~ .o_data_row)) .o_data_row:contains(Less than ordered) td[name=product_id]",
            run: "click",
        },
        ...settle,
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Settled)" },
        ...order,
    ],
});

tours.add("perpetual_barcode_purchase_buyer_phone", {
    steps: () => [
        {
            content: "The same as a card",
            trigger:
                ".o_kanban_view .o_kanban_record:contains(Less than ordered):contains(Open):contains(Vendor)",
            run: "click",
        },
        ...settle,
        { trigger: ".o_control_panel button:has(.fa-bolt)", run: "click" },
        ...order,
    ],
});
