from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _perpetual_pos_key(self):
        """A component of a kit comes back as what left with the same kit."""
        return (super()._perpetual_pos_key(), self.bom_line_id)
