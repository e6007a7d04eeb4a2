from odoo import models

from odoo.addons.perpetual_purchase.grni import WHOLE, Documents
from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger.facts import decimal
from odoo.addons.perpetual_stock.matching import slice_of

from ..unsettled_kits import UnsettledKits, kit_lines_of


class PerpetualGoLive(models.Model):
    """Kits that are received and not billed, or billed and not received, at go-live."""

    _inherit = "perpetual.go.live"

    def _unsettled_claims(self):
        yield from super()._unsettled_claims()
        unsettled = UnsettledKits(self.company_id, self._products().ids, self.date)
        open_now = self._kits_on_grni(unsettled.lines)
        for line in unsettled.lines:
            billed, received = unsettled.kits(line, open_now)
            yield from self._billed_claims(line, unsettled.bills(line, billed))
            for part, kits in received.items():
                yield from self._received_part_claims(line, unsettled.part(line, part, kits))

    def _kits_on_grni(self, lines):
        """(order line, part) → kits that GRNI already holds, from an earlier time in the
        ledger."""
        kits = {}
        for (line, _account, part), documents in Documents(lines).open().items():
            for document in documents:
                left = document.quantity - document.matched
                kits.setdefault((line, part), ZERO)
                kits[line, part] += left if document.is_credit else -left
        return kits

    def _received_part_claims(self, line, receipts):
        """GRNI at the component's share of the order's price, at the rate of the receipt."""
        for move, kits, units, lots in receipts:
            cost = line._perpetual_cost(kits)
            amount = line._perpetual_convert(cost, move.date.date())
            # Rounded as a bill's parts are: together they come to what the kits cost.
            share = line._perpetual_parts()[move._perpetual_part()]
            amount = slice_of(amount, WHOLE[1], *share, decimal(self.currency_id.rounding))
            cost = slice_of(cost, WHOLE[1], *share, decimal(line.currency_id.rounding))
            claim = self._grni_claim(line, -units, -amount, -cost)
            claim.kind = "grni_received"
            claim.reason = self.env._("Received, not billed")
            claim.product = move.product_id.with_company(self.company_id)
            claim.move, claim.moved, claim.quantity = move, lots, units
            yield claim

    # Leaving

    def _grni_items(self):
        """What is open of a kit leaves with its components, also what names the kit alone."""
        items = super()._grni_items()
        lines = kit_lines_of(self.company_id, self._products().ids)
        return items | self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("account_id", "=", self.company_id.perpetual_grni_account_id.id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                "|",
                ("perpetual_purchase_line_id", "in", lines.ids),
                ("purchase_line_id", "in", lines.ids),
            ]
        )
