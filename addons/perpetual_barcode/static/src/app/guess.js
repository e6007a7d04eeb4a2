/** A quantity keyed before a scan, as ``x12`` or ``1.5 ×``. */
const TIMES = /^(?:[x×*]\s*(\d{1,6}(?:[.,]\d{1,3})?)|(\d{1,6}(?:[.,]\d{1,3})?)\s*[x×*])$/i;

/**
 * What a scan will most probably do, by the barcodes of the lines on the screen: shown at once,
 * until the server has answered.
 *
 * @param {Object} current {session, state, view, times}
 * @param {Object[]} pending calls that are not answered yet
 * @param {string} barcode
 * @returns {{line: number, quantity: number} | null} null where only the server can tell
 */
export function guess(current, pending, barcode) {
    const { view, state } = current;
    if (!["lines", "goods"].includes(state) || !view.lines) {
        return null;
    }
    // What a scanner says of the symbology is no part of the code.
    const code = barcode.trim().replace(/^\][A-Za-z]\d/, "");
    const waits = (line) =>
        line.demand === undefined || line.demand - line.done - pendingOf(pending, line.id) > 0;
    const line = view.lines.filter((row) => code in row.barcodes).find(waits);
    if (!line || line.tracking !== "none") {
        return null;
    }
    return { line: line.id, quantity: line.barcodes[code] * timesNow(current, pending) };
}

/** How much is scanned of a line and not answered yet. */
export function pendingOf(pending, line) {
    return pending
        .filter((call) => call.optimistic?.line === line)
        .reduce((sum, call) => sum + call.optimistic.quantity, 0);
}

/** The quantity keyed before the next scan, also where the server has not answered yet. */
function timesNow(current, pending) {
    const last = pending.at(-1);
    if (!last || last.session !== current.session) {
        return current.times || 1;
    }
    const keyed = TIMES.exec(last.data.barcode || "");
    return Number((keyed?.[1] || keyed?.[2] || "1").replace(",", "."));
}
