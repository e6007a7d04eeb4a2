from decimal import Decimal
from typing import NamedTuple

from odoo import fields, models

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger.facts import decimal


class Accrued(NamedTuple):
    """What units come to on GRNI, positive: in company currency and in the order's."""

    amount: Decimal
    foreign: Decimal


class StockMove(models.Model):
    _inherit = "stock.move"

    def _perpetual_owed_on_grni(self):
        """Hook: those that never bring goods from the vendor into stock, and whose bill clears
        GRNI all the same."""
        return self.browse()

    # Hooks of the stock ledger

    def _perpetual_kind(self, location, location_dest):
        """What is ordered from another company of ours, and sent back, is a vendor return."""
        kind = super()._perpetual_kind(location, location_dest)
        is_back = kind == "issue" and location_dest.usage == "transit"
        return "vendor_return" if is_back and self.purchase_line_id else kind

    def _perpetual_is_traded(self):
        return bool(self.purchase_line_id) or super()._perpetual_is_traded()

    def _perpetual_receipt_value(self, quantity):
        """The order's price incl. non-recoverable tax, at the rate of the receipt's date."""
        if not self.purchase_line_id:
            return super()._perpetual_receipt_value(quantity)
        return self._perpetual_accrued("receipt", quantity).amount

    def _perpetual_return_counterpart(self, quantity):
        if not self.purchase_line_id:
            return super()._perpetual_return_counterpart(quantity)
        return self._perpetual_accrued("vendor_return", -quantity).amount

    def _perpetual_counterpart_vals(self, kind):
        vals = super()._perpetual_counterpart_vals(kind)
        if self._perpetual_is_accrued(kind):
            vals.update(self.purchase_line_id._perpetual_counterpart_vals())
        return vals

    def _perpetual_currency_value(self, kind, quantity, counterpart_value):
        """GRNI of an order in a foreign currency is kept in that currency too."""
        currency = self.purchase_line_id.currency_id
        is_foreign = currency != self.company_id.currency_id
        if not self._perpetual_is_accrued(kind) or not is_foreign:
            return super()._perpetual_currency_value(kind, quantity, counterpart_value)
        foreign = decimal(currency.round(float(self._perpetual_accrued(kind, quantity).foreign)))
        return currency, foreign if quantity > ZERO else -foreign

    # Accrual

    def _perpetual_is_accrued(self, kind):
        """Whether a transaction of this kind is matched with the bills of an order line."""
        return kind in ("receipt", "vendor_return") and bool(self.purchase_line_id)

    def _perpetual_accrued(self, kind, quantity):
        """What ``quantity`` units (signed: in or out) come to on GRNI, unrounded.

        New goods cost what the order says. Goods that come back after a return cost what
        the return took off, and more units of a transfer that is done what its others
        cost. Goods that go back, with a return or an edit, take off their share of what
        the receipt stands at: accrued, as far as it is billed at the bill's price, less
        what went back before.
        """
        if kind == "receipt" and quantity < ZERO:
            moves, settled = self | self.returned_move_ids, True
        elif kind == "vendor_return" and quantity < ZERO:
            receipt = self.origin_returned_move_id
            moves, settled = receipt | receipt.returned_move_ids, True
        else:
            moves = self.browse() if self.perpetual_entry_ids else self.origin_returned_move_id
            moves, settled = moves or self, False
        return moves._perpetual_share(abs(quantity), settled) or self._perpetual_ordered(
            abs(quantity)
        )

    def _perpetual_ordered(self, quantity):
        """What ``quantity`` units cost by the order, at today's rate."""
        line = self.purchase_line_id
        cost = line._perpetual_cost(self._perpetual_ordered_units(quantity))
        cost *= self._perpetual_part_share()
        return Accrued(line._perpetual_convert(cost, self._perpetual_rate_date()), cost)

    def _perpetual_part(self):
        """Hook: which part of an ordered unit this move brings, where one is received in
        several parts that are matched apart."""
        return ""

    def _perpetual_ordered_units(self, quantity):
        """Hook: units of the product ordered that ``quantity`` units of this move make up."""
        return quantity

    def _perpetual_received_units(self, quantity):
        """Hook: units of this move that ``quantity`` units of the product ordered need."""
        return quantity

    def _perpetual_part_share(self):
        """Hook: share of the order's price that this move's part has, as a fraction."""
        return 1

    def _perpetual_rate_date(self):
        forced = self.env.context.get("force_period_date")
        return fields.Date.to_date(forced) or fields.Date.context_today(self)

    def _perpetual_share(self, quantity, settled):
        """Share of ``quantity`` units in what these moves stand at on GRNI.

        :param settled: with the price differences that matching has posted for them
        :returns: ``None`` if they stand at nothing
        """
        if not self.ids:
            return None
        booked = self._perpetual_units_on_grni()
        domain = [
            ("perpetual_stock_move_id", "in", self.ids),
            ("perpetual_purchase_line_id", "!=", False),
        ]
        if not settled:
            domain.append(("perpetual_grni_match_id", "=", False))
        ((balance, foreign, count),) = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(domain, [], ["balance:sum", "amount_currency:sum", "__count"])
        )
        if not count or not booked or (settled and booked < 0):
            return None
        share = quantity / decimal(booked)
        return Accrued(-share * decimal(balance), -share * decimal(foreign))

    def _perpetual_units_on_grni(self):
        """Units that these moves have on GRNI, less those that went back."""
        Entry = self.env["perpetual.ledger.entry"].sudo()
        mine = [("stock_move_id", "in", self.ids)]
        ((booked,),) = Entry._read_group(mine, [], ["quantity:sum"])
        # What go-live took over of a receipt from before: units that were not billed yet.
        opened = [*mine, ("kind", "=", "opening")]
        return booked + Entry._read_group(opened, [], ["moved_quantity:sum"])[0][0]
