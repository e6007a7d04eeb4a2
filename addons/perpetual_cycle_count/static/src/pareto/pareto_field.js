import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { loadBundle } from "@web/core/assets";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const COLOURS = ["#128067", "#d9a441", "#8a94a0", "#6f5b95", "#b4553f"];

/** Cumulative curve of an ABC run: [share of products, cumulative share, class] per point. */
export class ParetoField extends Component {
    static template = "perpetual_cycle_count.ParetoField";
    static props = { ...standardFieldProps };

    setup() {
        this.canvas = useRef("canvas");
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [JSON.stringify(this.points)]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    get points() {
        return this.props.record.data[this.props.name] || [];
    }

    /** What a screen reader says, and a person who cannot tell the colours. */
    get summary() {
        const lasts = new Map(
            this.points.map(([share, reached, name]) => [name, [share, reached]])
        );
        return [...lasts]
            .map(([name, [share, reached]]) =>
                _t("up to %(name)s: %(share)s %% of products, %(reached)s %% of the criterion", {
                    name,
                    share: share.toFixed(0),
                    reached: reached.toFixed(0),
                })
            )
            .join("; ");
    }

    draw() {
        this.chart?.destroy();
        if (!this.canvas.el) {
            return;
        }
        // The colour of a segment is that of the class it ends in.
        const names = [...new Set(this.points.map((point) => point[2]))];
        const datasets = names.map((name, index) => ({
            label: name,
            borderColor: COLOURS[index % COLOURS.length],
            backgroundColor: `${COLOURS[index % COLOURS.length]}33`,
            fill: true,
            pointRadius: 0,
            data: this.segment(name),
        }));
        // eslint-disable-next-line no-undef
        this.chart = new Chart(this.canvas.el, {
            type: "line",
            data: { datasets },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "nearest", intersect: false },
                scales: {
                    x: {
                        type: "linear",
                        min: 0,
                        max: 100,
                        title: { display: true, text: _t("Products (%)") },
                    },
                    y: {
                        min: 0,
                        max: 100,
                        title: { display: true, text: _t("Cumulative (%)") },
                    },
                },
            },
        });
    }

    /** Points of a class, beginning where the one before ends. */
    segment(name) {
        const first = this.points.findIndex((point) => point[2] === name);
        const before = first > 0 ? [this.points[first - 1]] : [[0, 0, name]];
        const own = this.points.filter((point) => point[2] === name);
        return [...before, ...own].map(([x, y]) => ({ x, y }));
    }
}

registry.category("fields").add("perpetual_pareto", {
    component: ParetoField,
    supportedTypes: ["json"],
});
