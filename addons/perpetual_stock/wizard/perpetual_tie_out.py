from odoo import api, fields, models
from odoo.tools import float_is_zero, format_datetime


class PerpetualTieOut(models.TransientModel):
    """One run of the tie-out, in words that an accountant reads at a glance."""

    _name = "perpetual.tie.out"
    _description = "Tie-Out"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    at_date = fields.Date(
        string="Accounts as of",
        help="Compares the accounts at the end of this accounting date. Empty: as of now,"
        " with the checks of what is on hand.",
    )
    checked_at = fields.Datetime(readonly=True)
    line_ids = fields.One2many("perpetual.tie.out.line", "tie_out_id", readonly=True)
    check_count = fields.Integer(compute="_compute_counts")
    off_count = fields.Integer(compute="_compute_counts")
    has_accounts = fields.Boolean(compute="_compute_counts")
    off_text = fields.Text(string="What Is Wrong", compute="_compute_off_text")

    digests_text = fields.Text(string="Digests", compute="_compute_digests_text")

    @api.depends("company_id", "checked_at")
    def _compute_digests_text(self):
        """From when on digests were recomputed; a weekly check recomputes all of them."""
        # Everyone who sees the tie-out is told how far it went; only dates are shown.
        results = self.env["perpetual.tie.out.result"].sudo()
        for tie_out in self:
            company = [("company_id", "=", tie_out.company_id.id)]
            last, full = (
                results.search([*company, *more, ("checked_at", "<=", tie_out.checked_at)], limit=1)
                for more in ([], [("is_full", "=", True)])
            )
            tie_out.digests_text = self._digests_sentence(last.checked_at, full.checked_at)

    def _digests_sentence(self, last, full):
        if not last or not full:
            return self.env._("Every digest was recomputed for this tie-out.")
        return self.env._(
            "Recomputed for this tie-out: digests of entries since the nightly check of"
            " %(last)s, and of what it found broken. All digests were last recomputed on"
            " %(full)s. To recompute all of them now, open Ledger Verification.",
            last=format_datetime(self.env, last),
            full=format_datetime(self.env, full),
        )

    @api.depends("line_ids.state")
    def _compute_counts(self):
        for tie_out in self:
            lines = tie_out.line_ids
            tie_out.check_count = len(lines)
            tie_out.off_count = len(lines.filtered(lambda line: line.state == "off"))
            tie_out.has_accounts = "valuation_account" in lines.mapped("check")

    @api.depends("line_ids.state")
    def _compute_off_text(self):
        for tie_out in self:
            off = tie_out.line_ids.filtered(lambda line: line.state == "off")
            tie_out.off_text = "\n".join(line._told() for line in off)

    @api.depends("company_id", "at_date")
    def _compute_display_name(self):
        for tie_out in self:
            tie_out.display_name = self.env._("Tie-Out of %s", tie_out.company_id.display_name)

    @api.model
    def action_open(self):
        """Run the tie-out of the current company and show it."""
        tie_out = self.create({})
        tie_out.action_check()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_tie_out_action"
        )
        action["res_id"] = tie_out.id
        return action

    def action_check(self):
        """Run the checks (again), for the date that was chosen."""
        self.ensure_one()
        self._fill(self.company_id.perpetual_tie_out(self.at_date))

    def _fill(self, rows):
        """Show these rows of ``perpetual_tie_out``, those that differ first."""
        # Users may not delete lines by hand; these are their own, about to be replaced.
        self.line_ids.sudo().unlink()
        self.checked_at = fields.Datetime.now()
        self.env["perpetual.tie.out.line"].create(
            [
                {"tie_out_id": self.id, **self._prepare_line_vals(row)}
                for row in sorted(rows, key=_agrees)
            ]
        )

    def _prepare_line_vals(self, row):
        return {
            "check": row["check"],
            "account_id": row["account"].id,
            "expected": row["expected"],
            "actual": row["actual"],
            "difference": row["difference"],
            "detail": row["detail"],
            "offenders": row.get("offenders") or {},
        }

    @api.model
    def _check_headlines(self):
        """Sentences for the headline, code → text with ``%(amount)s``, where the words of
        a check do not make one."""
        return {}

    @api.model
    def _check_words(self):
        """How each check reads: code → (title, expected side, actual side, unit).

        The title may hold ``%(account)s``, the sides ``%(amount)s``. The unit is
        ``money``, ``quantity`` or ``count`` (of what breaks an invariant). Addons that
        add a check to ``perpetual_tie_out`` add its words here; one without words
        shows its code.
        """
        none = self.env._("None wrong")
        wrong = self.env._("Wrong: %(amount)s")
        return {
            "valuation_account": (
                self.env._("Inventory account %(account)s"),
                self.env._("Stock ledger %(amount)s"),
                self.env._("General ledger %(amount)s"),
                "money",
            ),
            "transit_account": (
                self.env._("Goods-in-transit account %(account)s"),
                self.env._("Stock ledger %(amount)s"),
                self.env._("General ledger %(amount)s"),
                "money",
            ),
            "transit": (
                self.env._("Goods in transit are the quantity in transit locations"),
                none,
                wrong,
                "count",
            ),
            "quants": (
                self.env._("Stock ledger quantity is the quantity on hand"),
                self.env._("On hand %(amount)s"),
                self.env._("Stock ledger %(amount)s"),
                "quantity",
            ),
            "sequence": (
                self.env._("Ledger entries are numbered without a gap"),
                none,
                wrong,
                "count",
            ),
            "digest": (self.env._("No ledger entry was altered (digests)"), none, wrong, "count"),
            "balance": (self.env._("Running balances add up"), none, wrong, "count"),
            "empty_pool": (self.env._("No value without quantity"), none, wrong, "count"),
            "layers": (self.env._("FIFO layers add up to what is on hand"), none, wrong, "count"),
        }


def _agrees(row):
    return float_is_zero(row["difference"], precision_digits=6)
