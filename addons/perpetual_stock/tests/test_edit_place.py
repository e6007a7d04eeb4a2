from odoo.tests import tagged

from .common import PerpetualCommon


@tagged("post_install", "-at_install")
class TestEditPlace(PerpetualCommon):
    """A done line that changes its location, owner or destination."""

    def test_other_shelf_of_a_receipt(self):
        """Inside the company's stock nothing changes its value: two rows of value 0."""
        shelf = self.make_location()
        for product in self.products.values():
            move = self.receive(product, 10, 10)
            self.edit(move, 10, location_dest_id=shelf.id)
            self.assert_ledger(
                product,
                [
                    ("receipt", 10, 100, 10, 100),
                    ("receipt", 0, 0, 10, 100),
                    ("receipt", 0, 0, 10, 100),
                ],
            )
            rows = self.entries(product)[1:]
            self.assertEqual(rows.mapped("moved_quantity"), [-10, 10])
            self.assertEqual(rows.location_dest_id, self.stock() | shelf)
            self.assert_no_entry(rows)

    def test_other_shelf_of_a_receipt_that_was_sold(self):
        """Even where the units are gone: no difference, no settlement."""
        shelf = self.make_location()
        for product, left in ((self.average, 75), (self.fifo, 100)):
            first = self.receive(product, 10, 10)
            self.receive(product, 10, 20)
            self.deliver(product, 15)
            self.edit(first, 10, location_dest_id=shelf.id)
            self.assertEqual(self.on_hand(product), (5, left))
        self.assertEqual(self.balance("difference"), 0)

    def test_other_shelf_and_quantity_at_once(self):
        shelf = self.make_location()
        move = self.receive(self.fifo, 10, 10)
        self.edit(move, 12, location_dest_id=shelf.id)
        self.assertEqual(self.on_hand(self.fifo), (12, 120))
        self.edit(move, 3, location_dest_id=self.stock().id)
        self.assertEqual(self.on_hand(self.fifo), (3, 30))
        self.assertEqual(self.balance("grni"), -30)

    def test_other_shelf_of_a_delivery(self):
        shelf = self.make_location()
        self.receive(self.fifo, 10, 10)
        self.receive(self.fifo, 10, 20, dest=shelf)
        move = self.deliver(self.fifo, 4)
        self.edit(move, 4, location_id=shelf.id)
        self.assertEqual(self.layers(self.fifo), [(6, 60), (10, 200)])
        self.assertEqual(self.balance("cogs"), 40)

    def test_other_shelf_of_a_transfer(self):
        shelf, drawer = self.make_location("Shelf"), self.make_location("Drawer")
        self.receive(self.average, 10, 10)
        move = self.transfer(self.average, 4, self.stock(), shelf)
        self.edit(move, 3, location_dest_id=drawer.id)
        rows = self.entries(self.average)[1:]
        self.assertEqual(rows.mapped("moved_quantity"), [4, -4, 4, -1])
        self.assertEqual(set(rows.mapped("value")), {0})

    def test_delivery_that_was_waste(self):
        """Another destination is another kind: one is undone, the other posted."""
        for product in self.products.values():
            waste = product.property_stock_inventory
            self.receive(product, 10, 10)
            move = self.deliver(product, 4)
            self.edit(move, 4, location_dest_id=waste.id)
            self.assertEqual(self.last_entry(product).kind, "scrap")
            self.assertEqual(self.on_hand(product), (6, 60))
        self.assertEqual(self.balance("cogs"), 0)
        self.assertEqual(self.balance("scrap"), 120)

    def test_owner_found_out_later(self):
        """Received as the company's own, but it is the vendor's: value out again."""
        for product in self.products.values():
            move = self.receive(product, 10, 10)
            self.edit(move, 10, owner_id=self.vendor.id)
            self.assertEqual(self.on_hand(product), (0, 0))
            self.assertEqual(move.value, 0)
            self.edit(move, 6, owner_id=False)
            self.assertEqual(self.on_hand(product), (6, 60))
        self.assertEqual(self.balance("grni"), -180)

    def test_company_as_owner_is_no_owner(self):
        move = self.receive(self.average, 10, 10)
        self.edit(move, 10, owner_id=self.company.partner_id.id)
        self.assertEqual(len(self.journal_entries(move)), 1)
        self.assertEqual(self.on_hand(self.average), (10, 100))

    def test_nothing_changed(self):
        """Writing what is there already is no transaction."""
        move = self.receive(self.average, 10, 10)
        self.edit(move, 10, location_dest_id=self.stock().id)
        self.assertEqual(len(self.entries(self.average)), 1)


@tagged("post_install", "-at_install")
class TestLots(PerpetualCommon):
    """Tracked products: one pool for all lots, or one per lot where valued by lot."""

    def make_tracked(self, method, lot_valuated):
        product = self.make_product(
            method,
            name=f"Lots {method}",
            tracking="lot",
            standard_price=10 * (method == "standard"),
        )
        product.lot_valuated = lot_valuated
        return product, self.make_lot(product, "A"), self.make_lot(product, "B")

    def test_one_pool_for_all_lots(self):
        product, lot_a, lot_b = self.make_tracked("average", False)
        self.receive(product, 10, 10, lot=lot_a)
        self.receive(product, 10, 20, lot=lot_b)
        move = self.deliver(product, 4, lot=lot_a)
        self.assert_entry(move, [("cogs", 60, 0), ("inventory", 0, 60)])
        self.assertEqual(move.perpetual_entry_ids.lot_id, lot_a)
        self.edit(move, 4, lot_id=lot_b.id)
        self.assertEqual(self.last_entry(product).lot_id, lot_b)
        self.assertEqual(self.on_hand(product), (16, 240))
        self.assertEqual(self.balance("cogs"), 60)

    def test_a_pool_per_lot(self):
        for method, cost_a, cost_b in (("average", 10, 20), ("fifo", 10, 20), ("standard", 10, 10)):
            product, lot_a, lot_b = self.make_tracked(method, True)
            self.receive(product, 10, 10, lot=lot_a)
            self.receive(product, 10, 20, lot=lot_b)
            move = self.deliver(product, 4, lot=lot_b)
            self.assert_entry(move, [("cogs", 4 * cost_b, 0), ("inventory", 0, 4 * cost_b)])
            self.assert_ledger(product, [("receipt", 10, 10 * cost_a, 10, 10 * cost_a)], lot=lot_a)
            self.assertEqual(self.pool(product, lot=lot_b).quantity, 6)
            self.assertEqual(lot_a.standard_price, cost_a)
            self.assertEqual(lot_b.standard_price, cost_b)
            self.assertEqual(lot_b.total_value, 6 * cost_b)
            self.assertEqual(product.total_value, 10 * cost_a + 6 * cost_b)

    def test_wrong_lot_of_a_delivery(self):
        """The right lot's cost is what COGS ends with."""
        product, lot_a, lot_b = self.make_tracked("average", True)
        self.receive(product, 10, 10, lot=lot_a)
        self.receive(product, 10, 20, lot=lot_b)
        move = self.deliver(product, 4, lot=lot_a)
        self.edit(move, 4, lot_id=lot_b.id)
        self.assertEqual(self.pool(product, lot=lot_a).value, 100)
        self.assertEqual(self.pool(product, lot=lot_b).value, 120)
        self.assertEqual(self.balance("cogs"), 80)
        self.edit(move, 3, lot_id=lot_a.id)
        self.assertEqual(self.balance("cogs"), 30)

    def test_wrong_lot_of_a_receipt(self):
        product, lot_a, lot_b = self.make_tracked("fifo", True)
        move = self.receive(product, 10, 10, lot=lot_a)
        self.edit(move, 8, lot_id=lot_b.id)
        self.assertEqual(self.pool(product, lot=lot_a).value, 0)
        self.assertEqual(self.pool(product, lot=lot_b).value, 80)
        self.assertEqual(self.balance("grni"), -80)

    def test_returns_by_lot(self):
        product, lot_a, lot_b = self.make_tracked("average", True)
        first = self.receive(product, 10, 10, lot=lot_a)
        self.receive(product, 10, 20, lot=lot_b)
        sold = self.deliver(product, 4, lot=lot_b)
        move = self.return_from_customer(sold, 2)
        self.assert_entry(move, [("inventory", 40, 0), ("cogs", 0, 40)])
        move = self.return_to_vendor(first, 3)
        self.assert_entry(move, [("grni", 30, 0), ("inventory", 0, 30)])

    def test_count_of_a_lot(self):
        product, lot_a, lot_b = self.make_tracked("average", True)
        self.receive(product, 10, 10, lot=lot_a)
        self.receive(product, 10, 20, lot=lot_b)
        move = self.count(product, 9, lot=lot_b)
        self.assert_entry(move, [("shrinkage", 20, 0), ("inventory", 0, 20)])

    def test_cost_of_a_lot(self):
        product, lot_a, lot_b = self.make_tracked("average", True)
        self.receive(product, 10, 10, lot=lot_a)
        self.receive(product, 10, 20, lot=lot_b)
        lot_b.with_env(self.as_role("stock_manager")).standard_price = 25
        entry = self.entries(product, lot=lot_b)[-1]
        self.assert_entry(entry, [("inventory", 50, 0), ("revaluation", 0, 50)])
        self.assertEqual(self.pool(product, lot=lot_a).value, 100)

    def test_cost_of_the_product_is_the_cost_of_its_lots(self):
        product, lot_a, lot_b = self.make_tracked("average", True)
        self.receive(product, 10, 10, lot=lot_a)
        self.receive(product, 10, 20, lot=lot_b)
        self.set_cost(product, 16)
        self.assertEqual(self.pool(product, lot=lot_a).value, 160)
        self.assertEqual(self.pool(product, lot=lot_b).value, 160)
        self.assertEqual(self.balance("revaluation"), -20)

    def test_standard_cost_of_a_lot(self):
        """A lot may have a standard of its own, until the product gets a new one."""
        product, lot_a, lot_b = self.make_tracked("standard", True)
        self.receive(product, 3, 10, lot=lot_a)
        self.receive(product, 3, 10, lot=lot_b)
        lot_b.with_env(self.as_role("stock_manager")).standard_price = 12.345
        move = self.receive(product, 3, 10, lot=lot_b)
        self.assert_entry(move, [("inventory", 37.03, 0), ("difference", 0, 7.03), ("grni", 0, 30)])
        self.assertEqual(self.pool(product, lot=lot_a).value, 30)
        self.set_cost(product, 11)
        self.assertEqual(self.pool(product, lot=lot_b).value, 66)
        self.assertEqual(lot_b.standard_price, 11)
        self.assertEqual(self.deliver(product, 1, lot=lot_b).value, 11)
