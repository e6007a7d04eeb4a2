from odoo import models
from odoo.tools import format_date


class PerpetualBarcodeFlowLookup(models.AbstractModel):
    _inherit = "perpetual.barcode.flow.lookup"

    def _facts(self, what):
        facts = super()._facts(what)
        if what._name != "stock.lot" or not what.expiration_date:
            return facts
        label, day = self._expiry(what)
        return [*facts, {"label": label, "value": day}]

    def _place(self, quant):
        """Also of a product or a bin: which of its lots expires when."""
        place = super()._place(quant)
        if not quant.lot_id.expiration_date:
            return place
        label, day = self._expiry(quant.lot_id)
        return {**place, "lot": f"{place['lot']} · {label} {day}"}

    def _expiry(self, lot):
        label = self.env._("Expired on") if lot.product_expiry_alert else self.env._("Expires on")
        return label, format_date(self.env, lot.expiration_date)
