import { cut, cutEnds } from "./network";
import { registry } from "@web/core/registry";
import { scan } from "./receive";

const tours = registry.category("web_tour.tours");

tours.add("perpetual_barcode_finished_while_offline", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=receive]", run: "click" },
        { trigger: ".pb_row:contains(P-4711)", run: "click" },
        { trigger: ".pb_app[data-state=lines]" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-pending='0'] .pb_is_part .pb_done:contains(1)" },
        cut,
        scan("4006381333931"),
        scan("x2"),
        scan("96385074"),
        { trigger: ".pb_offline:contains(3 kept here)" },
        // Meanwhile somebody else has finished the receipt.
        cutEnds,
        { trigger: ".pb_app[data-pending='0'][data-state=gone] .pb_prompt:contains(Not counted)" },
        { trigger: ".pb_error:contains(was not counted)" },
        { trigger: ".pb_line:contains(average):contains(1)" },
        { trigger: ".pb_line:contains(fifo):contains(2)" },
        { trigger: "[data-choice=choose]" },
        { trigger: "[data-choice=rest]" },
        { trigger: "[data-choice=recount]", run: "click" },
        { trigger: ".pb_app[data-state=lines] .pb_good:contains(Counted on)" },
        { trigger: ".pb_is_part:contains(average) .pb_done:contains(1)" },
        { trigger: ".pb_is_done:contains(fifo) .pb_done:contains(2)" },
    ],
});

tours.add("perpetual_barcode_stock_gone_while_offline", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=deliver]", run: "click" },
        { trigger: ".pb_row:contains(S-0815)", run: "click" },
        { trigger: ".pb_app[data-state=lines] .pb_progress:contains(0 of 1)" },
        scan("A-01"),
        { trigger: ".pb_app[data-pending='0'] .pb_prompt:contains(A-01)" },
        cut,
        scan("4006381333931"),
        { trigger: ".pb_offline:contains(1 kept here)" },
        // Meanwhile the bin is counted, and nothing is left in it.
        cutEnds,
        { trigger: ".pb_app[data-pending='0'] .pb_error:contains(are free in)" },
        { trigger: ".pb_error:contains(Scan another bin)" },
        { trigger: ".pb_app[data-state=lines] .pb_line .pb_done:contains(0)" },
        scan("B-02"),
        { trigger: ".pb_app[data-pending='0'] .pb_prompt:contains(B-02)" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-pending='0'] .pb_is_part .pb_done:contains(1)" },
    ],
});
