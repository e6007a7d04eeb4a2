"""Kits in the listing of goods delivered and not invoiced."""

from odoo import fields
from odoo.tests import freeze_time, tagged

from odoo.addons.perpetual_sale.tests.test_listing import ListingCase

from .test_kits import KitCase


@tagged("post_install", "-at_install")
class TestKitListing(KitCase, ListingCase):
    """Invoiced before, between and after the deliveries of the components."""

    def setUp(self):
        super().setUp()
        self.kit.invoice_policy = "order"

    def test_invoiced_before_any_component_left(self):
        """As kits, without an amount: the cost is known when the components leave."""
        line = self.sell(self.kit, 10)
        self.assert_rows([])
        self.invoice(line)
        self.assert_rows([("invoice", -10, 0)])
        self.assertEqual(self.rows().product_id, self.kit)
        self.assertEqual(self.rows().sale_line_id, line)
        self.ship_kits(line, 20, 12)
        # 6 dozen of the second component are wanted for 10 kits: 2 kits are whole.
        self.assert_rows([("invoice", -8, 0)])
        self.ship_kits(line, 48)
        self.assert_rows([])

    def test_invoiced_in_parts(self):
        line = self.sell(self.kit, 10)
        self.invoice(line, 4)
        self.invoice(line, 3)
        self.assert_rows([("invoice", -4, 0), ("invoice", -3, 0)])
        self.ship_kits(line, 10, 30)
        self.assert_rows([("invoice", -2, 0)])

    def test_by_the_dozen(self):
        for product in (self.average, self.fifo):
            self.receive(product, 200, 10)
        line = self.sell(self.kit, 2, uom=self.dozen)
        self.invoice(line)
        self.assert_rows([("invoice", -24, 0)])
        self.ship_kits(line, 24, 72)
        self.assert_rows([("invoice", -12, 0)])

    def test_delivered_first(self):
        """The components are listed at their cost, the invoice is not."""
        line = self.sell(self.kit, 10)
        self.ship_kits(line, 20, 60)
        self.assert_rows([("delivery", 20, 200), ("delivery", 60, 60)])
        self.invoice(line)
        self.assert_rows([])

    def test_credited_and_not_returned(self):
        line = self.sell(self.kit, 10)
        self.ship_kits(line, 20, 60)
        invoice = self.invoice(line)
        self.credit(invoice, 3)
        self.assert_rows([("credit_note", 3, 0)])

    def test_as_of_a_date(self):
        with freeze_time("2026-03-02 12:00:00"):
            line = self.sell(self.kit, 10)
            self.invoice(line)
        with freeze_time("2026-03-20 12:00:00"):
            self.ship_kits(line, 20, 60)
        self.assert_rows([])
        self.assert_rows([("invoice", -10, 0)], date=fields.Date.to_date("2026-03-10"))

    def test_kit_of_consumables(self):
        """No component has a cost in the ledger: nothing waits."""
        part = self.env["product.product"].create({"name": "Screw", "type": "consu"})
        kit = self.env["product.product"].create({"name": "Box of Screws"})
        kit.invoice_policy = "order"
        self.make_bom(kit, [(part, 4, self.unit)])
        self.invoice(self.sell(kit, 2))
        self.assert_rows([])

    def test_expensed_at_delivery(self):
        self.company.perpetual_cogs_timing = "delivery"
        self.invoice(self.sell(self.kit, 10))
        self.assert_rows([])

    def test_a_component_of_each_method(self):
        self.receive(self.standard, 30, 10)
        kit = self.env["product.product"].create({"name": "Three Methods"})
        kit.invoice_policy = "order"
        parts = [(self.standard, 3), (self.average, 2), (self.fifo, 4)]
        self.make_bom(kit, [(product, number, self.unit) for product, number in parts])
        line = self.sell(kit, 10)
        self.invoice(line)
        self.assert_rows([("invoice", -10, 0)])
        self.ship_kits(line, 15, 20, 40)
        self.assert_rows([("invoice", -5, 0)])
        self.ship_kits(line, 15)
        self.assert_rows([])
