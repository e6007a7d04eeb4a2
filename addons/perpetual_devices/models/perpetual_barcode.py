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
    def home(self):
        """Where the person works stands beside their name."""
        home, stations = super().home(), self.env["perpetual.station"]
        if not stations.has_access("read"):
            return home
        station = stations._of_user()
        return {**home, "user": " · ".join(filter(None, (home["user"], station.name)))}
