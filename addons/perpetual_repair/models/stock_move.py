from odoo import models

#: Core sends parts through the production location. Nobody produces anything: a part that is
#: put in is sold or spent, one that is taken out and kept comes back.
REPAIR_KINDS = {"production_out": "issue", "production_in": "customer_return"}


class StockMove(models.Model):
    _inherit = "stock.move"

    def _perpetual_kind(self, location, location_dest):
        kind = super()._perpetual_kind(location, location_dest)
        return REPAIR_KINDS.get(kind, kind) if self.repair_id else kind

    def _perpetual_is_to_customer(self, kind):
        """A part that is invoiced waits for its invoice as what is delivered does."""
        return bool(self.repair_id) or super()._perpetual_is_to_customer(kind)
