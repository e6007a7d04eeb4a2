import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("perpetual_cycle_count_abc", {
    steps: () => [
        {
            content: "Open the policy",
            trigger: ".o_data_row:contains(Consumption Value) .o_data_cell[name=name]",
            run: "click",
        },
        {
            content: "Preview its classes",
            trigger: "button[name=action_preview]",
            run: "click",
        },
        {
            content: "Nothing has changed yet, and the curve is drawn",
            trigger: ".o_form_view:has(.alert-info:contains(Nothing has changed yet)) canvas",
        },
        {
            content: "The curve says itself in words",
            trigger: ".o_perpetual_pareto p:contains(up to A)",
        },
        {
            content: "Which classes",
            trigger: ".nav-link[name=classes]",
            run: "click",
        },
        {
            content: "What it makes of counts",
            trigger: ".o_field_widget[name=change_ids] .o_data_row:contains(A)",
        },
        {
            content: "Apply",
            trigger: "button[name=action_apply]",
            run: "click",
        },
        {
            content: "Applied; look at the classes",
            trigger: "button[name=action_open_assignments]",
            run: "click",
        },
        {
            content: "The first in the ranking",
            trigger: ".o_data_row:contains(Uses much):contains(A)",
        },
        {
            content: "As a matrix of ABC and XYZ",
            trigger: ".o_switch_view.o_pivot",
            run: "click",
        },
        {
            content: "Classes by steadiness",
            trigger: ".o_pivot:contains(A):contains(Z)",
        },
    ],
});

const makeLists = [
    {
        content: "Make today's lists",
        trigger: ".o_kanban_record:contains(Main) button[name=action_make_lists]",
        run: "click",
    },
];

tours.add("perpetual_cycle_count_lists", {
    steps: () => [
        ...makeLists,
        {
            content: "Today's session",
            trigger: ".o_data_row:contains(Cycle Count)",
        },
    ],
});

tours.add("perpetual_cycle_count_lists_phone", {
    steps: () => [
        ...makeLists,
        {
            content: "Today's session",
            trigger: ".o_kanban_record:contains(CNT/), .o_data_row:contains(CNT/)",
        },
    ],
});

tours.add("perpetual_cycle_count_due", {
    steps: () => [
        {
            content: "What is due and does not fit",
            trigger:
                ".o_data_row.text-danger:contains(No room today), .o_data_row:contains(No room today)",
        },
        {
            content: "As a calendar",
            trigger: ".o_switch_view.o_calendar",
            run: "click",
        },
        {
            content: "The calendar of due counts",
            trigger: ".o_calendar_view .fc-event",
        },
    ],
});

tours.add("perpetual_cycle_count_setup", {
    steps: () => [
        {
            content: "What a year of it costs",
            trigger: ".modal .alert-info:contains(counts a year)",
        },
        {
            content: "Make the plan",
            trigger: ".modal button[name=action_set_up]",
            run: "click",
        },
        {
            content: "Here it is",
            trigger: ".o_form_view button[name=action_make_lists]",
        },
    ],
});

tours.add("perpetual_cycle_count_type_in", {
    steps: () => [
        {
            content: "Type the sheet in",
            trigger: "button[name=action_type_in]",
            run: "click",
        },
        {
            content: "Into the first line",
            trigger: ".modal .o_data_row:first .o_data_cell[name=counted]",
            run: "click",
        },
        {
            content: "A number",
            trigger: ".modal .o_data_row:first .o_field_widget[name=counted] input",
            run: "edit 20",
        },
        {
            content: "Enter goes on",
            trigger: ".modal .o_data_row:first .o_field_widget[name=counted] input",
            run: "press Enter",
        },
        {
            content: "The next number",
            trigger: ".modal .o_data_row:eq(1) .o_field_widget[name=counted] input",
            run: "edit 7",
        },
        {
            content: "Commit",
            trigger: ".modal button[name=action_commit]",
            run: "click",
        },
        {
            content: "Both are counted",
            trigger: "body:not(:has(.modal)) button[name=action_finish]",
        },
    ],
});
