"""From the purchase order to the last return: one shop, all its people, three methods."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.perpetual_purchase.tests.common import PurchaseCommon
from odoo.addons.perpetual_sale.tests.common import SaleCommon

#: Posted balances in the end: (standard at 10, average, FIFO).
BOOKS = {
    "inventory": (110, 121, 121),
    "grni": (0, 0, 0),
    "cogs": (40, 44, 44),
    "scrap": (10, 11, 11),
    "shrinkage": (10, 11, 11),
    "difference": (17, 0, 0),
    "gdni": (0, 0, 0),
}


@tagged("post_install", "-at_install")
class TestBuyToSell(PurchaseCommon, SaleCommon):
    """20 ordered at 10 and billed at 11, received in two parts; most of what can happen after."""

    timing = "delivery"

    def test_journey(self):
        for column, (method, product) in enumerate(self.products.items()):
            before = {name: self.balance(name) for name in BOOKS}
            with self.subTest(method=method):
                self.trade(product)
                self.assertEqual(self.on_hand(product), (11, BOOKS["inventory"][column]))
                self.assertEqual(
                    {name: round(self.balance(name) - before[name], 2) for name in BOOKS},
                    {name: figures[column] for name, figures in BOOKS.items()},
                )
                self.assert_core_agrees(product)
        self.assert_everything_agrees()

    def trade(self, product):
        """Everything that happens to the product, each step by who does it."""
        order = self.order((product, 20, 10))
        self.receive_order(order, 12)
        self.bill((order.order_line, 20, 11))
        line = self.sell(product, 6)
        delivery = self.ship(line)
        last = self.receive_order(order)
        invoice = self.invoice(line)
        self.give_back(delivery, 2)
        self.credit(invoice, 2)
        self.scrap(product, 1, reason="Broken")
        shelf = self.make_location(f"Shelf of {product.name} {product.cost_method}")
        self.transfer(product, 5, self.stock(), shelf)
        # 20 - 6 + 2 - 1, of which 5 on the shelf: one is missing in stock.
        self.count(product, 9)
        self.give_back(last, 3)
        self.refund((order.order_line, 3, 11))
        self.assert_settled(order)

    def assert_core_agrees(self, product):
        """Core's own figures are the ledger's."""
        product = product.with_company(self.company)
        product.invalidate_recordset()
        quantity, value = self.on_hand(product)
        self.assertEqual(product.qty_available, quantity)
        self.assertAlmostEqual(product.total_value, value, 2)
        quants = self.env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id.usage", "=", "internal")]
        )
        self.assertEqual(sorted(quants.mapped("quantity")), [5, 6])
        self.assertAlmostEqual(sum(quants.mapped("value")), value, 2)

    def assert_everything_agrees(self):
        """The accountant's tie-out is green, core's closing has nothing to post."""
        company = self.company.with_env(self.as_role("accountant"))
        rows = company.perpetual_tie_out()
        checks = {row["check"] for row in rows}
        self.assertLessEqual({"valuation_account", "digest", "quants", "layers", "grni"}, checks)
        self.assertEqual([row for row in rows if row["difference"]], [])
        with self.assertRaisesRegex(UserError, "Everything is correctly closed"):
            self.company.action_close_stock_valuation()
