from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from .common import SaleCommon

AS_OF = "perpetual_as_of"


class ListingCase(SaleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ("approver_1", "approver_2"):
            cls.users[role] = cls.make_user(role, f"perpetual_stock.group_{role}")

    def rows(self, role="accountant", date=None):
        Item = self.as_role(role)["perpetual.gdni.item"].with_context(**{AS_OF: date})
        # A row keeps its id while its figures change; a browser reads it in a new request.
        Item.invalidate_model()
        return Item.search([])

    def balance_at(self, date):
        domain = [("account_id", "=", self.account("gdni").id), ("parent_state", "=", "posted")]
        domain += [("date", "<=", date)] if date else []
        ((balance,),) = self.env["account.move.line"]._read_group(domain, [], ["balance:sum"])
        return balance

    def assert_rows(self, rows, date=None):
        """[(kind, quantity, amount)]; their total is the balance, which the tie-out finds."""
        found = self.rows(date=date)
        self.assertEqual([(row.kind, row.quantity, row.amount) for row in found], rows)
        self.assertAlmostEqual(sum(found.mapped("amount")), self.balance_at(date), 6)
        (check,) = self.tie_out("gdni", date)
        self.assertEqual((check["difference"], check["actual"]), (0, self.balance_at(date)))


@tagged("post_install", "-at_install")
class TestListing(ListingCase):
    """The list of what is open on GDNI, and the buttons that lead to it."""

    def test_delivered(self):
        self.stock_up()
        line = self.sell(self.fifo, 4)
        move = self.ship(line)
        self.assert_rows([("delivery", 4, 40)])
        self.assertRecordValues(
            self.rows(),
            [
                {
                    "company_id": self.company.id,
                    "partner_id": self.customer.id,
                    "product_id": self.fifo.id,
                    "sale_order_id": line.order_id.id,
                    "sale_line_id": line.id,
                    "picking_id": move.picking_id.id,
                    "account_move_id": move.account_move_id.id,
                    "age": 0,
                    "age_bucket": "1_month",
                    "uom_id": self.unit.id,
                }
            ],
        )

    def test_partly_invoiced(self):
        self.stock_up()
        for product in self.products.values():
            line = self.sell(product, 4)
            self.ship(line)
            self.invoice(line, 1)
            self.assert_rows([("delivery", 3, 30)])
            self.invoice(line, 3)
            self.assert_rows([])

    def test_invoiced_by_the_dozen_and_not_delivered(self):
        """Without an amount: the cost is known when the goods leave."""
        self.stock_up(30)
        self.fifo.invoice_policy = "order"
        line = self.sell(self.fifo, 2, uom=self.dozen)
        self.invoice(line)
        self.assert_rows([("invoice", -24, 0)])
        self.ship(line, 6)
        self.assert_rows([("invoice", -18, 0)])
        self.ship(line, 18)
        self.assert_rows([])

    def test_returned_and_credited(self):
        self.stock_up()
        line = self.sell(self.average, 10)
        move = self.ship(line)
        invoice = self.invoice(line)
        self.return_from_customer(move, 3)
        self.assert_rows([("return", -3, -30)])
        self.credit(invoice, 5)
        self.assert_rows([("credit_note", 2, 0)])

    def test_invoices_of_goods_expensed_at_delivery(self):
        """They wait for nothing."""
        self.company.perpetual_cogs_timing = "delivery"
        self.stock_up()
        self.fifo.invoice_policy = "order"
        line = self.sell(self.fifo, 4)
        self.invoice(line)
        self.assert_rows([])
        self.ship(line)
        self.assert_rows([])

    def test_posted_by_hand(self):
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company.account_stock_journal_id.id,
                "line_ids": [
                    (0, 0, {"account_id": self.account("gdni").id, "balance": 7}),
                    (0, 0, {"account_id": self.account("cogs").id, "balance": -7}),
                ],
            }
        )
        entry.action_post()
        self.assertEqual([(row.kind, row.amount) for row in self.rows()], [("other", 7)])
        entry.button_draft()

    def test_as_of(self):
        with freeze_time("2026-01-05 12:00:00"):
            self.receive(self.average, 10, 10)
            line = self.sell(self.average, 10)
        with freeze_time("2026-01-10 12:00:00"):
            move = self.ship(line, 6)
        invoice = self.invoice(line, 8, date="2026-01-15")
        with freeze_time("2026-01-20 12:00:00"):
            self.ship(line, 4)
        with freeze_time("2026-01-25 12:00:00"):
            self.return_from_customer(move, 1)
        self.assert_rows([], "2026-01-09")
        self.assert_rows([("delivery", 6, 60)], "2026-01-14")
        self.assert_rows([("invoice", -2, 0)], "2026-01-15")
        self.assert_rows([("delivery", 2, 20)], "2026-01-20")
        self.assert_rows([("delivery", 1, 10)], "2026-03-31")
        (row,) = self.rows(date="2026-03-31")
        self.assertEqual((row.age, row.age_bucket), (70, "3_months"))
        # What is reset was never invoiced, on no date.
        self.reset(invoice)
        self.assertEqual(sum(self.rows(date="2026-01-14").mapped("amount")), 60)
        self.assertEqual(sum(self.rows(date="2026-01-31").mapped("amount")), 90)
        self.assertEqual(self.balance_at("2026-01-31"), 90)

    def test_open_the_document(self):
        self.stock_up()
        line = self.sell(self.fifo, 4)
        move = self.ship(line)
        row = self.rows()
        for action, record in (
            (row.action_open_document(), move.picking_id),
            (row.action_open_order(), line.order_id),
        ):
            self.assertEqual((action["res_model"], action["res_id"]), (record._name, record.id))
        action = row.action_open_items()
        item = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual((item.balance, item.perpetual_sale_line_id), (40, line))

    def test_exported(self):
        self.stock_up()
        line = self.sell(self.fifo, 4)
        self.ship(line)
        self.users["accountant"].group_ids |= self.env.ref("base.group_allow_export")
        self.assertEqual(
            self.rows().export_data(["sale_order_id/name", "quantity", "amount"])["datas"],
            [[line.order_id.name, 4, 40]],
        )

    def test_button_of_the_order(self):
        self.stock_up()
        line = self.sell(self.fifo, 4)
        self.ship(line)
        self.users["salesperson"].group_ids |= self.env.ref("perpetual_stock.group_inventory_value")
        order = line.order_id.with_env(self.as_role("salesperson"))
        with Form(order) as form:
            self.assertEqual(form.perpetual_gdni_amount, 40)
        action = order.action_perpetual_gdni()
        self.assertEqual(order.env[action["res_model"]].search(action["domain"]).amount, 40)

    def test_button_of_the_invoice(self):
        self.stock_up()
        line = self.sell(self.fifo, 4)
        self.ship(line)
        invoice = self.invoice(line).with_env(self.as_role("biller"))
        self.assertEqual(invoice.perpetual_gdni_match_count, 1)
        action = invoice.action_perpetual_gdni_matches()
        match = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual((match.quantity, match.cost), (4, 40))
        action = match.action_open_cost()
        self.assertEqual(
            self.env[action["res_model"]].search(action["domain"]), self.cost_entries(invoice)
        )


@tagged("post_install", "-at_install")
class TestWriteOff(ListingCase):
    """What nobody will invoice any more becomes a cost, once somebody else approves."""

    def request(self, role="accountant"):
        action = self.rows(role).action_write_off()
        write_off = self.as_role(role)[action["res_model"]].browse(action["res_id"])
        write_off.reason = "Given as samples"
        write_off.action_request()
        return write_off.with_env(self.env)

    def approve(self, write_off, role="approver_1"):
        write_off.with_env(self.as_role(role)).action_approve()
        return write_off

    def cancel(self, write_off, role="approver_1"):
        write_off.with_env(self.as_role(role)).action_cancel()

    def test_delivered_not_invoiced(self):
        self.stock_up()
        for product in self.products.values():
            line = self.sell(product, 4)
            self.ship(line)
            self.invoice(line, 1)
            write_off = self.approve(self.request())
            self.assertEqual(
                self.table(write_off.account_move_id), [("cogs", 30, 0), ("gdni", 0, 30)]
            )
            self.assertEqual(
                (write_off.requester_id, write_off.approver_id),
                (self.users["accountant"], self.users["approver_1"]),
            )
            self.assert_rows([])

    def test_returned_not_credited(self):
        self.stock_up()
        line = self.sell(self.fifo, 4)
        move = self.ship(line)
        self.invoice(line)
        self.return_from_customer(move, 1)
        write_off = self.approve(self.request())
        self.assertEqual(self.table(write_off.account_move_id), [("cogs", 0, 10), ("gdni", 10, 0)])
        self.assert_rows([])

    def test_an_invoice_that_comes_after_all(self):
        """It expenses nothing, for that was written off, and shows as not delivered."""
        self.stock_up()
        line = self.sell(self.fifo, 4)
        self.ship(line)
        write_off = self.approve(self.request())
        invoice = self.invoice(line)
        self.assert_cost(invoice, [])
        self.assert_rows([("invoice", -4, 0)])
        self.cancel(write_off)
        self.assertEqual(self.table(write_off.reversal_move_id), [("cogs", 0, 40), ("gdni", 40, 0)])
        self.assertEqual(self.table(self.cost_entries(invoice)), [("cogs", 40, 0), ("gdni", 0, 40)])
        self.assert_rows([])

    def test_cancelled(self):
        self.stock_up()
        line = self.sell(self.fifo, 4)
        with freeze_time("2026-01-10 12:00:00"):
            self.ship(line)
        with freeze_time("2026-02-10 12:00:00"):
            write_off = self.approve(self.request())
        with freeze_time("2026-03-10 12:00:00"):
            self.cancel(write_off)
        self.assertEqual(sum(self.rows(date="2026-01-31").mapped("amount")), 40)
        self.assertEqual(
            [(row.kind, row.amount) for row in self.rows(date="2026-02-28")],
            [("delivery", 40), ("write_off", -40)],
        )
        self.assert_rows([("delivery", 4, 40)])
        with freeze_time("2026-04-10 12:00:00"):
            self.assert_cost(self.invoice(line), [("cogs", 40, 0), ("gdni", 0, 40)])
        self.assert_rows([])

    def test_nothing_to_write_off(self):
        """An invoice whose goods have not left has no cost."""
        self.stock_up()
        self.fifo.invoice_policy = "order"
        self.invoice(self.sell(self.fifo, 4))
        with self.assertRaisesRegex(UserError, "nothing to write off"):
            self.rows().action_write_off()

    def test_above_the_limit(self):
        self.company.perpetual_write_off_limit = 39.99
        self.stock_up()
        self.ship(self.sell(self.fifo, 4))
        write_off = self.request()
        with self.assertRaisesRegex(UserError, "level 2"):
            self.approve(write_off)
        self.approve(write_off, "approver_2")

    def test_its_entry_cannot_be_reset(self):
        self.stock_up()
        self.ship(self.sell(self.fifo, 4))
        write_off = self.approve(self.request())
        with self.assertRaisesRegex(UserError, write_off.name):
            write_off.account_move_id.button_draft()
