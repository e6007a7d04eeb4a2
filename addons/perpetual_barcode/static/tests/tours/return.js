import { registry } from "@web/core/registry";
import { scan } from "./receive";

const tours = registry.category("web_tour.tours");
const open = [
    { trigger: ".pb_tile[data-flow=return]", run: "click" },
    { trigger: ".pb_app[data-state=choose]" },
];

tours.add("perpetual_barcode_return", {
    steps: () => [
        ...open,
        scan("NOBODY-KNOWS"),
        { trigger: ".pb_error:contains(Nothing is found)" },
        scan("S-0815"),
        { trigger: ".pb_app[data-state=lines] .pb_progress:contains(0 of 1)" },
        // More than went, and goods that did not go, are refused.
        scan("x3"),
        { trigger: ".pb_times:contains(3)" },
        scan("4006381333931"),
        { trigger: ".pb_error:contains(Only 2 of)" },
        scan("96385074"),
        { trigger: ".pb_error:contains(is not on)" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-pending='0'] .pb_is_part .pb_done:contains(1)" },
        { trigger: "[data-action=validate]:enabled", run: "click" },
        { trigger: ".pb_app[data-state=ask] .pb_prompt:contains(in what condition)" },
        { trigger: "[data-choice=stock]", run: "click" },
        { trigger: ".pb_error:contains(Choose a reason)" },
        { trigger: ".pb_chip:contains(Defective)", run: "click" },
        { trigger: ".pb_chip[aria-checked=true]" },
        { trigger: "[data-choice=stock]", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(is done)" },
    ],
});

tours.add("perpetual_barcode_return_vendor", {
    steps: () => [
        ...open,
        scan("P-0815"),
        { trigger: ".pb_app[data-state=lines] .pb_progress:contains(0 of 1)" },
        scan("A-01"),
        { trigger: ".pb_prompt:contains(taken from)" },
        scan("96385074"),
        { trigger: ".pb_app[data-pending='0'] .pb_is_part .pb_done:contains(1)" },
        { trigger: "[data-action=validate]:enabled", run: "click" },
        { trigger: ".pb_chip:contains(Defective)", run: "click" },
        { trigger: "[data-choice=vendor]", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(is done)" },
    ],
});

tours.add("perpetual_barcode_return_from_start", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=return]" },
        scan("NOBODY-KNOWS"),
        { trigger: ".pb_app[data-state=home] .pb_error:contains(not known here)" },
        scan("OUT-0815"),
        { trigger: ".pb_app[data-state=finished] .pb_warning:contains(is done already)" },
        { trigger: "[data-choice=nothing]", run: "click" },
        { trigger: ".pb_app[data-state=home] .pb_tile[data-flow=return]" },
        scan("OUT-0815"),
        { trigger: ".pb_app[data-state=finished] [data-choice=return]", run: "click" },
        { trigger: ".pb_app[data-state=lines] .pb_progress:contains(0 of 1)" },
    ],
});
