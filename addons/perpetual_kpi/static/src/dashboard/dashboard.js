import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { KpiChart } from "./chart";
import { KpiDetail } from "./detail";
import { loadBundle } from "@web/core/assets";
import { registry } from "@web/core/registry";
import { router } from "@web/core/browser/router";
import { spark } from "./series";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";

const KEY = "perpetual_kpi.options";
const SPANS = [1, 7, 30, 90, 365];

/** Tiles of all key figures; each opens its figure, and that the records behind it. */
export class KpiDashboard extends Component {
    static template = "perpetual_kpi.Dashboard";
    static components = { KpiChart, KpiDetail };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            options: this.remembered(),
            data: null,
            detail: null,
            loading: true,
        });
        onWillStart(async () => {
            await Promise.all([loadBundle("web.chartjs_lib"), this.load()]);
            const code = router.current.kpi;
            if (code) {
                await this.open(code);
            }
        });
    }

    /** What was asked for last, on this device. */
    remembered() {
        const first = { days: 30, compare: "previous" };
        try {
            return { ...first, ...JSON.parse(browser.sessionStorage.getItem(KEY) || "{}") };
        } catch {
            return first;
        }
    }

    get spans() {
        return SPANS.map((days) => ({ days, name: this.spanName(days) }));
    }

    spanName(days) {
        return {
            1: _t("1 day"),
            7: _t("7 days"),
            30: _t("30 days"),
            90: _t("90 days"),
            365: _t("1 year"),
        }[days];
    }

    get summaryClass() {
        const { missed, judged } = this.state.data.summary;
        return judged ? (missed ? "pk_bad" : "pk_good") : "pk_none";
    }

    spark(tile) {
        return spark(tile);
    }

    hasTrend(tile) {
        return tile.trend.filter((point) => point.value !== null).length > 1;
    }

    /** What a screen reader says of a tile. */
    tileLabel(tile) {
        const parts = [tile.name, tile.text, tile.status_text];
        if (tile.target_text) {
            parts.push(_t("target %s", tile.target_text));
        }
        return parts.join(", ");
    }

    async load() {
        this.state.loading = true;
        this.state.data = await this.orm.call("perpetual.kpi.dashboard", "data", [
            this.state.options,
        ]);
        this.state.loading = false;
    }

    async choose(changes) {
        Object.assign(this.state.options, changes);
        browser.sessionStorage.setItem(KEY, JSON.stringify(this.state.options));
        const code = this.state.detail?.code;
        await this.load();
        if (code) {
            await this.open(code);
        }
    }

    chooseSpan(days) {
        return this.choose({ days, first: false, last: false });
    }

    chooseDay(name, ev) {
        const { period } = this.state.data;
        const days = { first: period.first, last: period.last, [name]: ev.target.value };
        if (!ev.target.value) {
            return this.chooseSpan(30);
        }
        if (days.first > days.last) {
            days[name === "first" ? "last" : "first"] = ev.target.value;
        }
        return this.choose({ ...days, days: false });
    }

    chooseNumber(name, ev) {
        return this.choose({ [name]: parseInt(ev.target.value, 10) || false });
    }

    chooseText(name, ev) {
        return this.choose({ [name]: ev.target.value || false });
    }

    get isFiltered() {
        const { warehouse_id, categ_id, class_name } = this.state.options;
        return Boolean(warehouse_id || categ_id || class_name);
    }

    clear() {
        return this.choose({ warehouse_id: false, categ_id: false, class_name: false });
    }

    async open(code) {
        this.state.detail = await this.orm.call("perpetual.kpi.dashboard", "detail", [
            code,
            this.state.options,
        ]);
        router.pushState({ kpi: code });
    }

    close() {
        this.state.detail = null;
        router.pushState({ kpi: undefined });
    }

    async drill(code) {
        const action = await this.orm.call("perpetual.kpi.dashboard", "drill", [
            code,
            this.state.options,
        ]);
        return this.action.doAction(action);
    }

    print() {
        browser.print();
    }
}

registry.category("actions").add("perpetual_kpi.dashboard", KpiDashboard);
