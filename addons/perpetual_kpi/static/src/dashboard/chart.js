import { Component, onWillUnmount, useEffect, useRef } from "@odoo/owl";

/** A chart of Chart.js, drawn anew when its configuration changes. */
export class KpiChart extends Component {
    static template = "perpetual_kpi.Chart";
    static props = { config: Object, label: String, class: { type: String, optional: true } };

    setup() {
        this.canvas = useRef("canvas");
        this.chart = null;
        useEffect(
            () => this.draw(),
            () => [JSON.stringify(this.props.config)]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    draw() {
        this.chart?.destroy();
        // eslint-disable-next-line no-undef
        this.chart = new Chart(this.canvas.el, {
            ...this.props.config,
            // Charts keep what they are given: each has its own.
            data: JSON.parse(JSON.stringify(this.props.config.data)),
        });
    }
}
