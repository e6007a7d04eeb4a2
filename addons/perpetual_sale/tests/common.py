"""Selling: orders, deliveries, invoices and credit notes, by the people who make them."""

from odoo import Command

from odoo.addons.perpetual_stock.tests.common import METHODS, PerpetualCommon

__all__ = ["METHODS", "SaleCommon"]

PRICE = 50.0


class SaleCommon(PerpetualCommon):
    """``timing`` is when the company expenses what it delivers."""

    timing = "invoice"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.perpetual_cogs_timing = cls.timing
        everyone = "sales_team.group_sale_salesman_all_leads"
        cls.users["salesperson"] = cls.make_user("salesperson", everyone)
        cls.users["biller"] = cls.make_user("biller", "account.group_account_invoice")

    def make_analytic(self, name):
        plan = self.env["account.analytic.plan"].create({"name": name})
        return self.env["account.analytic.account"].create({"name": name, "plan_id": plan.id})

    # Business verbs

    def stock_up(self, quantity=10, cost=10):
        """The same receipt of every product."""
        for product in self.products.values():
            self.receive(product, quantity, cost)

    def sell(self, product, quantity, uom=None, company=None, **vals):
        """Confirm a sales order; returns its line."""
        return self.sell_all([(product, quantity)], uom, company, **vals).order_line

    def sell_all(self, goods, uom=None, company=None, **vals):
        """Confirm a sales order for ``goods`` [(product, quantity)]."""
        order = self.as_role("salesperson", company)["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "product_uom_id": (uom or product.uom_id).id,
                            "price_unit": PRICE,
                        }
                    )
                    for product, quantity in goods
                ],
                **vals,
            }
        )
        order.action_confirm()
        return order.with_env(self.env)

    def ship(self, line, quantity=None, date=None):
        """Deliver units (of the transfer) for an order line; returns the stock move.

        :param date: accounting date, else today
        """
        env = self.as_role("stock_user", line.company_id)
        move = line.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))[:1]
        move = move.with_env(env)
        self._pick(move, quantity or move.product_uom_qty)
        how = {"skip_backorder": True, "force_period_date": date}
        self.validate(move.picking_id.with_context(**how))
        return move.with_env(self.env)

    def draft_invoice(self, lines, *quantities, date=None):
        """A draft invoice for order lines, for other quantities than what is due if given."""
        env = self.as_role("biller", lines.company_id)
        invoice = lines.order_id.with_env(env)._create_invoices()
        for line, quantity in zip(lines, quantities, strict=False):
            self._paper_line(invoice, line).quantity = quantity
        invoice.invoice_date = date or invoice.invoice_date
        return invoice

    def invoice(self, lines, *quantities, date=None):
        """Post an invoice for order lines; see :meth:`draft_invoice`."""
        return self.post(self.draft_invoice(lines, *quantities, date=date))

    def credit(self, invoice, *quantities, date=None):
        """Post the credit note of an invoice, made by its reversal wizard."""
        env = self.as_role("biller", invoice.company_id)
        wizard = env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard = wizard.create({"journal_id": invoice.journal_id.id, "date": date or invoice.date})
        note = env["account.move"].browse(wizard.reverse_moves()["res_id"])
        for line, quantity in zip(note.invoice_line_ids, quantities, strict=False):
            line.quantity = quantity
        return self.post(note)

    def credit_order(self, line):
        """Post the credit note that the order itself asks for after a return."""
        env = self.as_role("biller", line.company_id)
        return self.post(line.order_id.with_env(env)._create_invoices(final=True))

    def post(self, document):
        document.with_env(self.as_role("biller", document.company_id)).action_post()
        self.assertEqual(document.state, "posted")
        return document.with_env(self.env)

    def reset(self, document):
        """Reset an invoice or credit note to draft."""
        document.with_env(self.as_role("biller", document.company_id)).button_draft()
        return document

    def _paper_line(self, document, order_line):
        return document.invoice_line_ids.filtered(
            lambda line: order_line in line.sale_line_ids.with_env(order_line.env)
        )

    # Looking at the books

    def matches(self, document=None, line=None):
        """Live matches of an invoice (or credit note), or of an order line."""
        matches = self.env["perpetual.gdni.match"]
        if document:
            return matches._of_documents(document)
        return matches.search([("sale_line_id", "=", line.id)])

    def cost_entries(self, document):
        """Journal entries of the cost of an invoice or credit note, resets included."""
        matches = self.env["perpetual.gdni.match"].with_context(active_test=False)
        return matches._of_documents(document).cost_line_ids.move_id.sorted("id")

    def assert_cost(self, document, rows, date=None):
        """The document's cost is exactly these items, in one posted entry that names it.

        :param rows: [(account by its short name, debit, credit)], order free; empty for
            a document that expenses nothing
        """
        entries = self.cost_entries(document)
        self.assertEqual(self.table(entries), sorted((a, float(d), float(c)) for a, d, c in rows))
        self.assertEqual(len(entries), 1 if rows else 0)
        for entry in entries:
            self.assertEqual(entry.state, "posted")
            self.assertEqual(entry.ref, document.name)
            self.assertEqual(entry.journal_id, document.company_id.account_stock_journal_id)
            self.assertEqual(str(entry.date), date or str(document.date))

    def assert_silent(self, document):
        """The document itself posts no cost: core has added nothing to it."""
        accounts = {
            self.account(name, document.company_id) for name in ("cogs", "inventory", "gdni")
        }
        self.assertFalse(set(document.line_ids.account_id) & accounts)
        self.assertNotIn("cogs", document.line_ids.mapped("display_type"))

    def tie_out(self, check, at_date=None):
        """Rows of one check of the tie-out."""
        rows = self.company.perpetual_tie_out(at_date)
        return [row for row in rows if row["check"] == check]

    def table(self, entries):
        """Sorted (account by its short name, debit, credit) of journal entries."""
        company = entries.company_id or self.company
        names = {self.account(name, company): name for name in self.account_names()}
        return sorted(
            (names.get(item.account_id, item.account_id.name), item.debit, item.credit)
            for item in entries.line_ids
        )

    # Invariants

    def assert_tie_out(self, company):
        """Also as of every date on which something was delivered, invoiced or expensed."""
        result = super().assert_tie_out(company)
        account = company.perpetual_gdni_account_id
        items = self.env["account.move.line"].search([("account_id", "=", account.id)])
        for date in sorted(set(items.mapped("date"))):
            rows = company.perpetual_tie_out(date)
            wrong = [row for row in rows if row["difference"]]
            self.assertEqual(wrong, [], f"tie-out of {company.name} at {date}")
        self.assert_reconciled(items)
        return result

    def assert_reconciled(self, items):
        """What is open on an order line's goods is open on one side only."""
        for line, open_items in items.grouped("perpetual_sale_line_id").items():
            for product, rest in open_items.grouped("product_id").items():
                signs = {item.amount_residual > 0 for item in rest if not item.reconciled}
                self.assertLessEqual(len(signs), 1, f"{line.name} {product.name}")
