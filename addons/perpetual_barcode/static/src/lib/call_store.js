/**
 * Calls of the app that the server has not answered yet, kept on the device.
 *
 * Core's own IndexedDB helper is made for caches: it throws its database away when a version
 * changes, and writes with relaxed durability. What is kept here are scans that exist nowhere
 * else, so it is a store of its own, written before anything else happens with a scan.
 */
const VERSION = 1;
const TABLE = "calls";

function asPromise(request) {
    return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

export class CallStore {
    /**
     * @param {string} name one database for each user of each Odoo database
     */
    constructor(name) {
        this.name = name;
        this.opened = null;
    }

    open() {
        if (!this.opened) {
            const request = indexedDB.open(this.name, VERSION);
            request.onupgradeneeded = () => {
                request.result.createObjectStore(TABLE, { keyPath: "seq", autoIncrement: true });
            };
            this.opened = asPromise(request);
            this.opened.catch(() => (this.opened = null));
        }
        return this.opened;
    }

    /**
     * @param {Object} call
     * @returns {Promise<Object>} the call with its place in the order, once it is on the disk
     */
    async add(call) {
        const db = await this.open();
        const transaction = db.transaction(TABLE, "readwrite", { durability: "strict" });
        const seq = await asPromise(transaction.objectStore(TABLE).add(call));
        await new Promise((resolve, reject) => {
            transaction.oncomplete = resolve;
            transaction.onabort = () => reject(transaction.error);
        });
        return { ...call, seq };
    }

    /** @returns {Promise<Object[]>} all calls in the order in which they were made */
    async all() {
        const db = await this.open();
        return asPromise(db.transaction(TABLE).objectStore(TABLE).getAll());
    }

    async remove(seqs) {
        const db = await this.open();
        const transaction = db.transaction(TABLE, "readwrite");
        for (const seq of seqs) {
            transaction.objectStore(TABLE).delete(seq);
        }
        await new Promise((resolve, reject) => {
            transaction.oncomplete = resolve;
            transaction.onabort = () => reject(transaction.error);
        });
    }

    async close() {
        if (this.opened) {
            (await this.opened).close();
            this.opened = null;
        }
    }
}
