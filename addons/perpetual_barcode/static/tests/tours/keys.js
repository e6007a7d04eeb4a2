import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { cut, cutEnds } from "./network";
import { scan, wedge } from "./receive";

const tours = registry.category("web_tour.tours");
const CODE = "4006381333931";
const open = [
    { trigger: ".pb_tile[data-flow=receive]", run: "click" },
    { trigger: ".pb_row:contains(P-4711)", run: "click" },
    { trigger: ".pb_app[data-state=lines]" },
];
const done = (count) => ({
    trigger: `.pb_app[data-pending='0'] .pb_line:contains(average) .pb_line_quantity .pb_done:contains(${count})`,
});
const say = (text) => ({ trigger: `.pb_app[data-pending='0'] .pb_error:contains(${text})` });

/** A key goes down and up again; whether the app has taken it for itself. */
function press(key, { at, ...options } = {}) {
    const target = at || document.activeElement || document.body;
    const init = { key, bubbles: true, cancelable: true, ...options };
    const isTaken = !target.dispatchEvent(new KeyboardEvent("keydown", init));
    if (!options.holds) {
        target.dispatchEvent(new KeyboardEvent("keyup", init));
    }
    return isTaken;
}

/** Types slowly, as a finger on a soft keyboard does. */
async function typeSlowly(input, text) {
    for (const key of text) {
        if (press(key, { at: input })) {
            throw new Error(`A key typed into a field was taken from it: ${key}`);
        }
        input.value += key;
        input.dispatchEvent(new InputEvent("input", { bubbles: true, data: key }));
        await new Promise((resolve) => setTimeout(resolve, key === "8" ? 400 : 20));
    }
}

tours.add("perpetual_barcode_keys", {
    steps: () => [
        ...open,
        { trigger: "[aria-label='Type a code']", run: "click" },
        {
            content: "The soft keyboard's pauses do not split a code",
            trigger: ".pb_typing input",
            run: ({ anchor }) => typeSlowly(anchor, CODE),
        },
        { trigger: ".pb_typing button", run: "click" },
        done(1),
        { content: "Scanning goes on after typing", ...scan(CODE) },
        done(2),
        {
            content: "The scanner's Enter presses no button that has the focus",
            trigger: "[data-action=validate]:enabled",
            run({ anchor }) {
                anchor.focus();
                for (const key of CODE) {
                    press(key);
                }
                if (!press("Enter")) {
                    throw new Error("The focused button would have got the scanner's Enter");
                }
            },
        },
        done(3),
        { trigger: ".pb_app[data-state=lines]" },
        { trigger: ".pb_line:contains(average) .pb_line_quantity", run: "click" },
        { content: "A scan while the keypad is open", ...scan(CODE, ".pb_keypad") },
        done(4),
        { trigger: ".pb_keypad output:contains(/^0$/)" },
        { trigger: ".pb_keypad [data-key='5']", run: "click" },
        { trigger: ".pb_keypad [data-key=ok]", run: "click" },
        { content: "What is typed replaces the quantity", ...done(5) },
        {
            content: "FNC1 as Control and ]",
            trigger: ".pb_app",
            run() {
                [..."0104006381333931302"].forEach((key) => press(key));
                press("]", { ctrlKey: true });
                [..."10LOT9"].forEach((key) => press(key));
                press("Enter");
            },
        },
        done(7),
        {
            content: "FNC1 as Alt and 029",
            trigger: ".pb_app",
            run() {
                [..."0104006381333931302"].forEach((key) => press(key));
                press("Alt", { holds: true });
                for (const digit of "029") {
                    press(digit, { altKey: true, code: `Numpad${digit}` });
                }
                document.body.dispatchEvent(
                    new KeyboardEvent("keyup", { key: "Alt", bubbles: true })
                );
                [..."10LOT9"].forEach((key) => press(key));
                press("Enter");
            },
        },
        done(9),
        {
            content: "Names of keys are a part of a code, the keys are not",
            trigger: ".pb_app",
            run() {
                press("Shift");
                [..."AltShiftControl-7"].forEach((key) => press(key));
                press("Enter");
            },
        },
        say("AltShiftControl-7 is not known here"),
        scan("A<7>B"),
        say("A<7>B is not known here"),
        done(9),
    ],
});

/** A photo from the camera of a phone. */
async function takePhoto(input) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 32;
    canvas.getContext("2d").fillRect(0, 0, 16, 32);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    const files = new DataTransfer();
    files.items.add(new File([blob], "damage.png", { type: "image/png" }));
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

tours.add("perpetual_barcode_closed", {
    steps: () => [
        ...open,
        scan("x3"),
        { trigger: ".pb_times:contains(3)" },
        scan("96385074"),
        { trigger: ".pb_app[data-state=ask] .pb_warning:contains(More of)" },
        cut,
        {
            trigger: ".pb_photo",
            run: ({ anchor }) => takePhoto(anchor.querySelector("input")),
        },
        { trigger: ".pb_photo:contains(1)" },
        { trigger: ".pb_note", run: "edit One too many" },
        { trigger: ".pb_chip:contains(Vendor sent it so)", run: "click" },
        { trigger: "[data-choice=take]", run: "click" },
        { trigger: ".pb_offline:contains(1 kept here)" },
        {
            content: "The page is closed and opened again; the network is back",
            trigger: ".pb_app[data-pending='1']",
            run: () => browser.location.reload(),
            expectUnloadPage: true,
        },
        {
            trigger: ".pb_app[data-state=home][data-pending='0'] .pb_resume .pb_row:contains(IN)",
            run: "click",
        },
        { trigger: ".pb_app[data-state=lines] .pb_line:contains(fifo) .pb_done:contains(3)" },
        scan(CODE),
        done(1),
    ],
});

tours.add("perpetual_barcode_begun", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=receive]" },
        cut,
        { trigger: ".pb_tile[data-flow=receive]", run: "click" },
        { trigger: ".pb_offline:contains(1 kept here)" },
        scan(CODE),
        scan(CODE),
        scan(CODE),
        { trigger: ".pb_offline:contains(4 kept here)" },
        {
            content: "The start screen without a network",
            trigger: ".pb_bar .pb_icon",
            run: "click",
        },
        { trigger: ".pb_app[data-state=home] .pb_tile[data-flow=receive]" },
        { trigger: ".pb_app[data-pending='4']" },
        cutEnds,
        // The first scan has opened the only receipt that waits for these goods.
        {
            trigger: ".pb_app[data-pending='0'] .pb_resume .pb_row:contains(IN)",
            run: "click",
        },
        done(2),
    ],
});

tours.add("perpetual_barcode_blind", {
    steps: () => [
        ...open,
        { trigger: ".pb_line:contains(average):not(:contains(/20))" },
        scan(CODE),
        { trigger: ".pb_app[data-pending='0'] .pb_progress:contains(Lines scanned: 1)" },
        { trigger: "[data-action=validate]:enabled", run: "click" },
        { trigger: ".pb_app[data-state=done] .pb_good:contains(is done)" },
    ],
});

tours.add("perpetual_barcode_lookup", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=lookup]", run: "click" },
        { trigger: ".pb_app[data-state=ask]" },
        scan("NOBODY-KNOWS"),
        say("is not known here"),
        scan(CODE),
        { trigger: ".pb_app[data-state=found] .pb_title:contains(average)" },
        { trigger: ".pb_line:contains(Stock) .pb_done:contains(5)" },
        { trigger: ".pb_line:contains(IN) .pb_when:contains(/\\d/)" },
        scan("A-01"),
        { trigger: ".pb_title:contains(Shelf)" },
        { trigger: ".pb_empty:contains(None on hand)" },
        { trigger: ".pb_bar .pb_icon", run: "click" },
        { trigger: ".pb_app[data-state=home]" },
    ],
});

tours.add("perpetual_barcode_box", {
    steps: () => [
        {
            content: "A scan of the box from before the app was opened opens the receipt",
            trigger: ".pb_app[data-state=lines] .pb_progress:contains(0 of 2)",
            run: () => wedge("96385074"),
        },
        { trigger: ".pb_line:contains(fifo) .pb_done:contains(1)" },
        { trigger: ".pb_line:contains(average) .pb_done:contains(3)", timeout: 20000 },
        { trigger: ".pb_app[data-pending='0'] .pb_progress:contains(1 of 2)" },
    ],
});
