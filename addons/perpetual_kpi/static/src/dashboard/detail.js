import { Component } from "@odoo/owl";
import { course, seasons } from "./series";
import { KpiChart } from "./chart";

/** One figure: what it is made of, its course, its seasons, and who is how far. */
export class KpiDetail extends Component {
    static template = "perpetual_kpi.Detail";
    static components = { KpiChart };
    static props = { tile: Object, close: Function, drill: Function };

    get hasCourse() {
        return this.props.tile.trend.some((point) => point.value !== null);
    }

    get course() {
        const { tile } = this.props;
        return course(tile, { now: tile.period.text, before: tile.before_period.text });
    }

    get months() {
        const format = new Intl.DateTimeFormat(document.documentElement.lang || undefined, {
            month: "short",
            timeZone: "UTC",
        });
        return [...Array(12).keys()].map((month) => format.format(new Date(Date.UTC(2024, month))));
    }

    get seasons() {
        return seasons(this.props.tile.seasons, this.months);
    }

    /** Length of a bar beside the longest of its list. */
    share(rows, row) {
        const longest = Math.max(...rows.map((other) => Math.abs(other.value)));
        return longest ? Math.round((100 * Math.abs(row.value)) / longest) : 0;
    }
}
