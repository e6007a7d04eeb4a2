import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** Answers that are remembered as long as the page is open. */
const REMEMBERED = 30;

/** What a call is, in words of who made it. */
function describe({ action, data = {} }) {
    if (data.barcode) {
        return data.barcode;
    }
    const words = {
        start: _t("Begin"),
        show: _t("Look again"),
        open: _t("Open a transfer"),
        quantity: _t("Quantity: %s", data.quantity ?? ""),
        answer: _t("Answer to a question"),
        undo: _t("Undo"),
        validate: _t("Validate"),
    };
    return words[action] || action;
}

function row(call, more) {
    const at = new Date(call.at);
    return {
        uuid: call.uuid,
        text: describe(call),
        at: at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
        photos: (call.data?.photos || []).length,
        ...more,
    };
}

/** Which calls wait on the device, and what became of those that waited before. */
export class KeptCalls {
    constructor() {
        this.waiting = [];
        this.answered = [];
        this.unseen = 0;
        // What is older than this page was kept by one that was closed.
        this.cutAt = Date.now();
    }

    /**
     * @param {Object[]} pending calls that the server has not answered
     * @param {boolean} online
     */
    update(pending, online) {
        this.waiting = [...pending];
        if (!online) {
            this.cutAt = Date.now();
        }
    }

    /**
     * @param {Object} call
     * @param {Object} message of the answer
     * @param {number} held scans that wait for the person's answer, if this is one
     */
    add(call, message, held = 0) {
        const level = held ? "warning" : message.level;
        this.answered.unshift(row(call, { level, outcome: message.text }));
        this.answered.length = Math.min(this.answered.length, REMEMBERED);
        this.unseen += call.at <= this.cutAt ? 1 : 0;
    }

    /** The person has looked at the list. */
    seen() {
        this.unseen = 0;
    }
}

/** The list that opens from the bar which says how many are kept. */
export class KeptList extends Component {
    static template = "perpetual_barcode.KeptList";
    static props = { kept: Object, close: Function };

    get rows() {
        const { waiting, answered } = this.props.kept;
        const now = waiting.map((call) => row(call, { level: "waiting", outcome: "" }));
        return [...now, ...answered];
    }

    icon(level) {
        const icons = { waiting: "fa-clock-o", good: "fa-check", warning: "fa-question" };
        return icons[level] || "fa-times";
    }

    word(level) {
        const words = { waiting: _t("Waits here"), good: _t("Done"), warning: _t("Look at it") };
        return words[level] || _t("Refused");
    }
}
