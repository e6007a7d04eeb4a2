from odoo import models

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger.facts import LateCost, decimal
from odoo.addons.perpetual_stock.matching import slice_of


class StockMove(models.Model):
    _inherit = "stock.move"

    # Split

    def _get_value(self, forced_std_price=False, at_date=False, ignore_manual_update=False):
        """What a landed cost adds to, and is split by: the value in the ledger.

        Core would read orders and bills for it, which not everybody in a warehouse may.
        """
        is_plain = not (forced_std_price or at_date or ignore_manual_update)
        if is_plain and self.state == "done" and self._is_perpetual():
            return self.value
        return super()._get_value(forced_std_price, at_date, ignore_manual_update)

    def _perpetual_bears_at_standard(self):
        """Whether core leaves the move out of a landed cost for its standard cost only."""
        self.ensure_one()
        is_moved = self.state != "cancel" and bool(self.quantity)
        product = self.product_id.with_company(self.company_id)
        return is_moved and self._is_perpetual() and product.cost_method == "standard"

    def _perpetual_bears_in_core(self):
        """Whether core splits a landed cost on the move."""
        self.ensure_one()
        is_moved = self.state != "cancel" and bool(self.quantity)
        product = self.product_id.with_company(self.company_id)
        return is_moved and product.cost_method in ("fifo", "average")

    def _perpetual_adjustment_vals(self):
        """Values of a valuation adjustment line, as core makes them."""
        product = self.product_id
        quantity = self.product_uom._compute_quantity(self.quantity, product.uom_id)
        return {
            "product_id": product.id,
            "move_id": self.id,
            "quantity": quantity,
            "former_cost": self.value,
            "weight": product.weight * quantity,
            "volume": product.volume * quantity,
        }

    # Shares

    def _perpetual_late_costs(self, delta):
        """``delta`` (decimal, company currency) spread over what this receipt brought in.

        By quantity over the cost pools (one per lot, if valued by lot); the last takes what
        rounding leaves.

        :returns: list of (lot or empty, :class:`LateCost`); none if nothing was received
        """
        self.ensure_one()
        places = self._perpetual_received_places() or self._perpetual_legacy_places()
        units = sum((place[1] for place in places), ZERO)
        step = decimal(self.company_id.currency_id.rounding)
        costs, done = [], ZERO
        for lot, quantity, place in places:
            share = slice_of(delta, units, done, done + quantity, step)
            costs.append((lot, LateCost(share, *place, self._perpetual_lines_of(lot))))
            done += quantity
        return costs

    def _perpetual_lines_of(self, lot):
        lines = self.move_line_ids
        if self.product_id.lot_valuated:
            lines = lines.filtered(lambda line: line.lot_id == lot)
        return tuple(lines.ids)

    def _perpetual_received_places(self):
        """[(lot, units, (start, stop, received, entry id))] of what the ledger received."""
        received = self._perpetual_received()
        last = self._perpetual_last_received() if received else {}
        return [
            (pool.lot_id, decimal(units), (ZERO, decimal(units), decimal(units), last[pool]))
            for pool, _first, units in received
        ]

    def _perpetual_last_received(self):
        """Pool → id of the move's last entry that brought goods in: an edit adds some later,
        and what is added later leaves later."""
        groups = (
            self.env["perpetual.ledger.entry"]
            .sudo()
            ._read_group(
                [("stock_move_id", "=", self.id), ("quantity", ">", 0)], ["pool_id"], ["id:max"]
            )
        )
        return dict(groups)

    # Receipts from before go-live

    def _perpetual_legacy_places(self):
        """The same for a receipt that go-live found, as part of what it took over."""
        places = []
        for lot, units in self._perpetual_legacy_units().items():
            opening = self._perpetual_opening(lot)
            if opening and units:
                places.append((lot, units, self._perpetual_legacy_place(opening, units)))
        return places

    def _perpetual_legacy_units(self):
        """Lot (empty if not valued by lot) → units that the move brought in."""
        lines = self._get_in_move_lines() if self.state == "done" else self.move_line_ids.browse()
        by_lot = {}
        for line in lines:
            lot = line.lot_id if self.product_id.lot_valuated else line.lot_id.browse()
            by_lot[lot] = by_lot.get(lot, ZERO) + decimal(line.quantity_product_uom)
        return by_lot

    def _perpetual_opening(self, lot):
        """The ledger entry that took over the stock of the move's product, or of a lot."""
        # What is on hand decides, whatever the user may see.
        return (
            self.env["perpetual.ledger.entry"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("product_id", "=", self.product_id.id),
                    ("pool_id.lot_id", "=", lot.id),
                    ("kind", "=", "opening"),
                    ("quantity", "!=", 0),
                ],
                order="id desc",
                limit=1,
            )
        )

    def _perpetual_legacy_place(self, opening, units):
        """(start, stop, received, entry id): FIFO knows the receipt's own layer.

        Under average cost the receipt is a slice of what was taken over, by age: the units
        that came after it are on hand before it.
        """
        product = self.product_id.with_company(self.company_id)
        if product.cost_method == "fifo":
            return ZERO, units, units, opening.id
        taken_over = decimal(opening.quantity)
        stop = taken_over - self._perpetual_younger_units(opening)
        return stop - units, stop, taken_over, opening.id

    def _perpetual_younger_units(self, opening):
        """Units that came in between this receipt and go-live."""
        moves = self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("product_id", "=", self.product_id.id),
                ("state", "=", "done"),
                ("is_in", "=", True),
                ("date", "<=", opening.effective_at),
                "|",
                ("date", ">", self.date),
                "&",
                ("date", "=", self.date),
                ("id", ">", self.id),
            ]
        )
        lot = opening.pool_id.lot_id
        return sum((move._perpetual_legacy_units().get(lot, ZERO) for move in moves), ZERO)
