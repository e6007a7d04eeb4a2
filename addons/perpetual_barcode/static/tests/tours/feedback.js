import { registry } from "@web/core/registry";
import { scan } from "./receive";

/** Keeps what is to be heard and felt where a tour can look. */
function listen() {
    const told = document.body.dataset;
    Object.defineProperty(navigator, "vibrate", {
        configurable: true,
        value: (pattern) => (told.vibrated = pattern.join("-")),
    });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
        told.heard = `${told.heard || ""} ${this.frequency.value}`;
        return start.call(this, when);
    };
}

const forget = { trigger: "body", run: () => (document.body.dataset.heard = "") };

registry.category("web_tour.tours").add("perpetual_barcode_feedback", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=receive]", run: listen },
        { trigger: ".pb_tile[data-flow=receive]", run: "click" },
        { trigger: ".pb_row:contains(P-4711)", run: "click" },
        { trigger: ".pb_app[data-state=lines][data-pending='0']" },
        forget,
        scan("4006381333931"),
        { trigger: "body[data-vibrated='40'][data-heard*='1320']" },
        forget,
        scan("NOBODY-KNOWS"),
        { trigger: ".pb_error:contains(is not known here)" },
        { trigger: "body[data-vibrated='300'][data-heard*='220'][data-heard*='180']" },
        forget,
        { trigger: "[data-action=validate]:enabled", run: "click" },
        { trigger: ".pb_app[data-state=short] .pb_warning" },
        { trigger: "body[data-vibrated='80-60-80'][data-heard*='660 660']" },
    ],
});
