import { registry } from "@web/core/registry";
import { scan } from "./receive";

registry.category("web_tour.tours").add("perpetual_barcode_deliver", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=deliver]", run: "click" },
        { trigger: ".pb_row:contains(S-0815)", run: "click" },
        { trigger: ".pb_app[data-state=lines] .pb_progress:contains(0 of 1)" },
        // A wrong bin and a wrong product are refused.
        scan("B-02"),
        { trigger: ".pb_error:contains(Nothing is to be picked in)" },
        scan("96385074"),
        { trigger: ".pb_error:contains(is not on this transfer)" },
        scan("A-01"),
        { trigger: ".pb_prompt:contains(A-01)" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-pending='0'] .pb_is_part .pb_done:contains(1)" },
        { trigger: "[data-action=validate]:enabled", run: "click" },
        { trigger: ".pb_app[data-state=short] .pb_warning:contains(Not everything)" },
        { trigger: ".pb_line:contains(1)" },
        { trigger: ".pb_chip:contains(Bin is empty)", run: "click" },
        { trigger: "[data-choice=backorder]", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(is done)" },
    ],
});
