import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("perpetual_devices_label_designer", {
    steps: () => [
        { trigger: ".o_data_row:contains(Location 100 × 50) td:contains(Location)", run: "click" },
        {
            trigger: ".o_perpetual_label_good:contains(A scanner reads: ]C0 WH-A-01)",
        },
        { trigger: ".o_perpetual_label_preview img" },
        // Too narrow for its barcode: the preview says so while one types.
        { trigger: ".o_field_widget[name=width] input", run: "edit 60 && press Tab" },
        { trigger: ".o_perpetual_label_bad:contains(the label is 60 × 50 mm)" },
        { trigger: ".o_field_widget[name=width] input", run: "edit 100 && press Tab" },
        { trigger: ".o_perpetual_label_good:contains(WH-A-01)" },
        { trigger: ".o_data_row:contains(Barcode) td[name=name]", run: "click" },
        { trigger: ".modal .o_field_widget[name=width] input", run: "edit 15" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: ".o_perpetual_label_bad:contains(Barcode: Code 128 of 7 characters needs)" },
        { trigger: ".o_form_button_cancel", run: "click" },
        { trigger: ".o_perpetual_label_good:contains(A scanner reads)" },
    ],
});
