import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** The manager's morning: what misses its target, why, and the records behind it. */
tours.add("perpetual_kpi_morning", {
    steps: () => [
        { trigger: ".pk_summary:contains(miss their target)" },
        {
            content: "In words, not by colour alone",
            trigger: ".pk_tile[data-code=record_accuracy]:contains(Misses the target)",
        },
        { trigger: ".pk_tile[data-code=record_accuracy] .pk_value:contains(50.00)" },
        { trigger: ".pk_tile[data-code=pick_accuracy] .pk_value:contains(not measured)" },
        { trigger: "[data-days='90']", run: "click" },
        { trigger: "[data-days='90'][aria-pressed=true]" },
        { trigger: ".pk_tile[data-code=record_accuracy] .pk_face", run: "click" },
        { trigger: ".pk_detail[data-code=record_accuracy] .pk_course canvas" },
        { trigger: ".pk_detail dl:contains(Hits):contains(Records Counted)" },
        { trigger: ".pk_detail .pk_splits:contains(By category)" },
        { trigger: ".pk_detail .pk_seasons canvas" },
        { trigger: ".pk_detail .pk_records", run: "click" },
        { trigger: ".o_list_view .o_data_row" },
        { trigger: ".o_back_button, .o_breadcrumb a", run: "click" },
        { trigger: ".pk_tile[data-code=inventory_value]" },
    ],
});

/** A warehouse, a class, a year before; then everything again. */
tours.add("perpetual_kpi_filters", {
    steps: () => [
        { trigger: ".pk_filters select[name=class_name]", run: "select C" },
        { trigger: ".pk_tile[data-code=record_accuracy] .pk_target:contains(90)" },
        { trigger: ".pk_tile[data-code=gmroi] .pk_value:contains(Whole company only)" },
        { trigger: ".pk_clear", run: "click" },
        { trigger: ".pk_tile[data-code=record_accuracy] .pk_target:contains(95)" },
        { trigger: ".pk_filters select[name=compare]", run: "select year" },
        { trigger: ".pk_period:contains(2025)" },
        { trigger: ".pk_tile[data-code=inventory_value] .pk_drill", run: "click" },
        { trigger: ".o_list_view .o_data_row" },
    ],
});

tours.add("perpetual_kpi_nothing", {
    steps: () => [{ trigger: ".pk_empty:contains(No day has been measured yet)" }],
});
