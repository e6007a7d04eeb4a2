from odoo.tests import tagged

from odoo.addons.perpetual_purchase.tests.test_go_live import GoLivePurchaseCommon

from .common import KitCommon


class GoLiveKitCommon(GoLivePurchaseCommon, KitCommon):
    """A kit of goods that are Odoo's to value until go-live: 2 of one component (a quarter of
    its price of 40), 3 of the other."""

    def setUp(self):
        super().setUp()
        self.old_kits = {}
        for method in self.goods:
            other = self.make_product(
                method,
                name=f"Other goods {method}",
                categ_id=self.before[method].id,
                standard_price=10.0 if method == "standard" else 0.0,
            )
            self.old_kits[method] = self.make_kit([(self.goods[method], 2, 25), (other, 3, 75)])

    def grni_rows(self, run):
        """What the journal entry of go-live has on GRNI: [(product, units, balance)]."""
        items = run.account_move_id.line_ids.filtered(
            lambda item: item.account_id == self.company.perpetual_grni_account_id
        )
        return sorted((item.product_id.name, item.quantity, item.balance) for item in items)


@tagged("post_install", "-at_install")
class TestGoLiveKits(GoLiveKitCommon):
    """What is open is taken over by the component, and what is billed later clears it."""

    def test_received_and_billed(self):
        """Nothing is open, although there are more units than kits."""
        for method, kit in self.old_kits.items():
            order = self.order((kit, 4, 40))
            self.receive_order(order)
            self.bill(order)
            run = self.go_live(method)
            self.assertEqual(self.grni_rows(run), [])
            self.assert_ties_out()

    def test_received_not_billed(self):
        for method, kit in self.old_kits.items():
            order = self.order((kit, 4, 40))
            self.receive_order(order)
            run = self.go_live(method)
            first, other = self.components(kit)
            self.assertEqual(self.grni_rows(run), [(first.name, 8, -40), (other.name, 12, -120)])
            self.assertEqual(self.listed(order), [("receipt", kit, 4, 160)])
            bill = self.bill(order)
            self.assert_bill(bill, [("grni", 160, 0), ("payable", 0, 160)])
            self.assert_settled(order)
            self.assert_ties_out()

    def test_partly_billed(self):
        """Bills from before belong to the oldest receipts."""
        for method, kit in self.old_kits.items():
            order = self.order((kit, 4, 40))
            self.receive_order(order)
            self.bill((order.order_line, 3))
            run = self.go_live(method)
            first, other = self.components(kit)
            self.assertEqual(self.grni_rows(run), [(first.name, 2, -10), (other.name, 3, -30)])
            self.bill((order.order_line, 1))
            self.assert_settled(order)
            self.assert_ties_out()

    def test_one_component_came(self):
        """It is open by its share; the other comes under ours, and the bill clears both."""
        for method, kit in self.old_kits.items():
            order = self.order((kit, 4, 40))
            first = self.receive_order(order, 8, 0)
            run = self.go_live(method)
            self.assertEqual(self.grni_rows(run), [(first.product_id.name, 8, -40)])
            other = self.receive_order(order)
            self.assert_entry(other, [(method, 120, 0), ("grni", 0, 120)])
            self.bill(order)
            self.assert_settled(order)
            self.assert_ties_out()

    def test_billed_before_it_came(self):
        """The bill opens as kits; each component that comes later clears its share."""
        for method, kit in self.old_kits.items():
            kit.purchase_method = "purchase"
            order = self.order((kit, 4, 40))
            self.bill(order)
            first = self.receive_order(order, 8, 0)
            run = self.go_live(method)
            self.assertEqual(
                self.grni_rows(run), sorted([(first.product_id.name, 8, -40), (kit.name, 4, 160)])
            )
            self.receive_order(order)
            self.assert_settled(order)
            self.assert_ties_out()

    def test_a_cent_that_does_not_divide(self):
        """Three components at a third each: together they are what the kit costs."""
        for method in self.goods:
            parts = [self.goods[method]]
            for number in (1, 2):
                parts.append(
                    self.make_product(
                        method, name=f"Third {number}", categ_id=self.before[method].id
                    )
                )
            kit = self.make_kit(
                [(part, 1, share) for part, share in zip(parts, (33.33, 33.33, 33.34), strict=True)]
            )
            order = self.order((kit, 1, 100))
            self.receive_order(order)
            run = self.go_live(method)
            self.assertEqual(sum(row[2] for row in self.grni_rows(run)), -100)
            bill = self.bill(order)
            self.assertFalse(self.matches(bill).variance_line_ids)
            self.assert_settled(order)

    def test_leaving_clears_grni(self):
        """What names the kit and what names its components goes, and is reconciled."""
        for method, kit in self.old_kits.items():
            self.go_live(method)
            order = self.order((kit, 4, 40))
            self.receive_order(order)
            self.bill((order.order_line, 3))
            self.assertEqual(self.balance("grni"), -40)
            run = self.leave(method, clearing_account_id=self.gap.id)
            self.assert_totals(run.account_move_id, [("grni", 40, 0), ("Gap", 0, 40)])
            self.assertEqual(self.balance("grni"), 0)
            items = self.grni_items(order.order_line)
            self.assertEqual(items.filtered("amount_residual"), items.browse())
            self.assert_ties_out()

    def test_in_another_currency(self):
        """At the rate of the receipt, and in the order's currency."""
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2025-01-01": 1.25})
        for method, kit in self.old_kits.items():
            order = self.order((kit, 4, 40), currency=euro)
            self.receive_order(order)
            run = self.go_live(method)
            opened = run.account_move_id.line_ids.filtered("perpetual_stock_move_id")
            self.assertEqual(sum(opened.mapped("amount_currency")), -160)
            self.assertEqual(sum(opened.mapped("balance")), -200)
            self.bill(order)
            self.assert_settled(order)
