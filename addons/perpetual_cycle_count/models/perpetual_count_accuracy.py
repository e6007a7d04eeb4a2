from odoo import api, fields, models
from odoo.tools import SQL

VALUE = "perpetual_stock.group_inventory_value"
#: Ratio → (numerator, denominator) over the rows of a group. Ratios are never averaged; without
#: a denominator there is none.
RATIOS = {
    "record_accuracy": ("SUM({hits})", "SUM({scored})"),
    "exact_rate": ("SUM({exact})", "SUM({scored})"),
    "absolute_accuracy": ("SUM({expected_value}) - SUM({absolute_value})", "SUM({expected_value})"),
    "net_variance_rate": ("SUM({net_value})", "SUM({expected_value})"),
    "gross_adjustment_rate": ("SUM({absolute_value})", "SUM({expected_value})"),
    "shrinkage_rate": ("-SUM({net_value})", "SUM({expected_value})"),
    "late_rate": ("SUM({late})", "SUM({scored})"),
    "location_accuracy": (
        "COUNT(DISTINCT {location_id}) - COUNT(DISTINCT {location_id}) FILTER (WHERE {hits} = 0)",
        "COUNT(DISTINCT {location_id})",
    ),
    "per_hour": ("SUM({scored})", "SUM({hours})"),
}
#: Ratios that are shown in per cent.
PERCENT = RATIOS.keys() - {"per_hour"}
#: Minutes between two counts of one person after which they did something else.
IDLE = 30


class PerpetualCountAccuracy(models.Model):
    """How exactly was counted: a row for each first count, before any recount.

    Hits are of that first count; values are of what was accepted in the end, without goods that
    only lay in the wrong place.

    Numerators and denominators are columns; a ratio of any group is worked out from their sums.
    Definitions: counting.md, "Metrics it feeds". Only sessions that are done are in it: figures of
    an open one would tell counters what is expected.
    """

    _name = "perpetual.count.accuracy"
    _description = "Count Accuracy"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "product_id"
    _depends = {
        "perpetual.count.entry": ["counted_at", "counted_on", "user_id", "unit_cost"],
        "perpetual.count.line": [
            "state",
            "round",
            "quantity",
            "expected",
            "is_hit",
            "due",
            "entry_id",
        ],
        "perpetual.count.session": ["state", "type", "date", "warehouse_id"],
        "perpetual.count.variance": ["state", "quantity", "relocated_quantity", "reason_id"],
    }

    date = fields.Datetime("Counted At", readonly=True)
    day = fields.Date("Counted On", readonly=True, help="The day, where was counted.")
    session_id = fields.Many2one("perpetual.count.session", "Session", readonly=True)
    session_type = fields.Selection(
        [
            ("cycle", "Cycle Count"),
            ("baseline", "Baseline Count"),
            ("spot", "Spot Count"),
            ("recount", "Recount"),
        ],
        "Kind",
        readonly=True,
    )
    company_id = fields.Many2one("res.company", "Company", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", "Warehouse", readonly=True)
    location_id = fields.Many2one("stock.location", "Location", readonly=True)
    product_id = fields.Many2one("product.product", "Product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    class_id = fields.Many2one("perpetual.abc.class", "Class", readonly=True)
    user_id = fields.Many2one("res.users", "Counted By", readonly=True)
    reason_id = fields.Many2one("perpetual.variance.reason", "Root Cause", readonly=True)

    scored = fields.Integer("Records Counted", readonly=True)
    hits = fields.Integer(
        "Hits",
        readonly=True,
        help="First counts within the quantity tolerance, whatever they differ in value.",
    )
    exact = fields.Integer("Exact Matches", readonly=True)
    late = fields.Integer(
        "Late",
        readonly=True,
        help="Counted after the end of the day it was due, where was counted.",
    )
    hours = fields.Float(
        "Hours",
        readonly=True,
        help="From the count before by the same person, where that was less than half an hour.",
    )
    expected_value = fields.Float("Value Expected", readonly=True, groups=VALUE)
    absolute_value = fields.Float("Variance, Up and Down", readonly=True, groups=VALUE)
    net_value = fields.Float("Variance, Net", readonly=True, groups=VALUE)

    record_accuracy = fields.Float(
        "Record Accuracy (%)", readonly=True, aggregator="avg", help="Hits ÷ records counted."
    )
    exact_rate = fields.Float(
        "Exact Match Rate (%)", readonly=True, aggregator="avg", help="No difference ÷ counted."
    )
    location_accuracy = fields.Float(
        "Location Accuracy (%)",
        readonly=True,
        aggregator="avg",
        help="Locations where all is within tolerance ÷ locations counted.",
    )
    absolute_accuracy = fields.Float(
        "Absolute Accuracy (%)",
        readonly=True,
        aggregator="avg",
        groups=VALUE,
        help="1 − value of all variances, up and down ÷ value expected.",
    )
    net_variance_rate = fields.Float(
        "Net Variance (%)", readonly=True, aggregator="avg", groups=VALUE
    )
    gross_adjustment_rate = fields.Float(
        "Gross Adjustment Rate (%)", readonly=True, aggregator="avg", groups=VALUE
    )
    shrinkage_rate = fields.Float(
        "Shrinkage (%)",
        readonly=True,
        aggregator="avg",
        groups=VALUE,
        help="Value missing ÷ value expected, without goods in the wrong place.",
    )
    late_rate = fields.Float("Late (%)", readonly=True, aggregator="avg")
    per_hour = fields.Float("Records per Hour", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id, entry.counted_at AS date, day.counted_on AS day,
                   line.session_id, session.type AS session_type,
                   line.company_id, session.warehouse_id, line.location_id, line.product_id,
                   template.categ_id, line.class_id, entry.user_id, variance.reason_id,
                   1 AS scored, line.is_hit::int AS hits, (line.quantity = 0)::int AS exact,
                   (day.counted_on > COALESCE(line.due, session.date))::int AS late,
                   CASE WHEN before.minutes <= %(idle)s THEN before.minutes / 60 END AS hours,
                   line.expected * entry.unit_cost AS expected_value,
                   ABS(lost.quantity) * entry.unit_cost AS absolute_value,
                   lost.quantity * entry.unit_cost AS net_value,
                   %(ratios)s
              FROM perpetual_count_line line
              JOIN perpetual_count_session session ON session.id = line.session_id
              JOIN perpetual_count_entry entry ON entry.id = line.entry_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN perpetual_count_variance variance
                ON variance.session_id = line.session_id
               AND variance.product_id = line.product_id
               AND variance.location_id = line.location_id
               AND COALESCE(variance.lot_id, 0) = COALESCE(line.lot_id, 0)
               AND COALESCE(variance.package_id, 0) = COALESCE(line.package_id, 0)
               AND COALESCE(variance.owner_id, 0) = COALESCE(line.owner_id, 0)
               AND variance.state = 'posted'
              CROSS JOIN LATERAL (
                   SELECT COALESCE(entry.counted_on, entry.counted_at::date) AS counted_on) day
              CROSS JOIN LATERAL (
                   SELECT COALESCE(variance.quantity - variance.relocated_quantity, 0)
                          AS quantity) lost
              CROSS JOIN LATERAL (
                   SELECT EXTRACT(EPOCH FROM entry.counted_at - MAX(earlier.counted_at)) / 60
                          AS minutes
                     FROM perpetual_count_entry earlier
                    WHERE earlier.user_id = entry.user_id AND earlier.id < entry.id
                      AND earlier.counted_at <= entry.counted_at
                      AND earlier.counted_at > entry.counted_at - INTERVAL '%(idle)s minutes'
                   ) before
             WHERE line.round = 1 AND line.state IN ('accepted', 'recount')
               AND session.state = 'done'
            """,
            idle=IDLE,
            ratios=SQL(", ").join(
                SQL("NULL::float AS %s", SQL.identifier(name)) for name in RATIOS
            ),
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """A ratio of a group is that of its sums."""
        name, _colon, function = aggregate_spec.partition(":")
        if name not in RATIOS or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        self._check_field_access(self._fields[name], "read")
        numerator, denominator = (self._as_sql(part, query) for part in RATIOS[name])
        factor = 100 if name in PERCENT else 1
        return SQL("%s * (%s)::float / NULLIF(%s, 0)", factor, numerator, denominator)

    def _as_sql(self, formula, query):
        """A formula of ``RATIOS`` over this query's columns."""
        answer, rest = [], formula
        while "{" in rest:
            head, _brace, rest = rest.partition("{")
            name, _brace, rest = rest.partition("}")
            answer += [SQL(head), self._field_to_sql(self._table, name, query)]  # pylint: disable=sql-injection
        return SQL("").join([*answer, SQL(rest)])  # pylint: disable=sql-injection
