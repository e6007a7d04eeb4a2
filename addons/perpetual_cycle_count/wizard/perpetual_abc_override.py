from datetime import timedelta

from odoo import api, fields, models


class PerpetualAbcOverride(models.TransientModel):
    """Set the class of a product in a warehouse by hand, for a while and with a reason."""

    _name = "perpetual.abc.override"
    _description = "Set a Class by Hand"

    product_id = fields.Many2one("product.product", required=True)
    warehouse_id = fields.Many2one("stock.warehouse", required=True)
    policy_id = fields.Many2one("perpetual.abc.policy", compute="_compute_policy_id")
    class_id = fields.Many2one(
        "perpetual.abc.class", "Class", required=True, domain="[('policy_id', '=', policy_id)]"
    )
    reason = fields.Char(required=True)
    until = fields.Date(
        required=True, default=lambda self: fields.Date.context_today(self) + timedelta(days=182)
    )

    @api.depends("product_id", "warehouse_id")
    def _compute_policy_id(self):
        for wizard in self:
            wizard.policy_id = self.env["perpetual.abc.policy"]._policies_of(
                wizard.product_id, wizard.warehouse_id
            )[wizard.product_id.id]

    def action_set(self):
        """Put the product into the class."""
        self.ensure_one()
        row = self.env["perpetual.abc.assignment"]._set_by_hand(
            self.product_id, self.warehouse_id, self.class_id, self.reason, self.until
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": row._name,
            "res_id": row.id,
            "view_mode": "form",
        }
