from odoo import api, fields, models
from odoo.exceptions import UserError


class PerpetualCountFound(models.TransientModel):
    """What lies somewhere and is on no line of the sheet, or a place where nothing lies."""

    _name = "perpetual.count.found"
    _description = "Found by Counting"

    sheet_id = fields.Many2one("perpetual.count.sheet", required=True, readonly=True)
    location_id = fields.Many2one(
        "stock.location", "Place", required=True, domain="[('usage', '=', 'internal')]"
    )
    is_empty = fields.Boolean("Nothing Lies There")
    product_id = fields.Many2one("product.product", "Goods", domain="[('is_storable', '=', True)]")
    tracking = fields.Char(compute="_compute_tracking", compute_sudo=True)
    lot_name = fields.Char("Lot/Serial")
    counted = fields.Char("How Many Are There")

    @api.depends("product_id")
    def _compute_tracking(self):
        for found in self:
            found.tracking = found.product_id.tracking or "none"

    def action_count(self):
        """Count it, or say that the place is empty.

        :raises UserError: something is missing, or the place or the goods are none of the sheet's
        """
        self._keep()
        return {"type": "ir.actions.act_window_close"}

    def action_count_next(self):
        """The same, and ask for the next one of this place."""
        self._keep()
        return self.sheet_id._open_found(self.location_id)

    def _keep(self):
        self.ensure_one()
        if self.is_empty:
            return self.sheet_id.action_empty(self.location_id.id)
        if not self.product_id or not (self.counted or "").strip():
            raise UserError(
                self.env._(
                    "Say what lies in %s and how many there are, or that nothing lies there.",
                    self.location_id.complete_name,
                )
            )
        lot = (self.lot_name or "").strip() or False
        line = self.sheet_id.action_add_found(self.product_id.id, self.location_id.id, lot)
        return line.action_count(self.counted.strip().replace(",", "."))


class PerpetualCountSheet(models.Model):
    _inherit = "perpetual.count.sheet"

    def action_open_found(self):
        """Type in something that is on no line."""
        self.ensure_one()
        self._check_counting()
        return self._open_found(self.env["stock.location"])

    def _open_found(self, place):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Found Something Else"),
            "res_model": "perpetual.count.found",
            "view_mode": "form",
            "target": "new",
            "context": {"default_sheet_id": self.id, "default_location_id": place.id},
        }
