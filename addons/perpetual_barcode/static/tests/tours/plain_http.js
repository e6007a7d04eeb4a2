import { registry } from "@web/core/registry";
import { scan } from "./receive";
import { uniqueId } from "@perpetual_barcode/lib/unique_id";

/** What a page over plain http has: random bytes, and no ``randomUUID``. */
function dropRandomUUID() {
    Object.defineProperty(window.crypto, "randomUUID", { value: undefined, configurable: true });
}

function checkIds() {
    const ids = new Set(Array.from({ length: 1000 }, () => uniqueId()));
    const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    if (ids.size !== 1000 || ![...ids].every((id) => shape.test(id))) {
        throw new Error("Not 1000 different UUIDs of version 4");
    }
    const zero = uniqueId({ getRandomValues: (bytes) => bytes.fill(0) });
    const ones = uniqueId({ getRandomValues: (bytes) => bytes.fill(255) });
    if (
        zero !== "00000000-0000-4000-8000-000000000000" ||
        ones !== "ffffffff-ffff-4fff-bfff-ffffffffffff"
    ) {
        throw new Error(`Version or variant is wrong: ${zero}, ${ones}`);
    }
}

registry.category("web_tour.tours").add("perpetual_barcode_plain_http", {
    steps: () => [
        {
            trigger: ".pb_tile[data-flow=receive]",
            run({ anchor }) {
                dropRandomUUID();
                checkIds();
                anchor.click();
            },
        },
        { trigger: ".pb_row:contains(P-4711)", run: "click" },
        { trigger: ".pb_app[data-state=lines]" },
        scan("4006381333931"),
        scan("4006381333931"),
        { trigger: ".pb_app[data-pending='0'] .pb_done:contains(2)" },
    ],
});
