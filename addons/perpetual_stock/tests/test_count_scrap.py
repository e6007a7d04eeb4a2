from datetime import date, datetime

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import PerpetualCommon


@tagged("post_install", "-at_install")
class TestCount(PerpetualCommon):
    """What a count finds is gained or lost at the ledger's cost."""

    def stock_up(self):
        """10 at 10 and 10 at 20 of each product; standard cost 10."""
        for product in self.products.values():
            self.receive(product, 10, 10)
            self.receive(product, 10, 20)

    def loss_location(self, company=None):
        return self.average.with_company(company or self.company).property_stock_inventory

    def test_gain(self):
        self.stock_up()
        for method, value in (("standard", 40), ("average", 60), ("fifo", 60)):
            product = self.products[method]
            move = self.count(product, 24)
            self.assert_entry(move, [("inventory", value, 0), ("gain", 0, value)])
            self.assertEqual(move.perpetual_entry_ids.kind, "count")
            self.assertEqual(move.perpetual_entry_ids.quantity, 4)
        self.assertEqual(self.layers(self.fifo), [(10, 100), (10, 200), (4, 60)])

    def test_loss(self):
        self.stock_up()
        for method, value in (("standard", 40), ("average", 60), ("fifo", 40)):
            product = self.products[method]
            move = self.count(product, 16)
            self.assert_entry(move, [("shrinkage", value, 0), ("inventory", 0, value)])
            self.assertEqual(move.perpetual_entry_ids.kind, "count")
            self.assertEqual(move.value, value)

    def test_published_shrinkage(self):
        """Worked example: book 41,300, counted 39,800."""
        self.receive(self.average, 413, 100)
        move = self.count(self.average, 398)
        self.assert_entry(move, [("shrinkage", 1500, 0), ("inventory", 0, 1500)])
        self.assertEqual(self.balance("inventory"), 39800)

    def test_everything_lost_and_found(self):
        """Nothing on hand is worth nothing; what turns up again has the last cost."""
        for product in (self.average, self.fifo):
            self.receive(product, 3, 3.335)
            self.count(product, 0)
            self.assertEqual(self.on_hand(product), (0, 0))
            move = self.count(product, 2)
            self.assert_entry(move, [("inventory", 6.67, 0), ("gain", 0, 6.67)])

    def test_a_count_that_agrees(self):
        self.stock_up()
        move = self.count(self.average, 20)
        self.assertFalse(move.perpetual_entry_ids)
        self.assertEqual(len(self.entries(self.average)), 2)

    def test_gain_of_what_never_cost_anything(self):
        move = self.count(self.average, 5)
        self.assert_ledger(self.average, [("count", 5, 0, 5, 0)])
        self.assert_no_entry(move)

    def test_stock_user_counts(self):
        """Core lets everyone in inventory count; no value is seen, the books are right."""
        self.receive(self.average, 10, 10)
        self.users["controller"], controller = self.users["stock_user"], self.users["controller"]
        self.addCleanup(self.users.__setitem__, "controller", controller)
        move = self.count(self.average, 7)
        self.assert_entry(move, [("shrinkage", 30, 0), ("inventory", 0, 30)])

    def test_account_of_the_loss_location(self):
        account = self.env["account.account"].create(
            {"name": "Losses of this place", "code": "599997", "account_type": "expense"}
        )
        self.loss_location().valuation_account_id = account
        self.receive(self.average, 10, 10)
        loss = self.count(self.average, 8)
        self.assert_entry(loss, [(account.name, 20, 0), ("inventory", 0, 20)])
        gain = self.count(self.average, 9)
        self.assert_entry(gain, [("inventory", 10, 0), (account.name, 0, 10)])

    def test_one_location_of_two(self):
        shelf = self.make_location()
        self.receive(self.average, 10, 10)
        self.receive(self.average, 10, 20, dest=shelf)
        self.count(self.average, 8, shelf)
        self.assertEqual(self.on_hand(self.average), (18, 270))

    def test_consigned_goods(self):
        self.receive(self.average, 10, 10)
        self.receive(self.average, 5, 99, owner=self.vendor)
        move = self.count(self.average, 3, owner=self.vendor)
        self.assert_no_entry(move)
        self.assertEqual(move.perpetual_entry_ids.moved_quantity, 2)
        self.assertEqual(self.on_hand(self.average), (10, 100))

    @freeze_time("2026-06-10 12:00:00")
    def test_accounting_date(self):
        """Ledger and journal entry on the date of the count's books; the instant stays."""
        self.receive(self.average, 10, 10)
        move = self.count(self.average, 8, date="2026-05-31")
        entry = move.perpetual_entry_ids
        self.assertEqual(entry.accounting_date, date(2026, 5, 31))
        self.assertEqual(entry.account_move_id.date, date(2026, 5, 31))
        self.assertEqual(entry.effective_at, datetime(2026, 6, 10, 12))

    @freeze_time("2026-06-10 12:00:00")
    def test_count_as_of_a_moment(self):
        """Core dates the move itself; the books follow it."""
        self.receive(self.average, 10, 10)
        quants = self.as_role("controller")["stock.quant"].with_context(inventory_mode=True)
        quant = quants.search(
            [("product_id", "=", self.average.id), ("location_id", "=", self.stock().id)]
        )
        quant.inventory_quantity = 7
        quant.action_apply_inventory(fields.Datetime.to_datetime("2026-06-02 18:00:00"))
        entry = self.last_entry(self.average)
        self.assertEqual(entry.accounting_date, date(2026, 6, 2))
        self.assertEqual(entry.account_move_id.date, date(2026, 6, 2))
        self.assertEqual(entry.stock_move_id.date, datetime(2026, 6, 2, 18))

    def test_reason_is_the_name_of_the_count(self):
        self.receive(self.average, 10, 10)
        quants = self.as_role("controller")["stock.quant"].with_context(inventory_mode=True)
        quant = quants.search(
            [("product_id", "=", self.average.id), ("location_id", "=", self.stock().id)]
        )
        quant.inventory_quantity = 8
        wizard = quants.env["stock.inventory.adjustment.name"].create(
            {"quant_ids": quant.ids, "inventory_adjustment_name": "Spring count"}
        )
        wizard.action_apply()
        self.assertEqual(self.last_entry(self.average).reason, "Spring count")


@tagged("post_install", "-at_install")
class TestScrap(PerpetualCommon):
    """Damaged goods leave at the ledger's cost."""

    def test_scrap(self):
        for product in self.products.values():
            self.receive(product, 10, 10)
        self.receive(self.average, 10, 20)
        self.receive(self.fifo, 10, 20)
        for method, value in (("standard", 30), ("average", 45), ("fifo", 30)):
            move = self.scrap(self.products[method], 3, reason="Broken")
            self.assert_entry(move, [("scrap", value, 0), ("inventory", 0, value)])
            entry = move.perpetual_entry_ids
            self.assertRecordValues(
                entry, [{"kind": "scrap", "quantity": -3.0, "reason": "Broken"}]
            )

    def test_account_of_the_scrap_location(self):
        account = self.env["account.account"].create(
            {"name": "Waste", "code": "599996", "account_type": "expense"}
        )
        location = self.env["stock.location"].create(
            {
                "name": "Waste",
                "usage": "inventory",
                "company_id": self.company.id,
                "valuation_account_id": account.id,
            }
        )
        self.receive(self.average, 10, 10)
        move = self.scrap(self.average, 2, scrap_location_id=location.id)
        self.assert_entry(move, [("Waste", 20, 0), ("inventory", 0, 20)])

    def test_from_an_open_transfer(self):
        self.receive(self.average, 10, 10)
        kind = self.warehouse().out_type_id
        picking = self.prepare([(self.average, 4)], self.stock(), self.customers, kind)
        move = self.scrap(self.average, 1, picking_id=picking.id)
        self.assertEqual(move.picking_id.id, picking.id)
        self.assert_entry(move, [("scrap", 10, 0), ("inventory", 0, 10)])
        self.assertEqual(picking.state, "assigned")
        self.validate(picking)
        self.assertEqual(self.on_hand(self.average), (5, 50))
        delivered = picking.move_ids.with_env(self.env) - move
        self.assert_entry(delivered, [("cogs", 40, 0), ("inventory", 0, 40)])

    def test_from_a_done_transfer(self):
        receipt = self.receive(self.average, 10, 10)
        move = self.scrap(self.average, 2, picking_id=receipt.picking_id.id)
        self.assert_entry(move, [("scrap", 20, 0), ("inventory", 0, 20)])

    def test_dozens(self):
        self.receive(self.average, 24, 10)
        move = self.scrap(self.average, 1, product_uom_id=self.dozen.id)
        self.assert_entry(move, [("scrap", 120, 0), ("inventory", 0, 120)])

    def test_consigned_goods(self):
        self.receive(self.average, 5, 99, owner=self.vendor)
        move = self.scrap(self.average, 2, owner_id=self.vendor.id)
        self.assert_no_entry(move)
        self.assertEqual(move.perpetual_entry_ids.moved_quantity, 2)

    def test_to_a_production_location(self):
        """Use in production is not waste: work in progress."""
        location = self.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", self.company.id)], limit=1
        )
        self.receive(self.average, 10, 10)
        out = self.transfer(self.average, 4, self.stock(), location)
        self.assert_entry(out, [("wip", 40, 0), ("inventory", 0, 40)])
        self.assertEqual(out.perpetual_entry_ids.kind, "production_out")
        back = self.transfer(self.average, 4, location, self.stock())
        self.assert_entry(back, [("inventory", 40, 0), ("wip", 0, 40)])
        self.assertEqual(back.perpetual_entry_ids.kind, "production_in")
