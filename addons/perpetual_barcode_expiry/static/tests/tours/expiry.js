import { registry } from "@web/core/registry";
import { scan } from "@perpetual_barcode/../tests/tours/receive";

const LABEL = "]C1010400638133393117";

registry.category("web_tour.tours").add("perpetual_barcode_expiry", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=receive]", run: "click" },
        { trigger: ".pb_row:contains(P-4711)", run: "click" },
        { trigger: ".pb_app[data-state=lines]" },
        scan(`${LABEL}${"691231"}10LOT-1`),
        { trigger: ".pb_app[data-pending='0'] .pb_line:contains(LOT-1) .pb_done:contains(1)" },
        { trigger: "[data-action=validate]:enabled", run: "click" },
        { trigger: ".pb_app[data-state=done]" },
        { trigger: ".pb_actions .pb_primary", run: "click" },
        { trigger: ".pb_tile[data-flow=lookup]", run: "click" },
        { trigger: ".pb_app[data-state=ask]" },
        scan("LOT-1"),
        { trigger: ".pb_app[data-state=found] .pb_fact:contains(Expires on):contains(2069)" },
    ],
});
