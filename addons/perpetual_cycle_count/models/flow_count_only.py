"""What whoever only counts finds in the barcode app: counting, and nothing else."""

from odoo import models
from odoo.exceptions import AccessError


class PerpetualBarcodeFlow(models.AbstractModel):
    _inherit = "perpetual.barcode.flow"

    def _is_allowed(self):
        """Whoever only counts has no rights to stock, and so no other flow."""
        return super()._is_allowed() and self._is_for_counters()

    def _is_for_counters(self):
        is_worker = self.env.user.has_group("stock.group_stock_user")
        return is_worker or self._code in ("count", "home")

    def _check_allowed(self):
        """:raises AccessError: the person only counts"""
        if not self._is_for_counters():
            raise AccessError(
                self.env._(
                    "%s is for warehouse people. You may count; ask who manages users for more.",
                    self._title(),
                )
            )
        return super()._check_allowed()

    def _resolve(self, session, data):
        if self.env.user.has_group("stock.group_stock_user"):
            return super()._resolve(session, data)
        # Whoever only counts reads names of goods and places off labels, no quantities.
        resolver = self.env["perpetual.barcode.resolver"].sudo()
        return resolver._resolve(
            data.get("barcode") or "", data.get("form") or "", self._products_at_hand(session)
        )


class PerpetualBarcodeFlowHome(models.AbstractModel):
    _inherit = "perpetual.barcode.flow.home"

    def _start_scan(self, session, scan, data):
        """A sheet's number opens it; whoever only counts does nothing else here."""
        count = self.env["perpetual.barcode.flow.count"]
        text = data["found"].reading.text
        name = [("name", "=", text), *count._sheets()]
        is_sheet = self.env["perpetual.count.sheet"].has_access("read") and self.env[
            "perpetual.count.sheet"
        ].search_count(name)
        if is_sheet:
            return self._hand_over(session, "count")._choose_scan(session, scan, data)
        if not self.env.user.has_group("stock.group_stock_user"):
            session._close()
            return self._warning(self.env._("Choose Count first, then scan."))
        return super()._start_scan(session, scan, data)
