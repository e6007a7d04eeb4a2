import { registry } from "@web/core/registry";
import { scan } from "./receive";

registry.category("web_tour.tours").add("perpetual_barcode_extension", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=test_count] .pb_count:contains(3)" },
        { trigger: ".pb_tile[data-flow=test_count]", run: "click" },
        { trigger: ".pb_app[data-state=bin]" },
        scan("A-01"),
        { trigger: ".pb_app[data-state=count]" },
        scan("4006381333931"),
        { trigger: ".test_count li:contains(Product average) b:contains(1)" },
        { trigger: ".test_more", run: "click" },
        { trigger: ".test_count b:contains(2)" },
        scan("96385074"),
        { trigger: ".test_count li:contains(Product fifo)" },
        { trigger: "[data-action=validate]", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(Counted)" },
    ],
});
