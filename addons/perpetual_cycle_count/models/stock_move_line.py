from odoo import api, models

from .perpetual_count_posting import is_checked

#: What the posting of a count tells the movements that it makes, and no others.
OWN = ("perpetual_approved_count", "perpetual_held_quants")
#: What a line has moved, and where.
MOVED = {
    "quantity",
    "product_id",
    "product_uom_id",
    "quant_id",
    "location_id",
    "location_dest_id",
    "lot_id",
    "lot_name",
    "package_id",
    "result_package_id",
    "owner_id",
}


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

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._perpetual_check_corrector()
        return lines

    def write(self, vals):
        if vals.keys() & MOVED:
            self._perpetual_check_corrector()
        return super().write(vals)

    def _perpetual_check_corrector(self):
        """What has moved has moved: to change it by hand is to adjust stock.

        :raises AccessError: only approvers adjust stock there, and the user is none
        """
        done = self.browse() if self.env.su else self.filtered(lambda line: line.state == "done")
        if done:
            self.env["stock.move"]._perpetual_check_adjuster(done.company_id)
