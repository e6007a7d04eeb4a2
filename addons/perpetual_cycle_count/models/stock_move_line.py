from odoo import models

from .perpetual_count_posting import is_checked

#: What the posting of a count tells the movements that it makes, and no others.
OWN = ("perpetual_approved_count", "perpetual_held_quants")


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _check_company(self, fnames=None):
        """Checked before for the whole batch of an approved count."""
        if not is_checked(self.env):
            super()._check_company(fnames)

    def _free_reservation(self, *args, **kwargs):
        """What a count finds missing is taken from those who have reserved it, as by core."""
        plain = self.with_context(**dict.fromkeys(OWN))
        return super(StockMoveLine, plain)._free_reservation(*args, **kwargs)
