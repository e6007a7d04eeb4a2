/* global ZXing */

import { loadJS } from "@web/core/assets";

/** Pixels of the longer side of a picture that is searched: more is slow, not better. */
const LARGEST = 960;
/** ZXing's names of symbologies → those of the browsers' own detector. */
const FORMATS = {
    AZTEC: "aztec",
    CODE_39: "code_39",
    CODE_128: "code_128",
    DATA_MATRIX: "data_matrix",
    EAN_8: "ean_8",
    EAN_13: "ean_13",
    ITF: "itf",
    PDF_417: "pdf417",
    QR_CODE: "qr_code",
    UPC_A: "upc_a",
    UPC_E: "upc_e",
};

/** Reads with ZXing, which core ships, where the browser has no detector of its own. */
class ZXingDetector {
    constructor() {
        const formats = Object.keys(FORMATS).map((name) => ZXing.BarcodeFormat[name]);
        this.reader = new ZXing.MultiFormatReader();
        this.reader.setHints(
            new Map([
                [ZXing.DecodeHintType.POSSIBLE_FORMATS, formats],
                [ZXing.DecodeHintType.TRY_HARDER, true],
                // Code 128 with FNC1 in front is told by its AIM identifier.
                [ZXing.DecodeHintType.ASSUME_GS1, true],
            ])
        );
    }

    detect(canvas) {
        const source = new ZXing.HTMLCanvasElementLuminanceSource(canvas);
        const bitmap = new ZXing.BinaryBitmap(new ZXing.HybridBinarizer(source));
        try {
            const result = this.reader.decodeWithState(bitmap);
            const format = FORMATS[ZXing.BarcodeFormat[result.getBarcodeFormat()]];
            return [{ rawValue: result.getText(), format }];
        } catch (error) {
            // A picture without a symbol, or with one that is blurred, is no error.
            if (/NotFound|Checksum|Format/.test(error.name + error.getKind?.())) {
                return [];
            }
            throw error;
        }
    }
}

/**
 * Finds codes in a camera's picture.
 *
 * Core's scanner looks at a wide and short strip, in which a QR code that fills the picture is
 * never found. Here the whole square in the middle is searched, and in turn the strip in full
 * resolution, for what is small and dense.
 */
export class CodeReader {
    constructor() {
        this.canvas = document.createElement("canvas");
        this.turn = 0;
    }

    async load() {
        if ("BarcodeDetector" in window) {
            const formats = await BarcodeDetector.getSupportedFormats();
            if (formats.includes("code_128")) {
                this.detector = new BarcodeDetector({ formats });
                return;
            }
        }
        await loadJS("/web/static/lib/zxing-library/zxing-library.js");
        this.detector = new ZXingDetector();
    }

    /**
     * @param {HTMLVideoElement} video
     * @returns {Promise<{text: string, form: string}|null>} what is in the picture now
     */
    async read(video) {
        this.draw(video, areaOf(video.videoWidth, video.videoHeight, this.turn++));
        const [code] = await this.detector.detect(this.canvas);
        return code ? { text: code.rawValue, form: code.format } : null;
    }

    draw(video, { x, y, width, height }) {
        const scale = Math.min(1, LARGEST / Math.max(width, height));
        this.canvas.width = Math.round(width * scale);
        this.canvas.height = Math.round(height * scale);
        const context = this.canvas.getContext("2d", { willReadFrequently: true });
        const { width: w, height: h } = this.canvas;
        context.drawImage(video, x, y, width, height, 0, 0, w, h);
    }
}

/** Every second time the large square, else the strip in its middle. */
export function areaOf(width, height, turn) {
    const side = Math.min(width, height);
    const square = { x: (width - side) / 2, y: (height - side) / 2, width: side, height: side };
    if (turn % 2 === 0) {
        return square;
    }
    const strip = Math.min(width, LARGEST);
    return { x: (width - strip) / 2, y: height * 0.35, width: strip, height: height * 0.3 };
}
