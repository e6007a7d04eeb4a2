import { Component, onMounted, onWillUnmount, useRef, useState } from "@odoo/owl";
import { CodeReader } from "./code_reader";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";

/** Milliseconds between two pictures that are searched. */
const PACE = 80;
/** A code is scanned again when it has been out of the picture for so long. */
const AWAY = 1000;

/** The device's camera as a scanner that goes on until it is closed. */
export class Camera extends Component {
    static template = "perpetual_barcode.Camera";
    static props = { onScan: Function, close: Function };

    setup() {
        this.video = useRef("video");
        this.state = useState({ failure: "", ready: false, canLight: false, light: false });
        this.reader = new CodeReader();
        this.seen = { text: "", at: 0 };
        this.stopped = false;
        onMounted(() => this.start());
        onWillUnmount(() => this.stop());
    }

    async start() {
        try {
            this.stream = await this.open();
            await this.reader.load();
        } catch (error) {
            this.state.failure = this.textOf(error);
            return;
        }
        if (this.stopped) {
            return this.stop();
        }
        const [track] = this.stream.getVideoTracks();
        this.state.canLight = Boolean(track.getCapabilities?.().torch);
        this.video.el.srcObject = this.stream;
        await this.video.el.play().catch(() => {}); // closed before it began
        this.state.ready = true;
        this.look();
    }

    open() {
        const devices = browser.navigator.mediaDevices;
        if (!devices?.getUserMedia) {
            throw new Error(_t("The browser gives the camera to pages over https only."));
        }
        return devices.getUserMedia({
            audio: false,
            video: {
                facingMode: "environment",
                width: { ideal: 1920 },
                height: { ideal: 1080 },
            },
        });
    }

    textOf(error) {
        const known = {
            NotFoundError: _t("This device has no camera."),
            NotAllowedError: _t("Allow the camera in the browser's settings of this page."),
            NotReadableError: _t("Another app is using the camera."),
        };
        return known[error.name] || error.message;
    }

    async look() {
        if (this.stopped) {
            return;
        }
        if (this.video.el?.videoWidth && !document.hidden) {
            try {
                this.take(await this.reader.read(this.video.el));
            } catch (error) {
                this.state.failure = error.message;
                return;
            }
        }
        this.timer = setTimeout(() => this.look(), PACE);
    }

    /** A code that stays in the picture is one scan. */
    take(code) {
        const now = performance.now();
        if (!code || this.stopped) {
            return;
        }
        const isNew = code.text !== this.seen.text || now - this.seen.at > AWAY;
        this.seen = { text: code.text, at: now };
        if (isNew) {
            this.props.onScan(code.text, code.form);
        }
    }

    async toggleLight() {
        const light = !this.state.light;
        const [track] = this.stream.getVideoTracks();
        await track.applyConstraints({ advanced: [{ torch: light }] });
        this.state.light = light;
    }

    get lightLabel() {
        return this.state.light ? _t("Light off") : _t("Light on");
    }

    stop() {
        this.stopped = true;
        clearTimeout(this.timer);
        for (const track of this.stream?.getTracks() || []) {
            track.stop();
        }
    }
}
