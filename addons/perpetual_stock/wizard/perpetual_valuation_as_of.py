from odoo import fields, models
from odoo.tools.misc import format_date, format_datetime


class PerpetualValuationAsOf(models.TransientModel):
    """Asks for a date, lists what was on hand then and at which value."""

    _name = "perpetual.valuation.as.of"
    _description = "Valuation as of a Date"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    cut_off = fields.Selection(
        [("day", "End of a day"), ("instant", "Exact moment")],
        string="As of",
        required=True,
        default="day",
    )
    date = fields.Date(
        string="Day",
        default=fields.Date.context_today,
        help="The whole day counts, in your time zone.",
    )
    instant = fields.Datetime(string="Moment", default=fields.Datetime.now)
    line_ids = fields.One2many("perpetual.valuation.line", "valuation_id")

    def action_show(self):
        """List product, lot, quantity, unit cost and value as of the chosen moment."""
        self.ensure_one()
        self._fill()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_valuation_line_action"
        )
        action["display_name"] = self.env._("Valuation as of %s", self._moment_label())
        action["domain"] = [("valuation_id", "=", self.id)]
        return action

    def _moment(self):
        """What the ledger is asked for: a date (its last moment) or a UTC instant."""
        return self.instant if self.cut_off == "instant" else self.date

    def _moment_label(self):
        if self.cut_off == "instant":
            return format_datetime(self.env, self.instant)
        return format_date(self.env, self.date)

    def _fill(self):
        """Replace the lines by the ledger's figures, written in one go."""
        rows = self.env["perpetual.ledger.entry"].valuation_at(self.company_id, self._moment())
        # Users may not delete lines by hand; these are their own, about to be replaced.
        self.line_ids.sudo().unlink()
        self.env["perpetual.valuation.line"].create(
            [
                {
                    "valuation_id": self.id,
                    "product_id": row.product.id,
                    "product_categ_id": row.product.categ_id.id,
                    "lot_id": row.lot.id,
                    "quantity": row.quantity,
                    "unit_cost": row.value / row.quantity if row.quantity else 0.0,
                    "value": row.value,
                }
                for row in rows
            ]
        )
