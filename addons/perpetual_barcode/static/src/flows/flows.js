import { registry } from "@web/core/registry";

/**
 * Flows of the app by code. The server decides what a flow does; an entry here adds what the
 * app needs beyond the screens that all flows share:
 *
 * - ``screens``: state → OWL component with props {view, act, pendingOf}
 *
 * A flow without an entry works with the shared screens.
 */
export const flowRegistry = registry.category("perpetual_barcode.flows");
