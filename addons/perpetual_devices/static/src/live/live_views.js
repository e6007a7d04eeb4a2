import { onMounted, onWillUnmount, useComponent } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

/** Milliseconds between two looks. The bus may be missing here, and silence makes no noise. */
const LOOK = 3000;

/** Whether a person is in the middle of something that a fresh look would take away. */
function isBusy(root) {
    const element = document.activeElement;
    return (
        document.hidden ||
        Boolean(root.isNew || root.dirty || root.editedRecord || root.selection?.length) ||
        Boolean(element?.matches(".o_form_view input, .o_form_view textarea, .modal *"))
    );
}

/** What is shown is looked at again and again, as long as nobody is at work on it. */
function useLiveModel() {
    const controller = useComponent();
    let timer = null;
    async function look() {
        const root = controller.model.root;
        if (controller.model.isReady !== false && root && !isBusy(root)) {
            try {
                await root.load();
            } catch (error) {
                if (!(error instanceof ConnectionLostError)) {
                    throw error;
                }
            }
        }
        timer = timer && browser.setTimeout(look, LOOK);
    }
    onMounted(() => {
        timer = browser.setTimeout(look, LOOK);
    });
    onWillUnmount(() => {
        browser.clearTimeout(timer);
        timer = null;
    });
}

const live = (Controller) =>
    class extends Controller {
        setup() {
            super.setup();
            useLiveModel();
        }
    };

for (const [name, view, Controller] of [
    ["perpetual_live_form", formView, FormController],
    ["perpetual_live_list", listView, ListController],
    ["perpetual_live_kanban", kanbanView, KanbanController],
]) {
    registry.category("views").add(name, { ...view, Controller: live(Controller) });
}
