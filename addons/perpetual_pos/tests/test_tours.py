"""The register itself, and the screens of those who look after it, in a browser."""

from odoo.tests import HttpCase, tagged

from .common import PosCommon

QUEUE = "/odoo/pos-queue"


class TourCase(HttpCase, PosCommon):
    """3 units at 10 and 5 at 14 are on hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.company.perpetual_accountant_id = cls.users["accountant"]

    def setUp(self):
        super().setUp()
        self.receive(self.fifo, 3, 10)
        self.receive(self.fifo, 5, 14)

    def tour(self, name, url, role):
        self.start_tour(url, name, login=self.users[role].login, timeout=180)

    def sell_and_wait(self):
        """A sale that waits for the stock journal; returns the order."""
        self.journal = self.company.account_stock_journal_id
        self.company.account_stock_journal_id = False
        order = self.sell([(self.fifo, 4)])
        self.assertEqual(self.queue(order).state, "waiting")
        self.addCleanup(self.env.invalidate_all)
        return order

    def put_right(self):
        self.company.account_stock_journal_id = self.journal
        self.queue().with_env(self.as_role("accountant")).action_retry()

    def form_of(self, order):
        return f"/odoo/action-point_of_sale.action_pos_pos_form/{order.id}"


@tagged("post_install", "-at_install")
class TestRegister(TourCase):
    def test_sale(self):
        """A cashier sells two units in the real front end; the books have them at once."""
        product = self.fifo.product_tmpl_id
        product.write({"available_in_pos": True, "list_price": 50, "taxes_id": False})
        self.receive(self.fifo, 1, 20)
        register = self.register.with_env(self.as_role("cashier"))
        register.open_ui()
        self.tour("perpetual_pos_sale", f"/pos/ui/{register.id}", "cashier")
        order = register.current_session_id.order_ids.with_env(self.env)
        self.assertEqual((order.state, order.amount_paid), ("paid", 100))
        self.assertEqual(order.user_id, self.users["cashier"])
        self.assert_entry(self.moves(order), [("cogs", 20, 0), ("inventory", 0, 20)])
        self.assertEqual(self.on_hand(self.fifo), (7, 100))
        self.assert_no_cost(self.close(order.session_id))


@tagged("post_install", "-at_install")
class TestDesktopTours(TourCase):
    def test_queue(self):
        order = self.sell_and_wait()
        self.tour("perpetual_pos_queue", "/odoo/stock-ledger", "accountant")
        self.assertEqual(self.queue(order).attempts, 2)
        self.company.account_stock_journal_id = self.journal
        self.tour("perpetual_pos_put_right", QUEUE, "accountant")
        self.assert_entry(self.moves(order), [("cogs", 44, 0), ("inventory", 0, 44)])

    def test_tie_out(self):
        self.sell_and_wait()
        tie_out = self.as_role("auditor")["perpetual.tie.out"].create({})
        tie_out.action_check()
        self.assertEqual(tie_out.line_ids[0].check, "pos_queue", "What differs comes first")
        self.assertEqual(set(tie_out.line_ids[1:].mapped("state")), {"ok"})
        self.assertTrue(
            tie_out.off_text.startswith("POS sales that wait for their stock posting: 1.")
        )
        self.tour("perpetual_pos_tie_out", "/odoo/stock-ledger-tie-out", "auditor")
        self.put_right()

    def test_filter_of_the_queue(self):
        self.sell_and_wait()
        self.put_right()
        self.tour("perpetual_pos_queue_filter", QUEUE, "accountant")

    def test_order_of_the_accountant(self):
        """Who has to explain a cost opens the order behind it, with no rights on POS."""
        order = self.sell([(self.fifo, 4)])
        self.tour("perpetual_pos_order", self.form_of(order), "accountant")

    def test_order_waits_for_the_manager(self):
        order = self.sell_and_wait()
        self.tour("perpetual_pos_order_waits", self.form_of(order), "pos_manager")
        self.put_right()


@tagged("post_install", "-at_install")
class TestPhoneTours(TourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_queue(self):
        self.sell_and_wait()
        self.tour("perpetual_pos_queue_phone", QUEUE, "accountant")
        self.put_right()

    def test_put_right(self):
        order = self.sell_and_wait()
        self.company.account_stock_journal_id = self.journal
        self.tour("perpetual_pos_put_right_phone", QUEUE, "accountant")
        self.assert_entry(self.moves(order), [("cogs", 44, 0), ("inventory", 0, 44)])
