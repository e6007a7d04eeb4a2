import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("perpetual_barcode_installed", {
    steps: () => [
        { trigger: "body:not(:has(.o_main_navbar)) .pb_tile[data-flow=receive]", run: "click" },
        { trigger: ".pb_app[data-state=choose]" },
    ],
});

tours.add("perpetual_barcode_install", {
    steps: () => [
        {
            trigger: ".pb_install[href^='/scoped_app?app_id=perpetual_barcode&path=scoped_app']",
        },
    ],
});
