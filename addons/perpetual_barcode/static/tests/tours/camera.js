import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const open = [{ trigger: ".pb_camera_toggle[aria-pressed=false]", run: "click" }];

tours.add("perpetual_barcode_camera", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=receive]", run: "click" },
        { trigger: ".pb_row:contains(P-4711)", run: "click" },
        { trigger: ".pb_app[data-state=lines]" },
        ...open,
        { trigger: ".pb_camera[data-ready=true] video" },
        { trigger: ".pb_line:contains(Product average) .pb_done:contains(1)", timeout: 30000 },
        { trigger: ".pb_line:contains(Product fifo) .pb_done:contains(1)", timeout: 30000 },
        // It goes on: the film begins again.
        { trigger: ".pb_line:contains(Product average) .pb_done:contains(2)", timeout: 30000 },
        { trigger: ".pb_camera_close", run: "click" },
        { trigger: ".pb_app[data-pending='0']:not(:has(.pb_camera))" },
    ],
});

tours.add("perpetual_barcode_camera_gs1", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=lookup]", run: "click" },
        { trigger: ".pb_app[data-state=ask]" },
        ...open,
        { trigger: ".pb_app[data-state=found]:contains(LOT-7)", timeout: 30000 },
        { trigger: ".pb_camera_close", run: "click" },
        { trigger: ".pb_app[data-pending='0']:not(:has(.pb_camera))" },
    ],
});

tours.add("perpetual_barcode_no_camera", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=receive]" },
        ...open,
        { trigger: ".pb_camera .pb_failure:contains(camera)" },
        { trigger: ".pb_camera_close", run: "click" },
        { trigger: ".pb_app:not(:has(.pb_camera))" },
    ],
});

/** A track with a lamp, as phones have: the film's own has none. */
function giveLamp() {
    const track = MediaStreamTrack.prototype;
    const own = track.getCapabilities;
    track.getCapabilities = function () {
        return { ...own.call(this), torch: true };
    };
    track.applyConstraints = async function (wanted) {
        document.body.dataset.torch = String(wanted.advanced[0].torch);
    };
}

tours.add("perpetual_barcode_torch", {
    steps: () => [
        { trigger: ".pb_tile[data-flow=receive]" },
        // Without a lamp there is no button for it.
        ...open,
        { trigger: ".pb_camera[data-ready=true]:not(:has(.pb_light))" },
        { trigger: ".pb_camera_close", run: "click" },
        { trigger: ".pb_app:not(:has(.pb_camera))", run: giveLamp },
        ...open,
        { trigger: ".pb_camera[data-ready=true] .pb_light[aria-pressed=false]", run: "click" },
        { trigger: "body[data-torch=true] .pb_light[aria-pressed=true]", run: "click" },
        { trigger: "body[data-torch=false] .pb_light[aria-pressed=false]" },
        { trigger: ".pb_camera_close", run: "click" },
        { trigger: ".pb_app:not(:has(.pb_camera))" },
    ],
});
