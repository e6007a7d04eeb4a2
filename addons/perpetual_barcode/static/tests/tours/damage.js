import { registry } from "@web/core/registry";
import { scan } from "./receive";

const tours = registry.category("web_tour.tours");
const goods = [
    { trigger: ".pb_tile[data-flow=damage]", run: "click" },
    { trigger: ".pb_app[data-state=goods]" },
    scan("96385074"),
    { trigger: ".pb_error:contains(in stock)" },
    scan("A-01"),
    { trigger: ".pb_prompt:contains(A-01)" },
    scan("4006381333931"),
    { trigger: ".pb_app[data-state=ask] .pb_prompt:contains(What is wrong)" },
];
const why = [
    { trigger: "[data-choice=write_off]", run: "click" },
    { trigger: ".pb_error:contains(Choose a reason)" },
    { trigger: ".pb_chip:contains(Damaged in handling)", run: "click" },
    { trigger: ".pb_chip[aria-checked=true]" },
];

tours.add("perpetual_barcode_write_off", {
    steps: () => [
        ...goods,
        ...why,
        { trigger: "[data-choice=write_off]", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(is written off)" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-state=ask]" },
        { trigger: "[data-choice=nothing]", run: "click" },
        { trigger: ".pb_app[data-state=goods]" },
    ],
});

tours.add("perpetual_barcode_write_off_waits", {
    steps: () => [
        ...goods,
        { trigger: "input[type=number]", run: "edit 11" },
        ...why,
        { trigger: "[data-choice=write_off]", run: "click" },
        { trigger: ".pb_error:contains(Only 10 of)" },
        { trigger: "input[type=number]", run: "edit 9" },
        { trigger: "[data-choice=write_off]", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(waits for approval)" },
        { trigger: ".pb_empty:contains(Waits for approval)" },
    ],
});

tours.add("perpetual_barcode_damage_approve", {
    steps: () => [
        { trigger: ".o_data_row:contains(To Approve) .o_data_cell", run: "click" },
        { trigger: "button[name=action_approve]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Written Off)" },
        { trigger: "button[name=action_open_scraps]" },
    ],
});
