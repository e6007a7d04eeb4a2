/**
 * Keys that a person presses, as opposed to a scanner's: they go to who has asked for them last,
 * such as an open keypad.
 */
export class TypedKeys {
    constructor() {
        this.taker = null;
    }

    /** @param {(key: string) => boolean} taker whether it has used the key */
    open(taker) {
        this.taker = taker;
    }

    close() {
        this.taker = null;
    }

    get isOpen() {
        return Boolean(this.taker);
    }

    /** @returns {boolean} whether somebody has used the key */
    press(key) {
        return Boolean(this.taker?.(key));
    }
}
