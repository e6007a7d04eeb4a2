import { registry } from "@web/core/registry";
import { scan } from "@perpetual_barcode/../tests/tours/receive";

registry.category("web_tour.tours").add("perpetual_barcode_batch", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=batch] .pb_count:contains(1)", run: "click" },
        { trigger: ".pb_row", run: "click" },
        { trigger: ".pb_app[data-state=lines] .pb_progress:contains(0 of 3)" },
        // More than all transfers of the batch need is refused.
        scan("x4"),
        { trigger: ".pb_times:contains(4)" },
        scan("4006381333931"),
        { trigger: ".pb_error:contains(No more of)" },
        scan("x3"),
        { trigger: ".pb_times:contains(3)" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-pending='0'] .pb_progress:contains(2 of 3)" },
        { trigger: "[data-action=validate]:enabled", run: "click" },
        { trigger: ".pb_app[data-state=short] .pb_line:contains(3)" },
        { trigger: ".pb_chip:contains(Bin is empty)", run: "click" },
        { trigger: "[data-choice=backorder]", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(is done)" },
    ],
});
