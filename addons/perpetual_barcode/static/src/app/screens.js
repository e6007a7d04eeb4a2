import { Component, onWillUnmount, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const screenProps = { view: Object, act: Function, pendingOf: Function };

/** Transfers to choose from. */
export class ChooseScreen extends Component {
    static template = "perpetual_barcode.ChooseScreen";
    static props = screenProps;
}

/** The lines of a transfer and what is scanned of them. */
export class LinesScreen extends Component {
    static template = "perpetual_barcode.LinesScreen";
    static props = screenProps;

    setup() {
        this.keypad = useState({ line: null, text: "" });
        this.keys = ["7", "8", "9", "4", "5", "6", "1", "2", "3", "0", "."];
        onWillUnmount(() => this.env.typedKeys.close());
    }

    openKeypad(line) {
        Object.assign(this.keypad, { line, text: "" });
        this.env.typedKeys.open((key) => this.pressed(key));
    }

    closeKeypad() {
        this.keypad.line = null;
        this.env.typedKeys.close();
    }

    /** A key of a keyboard while the keypad is open. */
    pressed(key) {
        const doing = {
            Enter: () => this.enterQuantity(),
            Escape: () => this.closeKeypad(),
            Backspace: () => this.press("erase"),
        };
        if (doing[key]) {
            doing[key]();
            return true;
        }
        const digit = key === "," ? "." : key;
        if (this.keys.includes(digit)) {
            this.press(digit);
        }
        return this.keys.includes(digit);
    }

    press(key) {
        const { text } = this.keypad;
        if (key === "erase") {
            this.keypad.text = text.slice(0, -1);
        } else if (text.length < 9 && !(key === "." && text.includes("."))) {
            this.keypad.text = text + key;
        }
    }

    enterQuantity() {
        const { line, text } = this.keypad;
        this.closeKeypad();
        const quantity = Number(text || 0);
        const more = { line: line.id, quantity: quantity - line.done };
        this.props.act("quantity", { line: line.id, quantity }, more);
    }

    get lines() {
        const rank = { part: 0, todo: 1, over: 2, done: 3 };
        const lines = this.props.view.lines.map((line) => {
            const pending = this.props.pendingOf(line.id);
            const done = line.done + pending;
            return { ...line, done, pending, status: this.statusOf(line, done) };
        });
        const last = this.props.view.last;
        return lines.sort(
            (one, other) =>
                (other.id === last) - (one.id === last) || rank[one.status] - rank[other.status]
        );
    }

    statusOf(line, done) {
        if (line.demand === undefined || line.demand === null) {
            return done ? "part" : "todo";
        }
        if (Math.abs(done - line.demand) < 1e-6) {
            return done ? "done" : "todo";
        }
        return done > line.demand ? "over" : done ? "part" : "todo";
    }

    get progress() {
        const lines = this.lines.filter((line) => line.demand !== undefined);
        if (!lines.length) {
            const begun = this.lines.filter((line) => line.done).length;
            return begun ? _t("Lines scanned: %s", begun) : "";
        }
        const done = lines.filter((line) => ["done", "over"].includes(line.status)).length;
        return _t("%(done)s of %(all)s lines", { done, all: lines.length });
    }
}

/** Something is not as it should be: what to do, why, with photos. */
export class AskScreen extends Component {
    static template = "perpetual_barcode.AskScreen";
    static props = screenProps;

    setup() {
        const { quantity } = this.props.view;
        this.state = useState({ reason: null, note: "", photos: [], quantity });
        this.told = useState({ isReasonMissing: false });
    }

    choose(reason) {
        this.state.reason = this.state.reason === reason ? null : reason;
        this.told.isReasonMissing = false;
    }

    async addPhotos(ev) {
        for (const file of ev.target.files) {
            this.state.photos.push(await shrink(file));
        }
        ev.target.value = "";
    }

    /** The button for photos is a label, which takes no keys by itself. */
    openPhotos(ev) {
        if (ev.key === "Enter") {
            ev.currentTarget.click();
        }
    }

    /** Without a reason nothing is sent that the server would refuse, maybe hours later. */
    answer(choice) {
        const { reasons, reason_for: needed } = this.props.view;
        if (reasons.length && needed?.includes(choice) && !this.state.reason) {
            this.told.isReasonMissing = true;
            return;
        }
        this.props.act("answer", { choice, ...this.state, photos: [...this.state.photos] });
    }
}

/** What is known of something that was looked up. */
export class FoundScreen extends Component {
    static template = "perpetual_barcode.FoundScreen";
    static props = screenProps;

    /** A moment of the server in this person's time zone. */
    when(moment) {
        return formatDateTime(deserializeDateTime(moment), { showSeconds: false });
    }
}

/** What is known, and a text. */
export class PromptScreen extends Component {
    static template = "perpetual_barcode.PromptScreen";
    static props = screenProps;
}

/** A photo of at most 1600 pixels a side, as a data URL: enough to see damage, small to send. */
async function shrink(file) {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, 1600 / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", 0.8);
}

/** The shared screen for a view, by what is in it. */
export function screenFor(view) {
    if (view.choices) {
        return AskScreen;
    }
    if (view.lines) {
        return LinesScreen;
    }
    if (view.transfers) {
        return ChooseScreen;
    }
    if (view.places) {
        return FoundScreen;
    }
    return PromptScreen;
}
