from odoo import api, fields, models


class PerpetualTieOutLine(models.TransientModel):
    _inherit = "perpetual.tie.out.line"

    waiting_sale_count = fields.Integer(compute="_compute_bad_counts")

    @api.model
    def _offender_models(self):
        return {
            **super()._offender_models(),
            "waiting_sale_count": ("perpetual.pos.queue", self.env._("Waiting POS Sales")),
        }

    def action_open_waiting_sales(self):
        """Open the POS sales that wait for their stock posting."""
        action = self._offenders_action("waiting_sale_count")
        return {**action, "context": {"create": False}}
