import { registry } from "@web/core/registry";

/** Types a code as a keyboard-wedge scanner does. */
export function wedge(code) {
    for (const key of code) {
        const target = document.activeElement || document.body;
        target.dispatchEvent(
            new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })
        );
    }
    const target = document.activeElement || document.body;
    target.dispatchEvent(
        new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true })
    );
}

export const scan = (code, trigger = ".pb_app") => ({
    content: `Scan ${code}`,
    trigger,
    run: () => wedge(code),
});

registry.category("web_tour.tours").add("perpetual_barcode_receive", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=receive] .pb_count:contains(1)", run: "click" },
        { trigger: ".pb_row:contains(P-4711)" },
        scan("4006381333931", ".pb_app[data-state=choose]"),
        { trigger: ".pb_app[data-state=lines] .pb_progress:contains(0 of 2)" },
        scan("4006381333931"),
        scan("4006381333931"),
        scan("4006381333931"),
        { trigger: ".pb_is_done .pb_done:contains(3)" },
        scan("x3"),
        { trigger: ".pb_times:contains(3)" },
        scan("96385074"),
        { trigger: ".pb_app[data-state=ask] .pb_warning:contains(More of)" },
        { trigger: ".pb_chip:contains(Vendor sent it so)", run: "click" },
        { trigger: ".pb_chip[aria-checked=true]" },
        { trigger: "[data-choice=take]", run: "click" },
        { trigger: ".pb_app[data-state=lines] .pb_is_over .pb_done:contains(3)" },
        { trigger: ".pb_app[data-pending='0'] [data-action=validate]:enabled", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(is done)" },
    ],
});
