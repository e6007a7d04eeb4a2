"""Kits received and billed to different quantities before the ledger knew them."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from odoo.addons.perpetual_purchase.grni import DUST, Unsettled
from odoo.addons.perpetual_stock.costing import ZERO


def kit_lines_of(company, product_ids):
    """The order lines of kits with one of these products as a component."""
    moves = company.env["stock.move"].search(
        [
            ("company_id", "=", company.id),
            ("purchase_line_id", "!=", False),
            ("perpetual_kit_part", "!=", False),
            ("product_id", "in", list(product_ids)),
        ]
    )
    return moves.purchase_line_id


class UnsettledKits(Unsettled):
    """Those order lines, by the component.

    Bills count kits, receipts count units of a component; a component that has come for
    two kits counts as two, whatever of the other components has come.
    """

    def __init__(self, company, product_ids, date):
        self.kit_lines = kit_lines_of(company, product_ids)
        super().__init__(company, product_ids, date)

    def _read_bills(self):
        """A bill names the kit, which is in the scope by its components."""
        self.product_ids = self.kit_lines.product_id.ids
        return super()._read_bills()

    def _net(self, dropshipped):
        return {
            line.id: ZERO
            for line in self.kit_lines.sorted("id")
            if line.id not in dropshipped and list(line._perpetual_parts()) != [""]
        }

    def kits(self, line, open_now):
        """What of a line is open.

        :param open_now: (order line, part) → kits that GRNI holds already
        :returns: kits billed that have not come in full, {part: kits received beyond what
            is billed, or beyond the part that is furthest behind}
        """
        billed = sum((row[1] for row in self._bills[line.id]), ZERO)
        ahead = {
            part: received - billed - open_now.get((line, part), ZERO)
            for part, received in self._received(line).items()
        }
        behind = min(ZERO, *ahead.values())
        received = {part: kits - behind for part, kits in ahead.items() if kits - behind > DUST}
        return (-behind if -behind > DUST else ZERO), received

    def _received(self, line) -> dict[str, Decimal]:
        """Part → kits that have come of it."""
        received = defaultdict(lambda: ZERO, dict.fromkeys(line._perpetual_parts(), ZERO))
        for move, _lots, units in self._moves(line):
            received[move._perpetual_part()] += move._perpetual_ordered_units(units)
        return received

    def _moves(self, line):
        for move_id, lots, units in self._receipts[line.id]:
            yield self.env["stock.move"].browse(move_id), lots, units

    def part(self, line, part, kits: Decimal):
        """The youngest receipts of a component that make up ``kits``: (move, kits, units,
        {lot id: units})."""
        rows = [row for row in self._moves(line) if row[0]._perpetual_part() == part]
        for move, lots, units in reversed(rows):
            own = move._perpetual_ordered_units(units)
            take = min(own, kits)
            if take > DUST:
                share = {lot: number * take / own for lot, number in lots.items()}
                yield move, take, units * take / own, share
                kits -= take
