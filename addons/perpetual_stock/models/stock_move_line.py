from dataclasses import replace

from odoo import api, models

from ..costing import ZERO
from ..ledger import Fact, Store
from ..ledger.facts import Position, decimal

#: A change of any of these on a done line is a stock transaction.
TRACKED = {
    "quantity",
    "product_uom_id",
    "location_id",
    "location_dest_id",
    "lot_id",
    "owner_id",
    "package_id",
    "quant_id",
}


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered(lambda line: line._is_perpetual_done())._perpetual_record_new()
        return lines

    def write(self, vals):
        if TRACKED.isdisjoint(vals):
            return super().write(vals)
        done = self.filtered(lambda line: line._is_perpetual_done())
        before = {
            line: replace(
                line._perpetual_position(), unit_value=line.move_id._perpetual_legacy_unit_value()
            )
            for line in done
        }
        result = super().write(vals)
        done._perpetual_record_edit(before)
        return result

    # Ledger

    def _is_perpetual_done(self):
        self.ensure_one()
        return self.state == "done" and self.move_id._is_perpetual()

    def _perpetual_position(self):
        """Where the line's goods went from and to, as whose, and how many."""
        self.ensure_one()
        return Position(
            quantity=decimal(self.quantity_product_uom),
            location=self.location_id,
            location_dest=self.location_dest_id,
            lot=self.lot_id,
            owner=self.owner_id,
            package=self.package_id,
        )

    def _perpetual_record_new(self):
        """Entries of done lines, each once however often it is called."""
        # Ledger and journal entries are written for people who have no rights on them:
        # the transfer that they validate is what they are checked for.
        lines = self.sudo()
        known = Store(self.env).booked_lines(lines.ids)
        facts = []
        for line in lines:
            position = line._perpetual_position()
            if line.id not in known and position.quantity:
                facts += line._perpetual_facts(position, position.quantity)
        lines.move_id._perpetual_last_returns(facts)
        self.env["perpetual.ledger"].sudo()._record(facts)

    def _perpetual_record_edit(self, before):
        """Delta entries of done lines whose position was ``before`` (line → position)."""
        facts = []
        for line in self.sudo():
            old = before[line]
            new = replace(line._perpetual_position(), unit_value=old.unit_value)
            if not line._perpetual_same_stock(old, new):
                facts += line._perpetual_facts(old, -old.quantity)
                facts += line._perpetual_facts(new, new.quantity)
                continue
            if old.place != new.place:
                # The same goods were elsewhere: no cost is worked out anew.
                facts += line._perpetual_other_place(old, new)
            facts += line._perpetual_facts(new, new.quantity - old.quantity)
        moves = self.sudo().move_id
        moves._perpetual_last_returns(facts)
        self.env["perpetual.ledger"].sudo()._record(moves._perpetual_edited_facts(facts))

    def _perpetual_other_place(self, old, new):
        """Facts without a value; goods in transit only change their account if they were
        or are now under way where they were not."""
        facts = self._perpetual_memo(old, -old.quantity) + self._perpetual_memo(new, old.quantity)
        if not sum(fact.transit for fact in facts):
            for fact in facts:
                fact.transit = ZERO
        return facts

    def _perpetual_same_stock(self, old, new):
        """Whether both positions are the same transaction of the same pool."""

        def key(position):
            kind = self.move_id._perpetual_kind(position.location, position.location_dest)
            account = kind and self.move_id._perpetual_counterpart_account(
                kind, position.location, position.location_dest
            )
            lot = position.lot if self.product_id.lot_valuated else None
            return (kind, account, bool(self._perpetual_is_consigned(position)), lot)

        return key(old) == key(new)

    def _perpetual_facts(self, position, quantity):
        """The fact of ``quantity`` more (or, if negative, fewer) units of this line."""
        facts = self._perpetual_memo(position, quantity)
        for fact in facts:
            is_valued = fact.kind not in ("transfer", "dropship")
            if is_valued and not self._perpetual_is_consigned(position):
                self._perpetual_value_fact(fact, position, quantity)
        return facts

    def _perpetual_memo(self, position, quantity):
        """The fact without a value: what moved, from where to where. None if nothing did."""
        move = self.move_id
        kind = move._perpetual_kind(position.location, position.location_dest)
        if not kind or not quantity:
            return []
        fact = Fact(
            company=move.company_id,
            product=self.product_id,
            kind=kind,
            operation="memo",
            moved=quantity,
            transit=self._perpetual_transit(position, quantity),
            pool_lot=position.lot if self.product_id.lot_valuated else None,
            lot=position.lot,
            owner=position.owner,
            package=position.package,
            location=position.location,
            location_dest=position.location_dest,
            move=move,
            move_line=self,
            origin=move.reference or move.origin or "",
            reason=move._perpetual_reason(),
        )
        return [fact]

    def _perpetual_is_consigned(self, position):
        return position.owner and position.owner != self.company_id.partner_id

    def _perpetual_transit(self, position, quantity):
        """Units of its own that the company has under way from now on (negative: no more)."""
        if self._perpetual_is_consigned(position):
            return ZERO
        leaving = position.location_dest._perpetual_is_transit()
        return quantity * (leaving - position.location._perpetual_is_transit())

    def _perpetual_value_fact(self, fact, position, quantity):
        """Make a memo a valued transaction: operation, amounts and counterpart."""
        move = self.move_id
        fact.quantity = abs(quantity)
        fact.counterpart_account = move._perpetual_counterpart_account(
            fact.kind, position.location, position.location_dest
        )
        fact.counterpart_vals = move._perpetual_counterpart_vals(fact.kind)
        incoming = position.location_dest._should_be_valued()
        if quantity < ZERO:
            self._perpetual_undo(fact, incoming, position.unit_value)
            if incoming:
                self.move_id._perpetual_undo_adjustment(fact)
        elif incoming:
            fact.operation = "receive"
            fact.value = move._perpetual_incoming_value(fact.kind, fact.quantity, lot=fact.pool_lot)
            fact.counterpart_value = fact.value
        elif fact.kind == "vendor_return":
            fact.operation = "return_to_vendor"
            fact.origin_lines = tuple(move.origin_returned_move_id.move_line_ids.ids)
            given = move._perpetual_return_counterpart(fact.quantity)
            fact.counterpart_value = None if given is None else -given
        else:
            fact.operation = "issue"
        signed = quantity if incoming else -quantity
        fact.currency, fact.currency_value = move._perpetual_currency_value(
            fact.kind, signed, fact.counterpart_value
        )

    def _perpetual_undo(self, fact, incoming, legacy_unit_value):
        """Fewer units than booked: back out at the values they were booked with."""
        fact.operation = "take_back" if incoming else "put_back"
        fact.origin_lines = (self.id,)
        booked = Store(self.env).booked_amounts(line_id=self.id, lot_id=fact.lot.id)
        if booked.quantity:
            share = fact.quantity / abs(booked.quantity)
            fact.value = share * abs(booked.value)
            if not self._perpetual_follows_stock(fact):
                fact.counterpart_value = -share * booked.counterpart
        elif legacy_unit_value is not None:
            fact.value = legacy_unit_value * fact.quantity

    def _perpetual_follows_stock(self, fact):
        """Whether the counterpart of an undone issue gets just what goes back to stock.

        FIFO layers get back what was taken from them last, which is not the issue's share
        pro rata. A vendor's claim keeps to its price, and a standard cost may have changed.
        """
        product = self.product_id.with_company(self.company_id)
        return (
            fact.operation == "put_back"
            and fact.kind != "vendor_return"
            and product.cost_method != "standard"
        )
