import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";

function call(model, method, ...args) {
    return rpc(`/web/dataset/call_kw/${model}/${method}`, { model, method, args, kwargs: {} });
}

/** What a box tells of its printer, while somebody looks at the page. */
async function tell(state, detail) {
    const ids = await call("perpetual.device", "search", [["uid", "=", "serial:P1"]]);
    await call("perpetual.device", "write", ids, { state, detail });
}

registry.category("web_tour.tours").add("perpetual_devices_live", {
    steps: () => [
        { trigger: ".o_data_row:contains(Zebra Dock 2) .badge:contains(Ready)" },
        {
            trigger: ".o_data_row:contains(Zebra Dock 2)",
            run: () => tell("blocked", "There is no paper."),
        },
        // Nobody touches anything.
        { trigger: ".o_data_row:contains(Zebra Dock 2) .badge:contains(Blocked)" },
        {
            trigger: ".o_data_row:contains(Zebra Dock 2) td[name=display_name]",
            run: "click",
        },
        { trigger: ".o_form_view .badge:contains(Blocked)" },
        { trigger: ".o_form_view .alert:contains(There is no paper.)" },
        {
            trigger: ".o_form_view .o_field_widget[name=label] input",
            run: "edit Zebra at the dock",
        },
        { trigger: ".o_form_view", run: () => tell("ready", "") },
        // What is being typed is not taken away.
        {
            trigger: ".o_form_view .o_field_widget[name=label] input",
            run: () => new Promise((resolve) => setTimeout(resolve, 3500)),
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_view .badge:contains(Ready)" },
        { trigger: ".o_form_view .o_field_widget[name=label] input:value(Zebra at the dock)" },
        {
            trigger:
                ".o_form_saved, .o_form_status_indicator:not(:has(.o_form_button_save:visible))",
        },
    ],
});

registry.category("web_tour.tours").add("perpetual_devices_station", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(Dock 2):contains(Nobody works here)" },
        { trigger: ".o_kanban_record button[name=action_work_here]", run: "click" },
        { trigger: ".o_kanban_record button[name=action_leave]" },
        { trigger: ".o_kanban_record:not(:contains(Nobody works here))" },
    ],
});
