import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
    useSubEnv,
} from "@odoo/owl";
import { BoxScanner } from "../lib/box_scanner";
import { CallQueue } from "../lib/call_queue";
import { CallStore } from "../lib/call_store";
import { Camera } from "../camera/camera";
import { Feedback } from "../lib/feedback";
import { KeptCalls, KeptList } from "./kept";
import { KeyReader } from "../lib/key_reader";
import { Refusals } from "../lib/refusals";
import { TypedKeys } from "../lib/typed_keys";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { guess, pendingOf } from "./guess";
import { flowRegistry } from "../flows/flows";
import { isDisplayStandalone } from "@web/core/browser/feature_detection";
import { registry } from "@web/core/registry";
import { ConnectionLostError, rpc } from "@web/core/network/rpc";
import { screenFor } from "./screens";
import { session } from "@web/session";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { uniqueId } from "../lib/unique_id";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

const DEVICE = "perpetual_barcode.device";

function deviceId() {
    let id = browser.localStorage.getItem(DEVICE);
    if (!id) {
        id = uniqueId();
        browser.localStorage.setItem(DEVICE, id);
    }
    return id;
}

/** The whole app: a start screen, and one flow at a time. */
export class BarcodeApp extends Component {
    static template = "perpetual_barcode.App";
    static props = { ...standardActionServiceProps };
    static target = "fullscreen";
    static components = { Camera, KeptList };

    setup() {
        this.action = useService("action");
        this.bus = useService("bus_service");
        this.typing = useRef("typing");
        this.state = useState({
            home: null,
            current: null,
            message: null,
            pending: 0,
            online: true,
            failure: null,
            refusals: new Refusals(),
            kept: new KeptCalls(),
            isKeptShown: false,
            typed: false,
            camera: false,
            lastScan: "",
        });
        this.device = deviceId();
        this.isOld = false;
        this.feedback = new Feedback();
        this.typed = new TypedKeys();
        useSubEnv({ typedKeys: this.typed });
        const store = new CallStore(`perpetual_barcode.${session.db}.${user.userId}`);
        this.queue = new CallQueue(store, (calls, times) => this.send(calls, times));
        this.queue.bus.addEventListener("answer", (ev) => this.onAnswer(ev.detail));
        this.queue.bus.addEventListener("change", () => this.onQueueChange());
        this.box = new BoxScanner(
            () => this.ask("pending_scans", []),
            (found) => this.scan(found.barcode, found.form || "", found)
        );
        useEffect(
            (isTyped) => {
                if (isTyped) {
                    this.typing.el.focus();
                }
            },
            () => [this.state.typed]
        );
        onWillStart(async () => {
            await this.queue.restore();
            await this.loadHome();
        });
        onMounted(() => {
            this.keys = new KeyReader((barcode) => this.scan(barcode), this.typed);
            this.queue.flush();
            this.onChanged = this.onChanged.bind(this);
            this.onRing = () => this.box.ring();
            this.bus.subscribe("perpetual_barcode.changed", this.onChanged);
            this.bus.subscribe("perpetual_barcode.scan", this.onRing);
            this.bus.addEventListener("BUS:RECONNECT", this.onRing);
            this.bus.start();
            this.box.ring();
        });
        onWillUnmount(() => {
            this.bus.unsubscribe("perpetual_barcode.changed", this.onChanged);
            this.bus.unsubscribe("perpetual_barcode.scan", this.onRing);
            this.bus.removeEventListener("BUS:RECONNECT", this.onRing);
            this.keys.stop();
            this.queue.stop();
            this.feedback.stop();
        });
    }

    // Server

    async send(calls, times) {
        const sent = calls.map(({ uuid, flow, session: id, action, data, at }) => ({
            uuid,
            flow,
            session: id,
            action,
            data,
            at,
            // The server measures by how much this device's clock is off.
            sent: Date.now(),
        }));
        return rpc(
            "/web/dataset/call_kw/perpetual.barcode/process",
            {
                model: "perpetual.barcode",
                method: "process",
                args: [sent, this.device, times],
                kwargs: { context: user.context },
            },
            { silent: true }
        );
    }

    ask(method, args) {
        return this.env.services.orm.silent.call("perpetual.barcode", method, args);
    }

    /** Without a connection the start screen stays as it was, and work can be begun. */
    async loadHome() {
        try {
            this.state.home = await this.ask("home", []);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.home = this.state.home || { flows: [], sessions: [], user: user.name };
        }
    }

    // Calls

    /**
     * Do something in the current flow; it is kept, shown and sent.
     * @param {string} action
     * @param {Object} [data]
     * @param {Object} [optimistic] {line, quantity} that is shown until the server answers
     * @param {string} [uuid] of a scan that has one already
     */
    act(action, data = {}, optimistic = null, uuid = uniqueId()) {
        const current = this.state.current;
        this.latest = uuid;
        this.queue.push({
            uuid,
            flow: current?.flow || null,
            session: current?.session || null,
            action,
            data,
            at: Date.now(),
            optimistic,
        });
    }

    startFlow(flow, data = {}, uuid = uniqueId()) {
        this.state.message = null;
        this.state.current = { flow, session: uuid, state: "start", view: this.viewBefore(flow) };
        this.latest = uuid;
        this.queue.push({ uuid, flow, session: null, action: "start", data, at: Date.now() });
    }

    /** What is shown of a flow until the server has answered, which offline may be long. */
    viewBefore(flow) {
        const tile = this.state.home?.flows.find(({ code }) => code === flow);
        return {
            title: tile?.name || "",
            prompt: this.state.online
                ? ""
                : _t("No connection: scan on, it is kept and sent later."),
        };
    }

    resume(item) {
        this.state.current = { flow: item.flow, session: item.id, state: "start", view: {} };
        this.act("show");
    }

    onAnswer({ call, answer }) {
        const current = this.state.current;
        if (!answer.message) {
            return;
        }
        // A guess has sounded when it was scanned; twice would sound as if it were counted twice.
        if (!(call.optimistic?.sounded && answer.message.level === "good")) {
            this.feedback.signal(answer.message.level);
        }
        this.state.message = answer.message;
        this.state.kept.add(call, answer.message, answer.held);
        // The last one stays on the screen; what is held is told by its question.
        if (answer.message.level === "error" && call.uuid !== this.latest && !answer.held) {
            this.state.refusals.add(call, answer);
        }
        const isHere =
            current &&
            (current.session === answer.session ||
                current.session === call.session ||
                current.session === call.uuid);
        for (const report of answer.message.reports || []) {
            this.action.doAction(report);
        }
        if (isHere && answer.message.start) {
            this.startFlow(answer.message.start);
            return;
        }
        if (isHere && answer.message.home) {
            this.goHome(Boolean(answer.message.text));
            return;
        }
        if (isHere && answer.flow === "home" && answer.state === "done") {
            this.goHome(true); // nothing came of the scan but what is said
        } else if (isHere && answer.session) {
            this.show(answer);
        } else if (isHere && call.action === "start") {
            this.goHome(true);
        }
    }

    show({ flow, session: id, state, view, times, held, turn }) {
        this.state.current = { flow, session: id, state, view, times, held, turn };
    }

    /** Somebody else has worked on the transfer that is shown. */
    onChanged({ picking }) {
        if (this.state.current?.view?.picking === picking) {
            this.isOld = true;
            this.lookAgain();
        }
    }

    /**
     * Show what others have done. What is on its way may have been answered before their work:
     * it is waited for, then looked again.
     */
    async lookAgain() {
        const before = this.state.current;
        if (!this.isOld || this.queue.pending.length || typeof before?.session !== "number") {
            return;
        }
        this.isOld = false;
        let answer = null;
        try {
            answer = await this.ask("look", [before.session]);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.isOld = true; // looked again with the next answer
            return;
        }
        if (this.state.current === before && !this.queue.pending.length) {
            this.show(answer);
        } else {
            this.isOld = true;
            this.lookAgain();
        }
    }

    onQueueChange() {
        const { pending, online } = this.queue;
        if (online && (!this.state.online || (this.state.pending && !pending.length))) {
            this.onConnected();
        }
        this.state.pending = pending.length;
        this.state.kept.update(pending, online);
        this.state.online = online;
        this.state.failure = this.failure;
        this.lookAgain();
    }

    get failure() {
        if (!this.queue.failure) {
            return null;
        }
        const { call, error, isSignedOut } = this.queue.failure;
        const text = error.data?.message || error.message;
        return { text, isSignedOut, code: call?.data?.barcode || "" };
    }

    /** What was missed without a connection, and work that was kept and is now begun. */
    onConnected() {
        if (!this.state.online) {
            this.box.ring();
        }
        if (this.state.home && !this.state.current) {
            this.loadHome();
        }
    }

    // Scans

    /** @param {Object} [known] {uuid} of a scan that the server has already */
    scan(barcode, form = "", known = {}) {
        this.state.lastScan = barcode;
        this.state.typed = false;
        if (!this.state.current) {
            return this.startFlow("home", { barcode, form }, known.uuid);
        }
        const optimistic = guess(this.state.current, this.queue.pending, barcode);
        if (optimistic) {
            optimistic.sounded = true;
            this.feedback.signal("good");
        }
        this.act("scan", { barcode, form }, optimistic, known.uuid);
    }

    // Typing

    toggleTyping() {
        this.state.typed = !this.state.typed;
    }

    toggleKept() {
        this.state.isKeptShown = !this.state.isKeptShown;
        if (!this.state.isKeptShown) {
            this.state.kept.seen();
        }
    }

    giveUp() {
        const text = _t("Given up by you, not counted");
        this.state.kept.add(this.queue.failure.call, { level: "error", text });
        return this.queue.discard();
    }

    toggleCamera() {
        this.state.camera = !this.state.camera;
    }

    submitTyped() {
        const barcode = this.typing.el.value.trim();
        this.typing.el.value = "";
        this.typing.el.blur();
        if (barcode) {
            this.scan(barcode);
        }
    }

    // Screens

    get screen() {
        const { flow, state, view } = this.state.current;
        const own = flowRegistry.get(flow, null)?.screens?.[state];
        return own || screenFor(view);
    }

    /** One question is not the next: what is filled in at the first stays there. */
    get screenKey() {
        const { flow, session: id, state, turn } = this.state.current;
        return [flow, turn ? id : "", state, turn || ""].join(" ");
    }

    get screenProps() {
        return {
            view: this.state.current.view,
            act: this.act.bind(this),
            pendingOf: (line) => pendingOf(this.queue.pending, line),
        };
    }

    get backLabel() {
        return this.state.current ? _t("Back to the start") : _t("Leave the app");
    }

    get actions() {
        const { view, state } = this.state.current || {};
        return view?.actions || (state === "done" ? [] : null);
    }

    /** Core's page that puts one app on the home screen. */
    get installUrl() {
        const app = { app_id: "perpetual_barcode", path: "scoped_app/barcode" };
        return `/scoped_app?${new URLSearchParams({ ...app, app_name: _t("Barcode") })}`;
    }

    get canInstall() {
        return !isDisplayStandalone() && !browser.location.pathname.startsWith("/scoped_app");
    }

    get pendingText() {
        if (!this.state.online) {
            return _t("No connection: %s kept here", this.state.pending);
        }
        if (!this.state.pending) {
            return _t("Sent of what was kept: %s", this.state.kept.unseen);
        }
        return _t("%s being sent", this.state.pending);
    }

    get heldText() {
        return _t("Scans that wait for your answer: %s", this.state.current.held);
    }

    /** After signing in again the page goes on with what is kept. */
    signIn() {
        browser.location.assign("/web/login?redirect=/odoo/barcode");
    }

    /** For somebody else to sign in; what is not sent yet waits for who has scanned it. */
    signOut() {
        browser.location.assign("/web/session/logout?redirect=/odoo/barcode");
    }

    async goHome(keepMessage = false) {
        this.state.current = null;
        if (!keepMessage) {
            this.state.message = null;
        }
        await this.loadHome();
    }

    leave() {
        this.action.doAction("stock.stock_picking_type_action", { clearBreadcrumbs: true });
    }
}

registry.category("actions").add("perpetual_barcode.app", BarcodeApp);
