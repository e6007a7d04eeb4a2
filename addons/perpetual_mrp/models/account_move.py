from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def _perpetual_check_unposted(self):
        """Labour and variance of an order stand with the order's other cost."""
        super()._perpetual_check_unposted()
        # The check must see all items, whatever the user may see.
        items = self.sudo().line_ids.filtered(
            lambda item: item.perpetual_wip_kind and item.parent_state == "posted"
        )
        if items:
            order = items[0].perpetual_unbuild_id or items[0].perpetual_production_id
            raise UserError(
                self.env._(
                    "%(move)s posts labour or variance of %(order)s and cannot be reset to"
                    " draft. Correct the order instead: edit its consumption or its produced"
                    " quantity, or unbuild it.",
                    move=items[0].move_id.display_name,
                    order=order.display_name,
                )
            )
