from odoo.tests import tagged

from odoo.addons.perpetual_stock.tests.go_live_common import GoLiveCommon

from .common import SaleCommon


class GoLiveSaleCommon(GoLiveCommon, SaleCommon):
    """Orders begun under core's valuation and ended under ours."""

    def ship(self, *args, **how):
        self.tick()
        move = super().ship(*args, **how)
        self.tick()
        return move

    def stock_of(self, method, quantity=20, cost=10):
        product = self.goods[method]
        self.receive(product, quantity, cost)
        return product

    def assert_opened(self, run, rows):
        self.assertEqual(
            self.table(run.account_move_id), sorted((a, float(d), float(c)) for a, d, c in rows)
        )
        self.assert_ties_out()

    def assert_listed(self, line, kind, quantity, amount):
        """The listing of GDNI names it for what it is, once."""
        rows = self.env["perpetual.gdni.item"].search([("sale_line_id", "=", line.id)])
        self.assertRecordValues(rows, [{"kind": kind, "quantity": quantity, "amount": amount}])

    def cogs_of(self, line):
        """Cost of goods sold posted in the ledger's entries and core's, of a product."""
        items = self.env["account.move.line"].search(
            [
                ("product_id", "=", line.product_id.id),
                ("account_id", "=", self.account("cogs").id),
                ("parent_state", "=", "posted"),
            ]
        )
        return round(sum(items.mapped("balance")), 2)


@tagged("post_install", "-at_install")
class TestGoLiveAtInvoice(GoLiveSaleCommon):
    """Cost at invoice, from core's periodic valuation."""

    timing = "invoice"

    def test_delivered_not_invoiced(self):
        """GDNI opens at the value at which the goods left; the invoice expenses that."""
        for method in self.goods:
            product = self.stock_of(method)
            line = self.sell(product, 5)
            self.ship(line)
            run = self.go_live(method)
            rows = [(method, 150, 0), ("gdni", 50, 0), ("Gap", 0, 200)]
            self.assert_opened(run, rows)
            self.receive(product, 5, 99)
            invoice = self.invoice(line)
            self.assert_cost(invoice, [("cogs", 50, 0), ("gdni", 0, 50)])
            self.assert_ties_out()
            self.assertEqual(self.balance("gdni"), 0)

    def test_partly_invoiced(self):
        for method in self.goods:
            line = self.sell(self.stock_of(method), 5)
            self.ship(line)
            self.invoice(line, 3)
            run = self.go_live(method)
            self.assert_opened(run, [(method, 150, 0), ("gdni", 20, 0), ("Gap", 0, 170)])
            self.assert_listed(line, "delivery", 2, 20)
            invoice = self.invoice(line)
            self.assert_cost(invoice, [("cogs", 20, 0), ("gdni", 0, 20)])
            self.assertEqual(self.balance("gdni"), 0)

    def test_leaving_clears_gdni(self):
        """What is open goes to the account that the accountant names, and is reconciled."""
        for method in self.goods:
            product = self.stock_of(method)
            self.go_live(method)
            line = self.sell(product, 5)
            self.ship(line)
            self.assertEqual(self.balance("gdni"), 50)
            before = self.gap_balance()
            self.leave(method, clearing_account_id=self.gap.id)
            self.assertEqual(self.balance("gdni"), 0)
            self.assertEqual(self.gap_balance() - before, 50)
            self.assert_ties_out()
            invoice = self.invoice(line)
            self.assertEqual(invoice.state, "posted")
            self.assertEqual(self.balance("gdni"), 0)
            self.assert_ties_out()

    def test_leaving_clears_gdni_of_before_continental(self):
        """What GDNI holds from before the company turned continental has to go, too."""
        for method in self.goods:
            product = self.stock_of(method)
            self.go_live(method)
            line = self.sell(product, 5)
            self.ship(line)
            self.assertEqual(self.balance("gdni"), 50)
            self.company.anglo_saxon_accounting = False
            run = self.leave(method, clearing_account_id=self.gap.id)
            self.assertEqual(
                self.table(run.account_move_id), [("Gap", 50.0, 0.0), ("gdni", 0.0, 50.0)]
            )
            self.assertEqual(self.balance("gdni"), 0)
            items = run.account_move_id.line_ids.filtered("reconciled")
            self.assertEqual(items.account_id, self.account("gdni"))
            self.assert_ties_out()
            self.company.anglo_saxon_accounting = True

    def gap_balance(self):
        domain = [("account_id", "=", self.gap.id), ("parent_state", "=", "posted")]
        return sum(self.env["account.move.line"].search(domain).mapped("balance"))

    def test_invoiced_not_delivered(self):
        """Periodic valuation has posted no cost: the delivery does."""
        for method in self.goods:
            line = self.sell(self.stock_of(method), 5)
            self.invoice(line, 5)
            run = self.go_live(method)
            self.assert_opened(run, [(method, 200, 0), ("Gap", 0, 200)])
            self.ship(line)
            self.assertEqual(self.cogs_of(line), 50)
            self.assertEqual(self.balance("gdni"), 0)
            self.assert_ties_out()

    def test_rest_of_an_order(self):
        """Delivered and invoiced before and after, each unit costs once."""
        for method in self.goods:
            line = self.sell(self.stock_of(method), 10)
            self.ship(line, 4)
            self.invoice(line, 2)
            self.go_live(method)
            line.product_uom_qty = 10
            picking = line.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
            if not picking:
                line.product_uom_qty = 14
            self.ship(line)
            self.invoice(line)
            # Two units were expensed before, with the purchases.
            delivered = sum(move.quantity for move in line.move_ids if move.state == "done")
            self.assertEqual(self.cogs_of(line), (delivered - 2) * 10)
            self.assertEqual(self.balance("gdni"), 0)
            self.assert_ties_out()

    def test_return_of_what_was_invoiced(self):
        """Return and credit note of an old sale take its cost back, once."""
        for method in self.goods:
            line = self.sell(self.stock_of(method), 5)
            move = self.ship(line)
            invoice = self.invoice(line)
            self.go_live(method)
            back = self.return_from_customer(move, 2)
            self.assert_entry(back, [(method, 20, 0), ("gdni", 0, 20)])
            note = self.credit(invoice, 2)
            self.assert_cost(note, [("gdni", 20, 0), ("cogs", 0, 20)])
            self.assertEqual(self.balance("gdni"), 0)
            self.assert_ties_out()

    def test_return_of_what_was_not_invoiced(self):
        for method in self.goods:
            line = self.sell(self.stock_of(method), 5)
            move = self.ship(line)
            self.go_live(method)
            back = self.return_from_customer(move, 2)
            self.assert_entry(back, [(method, 20, 0), ("gdni", 0, 20)])
            self.invoice(line)
            self.assertEqual(self.cogs_of(line), 30)
            self.assertEqual(self.balance("gdni"), 0)
            self.assert_ties_out()

    def test_invoice_is_reset(self):
        line = self.sell(self.stock_of("average"), 5)
        self.ship(line)
        self.go_live("average")
        invoice = self.invoice(line)
        self.reset(invoice)
        self.assertEqual(self.balance("gdni"), 50)
        self.post(invoice)
        self.assertEqual(self.balance("gdni"), 0)
        self.assert_ties_out()


@tagged("post_install", "-at_install")
class TestGoLiveAtDelivery(GoLiveSaleCommon):
    """Cost at delivery, from core's periodic valuation: it is in the expenses already."""

    timing = "delivery"

    def test_delivered_not_invoiced(self):
        for method in self.goods:
            line = self.sell(self.stock_of(method), 5)
            self.ship(line)
            run = self.go_live(method)
            self.assert_opened(run, [(method, 150, 0), ("Gap", 0, 150)])
            invoice = self.invoice(line)
            self.assert_cost(invoice, [])
            self.assert_silent(invoice)
            self.assert_ties_out()

    def test_return_and_credit_note(self):
        for method in self.goods:
            line = self.sell(self.stock_of(method), 5)
            move = self.ship(line)
            invoice = self.invoice(line)
            self.go_live(method)
            back = self.return_from_customer(move, 2)
            self.assert_entry(back, [(method, 20, 0), ("cogs", 0, 20)])
            self.assert_cost(self.credit(invoice, 2), [])
            self.assert_ties_out()


class RealTime:
    """Core has posted the cost with each invoice."""

    mode = "real_time"

    def sold_and_live(self, method, quantity, delivered, invoiced):
        """An order, partly delivered and invoiced, over a go-live; returns (line, run)."""
        product = self.stock_of(method)
        self.post_by_hand(self.own[method], 200)
        line = self.sell(product, quantity)
        if delivered:
            self.ship(line, delivered)
        if invoiced:
            self.invoice(line, invoiced)
        return line, self.go_live(method, gap_account_id=False)

    def test_delivered_and_invoiced(self):
        for method in self.goods:
            line, run = self.sold_and_live(method, 5, 5, 5)
            self.assertFalse(run.account_move_id)
            self.assertEqual(self.cogs_of(line), 50)
            self.assert_ties_out()

    def test_invoiced_not_delivered(self):
        """The cost of the invoice waits for the delivery: it costs once."""
        for method in self.goods:
            line, run = self.sold_and_live(method, 5, 0, 5)
            self.assert_opened(run, [(method, 50, 0), ("gdni", 0, 50)])
            self.assert_listed(line, "invoice", -5, -50)
            self.ship(line)
            self.assertEqual(self.cogs_of(line), 50)
            self.assertEqual(self.balance("gdni"), 0)
            self.assert_ties_out()

    def test_invoiced_then_delivered_at_another_cost(self):
        """The difference is expensed with the delivery."""
        line, _run = self.sold_and_live("average", 5, 0, 5)
        self.receive(line.product_id, 20, 20)
        self.ship(line)
        self.assertEqual(self.cogs_of(line), 75)
        self.assertEqual(self.balance("gdni"), 0)
        self.assert_ties_out()

    def test_credit_note_that_cancels_an_old_invoice(self):
        """Core's cost items do not come back: the return posts the cost."""
        line, _run = self.sold_and_live("average", 5, 5, 5)
        invoice = line.invoice_lines.move_id
        self.return_from_customer(line.move_ids, 5)
        note = invoice.with_env(self.as_role("biller"))._reverse_moves(
            [{"invoice_date": invoice.date}], cancel=True
        )
        self.assertEqual(note.state, "posted")
        self.assertNotIn("cogs", note.line_ids.mapped("display_type"))
        self.assertEqual(self.cogs_of(line), 0)
        self.assertEqual(self.balance("gdni"), 0)
        self.assert_ties_out()


@tagged("post_install", "-at_install")
class TestGoLiveRealTimeAtInvoice(RealTime, GoLiveSaleCommon):
    timing = "invoice"

    def test_delivered_not_invoiced(self):
        for method in self.goods:
            line, run = self.sold_and_live(method, 5, 5, 0)
            self.assert_opened(run, [("gdni", 50, 0), (method, 0, 50)])
            self.invoice(line)
            self.assertEqual(self.cogs_of(line), 50)
            self.assertEqual(self.balance("gdni"), 0)
            self.assert_ties_out()


@tagged("post_install", "-at_install")
class TestGoLiveRealTimeAtDelivery(RealTime, GoLiveSaleCommon):
    timing = "delivery"

    def test_delivered_not_invoiced(self):
        """The delivery is a cost now; its invoice posts none."""
        for method in self.goods:
            line, run = self.sold_and_live(method, 5, 5, 0)
            self.assert_opened(run, [("cogs", 50, 0), (method, 0, 50)])
            self.invoice(line)
            self.assertEqual(self.cogs_of(line), 50)
            self.assert_ties_out()
