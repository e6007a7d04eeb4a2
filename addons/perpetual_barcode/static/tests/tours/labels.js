import { registry } from "@web/core/registry";
import { scan } from "./receive";

registry.category("web_tour.tours").add("perpetual_barcode_labels", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=labels]", run: "click" },
        { trigger: ".pb_app[data-state=what]" },
        scan("NOBODY-KNOWS"),
        { trigger: ".pb_error:contains(not known here)" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-state=code] .pb_line:contains(4006381333931)" },
        // Another product's barcode is refused, and whose it is told.
        scan("96385074"),
        { trigger: ".pb_error:contains(is the barcode of):contains(Product fifo)" },
        scan("5901234123457"),
        { trigger: ".pb_app[data-state=ask] .pb_prompt:contains(What does 5901234123457)" },
        { trigger: "[data-choice=packaging]", run: "click" },
        { trigger: ".pb_error:contains(how many there are)" },
        { trigger: "input[type=number]", run: "edit 12" },
        { trigger: "[data-choice=packaging]", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(stands for 12)" },
        { trigger: "[data-action=undo]", run: "click" },
        { trigger: ".pb_good:contains(Undone)" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-state=code]" },
        scan("5901234123457"),
        { trigger: ".pb_app[data-state=ask] [data-choice=further]", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(is a barcode of)" },
        scan("A-01"),
        { trigger: ".pb_app[data-state=code]" },
        scan("SHELF-1"),
        { trigger: ".pb_prompt:contains(A-01 works no longer)" },
        { trigger: "[data-choice=relabel]", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(SHELF-1)" },
    ],
});
