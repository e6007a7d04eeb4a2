/**
 * What the server has refused while the person was already further: one message at a time would
 * show the last of them only.
 */
export class Refusals {
    constructor() {
        this.rows = [];
    }

    /**
     * @param {Object} call that was refused
     * @param {Object} answer
     */
    add(call, answer) {
        const { text } = answer.message;
        const { barcode = "" } = call.data || {};
        const code = text.includes(barcode) ? "" : barcode;
        const same = this.rows.find((row) => row.text === text && row.code === code);
        if (same) {
            same.count += 1;
        } else {
            this.rows.push({ text, code, count: 1 });
        }
    }

    /** The person has seen them. */
    clear() {
        this.rows.length = 0;
    }
}
