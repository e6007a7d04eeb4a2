import { cut, cutEnds } from "./network";
import { registry } from "@web/core/registry";
import { scan } from "./receive";

const tours = registry.category("web_tour.tours");

const open = [
    { trigger: ".pb_tile[data-flow=receive]", run: "click" },
    { trigger: ".pb_row:contains(P-4711)", run: "click" },
    { trigger: ".pb_app[data-state=lines][data-pending='0']" },
];

/** What is filled in at one question is not sent with the next one. */
function expectEmpty() {
    const note = document.querySelector(".pb_note[type=text]").value;
    const photos = document.querySelector(".pb_photo").textContent.match(/\d/);
    if (note || photos || document.querySelector(".pb_chosen")) {
        throw new Error("The next question is filled in with what was said to the last one.");
    }
}

tours.add("perpetual_barcode_two_questions", {
    steps: () => [
        ...open,
        scan("4006381333931"),
        { trigger: ".pb_app[data-pending='0'] .pb_done:contains(1)" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-state=ask][data-pending='0'] .pb_prompt:contains(More of)" },
        scan("96385074"),
        { trigger: ".pb_app[data-pending='0'] .pb_held:contains(1)" },
        { trigger: ".pb_chip:first", run: "click" },
        { trigger: ".pb_note", run: "edit of the first" },
        { trigger: "[data-choice=take]", run: "click" },
        {
            trigger: ".pb_app[data-state=ask][data-pending='0'] .pb_prompt:contains(not on this)",
            run: expectEmpty,
        },
        { trigger: ".pb_chip:last", run: "click" },
        { trigger: "[data-choice=leave]", run: "click" },
        { trigger: ".pb_app[data-state=lines][data-pending='0']" },
        { trigger: "[data-action=undo]:enabled", run: "click" },
        { trigger: ".pb_app[data-pending='0'] .pb_good:contains(Undone)" },
    ],
});

tours.add("perpetual_barcode_two_damages", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=damage]", run: "click" },
        { trigger: ".pb_app[data-state=goods][data-pending='0']" },
        scan("A-01"),
        { trigger: ".pb_prompt:contains(A-01)" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-state=ask][data-pending='0']" },
        { trigger: "input[type=number]", run: "edit 3" },
        { trigger: ".pb_chip:first", run: "click" },
        { trigger: ".pb_note[type=text]", run: "edit of the first" },
        cut,
        { trigger: "[data-choice=write_off]", run: "click" },
        { trigger: ".pb_offline:contains(1 kept here)" },
        scan("96385074"),
        { trigger: ".pb_offline:contains(2 kept here)" },
        cutEnds,
        {
            trigger: ".pb_app[data-state=ask][data-pending='0'] .pb_title:contains(fifo)",
            run: expectEmpty,
        },
        { trigger: ".pb_chip:last", run: "click" },
        { trigger: "[data-choice=write_off]", run: "click" },
        { trigger: ".pb_app[data-state=done][data-pending='0']" },
    ],
});

let tones = 0;

tours.add("perpetual_barcode_hands", {
    steps: () => [
        ...open,
        {
            trigger: "body",
            run() {
                const start = OscillatorNode.prototype.start;
                tones = 0;
                OscillatorNode.prototype.start = function (...args) {
                    tones += 1;
                    return start.apply(this, args);
                };
            },
        },
        scan("]E04006381333931"),
        { trigger: ".pb_app[data-pending='0'] .pb_done:contains(1)" },
        {
            content: "One scan is one tone: two would sound as if it were counted twice",
            trigger: ".pb_app[data-pending='0'] .pb_good",
            run() {
                if (tones !== 1) {
                    throw new Error(`${tones} tones for one good scan`);
                }
            },
        },
        cut,
        scan("]E04006381333931"),
        { trigger: ".pb_app:has(.pb_offline:contains(1 kept)) .pb_line .pb_done:contains(2)" },
        { trigger: ".pb_line:contains(average) .pb_line_quantity", run: "click" },
        { trigger: ".pb_keypad [data-key='3']", run: "click" },
        { trigger: ".pb_keypad [data-key=ok]", run: "click" },
        { trigger: ".pb_app:has(.pb_offline:contains(2 kept)) .pb_line .pb_done:contains(3)" },
        { trigger: ".pb_bar .pb_icon", run: "click" },
        { trigger: ".pb_app[data-state=home] .pb_tile[data-flow=receive]", run: "click" },
        { trigger: ".pb_app .pb_title:contains(Receive)" },
        { trigger: ".pb_prompt:contains(it is kept and sent later)" },
        cutEnds,
        { trigger: ".pb_app[data-state=choose][data-pending='0'] .pb_row:contains(P-4711)" },
        { trigger: ".pb_row:contains(P-4711)", run: "click" },
        { trigger: ".pb_app[data-state=lines][data-pending='0'] .pb_done:contains(3)" },
        {
            content: "Validate is touched twice",
            trigger: "[data-action=validate]:enabled",
            run({ anchor }) {
                anchor.click();
                anchor.click();
            },
        },
        { trigger: ".pb_app[data-state=done][data-pending='0'] .pb_good:contains(is done)" },
        { trigger: ".pb_app:not(:has(.pb_error)):not(:has(.pb_refusals))" },
    ],
});
