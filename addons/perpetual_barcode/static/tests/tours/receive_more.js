import { registry } from "@web/core/registry";
import { cut, cutEnds } from "./network";
import { scan, wedge } from "./receive";

const tours = registry.category("web_tour.tours");
const open = [
    { trigger: ".pb_tile[data-flow=receive]", run: "click" },
    { trigger: ".pb_row:contains(P-4711)", run: "click" },
    { trigger: ".pb_app[data-state=lines]" },
];

tours.add("perpetual_barcode_network_cut", {
    steps: () => [
        ...open,
        scan("4006381333931"),
        { trigger: ".pb_app[data-pending='0'] .pb_is_part .pb_done:contains(1)" },
        cut,
        scan("4006381333931"),
        { trigger: ".pb_offline:contains(1 kept here)" },
        // What is scanned shows at once, and a quantity before a scan counts too.
        { trigger: ".pb_done:contains(2)" },
        scan("x2"),
        scan("96385074"),
        { trigger: ".pb_offline:contains(3 kept here)" },
        { trigger: ".pb_is_done .pb_done:contains(2)" },
        scan("4006381333931"),
        { trigger: ".pb_offline:contains(4 kept here)", run: "click" },
        // Each of them can be seen, and what became of it.
        { trigger: ".pb_kept:has(.pb_kept_waiting:nth-child(4)):contains(x2)" },
        cutEnds,
        {
            trigger:
                ".pb_kept:contains(Nothing waits on this device) .pb_kept_good:contains(96385074)",
        },
        { trigger: ".pb_kept:not(:has(.pb_kept_waiting)) > .pb_button", run: "click" },
        { trigger: ".pb_app[data-pending='0']:not(:has(.pb_kept)) .pb_progress:contains(2 of 2)" },
        { trigger: ".pb_app:not(:has(.pb_offline)) [data-action=validate]", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(is done)" },
    ],
});

tours.add("perpetual_barcode_wedge", {
    steps: () => [
        ...open,
        {
            content: "Three seconds of ten scans a second",
            trigger: ".pb_app",
            run: async () => {
                for (let number = 0; number < 30; number++) {
                    wedge(number % 3 === 2 ? "96385074" : "4006381333931");
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
            },
        },
        { trigger: ".pb_app[data-pending='0'] .pb_progress:contains(2 of 2)", timeout: 30000 },
        { trigger: ".pb_is_done .pb_done:contains(20)" },
        { trigger: ".pb_is_done .pb_done:contains(10)" },
    ],
});

tours.add("perpetual_barcode_two_people", {
    steps: () => [
        ...open,
        // The other one scans the average product when this one scans the first piece.
        scan("96385074"),
        { trigger: ".pb_line:contains(fifo) .pb_done:contains(1)" },
        { trigger: ".pb_line:contains(average) .pb_done:contains(1)", timeout: 20000 },
    ],
});

tours.add("perpetual_barcode_damaged", {
    steps: () => [
        ...open,
        scan("4006381333931"),
        { trigger: ".pb_app[data-pending='0'] [data-action=damaged]:enabled", run: "click" },
        { trigger: ".pb_app[data-state=ask] .pb_prompt:contains(is damaged)" },
        { trigger: ".pb_chip:contains(Damaged in transport)", run: "click" },
        { trigger: "[data-choice=take]", run: "click" },
        { trigger: ".pb_app[data-state=lines] .pb_good:contains(Reported)" },
        { trigger: "[data-action=validate]:enabled", run: "click" },
        { trigger: ".pb_app[data-state=short] .pb_line:contains(fifo)" },
        { trigger: "[data-choice=later]", run: "click" },
        { trigger: ".pb_app[data-state=short] .pb_error:contains(Choose a reason)" },
        { trigger: ".pb_chip:contains(Vendor sent it so)", run: "click" },
        { trigger: ".pb_app:not(:has(.pb_error:contains(Choose a reason)))" },
        { trigger: "[data-choice=later]", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(is done)" },
        { trigger: "[data-action=print]" },
    ],
});

tours.add("perpetual_barcode_gone", {
    steps: () => [
        ...open,
        scan("96385074"),
        { trigger: ".pb_app[data-pending='0'] .pb_done:contains(1)" },
        // Somebody else has validated it meanwhile.
        scan("96385074"),
        { trigger: ".pb_app[data-state=gone] .pb_error:contains(was not counted)" },
        { trigger: "[data-choice=choose]", run: "click" },
        { trigger: ".pb_app[data-state=choose]" },
    ],
});
