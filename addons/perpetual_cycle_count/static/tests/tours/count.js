import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Types a code as a keyboard-wedge scanner does. */
function wedge(code) {
    for (const key of [...code, "Enter"]) {
        const target = document.activeElement || document.body;
        target.dispatchEvent(
            new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })
        );
    }
}

/** A row of the variance log, or its card on a phone. */
const row = {
    trigger:
        ".o_data_row:contains(average) td[name=product_id], .o_kanban_record:contains(average)",
    run: "click",
};

const scan = (code, trigger = ".pb_app[data-pending='0']") => ({
    content: `Scan ${code}`,
    trigger,
    run: () => wedge(code),
});

tours.add("perpetual_cycle_count_scan", {
    steps: () => [
        { trigger: ".pb_app:not(:has(.pb_tile[data-flow=receive]))" },
        { trigger: ".pb_tile[data-flow=count] .pb_count:contains(1)", run: "click" },
        { trigger: ".pb_row:contains(CNT/)", run: "click" },
        { trigger: ".pb_app[data-state=bin] .pb_row:contains(A-01)" },
        scan("A-01"),
        { trigger: ".pb_app[data-state=count] .pb_line:contains(average)" },
        scan("4006381333931"),
        { trigger: ".pb_line:contains(average) .pb_done:contains(1)" },
        scan("x8"),
        { trigger: ".pb_times:contains(8)" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-pending='0'] .pb_line:contains(average) .pb_done:contains(9)" },
        { trigger: "[data-action=validate]:enabled", run: "click" },
        { trigger: ".pb_app[data-state=zeros] .pb_line:contains(fifo)" },
        { trigger: "[data-choice=zero]", run: "click" },
        { trigger: ".pb_app[data-state=bin] .pb_row:contains(B-02)", run: "click" },
        { trigger: ".pb_app[data-state=count] .pb_line_quantity:enabled", run: "click" },
        { trigger: ".pb_keypad [data-key='6']", run: "click" },
        { trigger: ".pb_keypad [data-key=ok]", run: "click" },
        { trigger: ".pb_app[data-pending='0'] .pb_line .pb_done:contains(6)" },
        { trigger: "[data-action=validate]:enabled", run: "click" },
        { trigger: ".pb_app[data-state=bin]" },
        { trigger: "[data-action=validate]:enabled", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(is counted)" },
    ],
});

tours.add("perpetual_cycle_count_type", {
    steps: () => [
        {
            trigger:
                ".o_data_row:contains(To Count) td[name=name], .o_kanban_record:contains(To Count)",
            run: "click",
        },
        { trigger: "button[name=action_take]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_take]))" },
        { trigger: "button[name=action_open_count]", run: "click" },
        { trigger: ".modal .o_field_widget[name=place_name]:contains(A-01)" },
        {
            content: "Nothing is filled in beforehand",
            trigger: ".modal .o_field_widget[name=counted] input",
            run: ({ anchor }) => {
                if (anchor.value) {
                    throw new Error(`There is ${anchor.value} already.`);
                }
            },
        },
        { trigger: ".modal .o_field_widget[name=counted] input", run: "edit 7" },
        { trigger: ".modal button[name=action_count]", run: "click" },
        { trigger: ".o_form_view:not(:has(.modal)) button[name=action_finish]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_finish]))" },
    ],
});

tours.add("perpetual_cycle_count_open", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=product_ids] input", run: "edit average" },
        { trigger: ".ui-menu-item a:contains(Product average)", run: "click" },
        { trigger: ".o_field_widget[name=product_ids] .o_tag:contains(Product average)" },
        { trigger: "button[name=action_start]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_start]))" },
    ],
});

/** On a phone what is chosen from is a page of its own. */
tours.add("perpetual_cycle_count_open_phone", {
    steps: () => [
        { trigger: ".o-kanban-button-new", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=product_ids] input", run: "click" },
        { trigger: ".modal .o_kanban_record:contains(Product average)", run: "click" },
        { trigger: ".o_field_widget[name=product_ids] .o_tag:contains(Product average)" },
        { trigger: "button[name=action_start]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_start]))" },
    ],
});

tours.add("perpetual_cycle_count_investigate_phone", {
    steps: () => [
        row,
        { trigger: ".o_form_view .o_field_widget[name=reason_id] input", run: "click" },
        { trigger: ".modal .o_kanban_record:contains(Data entry)", run: "click" },
        { trigger: ".o_field_widget[name=reason_id] input:value(Data entry)" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_submit]))" },
    ],
});

tours.add("perpetual_cycle_count_investigate", {
    steps: () => [
        row,
        { trigger: ".o_form_view .o_field_widget[name=reason_id] input", run: "edit Data entry" },
        { trigger: ".ui-menu-item a:contains(Data entry)", run: "click" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_submit]))" },
    ],
});

tours.add("perpetual_cycle_count_approve", {
    steps: () => [
        row,
        { trigger: "button[name=action_approve]", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_approve]))" },
    ],
});

tours.add("perpetual_cycle_count_empty", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=count]", run: "click" },
        { trigger: ".pb_row:contains(CNT/)", run: "click" },
        { trigger: ".pb_app[data-state=bin] [data-action=validate]:disabled" },
        scan("A-01"),
        { trigger: ".pb_app[data-state=count]:contains(A-01)" },
        scan("x12"),
        { trigger: ".pb_times:contains(12)" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-state=found] [data-choice=add]", run: "click" },
        { trigger: ".pb_app[data-pending='0'] .pb_line:contains(average) .pb_done:contains(12)" },
        { trigger: "[data-action=validate]:enabled", run: "click" },
        { trigger: ".pb_app[data-state=bin] .pb_row:contains(A-01)" },
        scan("B-02"),
        { trigger: ".pb_app[data-state=count]:contains(B-02)" },
        { trigger: "[data-action=validate]:enabled", run: "click" },
        { trigger: ".pb_app[data-state=zeros]:contains(Is this place empty?)" },
        { trigger: "[data-choice=zero]", run: "click" },
        { trigger: ".pb_app[data-state=bin] .pb_row:contains(B-02):contains(Empty)" },
        { trigger: "[data-action=validate]:enabled", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(is counted)" },
    ],
});
