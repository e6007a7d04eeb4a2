from odoo import models
from odoo.exceptions import UserError

from ..costing import ZERO
from ..ledger import Fact
from ..ledger.facts import LateCost, decimal
from ..matching import slice_of


class PerpetualMoveAdjustment(models.AbstractModel):
    """Part of ``stock.move``: the value of a receipt set by hand is a row of the ledger."""

    _name = "perpetual.move.adjustment"
    _description = "Stock Move: Value Set by Hand"

    def _perpetual_check_adjustable(self):
        """Only a receipt under average cost or FIFO can have a value of its own.

        :raises UserError: one of these moves is another transaction of the ledger
        """
        for move in self:
            if not move._is_perpetual():
                continue
            problem = move._perpetual_not_adjustable()
            if problem:
                raise UserError(
                    self.env._(
                        "The value of %(move)s (%(product)s) cannot be set by hand: %(problem)s",
                        move=move.display_name,
                        product=move.product_id.display_name,
                        problem=problem,
                    )
                )

    def _perpetual_not_adjustable(self):
        """Why the move's value cannot be set by hand, and what to do instead; or nothing."""
        if self.state != "done":
            return self.env._("it is not done yet. Set its price, or wait until it is done.")
        if self.product_id.with_company(self.company_id).cost_method == "standard":
            return self.env._(
                "the product is kept at standard cost. Change the cost of the product."
            )
        if not self._perpetual_received():
            return self.env._(
                "it brought nothing into the stock ledger. Goods leave at the cost of what is"
                " on hand: change the cost of the product, or the value of the receipt."
            )
        return ""

    def _perpetual_received(self):
        """[(pool, first entry id, units)] of what the move brought into the ledger."""
        groups = (
            self.env["perpetual.ledger.entry"]
            .sudo()
            ._read_group(
                [("stock_move_id", "in", self.ids), ("quantity", "!=", 0)],
                ["pool_id"],
                ["id:min", "quantity:sum"],
            )
        )
        return [row for row in groups if row[2] > 0]

    def _perpetual_follow_manual_value(self):
        """Book what makes the value of these receipts the one last set by hand; without
        any (the last was deleted), the one they had before."""
        facts = []
        for move in self.filtered(lambda move: move._is_perpetual()):
            record = (
                self.env["product.value"]
                .sudo()
                .search([("move_id", "=", move.id)], order="date desc, id desc", limit=1)
            )
            delta = -move._perpetual_adjusted("counterpart_value:sum")
            if record:
                delta = decimal(record.value) - decimal(move.value)
            facts += move._perpetual_adjustment_facts(delta)
        # Whoever may set a value may post it.
        self.env["perpetual.ledger"].sudo()._record(facts)

    def _perpetual_adjusted(self, aggregate):
        """Total over what the ledger has of values set by hand for this move."""
        ((total,),) = (
            self.env["perpetual.ledger.entry"]
            .sudo()
            ._read_group(
                [("stock_move_id", "=", self.id), ("kind", "=", "revaluation")], [], [aggregate]
            )
        )
        return decimal(total or 0.0)

    def _perpetual_adjustment_facts(self, delta):
        """One fact per pool, by quantity; the last takes what rounding leaves."""
        received = self._perpetual_received()
        units = sum((decimal(row[2]) for row in received), ZERO)
        facts, step = [], decimal(self.company_id.currency_id.rounding)
        done = ZERO
        for pool, entry_id, quantity in received if delta else ():
            quantity = decimal(quantity)
            share = slice_of(delta, units, done, done + quantity, step)
            facts.append(self._perpetual_adjustment_fact(pool, entry_id, quantity, share))
            done += quantity
        return facts

    def _perpetual_adjustment_fact(self, pool, entry_id, quantity, delta):
        """What is on hand of it is worth ``delta`` more; the consumed share is an expense."""
        company = self.company_id
        product = self.product_id.with_company(company)
        accounts = product._get_product_accounts()
        consumed = accounts["expense"]
        if not company.anglo_saxon_accounting:
            consumed = accounts["stock_variation"] or consumed
        lines = tuple(self.move_line_ids.ids)
        return Fact(
            company=company,
            product=product,
            kind="revaluation",
            operation="late_cost",
            counterpart_value=delta,
            counterpart_account=company.perpetual_revaluation_account_id,
            difference_account=consumed,
            late=LateCost(delta, ZERO, quantity, quantity, entry_id, lines),
            pool_lot=pool.lot_id,
            lot=pool.lot_id,
            move=self.sudo(),
            origin=self.reference or self.origin or "",
            reason=self.env._("Value set by hand"),
        )

    def _perpetual_undo_adjustment(self, fact):
        """Units of a receipt that are taken back take the value set by hand with them."""
        adjusted = self._perpetual_adjusted("value:sum")
        units = sum((decimal(row[2]) for row in self._perpetual_received()), ZERO)
        if adjusted and units and fact.value is not None:
            fact.value += adjusted * fact.quantity / units
            fact.difference_account = self.company_id.perpetual_revaluation_account_id

    def _perpetual_edited_facts(self, facts):
        """Hook: all that the ledger records of an edit of these moves' lines.

        :param facts: what the edit itself makes
        """
        return facts
