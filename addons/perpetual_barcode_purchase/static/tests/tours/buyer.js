import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("perpetual_barcode_purchase_buyer", {
    steps: () => [
        {
            content: "What is open of one's own orders",
            trigger:
                ".o_list_view:not(:has(.o_data_row ~ .o_data_row)) .o_data_row:contains(Less than ordered) td[name=product_id]",
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name=note]:contains(crate open)" },
        { trigger: "button[name=action_settle]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Settled)" },
        { trigger: "button[name=action_open_order]", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=partner_id]:contains(Vendor)" },
    ],
});
