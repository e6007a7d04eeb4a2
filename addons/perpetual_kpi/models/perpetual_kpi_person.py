from odoo import api, fields, models
from odoo.tools import SQL

#: Ratio → (numerator, denominator): sums of a group, never averages.
RATIOS = {
    "count_accuracy": ("hits", "scored"),
    "pick_accuracy": ("picks_good", "picks"),
    "per_hour": ("scored", "hours"),
}


class PerpetualKpiPerson(models.Model):
    """How exactly a person counts and picks, by day: for themselves and their manager only.

    Counts: first counts of finished sessions. Picks: goods scanned in the app's deliveries, and
    those that were refused (wrong product, lot or bin, too many). Nobody else reads it, whatever
    their rights: figures of persons serve their learning, not a ranking.
    """

    _name = "perpetual.kpi.person"
    _description = "A Person's Accuracy"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "user_id"
    _depends = {
        "perpetual.barcode.scan": ["flow", "outcome", "product_id", "undone", "user_id"],
        "perpetual.count.entry": ["counted_at", "counted_on", "user_id"],
        "perpetual.count.line": ["entry_id", "is_hit", "quantity", "round", "state"],
        "perpetual.count.session": ["date", "state", "type"],
        "perpetual.pick.error": ["happened_at", "kind", "user_id"],
    }

    user_id = fields.Many2one("res.users", "Person", readonly=True)
    company_id = fields.Many2one("res.company", "Company", readonly=True)
    day = fields.Date(readonly=True)
    scored = fields.Integer("Records Counted", readonly=True)
    hits = fields.Integer(readonly=True)
    late = fields.Integer("Counted Late", readonly=True)
    hours = fields.Float("Hours Counting", readonly=True)
    picks = fields.Integer("Picks", readonly=True)
    picks_good = fields.Integer("Picks Without an Error", readonly=True)
    count_accuracy = fields.Float(
        "Count Accuracy (%)", readonly=True, aggregator="avg", help="Hits ÷ records counted."
    )
    pick_accuracy = fields.Float(
        "Pick Accuracy (%)", readonly=True, aggregator="avg", help="Without an error ÷ picks."
    )
    per_hour = fields.Float("Records per Hour", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        # Whose figures may be seen is decided by this model's own rule.
        listing = self.env["perpetual.count.accuracy"].sudo()._table_query
        return SQL(
            """
            SELECT ROW_NUMBER() OVER (ORDER BY day, user_id, company_id) AS id,
                   user_id, company_id, day, SUM(scored) AS scored, SUM(hits) AS hits,
                   SUM(late) AS late, SUM(hours) AS hours, SUM(picks) AS picks,
                   SUM(picks_good) AS picks_good,
                   100.0 * SUM(hits) / NULLIF(SUM(scored), 0) AS count_accuracy,
                   100.0 * SUM(picks_good) / NULLIF(SUM(picks), 0) AS pick_accuracy,
                   SUM(scored) / NULLIF(SUM(hours), 0) AS per_hour
              FROM (SELECT user_id, company_id, day, scored, hits, late, hours, 0 AS picks,
                           0 AS picks_good
                      FROM (%s) counted WHERE session_type != 'baseline'
                     UNION ALL
                    SELECT user_id, company_id, COALESCE(scanned_at, received_at)::date,
                           0, 0, 0, 0, 1, 1
                      FROM perpetual_barcode_scan
                     WHERE flow = 'deliver' AND outcome = 'good' AND product_id IS NOT NULL
                       AND NOT COALESCE(undone, FALSE)
                     UNION ALL
                    SELECT user_id, company_id, happened_at::date, 0, 0, 0, 0, 1, 0
                      FROM perpetual_pick_error
                     WHERE kind IN ('product', 'lot', 'bin', 'too_many')) fact
             GROUP BY user_id, company_id, day
            """,
            listing,
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """A ratio of a group is that of its sums."""
        name, _colon, function = aggregate_spec.partition(":")
        if name not in RATIOS or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        numerator, denominator = (
            self._field_to_sql(self._table, part, query) for part in RATIOS[name]
        )
        factor = 1 if name == "per_hour" else 100
        return SQL("%s * SUM(%s)::float / NULLIF(SUM(%s), 0)", factor, numerator, denominator)
