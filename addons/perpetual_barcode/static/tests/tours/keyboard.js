import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const FOCUSABLE = "button:not(:disabled), input:not([hidden]), a[href], [tabindex]";

/** A key as a browser handles it: what nobody has taken does what it does by default. */
function press(key) {
    const target = document.activeElement || document.body;
    const init = { key, bubbles: true, cancelable: true };
    const isTaken = !target.dispatchEvent(new KeyboardEvent("keydown", init));
    if (!isTaken && key === "Enter" && target.form) {
        target.form.requestSubmit();
    } else if (!isTaken && ["Enter", " "].includes(key) && target.matches("button, a[href]")) {
        target.click();
    }
    target.dispatchEvent(new KeyboardEvent("keyup", init));
}

/** As the Tab key goes: only to what takes the focus. */
function tabTo(element) {
    const found = [...document.querySelectorAll(".pb_app :is(" + FOCUSABLE + ")")];
    if (!found.includes(element) || element.tabIndex < 0) {
        throw new Error(`No key gets to ${element.outerHTML}`);
    }
    element.focus();
    if (document.activeElement !== element) {
        throw new Error(`It does not take the focus: ${element.outerHTML}`);
    }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 250));

/** Go to it with Tab and press a key. */
const byKey = (trigger, key = "Enter") => ({
    content: `${key} on ${trigger}`,
    trigger,
    async run({ anchor }) {
        tabTo(anchor);
        press(key);
        await pause(); // a finger is slower than a scanner
    },
});

const keys = (trigger, ...pressed) => ({
    content: `Type ${pressed.join(" ")}`,
    trigger,
    async run() {
        for (const key of pressed) {
            press(key);
            await pause();
        }
    },
});

tours.add("perpetual_barcode_keyboard_only", {
    steps: () => [
        byKey(".pb_tile[data-flow=receive]"),
        byKey("[aria-label='Type a code']", " "),
        {
            trigger: ".pb_typing input:focus",
            run({ anchor }) {
                anchor.value = "P-4711";
                press("Enter");
            },
        },
        { trigger: ".pb_app[data-state=lines] .pb_progress:contains(0 of 2)" },
        byKey(".pb_line:contains(average) .pb_line_quantity"),
        keys(".pb_keypad", "2", "5", "Backspace", "x"),
        { trigger: ".pb_keypad output:contains(/^2$/)" },
        keys(".pb_keypad", "Escape"),
        {
            trigger:
                ".pb_app:not(:has(.pb_keypad)) .pb_line:contains(average) .pb_done:contains(0)",
        },
        byKey(".pb_line:contains(average) .pb_line_quantity", " "),
        keys(".pb_keypad", "2", "Enter"),
        { trigger: ".pb_app[data-pending='0'] .pb_line:contains(average) .pb_done:contains(2)" },
        byKey("[data-action=validate]:enabled"),
        byKey(".pb_app[data-state=short] .pb_chip:contains(Vendor sent it so)", " "),
        {
            content: "The button for photos is reached, and opens the picture of the camera",
            trigger: ".pb_photo",
            async run({ anchor }) {
                let opened = 0;
                const input = anchor.querySelector("input");
                input.addEventListener("click", (ev) => {
                    ev.preventDefault();
                    opened += 1;
                });
                tabTo(anchor);
                press("Enter");
                press(" ");
                await pause();
                if (opened !== 2) {
                    throw new Error(`The camera was opened ${opened} times, by Enter and Space`);
                }
            },
        },
        { trigger: ".pb_chip[aria-checked=true]" },
        byKey("[data-choice=later]"),
        byKey(".pb_app[data-state=done] .pb_actions .pb_primary"),
        { trigger: ".pb_app[data-state=home] .pb_tile" },
    ],
});

function channels(colour) {
    return colour
        .match(/[\d.]+/g)
        .map(Number)
        .slice(0, 4);
}

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(colour) {
    const [red, green, blue] = channels(colour)
        .slice(0, 3)
        .map((value) => value / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function backgroundOf(element) {
    for (let node = element; node; node = node.parentElement) {
        const colour = getComputedStyle(node).backgroundColor;
        if (channels(colour)[3] !== 0) {
            return colour;
        }
    }
    return "rgb(255, 255, 255)";
}

/** Texts that are on the screen, and every kind of message, button and mark. */
function checkContrast() {
    const app = document.querySelector(".pb_app");
    const probe = document.createElement("div");
    probe.innerHTML = ["good", "warning", "error"]
        .map(
            (level) =>
                `<div class="pb_message pb_${level}">A<button class="pb_button">B</button></div>`
        )
        .concat(`<div class="pb_refusals pb_error">A<button class="pb_button">B</button></div>`)
        .concat(`<div class="pb_failure">A<button class="pb_button">B</button></div>`)
        .concat(`<div class="pb_pending pb_offline">A</div><div class="pb_pending">A</div>`)
        .concat(`<button class="pb_chip">A</button><button class="pb_chip pb_chosen">A</button>`)
        .concat(`<button class="pb_button pb_primary">A</button><span class="pb_count">1</span>`)
        .concat(`<div class="pb_line"><small>A</small></div><span class="pb_times">A</span>`)
        .concat(`<input class="pb_note" value="A"/>`)
        .join("");
    app.append(probe);
    const poor = [...app.querySelectorAll("*")]
        .filter(
            (node) =>
                node.value ||
                [...node.childNodes].some((text) => text.nodeType === 3 && text.data.trim())
        )
        .map((node) => {
            const [one, other] = [getComputedStyle(node).color, backgroundOf(node)]
                .map(luminance)
                .sort((a, b) => b - a);
            return { name: node.className || node.tagName, ratio: (one + 0.05) / (other + 0.05) };
        })
        .filter(({ ratio }) => ratio < 4.5);
    probe.remove();
    if (poor.length) {
        throw new Error(`Hard to read: ${JSON.stringify(poor)}`);
    }
}

/** The background is as the device asks for, and everything can be read on it. */
const colours = (isDark) => [
    { trigger: ".pb_tile[data-flow=receive]" },
    {
        content: isDark ? "Dark" : "Light",
        trigger: ".pb_app",
        run({ anchor }) {
            if (luminance(backgroundOf(anchor)) < 0.1 !== isDark) {
                throw new Error("The app is not as light or dark as the device");
            }
            checkContrast();
        },
    },
    { trigger: ".pb_tile[data-flow=receive]", run: "click" },
    { trigger: ".pb_row:contains(P-4711)", run: "click" },
    { trigger: ".pb_app[data-state=lines] .pb_line", run: checkContrast },
    { trigger: ".pb_line .pb_line_quantity:enabled", run: "click" },
    { trigger: ".pb_keypad", run: checkContrast },
    { trigger: ".pb_keypad [data-key=cancel]", run: "click" },
];

tours.add("perpetual_barcode_light", { steps: () => colours(false) });
tours.add("perpetual_barcode_dark", { steps: () => colours(true) });
