import { ConnectionLostError } from "@web/core/network/rpc";

/**
 * Scans of a box (a scanner that is not on this device), fetched when the bus rings.
 *
 * The bus only says that there are some. A ring that nobody hears loses nothing: the app also
 * asks when it opens and when a connection is back.
 */
export class BoxScanner {
    /**
     * @param {() => Promise<Object[]>} fetch scans that wait, {uuid, barcode, form, at}
     * @param {(scan: Object) => void} onScan called once for each scan, in their order
     */
    constructor(fetch, onScan) {
        this.fetch = fetch;
        this.onScan = onScan;
        this.taken = new Set();
        this.isRung = false;
        this.isAsking = false;
    }

    /** There may be scans; rings while the server is asked are one more question. */
    async ring() {
        this.isRung = true;
        if (this.isAsking) {
            return;
        }
        this.isAsking = true;
        try {
            while (this.isRung) {
                this.isRung = false;
                this.take(await this.fetch());
            }
        } catch (error) {
            // Asked again when the connection is back.
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        } finally {
            this.isAsking = false;
        }
    }

    take(scans) {
        for (const scan of scans.filter(({ uuid }) => !this.taken.has(uuid))) {
            this.taken.add(scan.uuid);
            this.onScan(scan);
        }
    }
}
