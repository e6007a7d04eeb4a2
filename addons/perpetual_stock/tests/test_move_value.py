from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PerpetualCommon

SHARED = ("average", "fifo")


@tagged("post_install", "-at_install")
class TestMoveValue(PerpetualCommon):
    """The value of a receipt set by hand (core's Adjust Valuation)."""

    def adjust(self, move, value, role="stock_manager", **vals):
        """Set the value of a move with core's dialog; returns its record."""
        env = self.as_role(role, move.company_id)
        action = move.with_env(env).action_adjust_valuation()
        records = env["product.value"].with_context(**action["context"])
        # As the dialog does: its form has the move as a field.
        return records.create({"move_id": move.id, "value": value, **vals})

    def last_adjustment(self, product, company=None):
        rows = self.entries(product, company).filtered(lambda row: row.kind == "revaluation")
        return rows[-1:]

    def test_all_on_hand(self):
        for method in SHARED:
            product = self.products[method]
            move = self.receive(product, 10, 10)
            self.receive(product, 10, 20)
            self.adjust(move, 120)
            entry = self.last_adjustment(product)
            self.assert_entry(entry, [("inventory", 20, 0), ("revaluation", 0, 20)])
            self.assertEqual(entry.stock_move_id, move)
            self.assertEqual(entry.reason, "Value set by hand")
            self.assertEqual(self.on_hand(product), (20, 320))
            self.assertEqual(move.value, 120)
        self.assertEqual(self.layers(self.fifo), [(10, 120), (10, 200)])
        self.assertEqual(self.average.standard_price, 16)

    def test_part_of_it_sold(self):
        """The share of what is gone is cost of goods sold."""
        for method in SHARED:
            product = self.products[method]
            move = self.receive(product, 10, 10)
            self.deliver(product, 4)
            self.adjust(move, 120)
            self.assert_entry(
                self.last_adjustment(product),
                [("inventory", 12, 0), ("cogs", 8, 0), ("revaluation", 0, 20)],
            )
            self.assertEqual(self.on_hand(product), (6, 72))
            self.assertEqual(move.value, 120)
            self.assertEqual(move.with_company(self.company).remaining_value, 72)

    def test_all_of_it_sold(self):
        for method in SHARED:
            product = self.products[method]
            move = self.receive(product, 10, 10)
            self.deliver(product, 10)
            self.adjust(move, 90)
            entry = self.last_adjustment(product)
            self.assert_entry(entry, [("revaluation", 10, 0), ("cogs", 0, 10)])
            self.assertEqual(self.on_hand(product), (0, 0))

    def test_more_sold_than_there_was(self):
        for method in SHARED:
            product = self.products[method]
            move = self.receive(product, 10, 10)
            self.deliver(product, 12)
            self.adjust(move, 120)
            self.assertEqual(self.on_hand(product), (-2, -20))

    def test_down_to_nothing(self):
        for method in SHARED:
            product = self.products[method]
            move = self.receive(product, 10, 10)
            self.adjust(move, 0)
            entry = self.last_adjustment(product)
            self.assert_entry(entry, [("revaluation", 100, 0), ("inventory", 0, 100)])
            self.assertEqual(self.on_hand(product), (10, 0))

    def test_again_and_again(self):
        """Each value is the whole one, so its row is the difference to the last."""
        for method in SHARED:
            product = self.products[method]
            move = self.receive(product, 10, 10)
            self.adjust(move, 120)
            self.adjust(move, 115)
            entry = self.last_adjustment(product)
            self.assert_entry(entry, [("revaluation", 5, 0), ("inventory", 0, 5)])
            self.adjust(move, 115)
            self.assertEqual(self.last_adjustment(product), entry)

    def test_edited_and_deleted(self):
        """Also the record itself cannot rewrite what was: its change is a row of its own."""
        for method in SHARED:
            product = self.products[method]
            move = self.receive(product, 10, 10)
            first = self.adjust(move, 120)
            second = self.adjust(move, 150)
            self.deliver(product, 5)
            second.value = 140
            entry = self.last_adjustment(product)
            self.assert_entry(entry, [("revaluation", 10, 0), ("inventory", 0, 5), ("cogs", 0, 5)])
            second.unlink()
            self.assertEqual(move.value, 120)
            first.unlink()
            self.assertEqual(move.value, 100)
            self.assertEqual(self.on_hand(product), (5, 50))
        self.assertEqual(self.balance("revaluation"), 0)

    def test_edited_in_the_list(self):
        """The other way to set it: a value written to the move."""
        move = self.receive(self.fifo, 10, 10)
        move.with_env(self.as_role("stock_manager")).value_manual = 130
        self.assertEqual(self.on_hand(self.fifo), (10, 130))

    def test_lots_share_it_by_quantity(self):
        for method in SHARED:
            product = self.make_product(method, tracking="lot")
            product.lot_valuated = True
            one, other = self.make_lot(product, "one"), self.make_lot(product, "other")
            move = self.receive(product, 3, 10, lot=one)
            env = self.as_role("stock_user")
            env["stock.move.line"].create(
                {
                    "move_id": move.id,
                    "picking_id": move.picking_id.id,
                    "product_id": product.id,
                    "quantity": 1,
                    "lot_id": other.id,
                    "location_id": self.suppliers.id,
                    "location_dest_id": self.stock().id,
                }
            )
            self.adjust(move, 50)
            self.assertEqual(self.pool(product, lot=one).value, 37.5)
            self.assertEqual(self.pool(product, lot=other).value, 12.5)
            self.assertEqual((one.standard_price, other.standard_price), (12.5, 12.5))
            self.assertEqual(move.value, 50)

    def test_taken_back_with_its_value(self):
        """A receipt edited to nothing leaves nothing of the value set by hand."""
        for method in SHARED:
            product = self.products[method]
            move = self.receive(product, 10, 10)
            self.receive(product, 10, 20)
            self.adjust(move, 120)
            self.edit(move, 0)
            self.assert_entry(
                self.last_entry(product),
                [("grni", 100, 0), ("revaluation", 20, 0), ("inventory", 0, 120)],
            )
            self.assertEqual(self.on_hand(product), (10, 200))
        self.assertEqual(self.balance("revaluation"), 0)

    def test_returned_to_the_vendor(self):
        """The vendor gets back what he was owed, whatever we made of the value."""
        move = self.receive(self.fifo, 10, 10)
        self.adjust(move, 120)
        back = self.return_to_vendor(move, 5)
        self.assert_entry(back, [("grni", 50, 0), ("difference", 10, 0), ("inventory", 0, 60)])

    def test_continental(self):
        self.company.anglo_saxon_accounting = False
        self.company.perpetual_setup()
        move = self.receive(self.average, 10, 10)
        self.deliver(self.average, 5)
        self.adjust(move, 120)
        self.assert_entry(
            self.last_adjustment(self.average),
            [("inventory", 10, 0), ("variation", 10, 0), ("revaluation", 0, 20)],
        )

    def test_what_cannot_be_adjusted(self):
        standard = self.receive(self.standard, 10, 10)
        self.receive(self.average, 10, 10)
        sold = self.deliver(self.average, 4)
        inside = self.transfer(self.average, 1, self.stock(), self.make_location())
        kind = self.warehouse().in_type_id
        planned = self.prepare([(self.average, 1)], self.suppliers, self.stock(), kind).move_ids
        for move, words in (
            (standard, "kept at standard cost"),
            (sold, "brought nothing into the stock ledger"),
            (inside, "brought nothing into the stock ledger"),
            (planned, "not done yet"),
        ):
            with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                self.adjust(move.with_env(self.env), 5)
        self.env.invalidate_all()

    def test_who_may(self):
        move = self.receive(self.average, 10, 10)
        for role in ("stock_user", "accountant", "auditor"):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.adjust(move, 120, role=role)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestCostRecord(PerpetualCommon):
    """A cost recorded for a product or a lot by a program, not typed on the product."""

    def record(self, company=None, **vals):
        env = self.as_role("stock_manager", company)
        return env["product.value"].create({"company_id": env.company.id, **vals})

    def test_product(self):
        for product in self.products.values():
            self.receive(product, 10, 10)
            self.record(product_id=product.id, value=12)
            entry = self.last_entry(product)
            self.assert_entry(entry, [("inventory", 20, 0), ("revaluation", 0, 20)])
            self.assertEqual(product.standard_price, 12)

    def test_lot(self):
        product = self.make_product("average", tracking="lot")
        product.lot_valuated = True
        one, other = self.make_lot(product, "one"), self.make_lot(product, "other")
        self.receive(product, 5, 10, lot=one)
        self.receive(product, 5, 10, lot=other)
        self.record(product_id=product.id, lot_id=one.id, value=12)
        self.assertEqual(self.pool(product, lot=one).value, 60)
        self.assertEqual(self.pool(product, lot=other).value, 50)

    def test_typed_on_the_product_it_counts_once(self):
        self.receive(self.average, 10, 10)
        before = self.entries(self.average)
        self.set_cost(self.average, 12)
        self.assertEqual(len(self.entries(self.average) - before), 1)
