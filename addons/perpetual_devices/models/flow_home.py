from odoo import models


class PerpetualBarcodeFlowHome(models.AbstractModel):
    _inherit = "perpetual.barcode.flow.home"

    def _start_scan(self, session, scan, data):
        """The label of a station says that one works there from now on."""
        found = data["found"]
        flow = self.env["perpetual.barcode"]._flow("station")
        station = not found and flow._by_label(found)
        if not station:
            return super()._start_scan(session, scan, data)
        return flow._begin(session, station)
