from odoo import models


class PerpetualBarcodeFlowHome(models.AbstractModel):
    _inherit = "perpetual.barcode.flow.home"

    def _start_scan(self, session, scan, data):
        """The label of a station says that one works there from now on."""
        found = data["found"]
        station = self.env["perpetual.station"]
        if not found:
            domain = [("code", "=", found.reading.text), ("company_id", "=", self.env.company.id)]
            station = station.search(domain, limit=1)
        if not station:
            return super()._start_scan(session, scan, data)
        station.action_work_here()
        session._close()
        return self._good(
            self.env._("You work at %s now: scans made there come to you.", station.name)
        )
