import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("perpetual_api_new_channel", {
    steps: () => [
        { trigger: ".o_list_button_add, .o-kanban-button-new", run: "click" },
        { trigger: ".o_field_widget[name=name] input", run: "edit Garden Shop" },
        { trigger: ".o_field_widget[name=partner_id] input", run: "edit Customer" },
        { trigger: ".o-autocomplete--dropdown-item:contains(/^Customer$/)", run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: "button[name=action_new_key]", run: "click" },
        { trigger: ".modal .o_field_widget[name=secret]:contains(/^pk_[0-9a-f]{8}_/)" },
        { trigger: ".modal button[name=action_close]", run: "click" },
        { trigger: ".o_field_widget[name=key_ids] .badge:contains(Good)" },
        { trigger: "button.oe_stat_button[name=action_open_orders]", run: "click" },
        { trigger: ".o_view_nocontent_smiling_face:contains(No channel has reserved)" },
    ],
});

registry.category("web_tour.tours").add("perpetual_api_order", {
    steps: () => [
        { trigger: ".o_data_row td[name=reference]:contains(W-1)", run: "click" },
        { trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(AVG)" },
        { trigger: "button[name=action_open_transfers]", run: "click" },
        { trigger: ".o_data_row:contains(Web Shop: W-1)" },
    ],
});
