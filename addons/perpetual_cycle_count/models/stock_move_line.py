from odoo import models

#: What the posting of a count tells the movements that it makes, and no others.
OWN = ("perpetual_approved_count", "perpetual_held_quants")


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _free_reservation(self, *args, **kwargs):
        """What a count finds missing is taken from those who have reserved it, as by core."""
        plain = self.with_context(**dict.fromkeys(OWN))
        return super(StockMoveLine, plain)._free_reservation(*args, **kwargs)
