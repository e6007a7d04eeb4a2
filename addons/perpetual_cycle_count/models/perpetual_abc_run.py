from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

#: Points of the Pareto curve, and products listed in a preview.
CURVE_POINTS = 100
ITEMS_SHOWN = 500


class PerpetualAbcRun(models.Model):
    """One computation of a policy in one company: looked at first, then applied.

    Applying ranks again as of the same instant, so that it does what was shown also when it
    is applied later; an override that was set or ended meanwhile is respected.
    """

    _name = "perpetual.abc.run"
    _description = "ABC Run"
    _order = "as_of desc, id desc"

    policy_id = fields.Many2one(
        "perpetual.abc.policy", "Policy", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    criterion = fields.Selection(related="policy_id.criterion")
    state = fields.Selection(
        [("draft", "New"), ("preview", "Preview"), ("applied", "Applied")],
        required=True,
        default="draft",
        readonly=True,
    )
    as_of = fields.Datetime("As Of", readonly=True)
    item_count = fields.Integer("Products", readonly=True, help="Products in warehouses.")
    changed_count = fields.Integer("Change Class", readonly=True)
    counts_before = fields.Float("Counts a Year Now", digits=(16, 0), readonly=True)
    counts_after = fields.Float("Counts a Year Then", digits=(16, 0), readonly=True)
    counts_per_day = fields.Float(
        "Counts a Day",
        digits=(16, 1),
        compute="_compute_counts_per_day",
        help="Counts a year over 250 workdays.",
    )
    curve = fields.Json(
        "Pareto Curve",
        readonly=True,
        help="Points (share of products, cumulative share of the criterion, class), in percent.",
    )
    change_ids = fields.One2many("perpetual.abc.run.change", "run_id", readonly=True)
    item_ids = fields.One2many("perpetual.abc.run.item", "run_id", readonly=True)

    @api.depends("policy_id", "as_of")
    def _compute_display_name(self):
        for run in self:
            day = (run.as_of and fields.Date.to_string(run.as_of)) or self.env._("new")
            run.display_name = f"{run.policy_id.display_name}, {day}"

    @api.depends("counts_after")
    def _compute_counts_per_day(self):
        for run in self:
            run.counts_per_day = run.counts_after / 250

    # Actions

    def action_compute(self):
        """Rank as of now and show what would change; nothing is changed yet."""
        self.check_access("write")
        for run in self:
            run._check_not_applied()
            run.as_of = fields.Datetime.now()
            run._rank()
            run._summarize()
            run.state = "preview"

    def action_apply(self):
        """Make the previewed classes those in force."""
        self.check_access("write")
        for run in self:
            run._check_not_applied()
            if run.state == "draft":
                run.action_compute()
            run._lock()
            run._rank()
            run._summarize()
            run._write_assignments()
            run.state = "applied"
        self.env["perpetual.abc.assignment"].invalidate_model()

    def action_open_assignments(self):
        """Open the classes in force that this policy gave."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_cycle_count.perpetual_abc_assignment_action"
        )
        action["domain"] = [
            ("policy_id", "=", self.policy_id.id),
            ("company_id", "=", self.company_id.id),
        ]
        return action

    def _form_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def _check_not_applied(self):
        if self.state == "applied":
            raise UserError(
                self.env._(
                    "%s is applied already. Preview the policy again for a new run.",
                    self.display_name,
                )
            )

    def _lock(self):
        """Two runs of a policy at once would write the same rows."""
        try:
            self.policy_id.lock_for_update()
        except LockError:
            raise UserError(
                self.env._(
                    'Policy "%s" is being applied or changed right now. Try again in a minute.',
                    self.policy_id.name,
                )
            ) from None

    # Computing

    def _rank(self):
        """Fill the temporary table of the ranking."""
        self.ensure_one()
        if not self.policy_id.class_ids:
            raise UserError(
                self.env._(
                    'Policy "%s" has no classes: add at least one before computing.',
                    self.policy_id.name,
                )
            )
        start = self.as_of - timedelta(days=self.policy_id.window_days)
        self.env["perpetual.abc.ranking"]._rank(self.policy_id, self.company_id, start, self.as_of)

    def _summarize(self):
        """Take from the ranking what is shown of it."""
        self.change_ids.unlink()
        self.item_ids.unlink()
        changes = self.env["perpetual.abc.run.change"].create(self._changes())
        self.env["perpetual.abc.run.item"].create(self._items())
        moved = changes.filtered(lambda row: row.class_from_id != row.class_to_id)
        self.write(
            {
                "item_count": sum(changes.mapped("items")),
                "changed_count": sum(moved.mapped("items")),
                "counts_before": sum(changes.mapped("counts_before")),
                "counts_after": sum(changes.mapped("counts_after")),
                "curve": self._curve(),
            }
        )

    def _joined(self):
        """The ranking beside the classes in force; ``held``: set by hand and not over."""
        return SQL(
            """
            perpetual_abc_ranking ranking
            LEFT JOIN perpetual_abc_assignment old
              ON old.product_id = ranking.product_id AND old.date_to IS NULL
             AND old.warehouse_id = ranking.warehouse_id
            CROSS JOIN LATERAL (SELECT CASE WHEN old.override_until >= %s THEN old.class_id
                                            ELSE ranking.class_id END AS class_id) new
            """,
            fields.Date.today(),
        )

    def _changes(self):
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT old.class_id AS class_from_id, new.class_id AS class_to_id,
                       COUNT(*) AS items, SUM(ranking.value)::float8 AS value
                  FROM %s GROUP BY 1, 2 ORDER BY 1, 2
                """,
                self._joined(),
            )
        )
        return [{"run_id": self.id, **row} for row in rows]

    def _items(self):
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT ranking.product_id, ranking.warehouse_id, ranking.rank,
                       ranking.value::float8 AS value, old.class_id AS class_from_id,
                       new.class_id AS class_to_id
                  FROM %s
                 WHERE old.class_id IS NOT NULL AND old.class_id != new.class_id
                 ORDER BY ranking.value DESC, ranking.product_id LIMIT %s
                """,
                self._joined(),
                ITEMS_SHOWN,
            )
        )
        return [{"run_id": self.id, **row} for row in rows]

    def _curve(self):
        """About a hundred points of the cumulative curve over all warehouses."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (place) position * 100::float8 / whole,
                       COALESCE(reached * 100 / NULLIF(total, 0), 0), name
                  FROM (SELECT row_number() OVER best AS position, COUNT(*) OVER () AS whole,
                               SUM(GREATEST(value, 0)) OVER best AS reached,
                               SUM(GREATEST(value, 0)) OVER () AS total, abc.name,
                               ntile(%s) OVER best AS place
                          FROM (SELECT value::float8, product_id, warehouse_id, class_id
                                  FROM perpetual_abc_ranking) ranked
                          JOIN perpetual_abc_class abc ON abc.id = class_id
                        WINDOW best AS (ORDER BY value DESC, product_id, warehouse_id)) points
                 ORDER BY place, position DESC
                """,
                CURVE_POINTS,
            )
        )
        return [[round(share, 2), round(reached, 2), name] for share, reached, name in rows]

    # Applying

    def _write_assignments(self):
        """Refresh what is confirmed, close what changed, open what is new."""
        values = {"as_of": self.as_of, "today": fields.Date.today(), "policy": self.policy_id.id}
        values["company"] = self.company_id.id
        with self.env["perpetual.abc.ranking"]._for_many_rows():
            for statement in (_CONFIRM, _CLOSE, _CLOSE_GONE, _OPEN):
                self.env.cr.execute(SQL(statement, **values))

    # Scheduled

    @api.model
    def _cron_compute(self):
        """Class anew what is due, for each company, and end what was set by hand."""
        self.env["perpetual.abc.assignment"]._end_overrides()
        policies = self.env["perpetual.abc.policy"].search(
            [("every_days", ">", 0), ("class_ids", "!=", False)]
        )
        due = [
            (policy, company)
            for policy in policies
            for company in policy.company_id or self.env["res.company"].search([])
            if self._is_due(policy, company)
        ]
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for policy, company in due:
            self.create({"policy_id": policy.id, "company_id": company.id}).action_apply()
            self.env["ir.cron"]._commit_progress(1)

    def _is_due(self, policy, company):
        """Whether there is stock to class and the latest classes are old enough."""
        if not self.env["stock.warehouse"].search_count([("company_id", "=", company.id)], limit=1):
            return False
        edge = fields.Datetime.now() - timedelta(days=policy.every_days)
        return not self.search_count(
            [
                ("policy_id", "=", policy.id),
                ("company_id", "=", company.id),
                ("state", "=", "applied"),
                ("as_of", ">", edge),
            ],
            limit=1,
        )


_CONFIRM = """
    UPDATE perpetual_abc_assignment old
       SET rank = ranking.rank, value = ranking.value, share = ranking.share,
           cumulative_share = ranking.cumulative_share, xyz = ranking.xyz,
           variation = ranking.variation, computed_class_id = ranking.class_id, as_of = %(as_of)s
      FROM perpetual_abc_ranking ranking
     WHERE old.product_id = ranking.product_id AND old.warehouse_id = ranking.warehouse_id
       AND old.date_to IS NULL
       AND (old.class_id = ranking.class_id AND old.override_until IS NULL
            OR old.override_until >= %(today)s)"""

_CLOSE = """
    UPDATE perpetual_abc_assignment old SET date_to = %(as_of)s
      FROM perpetual_abc_ranking ranking
     WHERE old.product_id = ranking.product_id AND old.warehouse_id = ranking.warehouse_id
       AND old.date_to IS NULL
       AND (old.class_id != ranking.class_id AND old.override_until IS NULL
            OR old.override_until < %(today)s)"""

#: Without stock and issues, or in the scope of no policy any more: the last class, unwritten.
_CLOSE_GONE = """
    UPDATE perpetual_abc_assignment old SET date_to = %(as_of)s
      FROM perpetual_abc_class abc, stock_warehouse warehouse
     WHERE abc.id = old.class_id AND abc.policy_id = %(policy)s
       AND warehouse.id = old.warehouse_id AND warehouse.company_id = %(company)s
       AND old.date_to IS NULL
       AND (old.override_until IS NULL OR old.override_until < %(today)s)
       AND NOT EXISTS (SELECT FROM perpetual_abc_ranking ranking
                        WHERE ranking.product_id = old.product_id
                          AND ranking.warehouse_id = old.warehouse_id)"""

_OPEN = """
    INSERT INTO perpetual_abc_assignment (
           product_id, warehouse_id, class_id, computed_class_id, rank, value, share,
           cumulative_share, xyz, variation, as_of, date_from, previous_class_id, change)
    SELECT ranking.product_id, ranking.warehouse_id, ranking.class_id, ranking.class_id,
           ranking.rank, ranking.value, ranking.share, ranking.cumulative_share, ranking.xyz,
           ranking.variation, %(as_of)s, %(as_of)s, old.class_id,
           CASE WHEN old.id IS NULL THEN 'first' WHEN old.override_until IS NOT NULL THEN 'ended'
                WHEN before.policy_id != abc.policy_id THEN 'policy'
                WHEN before.cumulative_limit > abc.cumulative_limit THEN 'up' ELSE 'down' END
      FROM perpetual_abc_ranking ranking
      JOIN perpetual_abc_class abc ON abc.id = ranking.class_id
      LEFT JOIN (
           SELECT DISTINCT ON (product_id, warehouse_id)
                  id, product_id, warehouse_id, class_id, override_until
             FROM perpetual_abc_assignment WHERE date_to = %(as_of)s
            ORDER BY product_id, warehouse_id, id DESC) old
        ON old.product_id = ranking.product_id AND old.warehouse_id = ranking.warehouse_id
      LEFT JOIN perpetual_abc_class before ON before.id = old.class_id
     WHERE NOT EXISTS (SELECT FROM perpetual_abc_assignment current
                        WHERE current.product_id = ranking.product_id
                          AND current.warehouse_id = ranking.warehouse_id
                          AND current.date_to IS NULL)"""
