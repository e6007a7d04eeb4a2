import { registry } from "@web/core/registry";
import { scan, wedge } from "./receive";

const tours = registry.category("web_tour.tours");

tours.add("perpetual_barcode_commands", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=receive]" },
        scan("PB.FLOW.move"),
        { trigger: ".pb_app[data-state=source]" },
        scan("STOCK-1"),
        { trigger: ".pb_app[data-state=goods]" },
        // From one flow into the other, back to the start, and on with the first one.
        scan("PB.FLOW.damage"),
        { trigger: ".pb_app[data-state=goods] .pb_prompt:contains(damaged goods)" },
        scan("PB.HOME"),
        // Nothing is begun with the second one: it is not offered.
        { trigger: ".pb_app[data-state=home] .pb_resume .pb_row:only-child" },
        { trigger: ".pb_resume .pb_row:contains(Move)", run: "click" },
        { trigger: ".pb_app[data-state=goods] .pb_title:contains(Move)" },
        scan("PB.BACK"),
        { trigger: ".pb_app[data-state=home]" },
        scan("PB.USER.0"),
        { trigger: ".pb_app[data-state=home] .pb_error:contains(belongs to nobody)" },
        {
            content: "Scan somebody else's badge",
            trigger: ".pb_app",
            run: async () => {
                const { orm } = odoo.__WOWL_DEBUG__.root.env.services;
                const domain = [["login", "=", "perpetual_stock_manager"]];
                const [holder] = await orm.search("res.users", domain);
                wedge(`PB.USER.${holder}`);
            },
        },
        { trigger: ".pb_app[data-state=home] .pb_error:contains(is signed in as)" },
        { trigger: ".pb_sign_out:contains(Sign out)", run: "click", expectUnloadPage: true },
        { trigger: "form.oe_login_form, .oe_login_form" },
    ],
});

tours.add("perpetual_barcode_sheet", {
    steps: () => [
        { trigger: ".modal .o_field_widget[name=orders] input:checked", run: "click" },
        { trigger: ".modal .o_field_widget[name=orders] input:not(:checked)" },
        { trigger: ".modal .o_field_widget[name=picking_type_ids] .o_tag" },
        { trigger: ".modal button[name=action_print]" },
        { trigger: ".modal button[special=cancel]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
