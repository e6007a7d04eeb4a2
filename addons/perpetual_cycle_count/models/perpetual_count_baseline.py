from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .perpetual_count_key import KEY

MANAGER = "account.group_account_manager"


class PerpetualCountBaseline(models.AbstractModel):
    """A session that counts everything, zone by zone, before the ledger begins or at the end of a
    year: what is of high value is counted by two teams, blind, from the start."""

    _name = "perpetual.count.baseline"
    _description = "Baseline Count"

    company_id = fields.Many2one("res.company", "Company")
    zone_work_ids = fields.One2many("perpetual.count.zone.work", "session_id", "Zones of the Count")
    second_value = fields.Monetary(
        "Count Twice From",
        default=1000,
        help="Records of this value by the books, or by the prior records, are counted by the "
        "second team too.",
    )
    second_class = fields.Char(
        "Count Twice Class", default="A", help="Name of the ABC class that is counted twice."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    prior_ids = fields.One2many("perpetual.count.prior", "session_id", "Prior Records")
    prior_count = fields.Integer("Number of Prior Records", compute="_compute_baseline_counts")
    finding_ids = fields.One2many("perpetual.count.finding", "session_id", "Findings")
    finding_count = fields.Integer("Open Findings", compute="_compute_baseline_counts")
    go_live_ids = fields.One2many("perpetual.go.live", "baseline_id", "Go-Lives")

    @api.depends("prior_ids", "finding_ids.state")
    def _compute_baseline_counts(self):
        for session in self:
            session.prior_count = len(session.prior_ids)
            session.finding_count = len(
                session.finding_ids.filtered(lambda finding: finding.state == "open")
            )

    # Sheets

    def _build_baseline(self):
        """Sheets of all zones: each place for its team, and high value for the second one.

        :raises UserError: something of a zone is on another open sheet: a baseline leaves nothing
            out
        """
        for work in self.zone_work_ids:
            keys, values = self._zone_keys(work.zone_id)
            if keys:
                self._zone_sheets(work, keys, work.team_id, 1)
            else:
                # Somebody has to look there; what is found is added by scanning.
                self._add_sheet([], team=work.team_id, zone_work=work)
            self._zone_sheets(work, self._twice(keys, values), work.second_team_id, 2)

    def _zone_sheets(self, work, keys, team, number):
        """A sheet for each of the team, of whole places; any of them takes any."""
        size = -(-len(keys) // max(len(team._people()), 1))
        # A second count is blind whatever the first one is.
        blind = True if number > 1 else None
        part = []
        for index, key in enumerate(keys):
            if len(part) >= size and key[1] != keys[index - 1][1]:
                self._add_sheet(part, round=number, blind=blind, team=team, zone_work=work)
                part = []
            part.append(key)
        if part:
            self._add_sheet(part, round=number, blind=blind, team=team, zone_work=work)

    def _zone_keys(self, zone):
        """What the books or the prior records have in a zone, in walking order.

        :returns: (keys, key → value)
        """
        # The books are read for the sheets only.
        quants = self.env["stock.quant"].sudo()
        domain = (
            Domain("location_id", "child_of", zone.location_ids.ids)
            & Domain("location_id.usage", "=", "internal")
            & Domain("company_id", "=", self.company_id.id)
        )
        if self.product_ids:
            domain &= Domain("product_id", "in", self.product_ids.ids)
        values = {}
        for *key, quantity in quants._read_group(
            domain & Domain("quantity", "!=", 0), list(KEY), ["quantity:sum"]
        ):
            cost = key[0].with_company(self.company_id).standard_price
            values[tuple(key)] = quantity * cost
        priors = self.prior_ids.filtered_domain(
            [("location_id", "child_of", zone.location_ids.ids)]
        )
        for prior in priors:
            key = tuple(prior[name] for name in KEY)
            values[key] = max(values.get(key, 0), prior.value)
        keys = sorted(
            values,
            key=lambda key: (key[1].complete_name, key[1].id, key[0].display_name, key[0].id),
        )
        ids = {key: tuple(record.id for record in key) for key in keys}
        return [ids[key] for key in keys], {ids[key]: values[key] for key in keys}

    def _twice(self, keys, values):
        """Which keys are counted by the second team from the start."""
        products = self.env["product.product"].browse({key[0] for key in keys})
        classes = self._abc_classes(products)
        return [
            key
            for key in keys
            if values[key] >= self.second_value > 0
            or (self.second_class and classes[key[0]].name == self.second_class)
        ]

    def _open_place_sheets(self):
        """Sheets of zones and of places without stock that nobody has finished."""
        return self.sheet_ids.filtered(
            lambda sheet: (
                sheet.state in ("todo", "counting") and (sheet.zone_work_id or not sheet.line_ids)
            )
        )

    def _wait_for_the_other(self):
        """Two that finish their sheets at once: the later one starts again and sees that the other
        is finished, and what was counted there.

        A lock would not do: who waited for it would still read what was before.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE perpetual_count_session SET write_date = write_date WHERE id = ANY(%s)",
                self.ids,
            )
        )

    def _reconciled(self):
        """Rows of the reconciliation by zone, the last one being the total.

        :returns: ``[{"zone", "count", "prior_value", "book_value", "counted_value",
            "to_prior_value", "to_book_value"}]``
        """
        names = ("prior_value", "book_value", "counted_value", "to_prior_value", "to_book_value")
        listing = self.env["perpetual.count.reconciliation"]
        own = [("session_id", "=", self.id)]
        aggregates = ["__count", *(f"{name}:sum" for name in names)]
        rows = listing._read_group(own, ["zone_id"], aggregates)
        total = listing._read_group(own, [], aggregates)
        return [
            {"zone": zone, "count": count, **dict(zip(names, values, strict=True))}
            for zone, count, *values in (
                *((row[0].display_name or self.env._("No zone"), *row[1:]) for row in rows),
                *((self.env._("All"), *row) for row in total),
            )
        ]

    # Hand-over

    def action_go_live(self):
        """Begin the ledger with what was counted; pressed again, the same go-live is opened.

        :raises UserError: the count is not finished, with what is open
        """
        self.ensure_one()
        if self.type != "baseline":
            raise UserError(self.env._("%s is no baseline count.", self.name))
        if self.state != "done":
            raise UserError(
                self.env._(
                    "%(session)s is not posted yet: %(count)s variances are open. Finish it first,"
                    " then the ledger begins with what was counted.",
                    session=self.name,
                    count=self.open_variance_count,
                )
            )
        run = self.go_live_ids.filtered(lambda run: run.state != "cancelled")[:1]
        if not run:
            run = self.env["perpetual.go.live"].create(
                {
                    "company_id": self.company_id.id,
                    "date": self._posting_date(),
                    "baseline_id": self.id,
                }
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": run._name,
            "res_id": run.id,
            "views": [(False, "form")],
        }

    def action_board(self):
        return self._open_related("perpetual_count_zone_work_action", {})

    def action_findings(self):
        return self._open_related("perpetual_count_finding_action", {})

    def action_reconciliation(self):
        return self._open_related(
            "perpetual_count_reconciliation_action", {"search_default_by_zone": 1}
        )

    def action_import_prior(self):
        """Import what the records before said."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Prior Records"),
            "res_model": "perpetual.count.prior.import",
            "view_mode": "form",
            "target": "new",
            "context": {"default_session_id": self.id},
        }


class PerpetualGoLive(models.Model):
    _inherit = "perpetual.go.live"

    baseline_id = fields.Many2one(
        "perpetual.count.session",
        "Baseline Count",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )

    _baseline_unique = models.UniqueIndex(
        "(baseline_id) WHERE state != 'cancelled'", "This baseline count has its go-live already."
    )
