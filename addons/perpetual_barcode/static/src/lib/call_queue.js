import { ConnectionLostError } from "@web/core/network/rpc";
import { EventBus } from "@odoo/owl";

/** Calls of one request; the server takes no more than 50. */
const BATCH = 20;
/** Milliseconds until the next try without a connection: doubled each time, up to the last. */
const FIRST_WAIT = 500;
const LAST_WAIT = 15000;

/**
 * Sends calls in the order in which they were made, each until it is answered.
 *
 * A call is on the disk before it is sent and goes from there when it is answered. The server
 * knows a call by its uuid, so one that is sent twice counts once.
 *
 * Events of ``bus``: ``answer`` {call, answer}, ``change`` (what is pending, or the
 * connection), ``failure`` {call, error} (the server did not take the request: the calls stay
 * and wait until ``retry`` or ``discard``).
 */
export class CallQueue {
    /**
     * @param {import("./call_store").CallStore} store
     * @param {(calls: Object[]) => Promise<Object[]>} send
     */
    constructor(store, send) {
        this.store = store;
        this.send = send;
        this.bus = new EventBus();
        this.pending = [];
        this.online = true;
        this.failure = null;
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
        try {
            while (this.pending.length) {
                const batch = this.pending.slice(0, BATCH);
                const answers = await this.send(batch);
                this.setOnline(true);
                await this.forget(batch);
                this.pending.splice(0, batch.length);
                batch.forEach((call, index) => {
                    this.bus.trigger("answer", { call, answer: answers[index] });
                });
                this.bus.trigger("change");
            }
        } catch (error) {
            this.onError(error);
        } finally {
            this.sending = false;
        }
    }

    async forget(calls) {
        const kept = calls.filter((call) => call.seq);
        if (kept.length) {
            await this.store.remove(kept.map((call) => call.seq));
        }
    }

    onError(error) {
        if (error instanceof ConnectionLostError) {
            this.setOnline(false);
            this.timer = setTimeout(() => this.flush(), this.wait);
            this.wait = Math.min(this.wait * 2, LAST_WAIT);
        } else {
            this.failure = { call: this.pending[0], error };
            this.bus.trigger("failure", this.failure);
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
        const [call] = this.pending.splice(0, 1);
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
