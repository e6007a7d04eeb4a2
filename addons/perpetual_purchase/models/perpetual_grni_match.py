from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger.facts import LateCost, decimal
from odoo.addons.perpetual_stock.matching import slice_of


class PerpetualGrniMatch(models.Model):
    """Units of one GRNI credit (receipt, refund) matched with a debit (bill, return).

    Released, not deleted, when its bill is reset, so that its variance keeps its link.
    """

    _name = "perpetual.grni.match"
    _description = "GRNI Match"
    _rec_name = "purchase_line_id"

    purchase_line_id = fields.Many2one(
        "purchase.order.line", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    credit_line_id = fields.Many2one(
        "account.move.line", string="Receipt or Refund", index="btree_not_null", ondelete="set null"
    )
    debit_line_id = fields.Many2one(
        "account.move.line", string="Bill or Return", index="btree_not_null", ondelete="set null"
    )
    quantity = fields.Float(digits="Product Unit", required=True)
    credit_start = fields.Float(digits="Product Unit", help="Units matched before.")
    debit_start = fields.Float(digits="Product Unit", help="Units matched before.")
    date = fields.Date(help="Accounting date from which both sides are on the books.")
    credit_amount = fields.Monetary()
    debit_amount = fields.Monetary()
    released_on = fields.Date(help="The bill was reset on this accounting date.")
    active = fields.Boolean(default=True)
    variance_line_ids = fields.One2many(
        "account.move.line", "perpetual_grni_match_id", string="Price Difference Items"
    )

    @api.model_create_multi
    def create(self, vals_list):
        matches = super().create(vals_list)
        for match in matches:
            credit, debit = match.credit_line_id, match.debit_line_id
            match.date = max(credit.date, debit.date)
            match.credit_amount = -float(match._slice(credit, match.credit_start)[0])
            match.debit_amount = float(match._slice(debit, match.debit_start)[0])
        return matches

    # Reading

    @api.model
    def _of_items(self, items):
        """Live matches that these journal items take part in."""
        return self.search(
            ["|", ("credit_line_id", "in", items.ids), ("debit_line_id", "in", items.ids)]
        )

    @api.model
    def _matched_quantities(self, items):
        """Journal item id → units of it in live matches."""
        self.flush_model()
        matched = defaultdict(lambda: ZERO)
        for match in self._of_items(items):
            matched[match.credit_line_id.id] += decimal(match.quantity)
            matched[match.debit_line_id.id] += decimal(match.quantity)
        return matched

    def _slice(self, item, start):
        """(company amount, currency amount) of this match's units of ``item``, signed."""
        units, start = decimal(self.quantity), decimal(start)
        total = item._perpetual_quantity()
        return tuple(
            slice_of(decimal(amount), total, start, start + units, decimal(step))
            for amount, step in (
                (item.balance, item.company_currency_id.rounding),
                (item.amount_currency, item.currency_id.rounding),
            )
        )

    # Settling

    def _settle(self):
        """Post the price differences of new matches, then reconcile their items."""
        facts = [fact for match in self for fact in match._variance_facts(match._variance())]
        self.env["perpetual.ledger"]._record(facts)
        self.invalidate_recordset(["variance_line_ids"])
        plan = [pair for match in self for pair in match._reconciliations()]
        self._reconcile(plan)

    def _variance(self):
        """(price part, exchange part, currency difference) of debit over credit."""
        credit, credit_currency = self._slice(self.credit_line_id, self.credit_start)
        debit, debit_currency = self._slice(self.debit_line_id, self.debit_start)
        difference = debit + credit
        currency = self._foreign_currency()
        if not currency or not debit_currency:
            return difference, ZERO, ZERO
        accrued = decimal(
            self.company_id.currency_id.round(float(-credit_currency * debit / debit_currency))
        )
        exchange = accrued + credit
        return difference - exchange, exchange, debit_currency + credit_currency

    def _foreign_currency(self):
        """The currency that both items share, if it is not the company's."""
        currency = self.credit_line_id.currency_id
        is_shared = currency == self.debit_line_id.currency_id
        return currency if is_shared and currency != self.company_id.currency_id else None

    def _variance_facts(self, variance):
        """Facts of a price difference: on what was received, else an expense."""
        price, exchange, currency_value = variance
        if not price and not exchange and not currency_value:
            return []
        company = self.company_id
        receipts = self._receipt_entries()
        vals = {
            "counterpart_value": price + exchange,
            "exchange_value": exchange,
            "exchange_account": self._exchange_account(exchange),
            "currency": self._foreign_currency(),
            "currency_value": currency_value,
            "counterpart_vals": {
                "perpetual_purchase_line_id": self.purchase_line_id.id,
                "perpetual_grni_match_id": self.id,
            },
            "accounting_date": self.date,
            "origin": self.debit_line_id.move_id.name or self.credit_line_id.move_id.name,
            "reason": self.env._(
                "Billed %(billed)s, accrued %(accrued)s",
                billed=company.currency_id.format(self.debit_amount),
                accrued=company.currency_id.format(self.credit_amount),
            ),
        }
        line = self.purchase_line_id
        if not receipts or not price:
            return [line._perpetual_variance_fact(**vals)]
        return self._late_cost_facts(receipts, price, vals)

    def _exchange_account(self, exchange):
        company = self.company_id
        if exchange > ZERO:
            return company.expense_currency_exchange_account_id
        return company.income_currency_exchange_account_id

    def _late_cost_facts(self, receipts, price, vals):
        """One fact per cost pool of the receipt; the last takes what rounding leaves."""
        line = self.purchase_line_id
        move = self.credit_line_id.perpetual_stock_move_id
        total = sum((received for _lot, _entry, received, _lines in receipts), ZERO)
        start, stop = decimal(self.credit_start), decimal(self.credit_start + self.quantity)
        step = decimal(self.company_id.currency_id.rounding)
        facts, done = [], ZERO
        for lot_id, entry_id, received, line_ids in receipts:
            share = slice_of(price, total, done, done + received, step)
            done += received
            ratio = received / total
            fact = line._perpetual_variance_fact(**(vals if not facts else {**vals, **NO_RATE}))
            fact.operation = "late_cost"
            fact.move = move
            fact.pool_lot = self.env["stock.lot"].browse(lot_id or ())
            fact.lot = fact.pool_lot
            fact.counterpart_value = share + fact.exchange_value
            fact.difference_account = self._consumed_account(fact.product)
            fact.late = LateCost(
                share, start * ratio, stop * ratio, received, entry_id, tuple(line_ids)
            )
            facts.append(fact)
        return facts

    def _consumed_account(self, product):
        """Where the difference on goods that have left goes: cost of goods sold.

        Under standard cost all of it is a price difference (the default).
        """
        if product.cost_method == "standard":
            return None
        return product._get_product_accounts()["expense"]

    def _receipt_entries(self):
        """Per cost pool of the credit's receipt: lot, last entry, units, move lines."""
        item = self.credit_line_id
        if not item.perpetual_stock_move_id:
            return []
        rows = self.env.execute_query(
            SQL(
                """SELECT pool.lot_id, MAX(entry.id), SUM(entry.quantity)::text,
                          ARRAY_AGG(DISTINCT entry.stock_move_line_id)
                     FROM perpetual_ledger_entry entry
                     JOIN perpetual_cost_pool pool ON pool.id = entry.pool_id
                    WHERE entry.stock_move_id = %s AND entry.account_move_id = %s
                      AND entry.quantity > 0
                    GROUP BY pool.id ORDER BY pool.id""",
                item.perpetual_stock_move_id.id,
                item.move_id.id,
            )
        )
        return [(row[0], row[1], decimal(row[2]), row[3]) for row in rows]

    def _reconciliations(self):
        """Pairs to reconcile, in order: the variance with its own side, then the match."""
        credit, debit = self.credit_line_id, self.debit_line_id
        variance = self.variance_line_ids.filtered(lambda line: not line.reconciled)
        own = debit if sum(variance.mapped("balance")) < 0 else credit
        pairs = [variance | own] if variance else []
        return [*pairs, credit | debit]

    def _reconcile(self, plan):
        accounts = self.credit_line_id.account_id | self.debit_line_id.account_id
        if not plan or not all(account.reconcile for account in accounts):
            return
        # The variance carries the exchange difference already.
        self.env["account.move.line"].with_context(
            no_exchange_difference=True, no_cash_basis=True
        )._reconcile_plan(plan)

    # Releasing

    def _release(self):
        """Take the price differences back and open both sides again."""
        if not self:
            return
        self.variance_line_ids.remove_move_reconcile()
        self._partials().unlink()
        facts = []
        for match in self:
            price, exchange, currency_value = match._variance()
            facts += match._variance_facts((-price, -exchange, -currency_value))
        self.env["perpetual.ledger"]._record(facts)
        self.invalidate_recordset(["variance_line_ids"])
        self._reconcile([match.variance_line_ids for match in self if match.variance_line_ids])
        self.write({"active": False, "released_on": fields.Date.context_today(self)})

    def _partials(self):
        """Partial reconciliations between the two sides of these matches."""
        pairs = {(match.debit_line_id.id, match.credit_line_id.id) for match in self}
        partials = self.debit_line_id.matched_credit_ids
        return partials.filtered(
            lambda partial: (partial.debit_move_id.id, partial.credit_move_id.id) in pairs
        )


#: Only the first of several facts of one match carries its currency and exchange part.
NO_RATE = {
    "exchange_value": ZERO,
    "exchange_account": None,
    "currency": None,
    "currency_value": None,
}
