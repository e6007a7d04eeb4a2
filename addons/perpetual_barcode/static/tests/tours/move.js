import { registry } from "@web/core/registry";
import { scan } from "./receive";

const press = (key) => ({ trigger: `.pb_keypad [data-key="${key}"]`, run: "click" });

registry.category("web_tour.tours").add("perpetual_barcode_move", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=move]", run: "click" },
        // Goods before their bin, and a bin that is none.
        scan("4006381333931", ".pb_app[data-state=source]"),
        { trigger: ".pb_error:contains(Scan first the bin)" },
        scan("A-01"),
        { trigger: ".pb_app[data-state=goods] .pb_title:contains(A-01)" },
        scan("4006381333931"),
        { trigger: ".pb_app[data-pending='0'] .pb_line .pb_done:contains(1)" },
        { trigger: ".pb_line_quantity", run: "click" },
        press("5"),
        press("ok"),
        { trigger: ".pb_app[data-pending='0'] .pb_line .pb_done:contains(5)" },
        // More than is free: told for whom the rest is, and nothing is done.
        { trigger: ".pb_line_quantity", run: "click" },
        press("9"),
        press("ok"),
        { trigger: ".pb_error:contains(Only 8 of 10)" },
        { trigger: ".pb_line .pb_done:contains(5)" },
        { trigger: "[data-action=undo]", run: "click" },
        { trigger: ".pb_line .pb_done:contains(1)" },
        scan("B-02"),
        { trigger: ".pb_app[data-state=done] .pb_good:contains(B-02)" },
        // The next move starts with the next scan: all of it into a package.
        scan("A-01"),
        { trigger: ".pb_app[data-state=goods]" },
        scan("4006381333931"),
        { trigger: "[data-action=pack]:enabled", run: "click" },
        scan("PACK-1", ".pb_app[data-state=pack]"),
        { trigger: ".pb_prompt:contains(PACK-1)" },
        scan("B-02"),
        { trigger: ".pb_app[data-state=done] .pb_good:contains(B-02)" },
    ],
});
