from odoo import api, models

from ..clock import as_ms


class PerpetualBarcode(models.AbstractModel):
    _inherit = "perpetual.barcode"

    def _pending_scans(self):
        """Scans of the box at the person's station."""
        # Raw scans are not the person's to read; these are routed to them.
        scans = self.env["perpetual.scan"].sudo()._of_user(self.env.user)
        return super()._pending_scans() + [
            {
                "uuid": scan.uuid,
                "barcode": (scan.aim or "") + (scan.text or ""),
                "form": "",
                "at": as_ms(scan.scanned_at or scan.received_at),
            }
            for scan in scans
        ]

    @api.model
    def stations(self):
        """Where the person may work: ``[{"id", "name", "here"}]``."""
        stations = self.env["perpetual.station"].search([("company_id", "=", self.env.company.id)])
        return [
            {"id": one.id, "name": one.name, "here": one.worker_id == self.env.user}
            for one in stations
            if not one.user_ids or self.env.user in one.user_ids
        ]
