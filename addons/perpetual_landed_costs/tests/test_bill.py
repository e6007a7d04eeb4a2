from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import LandedCommon


@tagged("post_install", "-at_install")
class TestBill(LandedCommon):
    """A vendor's freight bill debits the clearing account; the landed cost clears it."""

    def test_example_15_from_order_to_landed_cost(self):
        order = self.order((self.average, 10, 10))
        move = self.receive_order(order)
        self.assert_entry(move, [("inventory", 100, 0), ("grni", 0, 100)])
        self.assert_bill(self.bill(order), [("grni", 100, 0), ("payable", 0, 100)])
        freight = self.bill_freight(50)
        self.assert_bill(freight, [("clearing", 50, 0), ("payable", 0, 50)])
        cost = self.land_bill(freight, move)
        self.assert_cost(cost, [("inventory", 50, 0), ("clearing", 0, 50)])
        self.assertEqual(cost.vendor_bill_id, freight)
        self.assertEqual(self.on_hand(self.average), (10, 150))
        self.assertEqual(self.balance("clearing"), 0)
        partners = cost.account_move_id.line_ids.mapped("partner_id")
        self.assertIn(self.forwarder, partners)

    def test_d14_bill_and_landed_cost_of_goods_half_sold(self):
        move = self.receive(self.fifo, 10, cost=10)
        self.deliver(self.fifo, 5)
        cost = self.land_bill(self.bill_freight(50), move)
        self.assert_cost(cost, [("inventory", 25, 0), ("cogs", 25, 0), ("clearing", 0, 50)])
        self.assertEqual(self.balance("clearing"), 0)
        self.assertEqual(self.balance("cogs"), 75)

    def test_lines_are_named_as_on_the_bill(self):
        """Two items of one service can be told apart."""
        freight = self.reset(self.bill_freight(50, name="Sea freight\nRotterdam, container 7"))
        customs = {"product_id": self.freight.id, "name": "Customs", "price_unit": 20}
        customs |= {"tax_ids": [], "is_landed_costs_line": True}
        freight.with_env(self.as_role("biller")).invoice_line_ids = [Command.create(customs)]
        self.repost(freight)
        cost = self.land_bill(freight, self.receive(self.average, 10, cost=10))
        self.assertEqual(
            [(line.name, line.price_unit) for line in cost.cost_lines.sorted("id")],
            [("Sea freight, Rotterdam, container 7", 50), ("Customs", 20)],
        )
        self.assert_cost(cost, [("inventory", 70, 0), ("clearing", 0, 70)])

    def test_landed_before_its_bill(self):
        move = self.receive(self.average, 10, cost=10)
        self.land(50, move)
        self.assertEqual(self.balance("clearing"), -50)
        self.bill_freight(50)
        self.assertEqual(self.balance("clearing"), 0)

    def test_service_of_a_real_time_category(self):
        """Core would debit inventory with all of it; here the ledger keeps that account."""
        category = self.make_category("average", "real_time")
        service = self.make_service("Freight of core", categ_id=category.id)
        move = self.receive(self.average, 10, cost=10)
        freight = self.bill_freight(50, service)
        self.assert_bill(freight, [("clearing", 50, 0), ("payable", 0, 50)])
        cost = self.land_bill(freight, move)
        self.assert_cost(cost, [("inventory", 50, 0), ("clearing", 0, 50)])

    def test_service_for_goods_of_core_stays_cores(self):
        """An inventory account of its own that no continuous category uses."""
        own = self.env["account.account"].create(
            {"name": "Core's stock", "code": "110990", "account_type": "asset_current"}
        )
        category = self.make_category(
            "average", "real_time", property_stock_valuation_account_id=own.id
        )
        service = self.make_service("Freight of core", categ_id=category.id)
        freight = self.bill_freight(50, service)
        self.assertEqual(freight.invoice_line_ids.account_id, own)
        action = freight.with_env(self.as_role("landing_biller")).button_create_landed_costs()
        cost = self.env["stock.landed.cost"].browse(action["res_id"])
        self.assertEqual(cost.cost_lines.account_id, own)

    @freeze_time("2026-03-01 12:00:00")
    def test_foreign_currency(self):
        """The landed cost takes what the bill has posted, to the cent."""
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2026-03-01": 1.2345})
        move = self.receive(self.average, 10, cost=10)
        freight = self.bill_freight(33.33, currency=euro)
        self.assert_bill(freight, [("clearing", 41.15, 0), ("payable", 0, 41.15)])
        cost = self.land_bill(freight, move)
        self.assert_cost(cost, [("inventory", 41.15, 0), ("clearing", 0, 41.15)])
        self.assertEqual(self.balance("clearing"), 0)

    @freeze_time("2026-03-01 12:00:00")
    def test_foreign_currency_at_a_rate_of_the_bill(self):
        """A rate typed on the bill counts, not the day's."""
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2026-03-01": 1.25})
        move = self.receive(self.average, 10, cost=10)
        freight = self.bill_freight(100, currency=euro)
        freight.button_draft()
        freight.invoice_currency_rate = 0.5
        freight.action_post()
        self.assert_bill(freight, [("clearing", 200, 0), ("payable", 0, 200)])
        self.land_bill(freight, move)
        self.assertEqual(self.on_hand(self.average), (10, 300))
        self.assertEqual(self.balance("clearing"), 0)

    def test_tax_that_cannot_be_recovered(self):
        """It is on the clearing account, too, and so a cost of the goods."""
        tax = self.make_tax(10)
        move = self.receive(self.average, 10, cost=10)
        freight = self.bill_freight(50, tax_ids=[Command.set(tax.ids)])
        self.assert_bill(freight, [("clearing", 50, 0), ("clearing", 5, 0), ("payable", 0, 55)])
        cost = self.land_bill(freight, move)
        self.assert_cost(cost, [("inventory", 55, 0), ("clearing", 0, 55)])
        self.assertEqual(self.balance("clearing"), 0)

    def test_tax_that_can_be_recovered(self):
        tax = self.make_tax(20, recoverable=True)
        move = self.receive(self.average, 10, cost=10)
        freight = self.bill_freight(50, tax_ids=[Command.set(tax.ids)])
        self.land_bill(freight, move)
        self.assertEqual(self.on_hand(self.average), (10, 150))
        self.assertEqual(self.balance("clearing"), 0)

    def test_refund(self):
        """The forwarder's refund lands as a negative cost."""
        move = self.receive(self.average, 10, cost=10)
        self.deliver(self.average, 5)
        refund = self.bill_freight(30, move_type="in_refund")
        self.assert_bill(refund, [("payable", 30, 0), ("clearing", 0, 30)])
        cost = self.land_bill(refund, move)
        self.assert_cost(cost, [("inventory", 0, 15), ("cogs", 0, 15), ("clearing", 30, 0)])
        self.assertEqual(self.balance("clearing"), 0)

    def test_freight_on_the_order_of_the_goods(self):
        """One order, one bill: goods clear what was received, freight the clearing account."""
        order = self.order((self.average, 10, 10), (self.freight, 1, 50))
        move = self.receive_order(order)
        bill = self.bill(
            order.order_line[0], (order.order_line[1], 1, 50, {"is_landed_costs_line": True})
        )
        self.assert_bill(bill, [("grni", 100, 0), ("clearing", 50, 0), ("payable", 0, 150)])
        self.land_bill(bill, move)
        self.assertEqual(self.on_hand(self.average), (10, 150))
        self.assertEqual(self.balance("clearing"), 0)
        self.assertEqual(self.balance("grni"), 0)
