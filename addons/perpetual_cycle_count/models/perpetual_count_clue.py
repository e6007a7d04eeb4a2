from odoo import fields, models
from odoo.exceptions import UserError

KINDS = [
    ("movement", "Movement Since the Last Good Count"),
    ("open", "Open Transfer"),
    ("receiving", "Receiving Discrepancy"),
    ("return", "Return"),
    ("scrap", "Scrap or Damage"),
    ("neighbour", "Count of Another Bin"),
    ("alike", "Look-Alike"),
    ("unit", "Unit of Measure"),
    ("figures", "Digits"),
]


class PerpetualCountClue(models.Model):
    """Something that may explain a variance, and why it is shown. The investigator decides."""

    _name = "perpetual.count.clue"
    _description = "Clue to a Variance"
    _order = "variance_id, is_exact desc, sequence, date desc, id"
    _rec_name = "text"

    variance_id = fields.Many2one(
        "perpetual.count.variance", "Variance", required=True, readonly=True, ondelete="cascade",
        index=True,
    )  # fmt: skip
    company_id = fields.Many2one(related="variance_id.company_id", store=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    text = fields.Char("What", required=True, readonly=True)
    why = fields.Char("Why It Is Shown", required=True, readonly=True)
    date = fields.Datetime(readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    is_exact = fields.Boolean("As Large as the Variance", readonly=True)
    reason_id = fields.Many2one("perpetual.variance.reason", "Suggested Cause", readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)

    def action_open(self):
        """Open what the clue is about.

        :raises UserError: it is about figures alone, or the record is gone
        """
        self.ensure_one()
        if not self.res_model or not self.env[self.res_model].browse(self.res_id).exists():
            raise UserError(self.env._("There is no record behind “%s”.", self.text))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def action_take(self):
        """It is the root cause."""
        for clue in self:
            clue.variance_id.write(
                {
                    "reason_id": clue.reason_id.id,
                    "investigation": "\n".join(
                        filter(None, (clue.variance_id.investigation, f"{clue.text}: {clue.why}"))
                    ),
                }
            )
