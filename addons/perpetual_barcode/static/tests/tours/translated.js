import { registry } from "@web/core/registry";
import { scan } from "./receive";

const tours = registry.category("web_tour.tours");

/** What people call their goods, places, papers and themselves is not translated by us. */
const DATA =
    /Product (average|fifo|standard)|Anna|\b(Vendor|Customer|Unit|Partner)s?\b|[\w./-]*\/[\w./-]+|\b[A-Z]+-\d+\b|NOBODY-KNOWS/g;

/** What is shown or read aloud, and not marked as translated. */
function untranslated() {
    const texts = [];
    const app = document.querySelector(".pb_app");
    const walker = document.createTreeWalker(app, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        // Reasons are the company's own records, each with its translations.
        if (!walker.currentNode.parentElement.closest(".pb_chip")) {
            texts.push(walker.currentNode.textContent);
        }
    }
    for (const name of ["aria-label", "title", "placeholder", "alt"]) {
        for (const element of app.querySelectorAll(`[${name}]`)) {
            texts.push(element.getAttribute(name));
        }
    }
    return texts.filter((text) => {
        let rest = text;
        for (let before = ""; before !== rest;) {
            before = rest;
            rest = rest.replace(/«[^«»]*»/g, "");
        }
        return /\p{L}{2,}/u.test(rest.replace(DATA, ""));
    });
}

const check = (screen) => ({
    content: `Everything is translated: ${screen}`,
    trigger: ".pb_app[data-pending='0']",
    run: () => {
        const left = untranslated();
        if (left.length) {
            throw new Error(`Not translated on ${screen}: ${left.join(" | ")}`);
        }
    },
});
const at = (state, more = "") => ({ trigger: `.pb_app[data-state=${state}] ${more}`.trim() });
const tile = (flow) => ({ trigger: `.pb_tile[data-flow=${flow}]`, run: "click" });
const home = [
    { trigger: ".pb_bar .pb_icon:first", run: "click" },
    { trigger: ".pb_app[data-state=home]" },
];

tours.add("perpetual_barcode_translated", {
    steps: () => [
        { trigger: ".pb_tile:contains(«)" },
        check("start"),
        scan("NOBODY-KNOWS"),
        { trigger: ".pb_error" },
        check("start with an error"),
        { trigger: ".pb_bar .fa-keyboard-o", run: "click" },
        { trigger: ".pb_typing input" },
        check("typing"),
        { trigger: ".pb_bar .fa-keyboard-o", run: "click" },
        { trigger: ".pb_camera_toggle", run: "click" },
        { trigger: ".pb_camera .pb_failure" },
        check("camera that is not there"),
        { trigger: ".pb_camera_close", run: "click" },
        tile("receive"),
        at("choose"),
        check("choice of transfers"),
        { trigger: ".pb_row:contains(P-4711)", run: "click" },
        at("lines"),
        scan("x2"),
        scan("4006381333931"),
        { trigger: ".pb_good:contains(Product average)" },
        check("receipt"),
        { trigger: ".pb_line_quantity:first", run: "click" },
        { trigger: ".pb_keypad" },
        check("keypad"),
        { trigger: "[data-key=cancel]", run: "click" },
        { trigger: "[data-action=validate]:enabled", run: "click" },
        { trigger: "[data-choice]" },
        check("question of the receipt"),
        ...home,
        check("start with work to go on with"),
        tile("move"),
        at("source"),
        check("move"),
        scan("A-01"),
        at("goods"),
        scan("4006381333931"),
        { trigger: ".pb_line" },
        check("goods that are moved"),
        ...home,
        tile("return"),
        at("choose"),
        scan("S-0815"),
        at("lines"),
        check("return"),
        scan("4006381333931"),
        { trigger: ".pb_is_part" },
        { trigger: "[data-action=validate]:enabled", run: "click" },
        at("ask"),
        check("question of the return"),
        ...home,
        tile("damage"),
        at("goods"),
        check("damage"),
        scan("A-01"),
        { trigger: ".pb_prompt:contains(A-01)" },
        scan("4006381333931"),
        at("ask"),
        check("question of the damage"),
        ...home,
        tile("labels"),
        at("what"),
        check("labels"),
        scan("4006381333931"),
        at("code"),
        check("the barcodes that there are"),
        scan("5901234123457"),
        at("ask"),
        check("question of the label"),
        { trigger: "[data-choice=further]", run: "click" },
        at("done"),
        check("a new label"),
        ...home,
        tile("lookup"),
        at("ask"),
        check("look up"),
        scan("4006381333931"),
        at("found"),
        check("what is known"),
    ],
});
