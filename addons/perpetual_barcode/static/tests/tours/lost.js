import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { cutEnds } from "./network";
import { scan } from "./receive";

/** The server does what it is asked, and its answer is lost on the way. */
class LostAnswer extends XMLHttpRequest {
    open(method, url, ...rest) {
        this.isOurs = url.includes("/perpetual.barcode/");
        super.open(method, url, ...rest);
    }
    addEventListener(type, listener, ...rest) {
        if (type === "error") {
            this.fail = listener;
        }
        const isAnswer = type === "load";
        super.addEventListener(
            type,
            (ev) => (isAnswer && this.isOurs ? this.fail(ev) : listener(ev)),
            ...rest
        );
    }
}

const code = "4006381333931";

registry.category("web_tour.tours").add("perpetual_barcode_lost", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=receive]", run: "click" },
        { trigger: ".pb_row:contains(P-4711)", run: "click" },
        { trigger: ".pb_app[data-state=lines][data-pending='0']" },
        {
            content: "Answers get lost",
            trigger: ".pb_app",
            run: () => (browser.XMLHttpRequest = LostAnswer),
        },
        scan(code),
        { trigger: ".pb_offline:contains(1 kept here)" },
        scan(code),
        { trigger: ".pb_offline:contains(2 kept here)" },
        cutEnds,
        { trigger: ".pb_app[data-pending='0'] .pb_line:contains(average) .pb_done:contains(2)" },
        scan(code),
        { trigger: ".pb_app[data-pending='0'] .pb_line:contains(average) .pb_done:contains(3)" },
    ],
});
