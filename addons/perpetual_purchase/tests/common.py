"""Purchasing verbs on top of the stock ledger's: order, receive, bill, refund, return."""

from collections import defaultdict

from odoo import Command, fields

from odoo.addons.perpetual_stock.tests.common import ACCOUNTS, PerpetualCommon

#: Role → groups, beside those of the stock ledger's tests.
ROLES = {
    "buyer": "purchase.group_purchase_user",
    "biller": "account.group_account_invoice",
}

PURCHASE_ACCOUNTS = {
    **ACCOUNTS,
    "exchange_loss": "expense_currency_exchange_account_id",
    "exchange_gain": "income_currency_exchange_account_id",
}


class PurchaseCommon(PerpetualCommon):
    """A buyer orders, the warehouse receives, an invoicing user bills."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role, groups in ROLES.items():
            cls.users[role] = cls.make_user(role, groups)

    @classmethod
    def make_tax(cls, amount, recoverable=False, **vals):
        """A purchase tax; one that is not recoverable has no account of its own."""
        account = cls.env["account.account"]
        if recoverable:
            account = account.create(
                {"name": f"Tax {amount}", "code": f"1310{amount}", "account_type": "asset_current"}
            )
        lines = [
            Command.create({"repartition_type": "base"}),
            Command.create({"repartition_type": "tax", "account_id": account.id}),
        ]
        return cls.env["account.tax"].create(
            {
                "name": f"Tax {amount} %",
                "amount": amount,
                "type_tax_use": "purchase",
                "company_id": cls.company.id,
                "invoice_repartition_line_ids": lines,
                "refund_repartition_line_ids": lines,
                **vals,
            }
        )

    @classmethod
    def set_rates(cls, currency, rates, company=None):
        """Rates as what one unit of ``currency`` costs: {date: company units}."""
        cls.env["res.currency.rate"].search([("currency_id", "=", currency.id)]).unlink()
        cls.env["res.currency.rate"].create(
            [
                {
                    "name": date,
                    "currency_id": currency.id,
                    "company_id": (company or cls.company).id,
                    "inverse_company_rate": cost,
                }
                for date, cost in rates.items()
            ]
        )

    # Business verbs

    def order(self, *goods, vendor=None, company=None, currency=None, confirm=True, **vals):
        """A confirmed purchase order of ``goods``: (product, quantity, price[, line values])."""
        env = self.as_role("buyer", company)
        order = env["purchase.order"].create(
            {
                "partner_id": (vendor or self.vendor).id,
                "company_id": (company or self.company).id,
                "currency_id": (currency or (company or self.company).currency_id).id,
                "order_line": [Command.create(self._order_line_vals(*row)) for row in goods],
                **vals,
            }
        )
        if confirm:
            order.button_confirm()
        return order.with_env(self.env)

    def _order_line_vals(self, product, quantity, price, vals=None):
        return {
            "product_id": product.id,
            "product_qty": quantity,
            "price_unit": price,
            "tax_ids": [],
            **(vals or {}),
        }

    def receive_order(self, order, *quantities, user="stock_user"):
        """Receive what is expected of an order, or only these quantities, line by line.

        The rest stays on a backorder. Returns the stock moves.
        """
        picking = order.picking_ids.filtered(
            lambda picking: (
                picking.state not in ("done", "cancel") and picking.picking_type_code == "incoming"
            )
        )
        picking = picking.with_env(self.as_role(user, order.company_id))
        moves = picking.move_ids
        for move, quantity in zip(
            moves, quantities or moves.mapped("product_uom_qty"), strict=True
        ):
            move.quantity = quantity
            move.picked = bool(quantity)
        result = picking.with_context(skip_backorder=True).button_validate()
        self.assertIs(result, True)
        return moves.with_env(self.env).filtered(lambda move: move.state == "done")

    def bill(self, *claims, date=None, move_type="in_invoice", post=True, **vals):
        """A vendor bill, posted by an invoicing user.

        :param claims: orders (all their lines), or rows (order line, quantity, price,
            line values), the last ones optional: quantity and price of the order
        """
        rows = [row for claim in claims for row in self._rows(claim)]
        line = rows[0][0]
        env = self.as_role("biller", line.company_id)
        day = date or fields.Date.context_today(self.company)
        bill = env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": line.order_id.partner_id.id,
                "currency_id": line.currency_id.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [Command.create(self._bill_line_vals(*row)) for row in rows],
                **vals,
            }
        )
        if post:
            bill.action_post()
        return bill.with_env(self.env)

    def _rows(self, claim):
        if isinstance(claim, tuple):
            return [claim]
        lines = claim if claim._name == "purchase.order.line" else claim.order_line
        return [(line,) for line in lines]

    def _bill_line_vals(self, line, quantity=None, price=None, vals=None):
        return {
            "purchase_line_id": line.id,
            "product_id": line.product_id.id,
            "product_uom_id": line.product_uom_id.id,
            "quantity": line.product_qty if quantity is None else quantity,
            "price_unit": line.price_unit if price is None else price,
            "discount": line.discount,
            "tax_ids": [Command.set(line.tax_ids.ids)],
            **(vals or {}),
        }

    def refund(self, *claims, **vals):
        """A vendor refund; ``claims`` as in :meth:`bill`."""
        return self.bill(*claims, move_type="in_refund", **vals)

    def reverse(self, bill, cancel=False, date=None):
        """Refund a whole bill with its Credit Note button."""
        env = self.as_role("biller", bill.company_id)
        wizard = env["account.move.reversal"].create(
            {
                "move_ids": [Command.set(bill.ids)],
                "journal_id": bill.journal_id.id,
                "date": date or bill.date,
            }
        )
        if cancel:
            wizard.modify_moves()
        else:
            wizard.refund_moves()
        refund = wizard.new_move_ids.filtered(lambda move: move.move_type == "in_refund")
        if refund.state == "draft":
            refund.action_post()
        return refund.with_env(self.env)

    def reset(self, bill):
        """Reset a bill to draft."""
        bill.with_env(self.as_role("biller", bill.company_id)).button_draft()
        return bill

    def repost(self, bill, **vals):
        """Post a draft once more, its first line changed by ``vals``."""
        bill = bill.with_env(self.as_role("biller", bill.company_id))
        if vals:
            bill.invoice_line_ids = [Command.update(bill.invoice_line_ids[0].id, vals)]
        bill.action_post()
        return bill.with_env(self.env)

    # Looking at the books

    def account(self, name, company=None):
        company = company or self.company
        if name == "payable":
            return self.vendor.with_company(company).property_account_payable_id
        account = company
        for field in PURCHASE_ACCOUNTS[name].split("."):
            account = account[field]
        return account

    def account_names(self):
        return [*PURCHASE_ACCOUNTS, "payable"]

    def assert_bill(self, bill, rows):
        """Exactly these items are on a posted bill: [(account, debit, credit)]."""
        self.assertEqual(self.item_rows(bill), sorted((a, float(d), float(c)) for a, d, c in rows))
        self.assertEqual(bill.state, "posted")

    def matches(self, bill, live=True):
        """Matches that a vendor bill or refund takes part in."""
        items = bill.line_ids
        Match = self.env["perpetual.grni.match"].with_context(active_test=live)
        return Match.search(
            ["|", ("credit_line_id", "in", items.ids), ("debit_line_id", "in", items.ids)],
            order="id",
        )

    def assert_difference(self, bill, rows):
        """Exactly these items are what the bill's differences come to, per account."""
        self.assert_totals(self.matches(bill).variance_line_ids.move_id, rows)

    def assert_difference_lines(self, bill, rows):
        """Exactly these items are on the journal entries of the bill's live differences, line by
        line: [(account, debit, credit)], order free."""
        moves = self.matches(bill).variance_line_ids.move_id
        self.assertEqual(self.item_rows(moves), sorted((a, float(d), float(c)) for a, d, c in rows))

    def item_rows(self, moves):
        """Sorted (account, debit, credit) of each journal item of these entries."""
        company = moves.company_id or self.company
        names = {self.account(name, company): name for name in self.account_names()}
        return sorted(
            (names.get(item.account_id, item.account_id.name), item.debit, item.credit)
            for item in moves.line_ids
        )

    def assert_totals(self, moves, rows):
        """Debit and credit per account over these journal entries: [(account, debit, credit)]."""
        names = {self.account(name): name for name in self.account_names()}
        totals = defaultdict(lambda: [0.0, 0.0])
        for item in moves.line_ids:
            total = totals[names.get(item.account_id, item.account_id.name)]
            total[0] += item.debit
            total[1] += item.credit
        actual = {name: (round(d, 2), round(c, 2)) for name, (d, c) in totals.items()}
        self.assertEqual(actual, {name: (d, c) for name, d, c in rows})

    def grni_items(self, lines):
        """All journal items of these order lines on GRNI."""
        grni = self.env["account.move.line"].search(
            [
                ("account_id", "in", lines.company_id.perpetual_grni_account_id.ids),
                ("parent_state", "=", "posted"),
                "|",
                ("perpetual_purchase_line_id", "in", lines.ids),
                ("purchase_line_id", "in", lines.ids),
            ],
            order="date, id",
        )
        return grni

    def assert_settled(self, order):
        """Every GRNI item of the order is reconciled, in both currencies."""
        items = self.grni_items(order.order_line)
        self.assertTrue(items)
        self.assertRecordValues(
            items,
            [{"amount_residual": 0, "amount_residual_currency": 0, "reconciled": True}]
            * len(items),
        )
        for item in items.filtered("balance"):
            self.assertTrue(item.full_reconcile_id, item.name)

    def assert_open(self, order, amount, foreign=None):
        """The order's GRNI items have this much open, as residuals and as balance."""
        items = self.grni_items(order.order_line)
        self.assertAlmostEqual(sum(items.mapped("amount_residual")), amount, 6)
        self.assertAlmostEqual(sum(items.mapped("balance")), amount, 6)
        if foreign is not None:
            self.assertAlmostEqual(sum(items.mapped("amount_residual_currency")), foreign, 6)

    # Invariants

    def assert_invariants(self):
        super().assert_invariants()
        for company in self.companies:
            self.assert_grni(company)

    def assert_grni(self, company):
        """Every order line has on GRNI what it has received and not been billed, or inverse."""
        lines = self.env["purchase.order.line"].search([("company_id", "=", company.id)])
        for line in lines:
            self.assert_grni_line(line)

    def assert_grni_line(self, line):
        expected = defaultdict(float)
        for document in self._documents(line):
            left = document["quantity"] - self._matched(document["items"])
            self.assertGreater(left, -1e-6)
            share = left / document["quantity"] if document["quantity"] else 1.0
            expected["balance"] += share * sum(document["items"].mapped("balance"))
            expected["amount"] += share * sum(document["items"].mapped("amount_currency"))
        items = self.grni_items(line)
        self.assertAlmostEqual(sum(items.mapped("balance")), expected["balance"], delta=0.02)
        if not self.ignore_reconciliation:
            residual = sum(items.mapped("amount_residual_currency"))
            self.assertAlmostEqual(residual, expected["amount"], delta=0.02)
            self.assert_nothing_else_open(line)

    #: Set by tests that reconcile by hand.
    ignore_reconciliation = False

    def assert_nothing_else_open(self, line):
        """Price differences are reconciled; open are only documents with open units."""
        items = self.grni_items(line)
        variances = items.filtered("perpetual_grni_match_id")
        self.assertFalse(variances.filtered("amount_residual"), "an open price difference")
        for document in self._documents(line):
            if document["quantity"] == self._matched(document["items"]):
                open_items = document["items"].filtered(
                    lambda item: item.amount_residual or item.amount_residual_currency
                )
                self.assertFalse(open_items)

    def _documents(self, line):
        """Journal items of the line on GRNI by document, with its units."""
        items = self.grni_items(line).filtered(lambda item: not item.perpetual_grni_match_id)
        for (move, stock_move), group in items.grouped(
            lambda item: (item.move_id, item.perpetual_stock_move_id)
        ).items():
            if stock_move:
                rows = stock_move.perpetual_entry_ids.filtered(
                    lambda row, move=move: row.account_move_id == move
                )
                # What is not in the pool is told by what was moved.
                memos = ("opening", "dropship")
                quantity = abs(
                    sum(row.moved_quantity if row.kind in memos else row.quantity for row in rows)
                )
            else:
                product_items = group.filtered(lambda item: item.display_type == "product")
                quantity = sum(
                    item.product_uom_id._compute_quantity(item.quantity, line.product_id.uom_id)
                    for item in product_items
                )
            yield {"items": group, "quantity": round(abs(quantity), 6)}

    def _matched(self, items):
        matches = self.env["perpetual.grni.match"]._of_items(items)
        return round(sum(matches.mapped("quantity")), 6)
