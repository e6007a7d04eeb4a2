import { browser } from "@web/core/browser/browser";

const own = browser.XMLHttpRequest;

/**
 * A request without a network: it fails before it is sent. Requests of other parts of the page
 * wait for ever, so that what they make of it is no concern of the tour.
 */
class CutRequest extends EventTarget {
    open(method, url) {
        this.url = url;
    }
    setRequestHeader() {}
    abort() {}
    send() {
        if (this.url.includes("/perpetual.barcode/")) {
            setTimeout(() => this.dispatchEvent(new Event("error")), 20);
        }
    }
}

export const cut = {
    content: "The network goes",
    trigger: ".pb_app[data-pending='0']",
    run: () => (browser.XMLHttpRequest = CutRequest),
};

export const cutEnds = {
    content: "The network is back",
    trigger: ".pb_app",
    run: () => {
        browser.XMLHttpRequest = own;
        window.dispatchEvent(new Event("online"));
    },
};
