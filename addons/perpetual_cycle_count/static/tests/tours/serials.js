import { registry } from "@web/core/registry";
import { scan } from "@perpetual_barcode/../tests/tours/receive";

const tours = registry.category("web_tour.tours");
const FIFO = "96385074";
const FOUND = "5901234123457";

/** Choose the only sheet that there is, and its bin. */
const open = [
    { trigger: ".pb_tile[data-flow=count] .pb_count:contains(1)", run: "click" },
    { trigger: ".pb_row:contains(CNT/)", run: "click" },
    { trigger: ".pb_app[data-state=bin] .pb_row:contains(A-01)" },
    scan("A-01"),
    { trigger: ".pb_app[data-state=count]" },
];

/** What nobody has scanned is not there, the bin and the sheet are finished. */
const finish = [
    { trigger: "[data-action=validate]:enabled", run: "click" },
    { trigger: ".pb_app[data-state=zeros] .pb_line:contains(SN-2)" },
    { trigger: "[data-choice=zero]", run: "click" },
    { trigger: ".pb_app[data-state=bin] [data-action=validate]:enabled", run: "click" },
    { trigger: ".pb_app[data-state=done] .pb_good:contains(is counted)" },
];

tours.add("perpetual_cycle_count_serials", {
    steps: () => [
        ...open,
        scan(FIFO),
        { trigger: ".pb_app[data-state=lot]" },
        scan("SN-1", ".pb_app[data-state=lot][data-pending='0']"),
        { trigger: ".pb_app[data-state=count][data-pending='0'] .pb_line:contains(SN-1)" },
        scan("SN-1"),
        { trigger: ".pb_app:contains(SN-1 is scanned already)" },
        scan(FOUND),
        {
            content: "Goods that are on no line are asked about",
            trigger: ".pb_app[data-state=found] .pb_prompt:contains(standard)",
        },
        { trigger: "[data-choice=add]", run: "click" },
        { trigger: ".pb_app[data-state=count][data-pending='0'] .pb_line:contains(standard)" },
        ...finish,
    ],
});

tours.add("perpetual_cycle_count_recount", {
    steps: () => [
        ...open,
        {
            content: "Only what differed, and nothing of what the first has counted",
            trigger: ".pb_app:not(:has(.pb_line:contains(SN-1))) .pb_line:contains(SN-2)",
        },
        { trigger: ".pb_line:contains(standard) .pb_done:contains(0)" },
        scan(FOUND),
        { trigger: ".pb_app[data-pending='0'] .pb_line:contains(standard) .pb_done:contains(1)" },
        ...finish,
    ],
});
