import { ConnectionLostError } from "@web/core/network/rpc";
import { EventBus } from "@odoo/owl";

/** Calls of one request; the server takes no more than 50. */
const BATCH = 20;
/** Milliseconds until the next try without a connection: doubled each time, up to the last. */
const FIRST_WAIT = 500;
const LAST_WAIT = 15000;
/** What the server answers to somebody who is signed out. */
const SIGNED_OUT = "odoo.http.SessionExpiredException";

/**
 * Sends calls in the order in which they were made, each until it is answered.
 *
 * A call is on the disk before it is sent and goes from there when it is answered. The server
 * knows a call by its uuid, so one that is sent twice counts once.
 *
 * Calls that the server does not take together are sent one by one: the one that it does not
 * take alone is the failure, and waits with those after it until ``retry`` or ``discard``.
 *
 * Events of ``bus``: ``answer`` {call, answer}, ``change`` (what is pending, the connection, or
 * ``failure`` {call, error, isSignedOut}).
 */
export class CallQueue {
    /**
     * @param {import("./call_store").CallStore} store
     * @param {(calls: Object[], times: Object) => Promise<Object[]>} send where ``times`` are
     *     milliseconds from earlier calls to their answers, by uuid
     */
    constructor(store, send) {
        this.store = store;
        this.send = send;
        this.bus = new EventBus();
        this.pending = [];
        this.online = true;
        this.failure = null;
        this.most = BATCH;
        this.times = {};
        this.wait = FIRST_WAIT;
        this.sending = false;
        this.timer = null;
        this.adding = Promise.resolve();
        this.onOnline = () => this.retry();
        window.addEventListener("online", this.onOnline);
    }

    /** Take up what a closed tab or an empty battery left; before the first call. */
    async restore() {
        this.pending = await this.store.all().catch(() => []);
        this.bus.trigger("change");
    }

    /**
     * Keep a call and send it as soon as it is its turn.
     * @param {Object} call {uuid, flow, session, action, data, at, …}
     */
    push(call) {
        // One after the other: the order on the disk is the order of the scans.
        this.adding = this.adding.then(async () => {
            this.pending.push(await this.keep(call));
            this.bus.trigger("change");
            this.flush();
        });
        return this.adding;
    }

    /** A disk that takes nothing (full, or a private window) must not stop the work: the call is
     * kept in memory then, as long as the page is open. */
    async keep(call) {
        try {
            return await this.store.add(call);
        } catch (error) {
            console.warn("The device keeps no scans:", error);
            return call;
        }
    }

    async flush() {
        if (this.sending || this.failure || !this.pending.length) {
            return;
        }
        clearTimeout(this.timer);
        this.sending = true;
        let batch = [];
        try {
            while (this.pending.length) {
                batch = this.pending.slice(0, this.most);
                await this.sendBatch(batch);
            }
            this.most = BATCH;
        } catch (error) {
            this.onError(error, batch);
        } finally {
            this.sending = false;
        }
        if (this.pending.length && this.online && !this.failure) {
            this.flush(); // what was refused together, one by one
        }
    }

    async sendBatch(batch) {
        const times = this.times;
        const answers = await this.send(batch, times);
        this.times = {};
        this.setOnline(true);
        await this.forget(batch);
        this.pending.splice(0, batch.length);
        batch.forEach((call, index) => {
            this.times[call.uuid] = Date.now() - call.at;
            this.bus.trigger("answer", { call, answer: answers[index] });
        });
        this.bus.trigger("change");
    }

    async forget(calls) {
        const kept = calls.filter((call) => call.seq);
        if (kept.length) {
            await this.store.remove(kept.map((call) => call.seq));
        }
    }

    onError(error, batch) {
        if (error instanceof ConnectionLostError) {
            this.setOnline(false);
            this.timer = setTimeout(() => this.flush(), this.wait);
            this.wait = Math.min(this.wait * 2, LAST_WAIT);
            this.bus.trigger("change");
            return;
        }
        this.setOnline(true);
        if (error.exceptionName === SIGNED_OUT) {
            this.failure = { call: null, error, isSignedOut: true };
        } else if (batch.length > 1) {
            this.most = 1;
        } else {
            this.failure = { call: batch[0], error, isSignedOut: false };
        }
        this.bus.trigger("change");
    }

    setOnline(online) {
        if (online) {
            this.wait = FIRST_WAIT;
        }
        this.online = online;
    }

    retry() {
        this.failure = null;
        this.wait = FIRST_WAIT;
        this.bus.trigger("change");
        return this.flush();
    }

    /** Give up the call that the server does not take; only a person decides that. */
    async discard() {
        const { call } = this.failure;
        this.pending = this.pending.filter((other) => other !== call);
        await this.forget([call]);
        return this.retry();
    }

    async stop() {
        window.removeEventListener("online", this.onOnline);
        clearTimeout(this.timer);
        await this.adding;
        await this.store.close();
    }
}
