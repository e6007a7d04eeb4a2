"""Odoo 19's own defects, by the numbers of the project's research; here each figure is right.

D11 is with the reports; those of bills and invoices (D1 to D3, D7, D12, D13, D19) are with
purchasing and sales.
"""

from datetime import date, datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .common import METHODS, PerpetualCommon


@tagged("post_install", "-at_install")
class TestCoreDefects(PerpetualCommon):
    def test_d5_cost_of_another_company(self):
        """Core: cost 99 there made 100 here 990, and the cost here 90.9."""
        self.make_second_company()
        for product in self.products.values():
            self.receive(product, 10, 10)
            self.set_cost(product, 99, company=self.company2)
            self.assertEqual(self.on_hand(product), (10, 100))
            here = product.with_company(self.company)
            self.assertEqual((here.total_value, here.standard_price), (100, 10))
            self.receive(product, 1, 10)
            self.assertAlmostEqual(here.standard_price, 10)
            self.assertEqual(self.on_hand(product), (11, 110))

    def test_d6_a_new_cost_leaves_old_moves_alone(self):
        """Core: an earlier count gain of 50 became 100."""
        for product in self.products.values():
            self.receive(product, 10, 10)
            gain = self.count(product, 15)
            self.set_cost(product, 20)
            self.assertEqual(gain.value, 50)
            self.assert_entry(gain, [("inventory", 50, 0), ("gain", 0, 50)])

    def test_d6_an_edited_count_is_posted(self):
        """Core: the move said 66, its journal entry stayed 33."""
        for product in self.products.values():
            self.receive(product, 10, 11 if product != self.standard else 10)
            cost = product.standard_price
            gain = self.count(product, 13)
            self.edit(gain, 6)
            self.assertEqual(gain.value, 6 * cost)
            entries = gain.perpetual_entry_ids.account_move_id
            self.assert_items(entries, 2 * [("inventory", 3 * cost, 0), ("gain", 0, 3 * cost)])

    def test_d8_negative_stock_is_settled(self):
        """Core: value 60, general ledger 70."""
        for method in ("average", "fifo"):
            product = self.products[method]
            product.with_context(disable_auto_revaluation=True).standard_price = 10
            self.set_cost(product, 10)
            sold = self.deliver(product, 5)
            self.assert_entry(sold, [("cogs", 50, 0), ("inventory", 0, 50)])
            move = self.receive(product, 10, 12)
            self.assert_entry(move, [("inventory", 110, 0), ("cogs", 10, 0), ("grni", 0, 120)])
            self.assertEqual(self.on_hand(product), (5, 60))
            self.assertEqual(product.with_company(self.company).total_value, 60)
        self.assertEqual(self.balance("inventory"), 120)

    def test_d9_no_cent_is_left(self):
        """Core: in 23.35, out 23.38, minus three cents with nothing on hand."""
        for method in METHODS:
            product = self.products[method]
            if method == "standard":
                self.set_cost(product, 3.335)
            self.receive(product, 7, 23.35 / 7)
            for _unit in range(7):
                self.deliver(product, 1)
            self.assertEqual(self.on_hand(product), (0, 0))
            self.assertEqual(self.balance("inventory"), 0)

    def test_d10_consigned_goods_are_worth_nothing_to_us(self):
        """Core, FIFO: 5 consigned and none of our own were worth 50."""
        for product in self.products.values():
            self.receive(product, 5, 10)
            self.receive(product, 5, 10, owner=self.vendor)
            self.deliver(product, 5)
            self.assertEqual(self.on_hand(product), (0, 0))
            self.assertEqual(product.with_company(self.company).total_value, 0)
        self.assertEqual(self.balance("inventory"), 0)

    def test_d10_by_lot(self):
        for method in ("average", "fifo"):
            product = self.make_product(method, tracking="lot")
            product.lot_valuated = True
            lot = self.make_lot(product, "theirs")
            self.receive(product, 5, 10, owner=self.vendor, lot=lot)
            self.assertEqual(lot.with_company(self.company).total_value, 0)

    def test_d15_scrap_from_a_done_transfer(self):
        """Core: the move is created done, and nothing was posted."""
        for product in self.products.values():
            receipt = self.receive(product, 10, 10)
            move = self.scrap(product, 2, picking_id=receipt.picking_id.id)
            self.assertEqual((move.state, move.picking_id), ("done", receipt.picking_id))
            self.assert_entry(move, [("scrap", 20, 0), ("inventory", 0, 20)])
            self.assertEqual(self.on_hand(product), (8, 80))

    def test_d16_moves_of_two_companies_at_once(self):
        """Core: Expected singleton: account.journal."""
        self.make_second_company()
        moves = self.env["stock.move"]
        for company in (self.company, self.company2):
            self.receive(self.average, 10, 10, company=company)
            quant = self.env["stock.quant"].search(
                [
                    ("product_id", "=", self.average.id),
                    ("location_id", "=", self.stock(company).id),
                ]
            )
            quant.inventory_quantity = 8
        quants = self.env["stock.quant"].search([("product_id", "=", self.average.id)])
        counted = quants.filtered("inventory_quantity_set")
        counted.with_context(allowed_company_ids=self.companies.ids).action_apply_inventory()
        moves = moves.search([("product_id", "=", self.average.id), ("is_inventory", "=", True)])
        self.assertEqual(moves.company_id, self.companies)
        for move in moves:
            self.assert_entry(move, [("shrinkage", 20, 0), ("inventory", 0, 20)])
            self.assertEqual(move.perpetual_entry_ids.account_move_id.company_id, move.company_id)

    def test_d16_a_move_without_a_reference(self):
        """Core: TypeError where the name of the journal item is put together."""
        self.receive(self.average, 10, 10)
        location = self.average.property_stock_inventory.copy({"name": "Broken"})
        location.valuation_account_id = self.account("scrap")
        move = self.env["stock.move"].create(
            {
                "product_id": self.average.id,
                "product_uom_qty": 2,
                "location_id": self.stock().id,
                "location_dest_id": location.id,
            }
        )
        move._action_confirm()
        move.quantity, move.picked, move.reference = 2, True, False
        move._action_done()
        self.assertFalse(move.reference)
        self.assert_entry(move, [("scrap", 20, 0), ("inventory", 0, 20)])

    def test_d17_a_backdated_transfer_keeps_its_value(self):
        """Core: a date before the product's first cost wiped the receipt, 250 to 75."""
        for product in self.products.values():
            self.set_cost(product, 7.5 if product != self.standard else 10)
            move = self.receive(product, 10, 25)
            value = self.on_hand(product)[1]
            entries = self.entries(product)
            move.picking_id.date_done = "2020-01-15 10:00:00"
            self.assertEqual(move.date, datetime(2020, 1, 15, 10))
            move.product_id.with_company(self.company)._update_standard_price()
            self.assertEqual(self.on_hand(product), (10, value))
            self.assertEqual(self.entries(product), entries)
            self.assertEqual(move.value, value)
            self.assertEqual(product.with_company(self.company).total_value, value)

    @freeze_time("2026-11-22 12:00:00")
    def test_d18_a_count_has_one_date(self):
        """Core: journal entry 2 November, move 22 November."""
        for product in self.products.values():
            self.receive(product, 10, 10)
            move = self.count(product, 8, date="2026-11-02")
            entry = move.perpetual_entry_ids
            days = {move.date.date(), entry.accounting_date, entry.account_move_id.date}
            self.assertEqual(days, {date(2026, 11, 2)})
