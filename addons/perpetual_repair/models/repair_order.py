from odoo import models


class RepairOrder(models.Model):
    _name = "repair.order"
    _inherit = ["repair.order", "perpetual.document.mixin"]

    def _perpetual_moves(self):
        return self.move_ids | self.move_id
