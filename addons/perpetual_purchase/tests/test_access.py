from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestAccess(PurchaseCommon):
    """Each with the rights of their own trade, and no more."""

    def setUp(self):
        super().setUp()
        self.purchase = self.order((self.average, 10, 10))

    def test_warehouse_without_accounting(self):
        """Receives against a bill at another price: a difference is posted for them."""
        bill = self.bill((self.purchase.order_line, 10, 12))
        user = self.as_role("stock_user")
        for model in ("account.move", "account.move.line", "perpetual.grni.match"):
            self.assertFalse(user[model].has_access("read"), model)
        self.receive_order(self.purchase, user="stock_user")
        self.assert_difference(bill, [("inventory", 20, 0), ("grni", 0, 20)])
        self.assert_settled(self.purchase)

    def test_warehouse_returns(self):
        move = self.receive_order(self.purchase)
        self.bill((self.purchase.order_line, 10, 12))
        self.return_to_vendor(move, 10)
        self.refund((self.purchase.order_line, 10, 12))
        self.assert_settled(self.purchase)

    def test_invoicing_without_stock(self):
        user = self.as_role("biller")
        self.receive_order(self.purchase)
        for model in ("stock.quant", "perpetual.ledger.entry", "perpetual.grni.match"):
            self.assertFalse(user[model].has_access("write"), model)
        bill = self.bill((self.purchase.order_line, 10, 12))
        self.assertEqual(bill.create_uid, self.users["biller"])
        self.reset(bill)
        self.repost(bill)
        self.assert_settled(self.purchase)

    def test_invoicing_finds_its_listing(self):
        """In the menus of Invoicing, beside nothing that takes other rights."""
        menus = self.as_role("biller")["ir.ui.menu"].load_menus(False).values()
        shown = {menu.get("xmlid") for menu in menus}
        for name in ("perpetual_grni_item_menu_account", "perpetual_write_off_menu_grni_account"):
            self.assertIn(f"perpetual_purchase.{name}", shown)
        for name in ("perpetual_tie_out_menu_account", "perpetual_go_live_past_menu_account"):
            self.assertNotIn(f"perpetual_stock.{name}", shown)

    def test_who_did_it_stands_in_the_ledger(self):
        self.receive_order(self.purchase)
        self.bill((self.purchase.order_line, 10, 12))
        self.assertEqual(
            self.entries(self.average).mapped("user_id"),
            self.users["stock_user"] | self.users["biller"],
        )
        reasons = self.entries(self.average).mapped("reason")
        self.assertIn("120.00", reasons[1])
        self.assertIn("100.00", reasons[1])

    def test_buyer_sees_no_values(self):
        self.receive_order(self.purchase)
        user = self.as_role("buyer")
        self.assertFalse(user["perpetual.grni.match"].has_access("read"))
        with self.assertRaises(AccessError):
            self.entries(self.average).with_env(user).mapped("value")

    def test_nobody_writes_matches(self):
        self.receive_order(self.purchase)
        match = self.matches(self.bill(self.purchase))
        for role in ("accountant", "auditor", "controller", "biller", "stock_manager"):
            row = match.with_env(self.as_role(role))
            self.assertEqual(row.quantity, 10, role)
            with self.assertRaises(AccessError):
                row.quantity = 5
            with self.assertRaises(AccessError):
                row.unlink()
            with self.assertRaises(AccessError):
                row.create({"purchase_line_id": self.purchase.order_line.id, "quantity": 1})

    def test_matches_of_the_own_company(self):
        self.receive_order(self.purchase)
        match = self.matches(self.bill(self.purchase))
        self.make_other()
        env = self.as_role("accountant", self.other)
        self.assertNotIn(match, env["perpetual.grni.match"].search([]))

    def make_other(self):
        self.other = self.env["res.company"].create({"name": "Other"})
        self.users["accountant"].company_ids |= self.other

    def test_accountant_reads_the_listing(self):
        self.receive_order(self.purchase)
        env = self.as_role("accountant")
        rows = self.company.with_env(env).perpetual_tie_out()
        self.assertEqual([row["actual"] for row in rows if row["check"] == "grni"], [-100])
