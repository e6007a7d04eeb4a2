import { browser } from "@web/core/browser/browser";

/** Level → tones [hertz, seconds], and vibration in milliseconds. */
const SIGNALS = {
    good: { tones: [[1320, 0.07]], vibrate: [40] },
    warning: {
        tones: [
            [660, 0.12],
            [660, 0.12],
        ],
        vibrate: [80, 60, 80],
    },
    error: {
        tones: [
            [220, 0.18],
            [180, 0.3],
        ],
        vibrate: [300],
    },
};

/**
 * Tells by ear and hand what became of a scan. Tones are made, not fetched, so that they
 * also sound without a connection.
 */
export class Feedback {
    constructor() {
        this.context = null;
        this.last = null;
    }

    signal(level) {
        const signal = SIGNALS[level];
        if (!signal) {
            return;
        }
        this.last = level;
        browser.navigator.vibrate?.(signal.vibrate);
        this.play(signal.tones);
    }

    play(tones) {
        const AudioContext = window.AudioContext;
        if (!AudioContext) {
            return;
        }
        this.context = this.context || new AudioContext();
        if (this.context.state === "suspended") {
            this.context.resume();
        }
        let start = this.context.currentTime;
        for (const [hertz, seconds] of tones) {
            const tone = this.context.createOscillator();
            const volume = this.context.createGain();
            tone.frequency.value = hertz;
            volume.gain.value = 0.2;
            tone.connect(volume).connect(this.context.destination);
            tone.start(start);
            tone.stop(start + seconds);
            start += seconds + 0.05;
        }
    }

    stop() {
        this.context?.close();
        this.context = null;
    }
}
