import { _t } from "@web/core/l10n/translation";

const COLOURS = { good: "#128067", bad: "#b4553f", none: "#3b6ea5" };
const YEARS = ["#b9c4cc", "#d9a441", "#128067"];
const GREY = "#9aa5ad";

function line(data, colour, more = {}) {
    return {
        data,
        borderColor: colour,
        backgroundColor: `${colour}22`,
        borderWidth: 2,
        pointRadius: data.length === 1 ? 3 : 0,
        pointHitRadius: 8,
        tension: 0.25,
        spanGaps: true,
        ...more,
    };
}

/** The small course on a tile. */
export function spark(tile) {
    const values = tile.trend.map((point) => point.value);
    return {
        type: "line",
        data: {
            labels: tile.trend.map((point) => point.label),
            datasets: [line(values, COLOURS[tile.status], { fill: true })],
        },
        options: {
            animation: false,
            maintainAspectRatio: false,
            events: [],
            plugins: { legend: { display: false }, tooltip: { enabled: false } },
            scales: { x: { display: false }, y: { display: false, grace: "10%" } },
        },
    };
}

/** The figure, its target and the period it is compared with. */
export function course(tile, periods) {
    const datasets = [
        line(
            tile.trend.map((point) => point.value),
            COLOURS[tile.status],
            { label: periods.now, fill: true }
        ),
        line(
            tile.before_trend.map((point) => point.value).slice(0, tile.trend.length),
            GREY,
            { label: periods.before, borderDash: [5, 4] }
        ),
    ];
    if (tile.target !== null) {
        datasets.push(
            line(
                tile.trend.map(() => tile.target),
                "#2f3941",
                { label: _t("Target %s", tile.target_text), borderDash: [2, 3], borderWidth: 1 }
            )
        );
    }
    return { type: "line", data: data(tile.trend, datasets), options: options() };
}

/** The months of the year, a line for each year. */
export function seasons(lines, months) {
    const colours = YEARS.slice(-lines.length);
    const datasets = lines.map(({ year, values }, index) =>
        line(values, colours[index], { label: String(year), pointRadius: 2 })
    );
    return { type: "line", data: { labels: months, datasets }, options: options() };
}

function data(points, datasets) {
    return { labels: points.map((point) => point.label), datasets };
}

function options() {
    return {
        animation: false,
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        plugins: { legend: { position: "bottom", labels: { boxWidth: 24 } } },
        scales: {
            x: { ticks: { maxRotation: 0, autoSkipPadding: 16 }, grid: { display: false } },
            y: { grace: "8%" },
        },
    };
}
