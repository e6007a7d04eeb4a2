import { registry } from "@web/core/registry";
import { scan } from "./receive";

const tours = registry.category("web_tour.tours");

tours.add("perpetual_barcode_serials", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=receive]", run: "click" },
        { trigger: ".pb_row:contains(P-4711)", run: "click" },
        { trigger: ".pb_app[data-state=lines]" },
        // The product and its serial number by two labels, then by one.
        scan("4006381333931"),
        { trigger: ".pb_app[data-state=lot] .pb_prompt:contains(serial number)" },
        scan("SN-1"),
        { trigger: ".pb_app[data-state=lines] .pb_done:contains(1)" },
        scan("]d2010400638133393121SN-2"),
        { trigger: ".pb_app[data-pending='0'] .pb_done:contains(2)" },
        scan("]d2010400638133393121SN-2"),
        { trigger: ".pb_error:contains(SN-2 is scanned already)" },
        scan("]d2010400638133393121SN-3"),
        { trigger: ".pb_app[data-pending='0'] .pb_is_done .pb_done:contains(3)" },
        { trigger: "[data-action=validate]:enabled", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(is done)" },
    ],
});

tours.add("perpetual_barcode_lots", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=deliver]", run: "click" },
        { trigger: ".pb_row:contains(S-0815)", run: "click" },
        { trigger: ".pb_app[data-state=lines]" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-state=lot]" },
        scan("L9"),
        { trigger: ".pb_error:contains(L9 is not the lot)" },
        { trigger: ".pb_app[data-state=lines] .pb_done:contains(0)" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-state=lot]" },
        scan("L1"),
        { trigger: ".pb_app[data-state=lines][data-pending='0'] .pb_done:contains(1)" },
        { trigger: "[data-action=validate]:enabled", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(is done)" },
    ],
});
