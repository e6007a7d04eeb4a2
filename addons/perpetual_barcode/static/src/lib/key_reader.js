/** Milliseconds without a key after which what was read is whole. */
const IDLE = 150;
/** A scanner that sends no Enter: so many keys, so fast. */
const SHORTEST = 3;
const FAST = 50;
/** Control and ] is how many scanners type GS1's FNC1. */
const FNC1 = "\x1d";

const isEditable = (element) =>
    element?.matches?.("input:not([data-key-reader]), textarea, select, [contenteditable='true']");

/**
 * Reads a keyboard-wedge scanner from the keys of the page.
 *
 * Core's barcode service drops what is typed into a field, cuts a code when a key takes
 * long, deletes the words Alt, Shift and Control from codes, and lets Enter press the button
 * that has the focus. Here the keys of a scan are nobody else's: they are caught before the
 * page sees them. A field that a person types into keeps its keys, and what is typed too slowly
 * for a scanner goes to who has asked for typed keys, or presses the button that has the focus.
 */
export class KeyReader {
    /**
     * @param {(barcode: string) => void} onScan
     * @param {import("./typed_keys").TypedKeys} typed
     * @param {EventTarget} [target]
     */
    constructor(onScan, typed, target = document) {
        this.onScan = onScan;
        this.typed = typed;
        this.target = target;
        this.clear();
        this.onKeyDown = this.onKeyDown.bind(this);
        this.onKeyUp = this.onKeyUp.bind(this);
        target.addEventListener("keydown", this.onKeyDown, true);
        target.addEventListener("keyup", this.onKeyUp, true);
    }

    stop() {
        clearTimeout(this.timer);
        this.target.removeEventListener("keydown", this.onKeyDown, true);
        this.target.removeEventListener("keyup", this.onKeyUp, true);
    }

    clear() {
        clearTimeout(this.timer);
        this.buffer = "";
        this.first = this.last = 0;
        this.focused = null;
        this.altCode = null;
    }

    onKeyDown(ev) {
        if (!ev.key || ev.isComposing || isEditable(ev.target)) {
            return;
        }
        const now = performance.now();
        if (ev.key === "Enter" || ev.key === "Tab") {
            this.onEnd(ev);
            return;
        }
        if (this.typed.isOpen && ["Backspace", "Escape"].includes(ev.key)) {
            this.take(ev);
            this.typed.press(ev.key);
            return;
        }
        const text = this.textOf(ev);
        if (text === null) {
            return;
        }
        this.take(ev);
        if (this.last && now - this.last > IDLE) {
            this.clear();
        }
        this.focused = ev.target;
        this.first = this.first || now;
        this.last = now;
        this.buffer += text;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.onIdle(), IDLE);
    }

    onKeyUp(ev) {
        if (ev.key === "Alt" && this.altCode) {
            this.buffer += String.fromCharCode(Number(this.altCode));
        }
        if (ev.key === "Alt") {
            this.altCode = null;
        }
    }

    /** What a key adds to the code; null where it is no key of a code. */
    textOf(ev) {
        if (ev.altKey && /^Numpad\d$/.test(ev.code)) {
            this.altCode = (this.altCode || "") + ev.code.slice(-1);
            return "";
        }
        if (ev.ctrlKey && ev.key === "]") {
            return FNC1;
        }
        if (ev.key.length !== 1 || ev.metaKey || ev.ctrlKey || (ev.altKey && ev.key === " ")) {
            return null;
        }
        return ev.key;
    }

    take(ev) {
        ev.preventDefault();
        ev.stopPropagation();
    }

    onEnd(ev) {
        if (this.buffer && !(this.typed.isOpen && this.isSlow)) {
            this.take(ev);
            this.finish();
            return;
        }
        this.typeBuffer();
        if (ev.key === "Enter" && this.typed.press("Enter")) {
            this.take(ev);
        }
    }

    /** Whether the keys came as from a finger. */
    get isSlow() {
        const pace = (this.last - this.first) / Math.max(1, this.buffer.length - 1);
        return this.buffer.length < SHORTEST || pace >= FAST;
    }

    onIdle() {
        if (this.isSlow) {
            this.typeBuffer();
        } else {
            this.finish();
        }
    }

    /** These were no scan. */
    typeBuffer() {
        const { buffer, focused } = this;
        this.clear();
        for (const key of buffer) {
            this.typed.press(key);
        }
        if (buffer === " ") {
            focused.click();
        }
    }

    finish() {
        const barcode = this.buffer;
        this.clear();
        this.onScan(barcode);
    }
}
