from collections import defaultdict
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger.facts import LateCost, decimal
from odoo.addons.perpetual_stock.matching import Part, price_and_exchange, slice_of

from ..grni import received_of


class PerpetualGrniMatch(models.Model):
    """Units of one GRNI credit (receipt, refund) matched with a debit (bill, return).

    Released, not deleted, when its bill is reset, so that its variance keeps its link.
    """

    _name = "perpetual.grni.match"
    _description = "GRNI Match"
    _order = "date desc, id desc"
    _rec_name = "purchase_line_id"

    purchase_line_id = fields.Many2one(
        "purchase.order.line", required=True, index=True, ondelete="restrict"
    )
    order_id = fields.Many2one(related="purchase_line_id.order_id", string="Order")
    product_id = fields.Many2one(related="purchase_line_id.product_id")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    foreign_currency_id = fields.Many2one(
        "res.currency",
        ondelete="restrict",
        help="Currency of the order, where both sides are kept in it and it is not the company's.",
    )
    credit_line_id = fields.Many2one(
        "account.move.line", string="Receipt or Refund", index="btree_not_null", ondelete="set null"
    )
    debit_line_id = fields.Many2one(
        "account.move.line", string="Bill or Return", index="btree_not_null", ondelete="set null"
    )
    credit_move_id = fields.Many2one(
        related="credit_line_id.move_id", string="Receipt or Refund Entry"
    )
    debit_move_id = fields.Many2one(related="debit_line_id.move_id", string="Bill or Return Entry")
    quantity = fields.Float(digits="Product Unit", required=True)
    part = fields.Char(
        readonly=True, help="What is matched, where a unit is received in several parts."
    )
    credit_start = fields.Float(digits="Product Unit", help="Units matched before.")
    debit_start = fields.Float(digits="Product Unit", help="Units matched before.")
    date = fields.Date(help="Accounting date from which both sides are on the books.")
    credit_amount = fields.Monetary(string="Accrued")
    debit_amount = fields.Monetary(string="Billed")
    price_difference = fields.Monetary(help="Billed less accrued, at the rate of the bill.")
    exchange_difference = fields.Monetary(
        help="What the rate of the bill makes of the amount accrued, less that amount."
    )
    foreign_difference = fields.Monetary(
        currency_field="foreign_currency_id",
        help="Billed less accrued, in the currency of the order.",
    )
    active = fields.Boolean(default=True, help="Not released.")
    variance_line_ids = fields.One2many(
        "account.move.line", "perpetual_grni_match_id", string="Price Difference Items"
    )
    partial_ids = fields.One2many(
        "account.partial.reconcile", "perpetual_grni_match_id", string="Reconciled"
    )

    # Reading

    @api.model
    def _of_items(self, items):
        """Live matches that these journal items take part in."""
        return self.search(self._items_domain(items))

    @api.model
    def _items_domain(self, items):
        return ["|", ("credit_line_id", "in", items.ids), ("debit_line_id", "in", items.ids)]

    @api.model
    def _matched_quantities(self, items):
        """(journal item id, part) → units of it in live matches."""
        matched = defaultdict(lambda: ZERO)
        for match in self._of_items(items):
            part, quantity = match.part or "", decimal(match.quantity)
            matched[match.credit_line_id.id, part] += quantity
            matched[match.debit_line_id.id, part] += quantity
        return matched

    # Settling

    @api.model
    def _settle(self, pairs):
        """Match these pairs: post their price differences, then reconcile their items.

        :param pairs: list of :class:`~odoo.addons.perpetual_purchase.grni.Pair`
        :returns: the new matches
        """
        matches = self.create([self._vals(pair) for pair in pairs])
        facts = []
        for match, pair in zip(matches, pairs, strict=True):
            facts += match._variance_facts(pair.credit.receipts)
        self._record(facts)
        parts = {}
        for match, pair in zip(matches, pairs, strict=True):
            match._follow_variance_date()
            own = [match._variance_part(item) for item in match.variance_line_ids]
            parts[match] = [*pair.debit_parts, *pair.credit_parts, *own]
        self.env["account.partial.reconcile"]._perpetual_clear(parts)
        self._note_settled(pairs)
        return matches

    def _vals(self, pair):
        """Values of the match of a pair, its differences worked out."""
        line, match = pair.line, pair.match
        credit, debit = pair.credit_parts, pair.debit_parts
        accrued, accrued_foreign = _total(credit, -1)
        billed, billed_foreign = _total(debit, 1)
        price, exchange, foreign = billed - accrued, ZERO, ZERO
        if pair.foreign_currency:
            foreign = billed_foreign - accrued_foreign
            price, exchange = price_and_exchange(
                accrued,
                billed,
                accrued_foreign,
                billed_foreign,
                decimal(line.company_id.currency_id.rounding),
            )
        return {
            "purchase_line_id": line.id,
            "company_id": line.company_id.id,
            "foreign_currency_id": pair.foreign_currency and pair.foreign_currency.id,
            "credit_line_id": match.credit,
            "debit_line_id": match.debit,
            "part": pair.credit.part,
            "quantity": float(match.quantity),
            "credit_start": float(match.credit_start),
            "debit_start": float(match.debit_start),
            "date": max(pair.credit.lead.date, pair.debit.lead.date),
            "credit_amount": float(accrued),
            "debit_amount": float(billed),
            "price_difference": float(price),
            "exchange_difference": float(exchange),
            "foreign_difference": float(foreign),
        }

    @api.model
    def _record(self, facts):
        self.env["perpetual.ledger"]._record(facts)
        self.invalidate_model(["variance_line_ids"])

    def _follow_variance_date(self):
        """In a locked period the differences are posted later, so the match is too."""
        dates = self.variance_line_ids.mapped("date")
        if dates and max(dates) > self.date:
            self.date = max(dates)

    def _variance_part(self, item):
        return Part(
            item.id,
            decimal(item.balance),
            decimal(item.amount_currency),
            decimal(item.currency_id.rounding),
        )

    @api.model
    def _note_settled(self, pairs):
        documents = [document for pair in pairs for document in (pair.credit, pair.debit)]
        AccountMoveLine = self.env["account.move.line"]
        AccountMoveLine.union(
            *(document.items for document in documents if document.is_settled)
        )._perpetual_set_settled(True)

    # Differences

    def _variance_facts(self, receipts, sign=1):
        """Facts that post the differences of this match; ``sign`` -1 takes them back.

        :param receipts: what the credit brought into which cost pool; none for a refund
        """
        price = sign * decimal(self.price_difference)
        receipts = [row for row in receipts if row.quantity > ZERO] if price else []
        if not self.company_id.anglo_saxon_accounting:
            return self._continental_facts(price, receipts)
        exchange = sign * decimal(self.exchange_difference)
        foreign = sign * decimal(self.foreign_difference)
        facts = [self._exchange_fact(exchange)] if exchange else []
        if price or foreign:
            price_facts = self._rebilled_facts(price) or self._price_facts(price, receipts)
            price_facts[0].currency = self.foreign_currency_id or None
            price_facts[0].currency_value = foreign
            facts += price_facts
        return facts

    def _continental_facts(self, price, receipts):
        """Bills stay on their expense accounts: only stock still on hand is put right."""
        facts = self._price_facts(price, receipts) if receipts else self._rebilled_facts(price)
        for fact in facts:
            fact.difference_account = fact.counterpart_account
        return facts if self._valued_product().cost_method != "standard" else []

    def _valued_product(self):
        """Hook: the product whose cost pools this match puts right, in its company."""
        return self.product_id.with_company(self.company_id)

    def _received_span(self):
        """From which to which unit of the receipt is matched, oldest first."""
        move = self.credit_line_id.perpetual_stock_move_id
        start, stop = decimal(self.credit_start), decimal(self.credit_start + self.quantity)
        return move._perpetual_received_units(start), move._perpetual_received_units(stop)

    def _exchange_fact(self, exchange):
        """The exchange part: of no concern to stock, so without a stock move."""
        fact = self.purchase_line_id._perpetual_variance_fact(**self._fact_vals())
        fact.counterpart_value = fact.exchange_value = exchange
        fact.exchange_account = self._exchange_account()
        fact.currency, fact.currency_value = self.foreign_currency_id, ZERO
        return fact

    def _exchange_account(self):
        company = self.company_id
        account = (
            company.expense_currency_exchange_account_id
            if self.exchange_difference > 0
            else company.income_currency_exchange_account_id
        )
        if not account:
            raise UserError(
                self.env._(
                    "%(company)s has no account for exchange differences. Choose the gain and"
                    " the loss account in Invoicing > Configuration > Settings, then try again.",
                    company=company.display_name,
                )
            )
        return account

    def _price_facts(self, price, receipts):
        """One fact per cost pool of the receipt; the last takes what rounding leaves.

        Without a receipt (a refund for what was returned) all of it is an expense.
        """
        line = self.purchase_line_id
        if not receipts:
            fact = line._perpetual_variance_fact(**self._fact_vals())
            fact.counterpart_value = price
            return [fact]
        move = self.credit_line_id.perpetual_stock_move_id
        total = sum((row.quantity for row in receipts), ZERO)
        start, stop = self._received_span()
        step = decimal(self.currency_id.rounding)
        facts, done = [], ZERO
        for row in receipts:
            fact = line._perpetual_variance_fact(**self._fact_vals())
            fact.operation, fact.move = "late_cost", move
            fact.pool_lot = fact.lot = self.env["stock.lot"].browse(row.lot_id or ())
            share = slice_of(price, total, done, done + row.quantity, step)
            fact.counterpart_value = share
            fact.difference_account = line._perpetual_consumed_account(fact.product)
            ratio = row.quantity / total
            fact.late = LateCost(
                share, start * ratio, stop * ratio, row.quantity, row.entry_id, row.line_ids
            )
            facts.append(fact)
            done += row.quantity
        return facts

    # Billed anew

    def _rebilled_facts(self, price):
        """A bill in place of one that was credited: what it asks more or less is a price
        difference of the goods that the first one was for. None if the credit note names none."""
        total, done, facts = decimal(self.quantity), ZERO, []
        step = decimal(self.currency_id.rounding)
        for match, start, stop in self._receipt_spans(ZERO, total) if price else ():
            if match == self:
                return []
            share = slice_of(price, total, done, done + stop - start, step)
            facts += match._facts_for(self, share, start, stop)
            done += stop - start
        if facts and done < total and self.company_id.anglo_saxon_accounting:
            facts += self._price_facts(slice_of(price, total, done, total, step), ())
        return facts

    def _receipt_spans(self, start, stop):
        """Which receipts the units ``start`` to ``stop`` of this match are of.

        :returns: [(match with a receipt, from, to)], each counted from the match's first unit
        """
        if self.credit_line_id.perpetual_stock_move_id:
            return [(self, start, stop)]
        start, stop = (decimal(self.credit_start) + units for units in (start, stop))
        spans = []
        for match in self._credited_matches():
            first = decimal(match.debit_start)
            end = min(stop, first + decimal(match.quantity))
            start_here = max(start, first)
            if start_here < end:
                spans += match._receipt_spans(start_here - first, end - first)
                start = end
        return spans

    def _credited_matches(self):
        """Matches of the bill that this match's credit note takes back, also released ones."""
        bill = self.credit_line_id.move_id.reversed_entry_id
        if not bill or bill == self.debit_line_id.move_id:
            return self.browse()
        domain = [
            ("debit_line_id.move_id", "=", bill.id),
            ("purchase_line_id", "=", self.purchase_line_id.id),
            ("part", "=", self.part),
        ]
        return self.with_context(active_test=False).search(domain, order="debit_start, id desc")

    def _facts_for(self, other, price, start, stop):
        """The price difference of a later match on units ``start`` to ``stop`` of this one."""
        key = (self.credit_line_id.move_id.id, self.credit_line_id.perpetual_stock_move_id.id)
        receipts = [row for row in received_of(self.credit_line_id)[key] if row.quantity > ZERO]
        units = decimal(self.quantity)
        facts = self._price_facts(price, receipts)
        for fact in facts:
            if late := fact.late:
                unit, first = (late.stop - late.start) / units, late.start
                fact.late = replace(late, start=first + unit * start, stop=first + unit * stop)
            for name, value in other._fact_vals().items():
                if name != "counterpart_account":
                    setattr(fact, name, value)
        return facts

    def _fact_vals(self):
        currency = self.currency_id
        return {
            "product": self._valued_product(),
            "counterpart_account": self.credit_line_id.account_id,
            "counterpart_vals": {
                **self.purchase_line_id._perpetual_counterpart_vals(),
                "perpetual_grni_match_id": self.id,
            },
            "accounting_date": self.date,
            "origin": self.debit_line_id.move_id.name or self.credit_line_id.move_id.name,
            "reason": self.env._(
                "Billed %(billed)s, accrued %(accrued)s",
                billed=currency.format(self.debit_amount),
                accrued=currency.format(self.credit_amount),
            ),
        }

    # Releasing

    def _release(self):
        """Take the price differences back and open both sides again."""
        if not self:
            return
        self.partial_ids.unlink()
        received = received_of(self.credit_line_id)
        facts = []
        for match in self:
            item = match.credit_line_id
            key = (item.move_id.id, item.perpetual_stock_move_id.id)
            facts += match._variance_facts(received[key], sign=-1)
        self._record(facts)
        self.env["account.partial.reconcile"]._perpetual_clear(
            {
                match: [match._variance_part(item) for item in match.variance_line_ids]
                for match in self
            }
        )
        self._reopen()

    def _reopen(self):
        leads = self.credit_line_id | self.debit_line_id
        items = leads.move_id.line_ids.filtered("perpetual_grni_settled")
        keys = {(lead._perpetual_grni_line(), lead.perpetual_stock_move_id) for lead in leads}
        items.filtered(
            lambda item: (item._perpetual_grni_line(), item.perpetual_stock_move_id) in keys
        )._perpetual_set_settled(False)
        self.active = False

    # Actions

    def action_open_differences(self):
        """Open the journal entries that posted the differences of these matches."""
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        action["domain"] = [("line_ids.perpetual_grni_match_id", "in", self.ids)]
        action["context"] = {"create": False}
        return action


def _total(parts, sign):
    """(company amount, foreign amount) of these parts, made positive by ``sign``."""
    return (
        sign * sum((part.amount for part in parts), ZERO),
        sign * sum((part.foreign for part in parts), ZERO),
    )
