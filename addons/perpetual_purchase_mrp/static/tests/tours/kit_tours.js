import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("perpetual_purchase_mrp_components", {
    steps: () => [
        {
            content: "What the bill of kits is matched with",
            trigger: ".o_form_view button[name=action_perpetual_grni_matches]",
            run: "click",
        },
        {
            content: "A row per component, told in a column of its own",
            trigger:
                ".o_list_view:has(th[data-name=component_id]:contains(Component)) .o_data_row:contains(Product average):contains(250.00)",
        },
        { trigger: ".o_list_view .o_data_row:contains(Other average):contains(750.00)" },
    ],
});
