from odoo import models
from odoo.tools import format_date


class PerpetualBarcodeFlowLookup(models.AbstractModel):
    _inherit = "perpetual.barcode.flow.lookup"

    def _facts(self, what):
        facts = super()._facts(what)
        if what._name != "stock.lot" or not what.expiration_date:
            return facts
        day = format_date(self.env, what.expiration_date)
        label = self.env._("Expired on") if what.product_expiry_alert else self.env._("Expires on")
        return [*facts, {"label": label, "value": day}]
