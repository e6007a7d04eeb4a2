from odoo import models


class PerpetualBarcodeFlowHome(models.AbstractModel):
    _inherit = "perpetual.barcode.flow.home"

    def _start_scan(self, session, scan, data):
        if not data["found"]:
            flow = self.env["perpetual.barcode.flow.batch"]
            batch = flow._batch_of(data["found"])
            if batch:
                return self._hand_over(session, flow._code)._open_batch(session, batch)
        return super()._start_scan(session, scan, data)
