/** A flow's own screen, as another addon would bring it: this addon is not touched. */
import { Component, xml } from "@odoo/owl";
import { flowRegistry } from "@perpetual_barcode/flows/flows";

class CountScreen extends Component {
    static template = xml`
        <ul class="test_count">
            <li t-foreach="props.view.counted" t-as="row" t-key="row.id">
                <span t-esc="row.name"/>: <b t-esc="row.quantity"/>
                <button class="test_more" t-on-click="() => props.act('scan', {barcode: '4006381333931'})">+</button>
            </li>
        </ul>`;
    static props = { view: Object, act: Function, pendingOf: Function };
}

flowRegistry.add("test_count", { screens: { count: CountScreen } });
