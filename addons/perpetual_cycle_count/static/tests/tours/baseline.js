import { cut, cutEnds } from "@perpetual_barcode/../tests/tours/network";
import { registry } from "@web/core/registry";
import { scan } from "@perpetual_barcode/../tests/tours/receive";

const tours = registry.category("web_tour.tours");

const finding = (kind) => [
    { trigger: "[data-action=finding]:enabled", run: "click" },
    { trigger: `.pb_app[data-state=finding] .pb_chip:contains(${kind})`, run: "click" },
    { trigger: ".pb_chip[aria-checked=true]" },
];

tours.add("perpetual_cycle_count_finding", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=count]", run: "click" },
        { trigger: ".pb_row:contains(N Near)", run: "click" },
        { trigger: ".pb_app[data-state=bin] .pb_row:contains(A-01)", run: "click" },
        { trigger: ".pb_app[data-state=count]" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-pending='0'] .pb_line:contains(average) .pb_done:contains(1)" },
        ...finding("Damaged"),
        { trigger: ".pb_prompt:contains(What is wrong with):contains(average)" },
        { trigger: ".pb_note", run: "edit Box is wet" },
        { trigger: "[data-choice=report]", run: "click" },
        { trigger: ".pb_app[data-state=count][data-pending='0'] .pb_good:contains(Kept)" },
        ...finding("Dead Stock"),
        cut,
        { trigger: "[data-choice=place]", run: "click" },
        { trigger: ".pb_offline:contains(1 kept here)" },
        cutEnds,
        { trigger: ".pb_app[data-state=count][data-pending='0'] .pb_good:contains(Dead Stock)" },
        { trigger: ".pb_line:contains(average) .pb_done:contains(1)" },
    ],
});

tours.add("perpetual_cycle_count_baseline", {
    steps: () => [
        { trigger: ".o_data_row:contains(Baseline Count) .o_data_cell", run: "click" },
        { trigger: ".o_form_view .o_data_row:contains(N Near):contains(Early):contains(Late)" },
        { trigger: "button[name=action_start]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Counting)" },
        { trigger: "button[name=action_board]", run: "click" },
        {
            content: "Both zones with their teams, not begun",
            trigger:
                ".o_kanban_record:contains(N Near):contains(Not Begun):contains(of 2):contains(Early)",
        },
        { trigger: ".o_kanban_record:contains(F Far):contains(of 1)" },
        {
            trigger: ".o_kanban_record:contains(N Near) button[name=action_lines]",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:contains(A-01)" },
    ],
});

tours.add("perpetual_cycle_count_clues", {
    steps: () => [
        { trigger: ".o_data_row:contains(A-01) td[name=product_id]", run: "click" },
        {
            content: "The same goods are over in another bin",
            trigger: ".o_form_view .alert:contains(differ the other way in another bin)",
        },
        { trigger: "button[name=action_find_clues]", run: "click" },
        { trigger: ".o_notebook a[name=clues]", run: "click" },
        {
            content: "What differs the other way, with its suggested cause",
            trigger: ".o_data_row:contains(Count of Another Bin):contains(Misplacement)",
        },
        {
            trigger: ".o_data_row:contains(Count of Another Bin) button[name=action_take]",
            run: "click",
        },
        { trigger: ".o_field_widget[name=reason_id] input:value(Misplacement)" },
    ],
});

tours.add("perpetual_cycle_count_wrong_place", {
    steps: () => [
        {
            trigger: ".o_kanban_record:contains(A-01):contains(B-02) button[name=action_transfer]",
            run: "click",
        },
        { trigger: ".o_kanban_view:not(:has(button[name=action_transfer]))" },
    ],
});
