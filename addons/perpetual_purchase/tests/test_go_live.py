from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.perpetual_stock.tests.go_live_common import GoLiveCommon

from .common import PurchaseCommon


class GoLivePurchaseCommon(GoLiveCommon, PurchaseCommon):
    """Orders begun under core's valuation and ended under ours."""

    def receive_order(self, *args, **how):
        self.tick()
        moves = super().receive_order(*args, **how)
        self.tick()
        return moves

    def account_names(self):
        return PurchaseCommon.account_names(self)

    def total(self, account):
        """Posted balance of an account of the fixture."""
        groups = self.env["account.move.line"]._read_group(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")],
            [],
            ["balance:sum"],
        )
        return round(groups[0][0] or 0.0, 2)

    def assert_listed(self, order, kind, quantity, amount):
        """The listing of GRNI names it for what it is."""
        rows = self.env["perpetual.grni.item"].search([("purchase_order_id", "=", order.id)])
        self.assertRecordValues(rows, [{"kind": kind, "quantity": quantity, "amount": amount}])

    def assert_opened(self, run, rows):
        """The journal entry of go-live, per account: [(account, debit, credit)]."""
        self.assert_totals(run.account_move_id, rows)
        self.assert_ties_out()


@tagged("post_install", "-at_install")
class TestGoLivePeriodic(GoLivePurchaseCommon):
    """Bills were expensed, receipts posted nothing."""

    def test_received_and_billed(self):
        """Nothing is open: all of the value is the gap."""
        for method, product in self.goods.items():
            order = self.order((product, 10, 10))
            self.receive_order(order)
            self.bill(order)
            run = self.go_live(method)
            self.assert_opened(run, [(method, 100, 0), ("Gap", 0, 100)])

    def test_leaving_clears_grni(self):
        """What is open goes to the account that the accountant names, and is reconciled."""
        for method in self.goods:
            self.go_live(method)
            order = self.order((self.goods[method], 10, 10))
            self.receive_order(order)
            self.bill((order.order_line, 4))
            self.assertEqual(self.balance("grni"), -60)
            self.leave(method, clearing_account_id=self.gap.id)
            self.assertEqual(self.balance("grni"), 0)
            items = self.grni_items(order.order_line)
            self.assertEqual(items.filtered("amount_residual"), items.browse())
            self.assert_ties_out()

    def test_leaving_clears_grni_of_before_continental(self):
        """What GRNI holds from before the company turned continental has to go, too."""
        for method in self.goods:
            self.go_live(method)
            order = self.order((self.goods[method], 10, 10))
            self.receive_order(order)
            self.assertEqual(self.balance("grni"), -100)
            self.company.anglo_saxon_accounting = False
            run = self.leave(method, clearing_account_id=self.gap.id)
            self.assert_totals(run.account_move_id, [("grni", 100, 0), ("Gap", 0, 100)])
            self.assertEqual(
                sorted(run.account_move_id.line_ids.mapped("balance")), [-100.0, 100.0]
            )
            self.assertEqual(self.balance("grni"), 0)
            items = self.grni_items(order.order_line)
            self.assertEqual(items.filtered("amount_residual"), items.browse())
            self.assert_ties_out()
            self.company.anglo_saxon_accounting = True

    def test_leaving_under_continental(self):
        """Nothing is on GRNI: nothing is posted, whatever is open."""
        self.company.anglo_saxon_accounting = False
        for method in self.goods:
            self.go_live(method)
            self.receive_order(self.order((self.goods[method], 10, 10)))
            self.assertEqual(self.balance("grni"), 0)
            run = self.leave(method, clearing_account_id=self.gap.id)
            self.assertFalse(run.account_move_id)
            self.assert_ties_out()

    def test_received_not_billed(self):
        """GRNI opens at the order's price and the later bill is matched with it."""
        for method, product in self.goods.items():
            order = self.order((product, 10, 10))
            (move,) = self.receive_order(order)
            run = self.go_live(method)
            self.assert_opened(run, [(method, 100, 0), ("grni", 0, 100)])
            item = self.grni_items(order.order_line)
            self.assertEqual(item.perpetual_stock_move_id, move)
            self.assertIn("Received, not billed", item.name)
            self.assert_listed(order, "receipt", 10, 100)
            bill = self.bill(order)
            self.assert_bill(bill, [("grni", 100, 0), ("payable", 0, 100)])
            self.assert_settled(order)
            self.assert_ties_out()

    def test_partly_billed(self):
        """Bills from before belong to the oldest receipts."""
        for method, product in self.goods.items():
            order = self.order((product, 10, 10))
            self.receive_order(order, 4)
            self.receive_order(order, 6)
            self.bill((order.order_line, 7))
            run = self.go_live(method)
            self.assert_opened(run, [(method, 100, 0), ("grni", 0, 30), ("Gap", 0, 70)])
            self.bill((order.order_line, 3))
            self.assert_settled(order)
            self.assert_ties_out()

    def test_a_dearer_bill_later(self):
        """The difference goes to what is still on hand, and to the cost of what was sold."""
        for method, product in self.goods.items():
            order = self.order((product, 10, 10))
            self.receive_order(order)
            self.go_live(method)
            self.deliver(product, 4)
            bill = self.bill((order.order_line, 10, 12))
            differences = {
                "standard": [("difference", 20, 0), ("grni", 0, 20)],
                "average": [("average", 12, 0), ("cogs", 8, 0), ("grni", 0, 20)],
                "fifo": [("fifo", 12, 0), ("cogs", 8, 0), ("grni", 0, 20)],
            }
            self.assert_difference(bill, differences[method])
            self.assert_settled(order)
            self.assert_ties_out()

    def test_bill_of_what_never_came_cannot_be_reset(self):
        """GRNI was opened with it; a credit note takes it back, and is matched with that."""
        order = self.order((self.goods["average"], 10, 10))
        bill = self.bill((order.order_line, 10, 11))
        self.go_live("average")
        with self.assertRaisesRegex(UserError, "post a credit note instead"):
            self.reset(bill)
        self.assertEqual((bill.state, self.balance("grni")), ("posted", 110))
        # Bills that opened nothing are as free as before.
        other = self.order((self.goods["fifo"], 1, 10))
        self.reset(self.bill(other))

    def test_billed_not_received(self):
        for method, product in self.goods.items():
            order = self.order((product, 10, 10))
            self.bill((order.order_line, 10, 11))
            run = self.go_live(method)
            self.assert_opened(run, [("grni", 110, 0), ("Gap", 0, 110)])
            self.assert_listed(order, "bill", -10, -110)
            self.receive_order(order)
            self.assert_settled(order)
            self.assert_ties_out()
            value = 100 if method == "standard" else 110
            self.assertEqual(self.on_hand(product), (10, value))

    def test_return_after_go_live(self):
        """Goods from before that nobody billed leave GRNI as they came."""
        for method, product in self.goods.items():
            order = self.order((product, 10, 10))
            (move,) = self.receive_order(order)
            self.go_live(method)
            back = self.return_to_vendor(move, 4)
            self.assert_entry(back, [("grni", 40, 0), (method, 0, 40)])
            self.bill((order.order_line, 6))
            self.assert_settled(order)
            self.assert_ties_out()

    def test_return_of_what_was_billed(self):
        """Its refund meets it on GRNI, though the bill was expensed."""
        for method, product in self.goods.items():
            order = self.order((product, 10, 10))
            (move,) = self.receive_order(order)
            bill = self.bill(order)
            self.go_live(method)
            back = self.return_to_vendor(move, 10)
            self.assert_entry(back, [("grni", 100, 0), (method, 0, 100)])
            refund = self.reverse(bill)
            self.assertEqual(refund.invoice_line_ids.account_id, self.account("grni"))
            self.assert_settled(order)
            self.assert_ties_out()

    def reverse(self, bill):
        """Credit note of a bill by the reversal wizard."""
        env = self.as_role("biller")
        wizard = (
            env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create({"journal_id": bill.journal_id.id, "date": bill.date})
        )
        refund = env["account.move"].browse(wizard.reverse_moves()["res_id"])
        refund.action_post()
        return refund.with_env(self.env)

    def test_rest_of_an_order(self):
        """Receipts and bills from both sides of go-live on one order line."""
        for method, product in self.goods.items():
            order = self.order((product, 10, 10))
            self.receive_order(order, 4)
            self.go_live(method)
            self.receive_order(order, 6)
            self.bill(order)
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (10, 100))
            self.assert_ties_out()

    def test_draft_bill(self):
        """A bill that waits as a draft goes to GRNI."""
        product = self.goods["average"]
        order = self.order((product, 10, 10))
        self.receive_order(order)
        bill = self.bill(order, post=False)
        self.assertNotEqual(bill.invoice_line_ids.account_id, self.account("grni"))
        self.go_live("average")
        self.assertEqual(bill.invoice_line_ids.account_id, self.account("grni"))
        bill.with_env(self.as_role("biller")).action_post()
        self.assert_settled(order)

    def test_foreign_currency(self):
        """Price and exchange part apart: accrued at 1.25, billed at 1.5."""
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2025-01-01": 1.25, "2025-03-04": 1.5})
        for method in ("average", "fifo"):
            product = self.goods[method]
            order = self.order((product, 10, 8), currency=euro)
            self.receive_order(order)
            run = self.go_live(method)
            self.assert_opened(run, [(method, 100, 0), ("grni", 0, 100)])
            self.assert_open(order, -100, -80)
            bill = self.bill(order, date="2025-03-04", currency_id=euro.id)
            self.assert_difference(bill, [("exchange_loss", 20, 0), ("grni", 0, 20)])
            self.assert_settled(order)
            self.assert_ties_out()

    def test_in_packs(self):
        """Ordered and billed in dozens, stocked in units."""
        product = self.goods["average"]
        order = self.order((product, 2, 120, {"product_uom_id": self.dozen.id}))
        self.receive_order(order)
        self.bill((order.order_line, 1))
        run = self.go_live("average")
        self.assert_opened(run, [("average", 240, 0), ("grni", 0, 120), ("Gap", 0, 120)])
        self.bill((order.order_line, 1))
        self.assert_settled(order)

    def test_without_anything_on_hand(self):
        """Received, sold, not billed: the accrual opens though the shelf is empty."""
        product = self.goods["average"]
        order = self.order((product, 10, 10))
        self.receive_order(order)
        self.deliver(product, 10)
        run = self.go_live("average")
        self.assert_opened(run, [("grni", 0, 100), ("Gap", 100, 0)])
        bill = self.bill((order.order_line, 10, 11))
        self.assert_difference(bill, [("cogs", 10, 0), ("grni", 0, 10)])
        self.assert_settled(order)


@tagged("post_install", "-at_install")
class TestGoLiveRealTime(GoLivePurchaseCommon):
    """Bills were posted on the inventory account, received or not."""

    mode = "real_time"

    def test_received_and_billed(self):
        """The general ledger has it all: nothing is posted."""
        for method, product in self.goods.items():
            order = self.order((product, 10, 10))
            self.receive_order(order)
            bill = self.bill(order)
            self.assertEqual(bill.invoice_line_ids.account_id, self.own[method])
            run = self.go_live(method)
            self.assertFalse(run.account_move_id)
            self.assert_ties_out()

    def test_received_not_billed(self):
        for method, product in self.goods.items():
            order = self.order((product, 10, 10))
            self.receive_order(order)
            run = self.go_live(method, gap_account_id=False)
            self.assert_opened(run, [(method, 100, 0), ("grni", 0, 100)])
            self.bill(order)
            self.assert_settled(order)
            self.assert_ties_out()

    def test_billed_not_received(self):
        """What the bill put on the inventory account goes to GRNI until it arrives."""
        for method, product in self.goods.items():
            order = self.order((product, 10, 10))
            self.bill(order)
            run = self.go_live(method, gap_account_id=False)
            self.assert_opened(run, [("grni", 100, 0), (method, 0, 100)])
            self.receive_order(order)
            self.assert_settled(order)
            self.assert_ties_out()

    def test_old_bill_cannot_be_reset(self):
        """Go-live counted on what it put on the inventory account."""
        product = self.goods["average"]
        order = self.order((product, 10, 10))
        self.receive_order(order)
        bill = self.bill(order)
        self.go_live("average")
        with self.assertRaisesRegex(Exception, "is from before go-live"):
            bill.with_env(self.as_role("biller")).button_draft()

    def test_refund_of_an_old_bill(self):
        """Posted at once by the wizard, too, it goes to GRNI and not to inventory."""
        product = self.goods["average"]
        order = self.order((product, 10, 10))
        (move,) = self.receive_order(order)
        bill = self.bill(order)
        self.go_live("average")
        self.return_to_vendor(move, 10)
        refund = bill.with_env(self.as_role("biller"))._reverse_moves(
            [{"invoice_date": bill.date}], cancel=True
        )
        self.assertEqual(refund.state, "posted")
        self.assertEqual(refund.invoice_line_ids.account_id.id, self.account("grni").id)
        self.assert_settled(order)
        self.assert_ties_out()
