import { cut, cutEnds } from "./network";
import { registry } from "@web/core/registry";
import { scan, wedge } from "./receive";

const tours = registry.category("web_tour.tours");

tours.add("perpetual_barcode_finished_while_offline", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=receive]", run: "click" },
        { trigger: ".pb_row:contains(P-4711)", run: "click" },
        { trigger: ".pb_app[data-state=lines]" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-pending='0'] .pb_is_part .pb_done:contains(1)" },
        cut,
        scan("4006381333931"),
        scan("x2"),
        scan("96385074"),
        { trigger: ".pb_offline:contains(3 kept here)" },
        // Meanwhile somebody else has finished the receipt.
        cutEnds,
        { trigger: ".pb_app[data-pending='0'][data-state=gone] .pb_prompt:contains(Not counted)" },
        { trigger: ".pb_error:contains(was not counted)" },
        { trigger: ".pb_line:contains(average):contains(1)" },
        { trigger: ".pb_line:contains(fifo):contains(2)" },
        { trigger: "[data-choice=choose]" },
        { trigger: "[data-choice=rest]" },
        { trigger: "[data-choice=recount]", run: "click" },
        { trigger: ".pb_app[data-state=lines] .pb_good:contains(Kept scans that count now: 3)" },
        { trigger: ".pb_is_part:contains(average) .pb_done:contains(1)" },
        { trigger: ".pb_is_done:contains(fifo) .pb_done:contains(2)" },
    ],
});

tours.add("perpetual_barcode_stock_gone_while_offline", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=deliver]", run: "click" },
        { trigger: ".pb_row:contains(S-0815)", run: "click" },
        { trigger: ".pb_app[data-state=lines] .pb_progress:contains(0 of 1)" },
        scan("A-01"),
        { trigger: ".pb_app[data-pending='0'] .pb_prompt:contains(A-01)" },
        cut,
        scan("4006381333931"),
        { trigger: ".pb_offline:contains(1 kept here)" },
        // Meanwhile the bin is counted, and nothing is left in it.
        cutEnds,
        { trigger: ".pb_app[data-pending='0'] .pb_error:contains(are free in)" },
        { trigger: ".pb_app[data-state=empty] .pb_error:contains(Scan another bin)" },
        { trigger: "[data-choice=back]" },
        { trigger: ".pb_choices .pb_button:contains(B-02)", run: "click" },
        { trigger: ".pb_app[data-pending='0'] .pb_is_part .pb_done:contains(1)" },
    ],
});

tours.add("perpetual_barcode_refused_while_offline", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=receive]", run: "click" },
        { trigger: ".pb_row:contains(P-4711)", run: "click" },
        { trigger: ".pb_app[data-state=lines]" },
        cut,
        scan("NOBODY-KNOWS"),
        scan("NOBODY-KNOWS"),
        scan("NOR-THIS"),
        scan("4006381333931"),
        { trigger: ".pb_offline:contains(4 kept here)" },
        cutEnds,
        { trigger: ".pb_app[data-pending='0'] .pb_line:contains(average) .pb_done:contains(1)" },
        { trigger: ".pb_refusals:contains(NOBODY-KNOWS):contains(× 2):contains(NOR-THIS)" },
        { trigger: "button.pb_sent:contains(4)", run: "click" },
        { trigger: ".pb_kept_error:contains(NOR-THIS):contains(Refused)" },
        { trigger: "button.pb_sent", run: "click" },
        { trigger: ".pb_app:not(:has(.pb_sent)):not(:has(.pb_kept))" },
        // They stay until they are seen.
        scan("4006381333931"),
        { trigger: ".pb_app[data-pending='0'] .pb_line:contains(average) .pb_done:contains(2)" },
        { trigger: ".pb_refusals .pb_seen", run: "click" },
        { trigger: ".pb_app:not(:has(.pb_refusals))" },
    ],
});

tours.add("perpetual_barcode_over_in_the_middle", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=receive]", run: "click" },
        { trigger: ".pb_row:contains(P-4711)", run: "click" },
        { trigger: ".pb_app[data-state=lines]" },
        {
            content: "Ten scans in a second; the third is more than ordered",
            trigger: ".pb_app",
            async run() {
                for (let number = 0; number < 10; number++) {
                    wedge(number < 3 ? "96385074" : "4006381333931");
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
            },
        },
        { trigger: ".pb_app[data-state=ask][data-pending='0'] .pb_held:contains(7)" },
        { trigger: "[data-choice=nothing]", run: "click" },
        { trigger: ".pb_app[data-state=lines] .pb_good:contains(Kept scans that count now: 7)" },
        { trigger: ".pb_line:contains(average) .pb_done:contains(7)" },
        { trigger: ".pb_line:contains(fifo) .pb_done:contains(2)" },
        cut,
        scan("96385074"),
        scan("x2"),
        scan("4006381333931"),
        { trigger: ".pb_offline:contains(3 kept here)" },
        cutEnds,
        { trigger: ".pb_app[data-state=ask][data-pending='0'] .pb_held:contains(2)" },
        { trigger: "[data-choice=nothing]", run: "click" },
        { trigger: ".pb_app[data-pending='0'] .pb_line:contains(average) .pb_done:contains(9)" },
    ],
});

tours.add("perpetual_barcode_failing", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=receive]", run: "click" },
        { trigger: ".pb_row:contains(P-4711)", run: "click" },
        { trigger: ".pb_app[data-state=lines]" },
        cut,
        scan("4006381333931"),
        scan("FAILS"),
        scan("4006381333931"),
        { trigger: ".pb_offline:contains(3 kept here)" },
        cutEnds,
        {
            content: "What came before it counts; it alone is blamed",
            trigger: ".pb_app[data-pending='2'] .pb_failure:contains(FAILS)",
        },
        { trigger: ".pb_line:contains(average) .pb_done:contains(2)" },
        { trigger: ".pb_failure .pb_retry", run: "click" },
        { trigger: ".pb_app[data-pending='2'] .pb_failure:contains(FAILS)" },
        { trigger: "button.pb_pending", run: "click" },
        { trigger: ".pb_failure .pb_discard", run: "click" },
        { trigger: ".pb_kept_error:contains(FAILS):contains(Given up)" },
        { trigger: ".pb_app[data-pending='0']:not(:has(.pb_failure))" },
        { trigger: ".pb_line:contains(average) .pb_done:contains(2)" },
    ],
});

tours.add("perpetual_barcode_signed_out", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=receive]", run: "click" },
        { trigger: ".pb_row:contains(P-4711)", run: "click" },
        { trigger: ".pb_app[data-state=lines]" },
        scan("SIGNS-OUT"),
        { trigger: ".pb_app[data-pending='1'] .pb_failure .pb_sign_in" },
        { trigger: ".pb_failure:not(:has(.pb_discard))" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-pending='2'] .pb_failure:contains(You are signed out)" },
    ],
});
