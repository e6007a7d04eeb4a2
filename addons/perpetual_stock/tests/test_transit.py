from odoo import Command
from odoo.tests import tagged

from .common import METHODS
from .transit_common import TransitCommon


@tagged("post_install", "-at_install")
class TestTransit(TransitCommon):
    def test_there_and_back(self):
        """Two items per product on each leg, in one entry per transfer."""
        for product in self.products.values():
            self.receive(product, 10, 10)
        kind = self.warehouse().int_type_id
        goods = [(product, 4) for product in self.products.values()]
        picking = self.prepare(goods, self.stock(), self.way, kind)
        moves = self.validate(picking).move_ids
        self.assert_entry(moves, 3 * [("transit", 40, 0), ("inventory", 0, 40)])
        self.assertEqual(self.balance("transit"), 120)
        back = self.arrive(self.average, 4)
        self.assert_entry(back, [("inventory", 40, 0), ("transit", 0, 40)])
        self.assertEqual(self.balance("transit"), 80)
        self.assertEqual(self.in_transit(self.average), (0, 0))

    def test_the_halves_tell_their_accounts(self):
        self.receive(self.average, 10, 10)
        rows = self.send(self.average, 4).perpetual_entry_ids.sorted("sequence")
        accounts = [(row.valuation_account_id, row.counterpart_account_id) for row in rows]
        inventory, transit = self.account("inventory"), self.account("transit")
        self.assertEqual(accounts, [(inventory, transit), (transit, inventory)])
        self.assertEqual(rows.mapped("moved_quantity"), [4, 0])
        self.assertEqual(rows.mapped("value"), [-40, 40])
        self.assertEqual(rows.mapped("counterpart_value"), [0, 0])

    def test_partial_arrivals_and_the_last_cent(self):
        self.receive(self.average, 3, 10 / 3)
        self.receive(self.average, 4, 3.3325)
        self.send(self.average, 3)
        value = self.balance("transit")
        self.assertEqual(value, 10)
        amounts = [self.arrive(self.average, 1) for _number in range(3)]
        self.assertEqual(
            [
                sum(move.perpetual_entry_ids.account_move_id.line_ids.mapped("debit"))
                for move in amounts
            ],
            [3.33, 3.33, 3.34],
        )
        self.assertEqual(self.balance("transit"), 0)

    def test_backorder(self):
        """What is not sent yet is not under way."""
        self.receive(self.fifo, 10, 10)
        kind = self.warehouse().int_type_id
        picking = self.prepare([(self.fifo, 6)], self.stock(), self.way, kind)
        picking.move_ids.move_line_ids.quantity = 2
        picking._action_done()
        self.assert_entry(
            picking.move_ids.with_env(self.env), [("transit", 20, 0), ("inventory", 0, 20)]
        )
        rest = picking.backorder_ids
        rest.move_ids.picked = True
        rest = self.validate(rest).move_ids
        self.assert_entry(rest, [("transit", 40, 0), ("inventory", 0, 40)])
        self.assertEqual(self.in_transit(self.fifo), (6, 60))

    def test_the_cost_changes_meanwhile(self):
        """Another receipt leaves alone what is under way."""
        for method in ("average", "fifo"):
            product = self.products[method]
            self.receive(product, 10, 10)
            self.send(product, 4)
            self.receive(product, 10, 20)
            back = self.arrive(product, 4)
            self.assert_entry(back, [("inventory", 40, 0), ("transit", 0, 40)])
            self.assertEqual(self.on_hand(product), (20, 300))

    def test_revalued_on_the_way(self):
        """A new cost is one of all goods, wherever they are."""
        for method in METHODS:
            product = self.products[method]
            self.receive(product, 10, 10)
            self.send(product, 4)
            self.set_cost(product, 12)
            entry = self.entries(product).filtered(lambda row: row.kind == "revaluation")
            self.assert_entry(
                entry, [("inventory", 12, 0), ("transit", 8, 0), ("revaluation", 0, 20)]
            )
            self.assertEqual(self.in_transit(product), (4, 48))
            back = self.arrive(product, 4)
            self.assert_entry(back, [("inventory", 48, 0), ("transit", 0, 48)])

    def test_a_new_standard_behind_the_ledgers_back(self):
        """Found at the next transaction, also for what is under way."""
        self.receive(self.standard, 10, 10)
        self.send(self.standard, 4)
        self.standard.with_context(disable_auto_revaluation=True).standard_price = 12
        move = self.arrive(self.standard, 4)
        self.assert_entry(move, [("inventory", 48, 0), ("transit", 0, 48)])
        self.assertEqual(self.balance("inventory"), 120)

    def test_sold_out_meanwhile(self):
        """The main warehouse sells what is not there: the pool is what it is."""
        for product in self.products.values():
            self.receive(product, 10, 10)
            self.send(product, 10)
            self.deliver(product, 12)
            self.assertEqual(self.on_hand(product), (-2, -20))
            self.arrive(product, 10)
        self.assertEqual(self.balance("transit"), 0)

    def test_arrived_before_it_left(self):
        """The shop was quicker with its transfer than the warehouse."""
        self.receive(self.average, 10, 10)
        back = self.arrive(self.average, 4)
        self.assert_entry(back, [("inventory", 40, 0), ("transit", 0, 40)])
        self.assertEqual(self.in_transit(self.average), (-4, -40))
        self.receive(self.average, 10, 30)
        out = self.send(self.average, 6)
        self.assert_entry(out, [("transit", 80, 0), ("inventory", 0, 80)])
        self.assertEqual(self.in_transit(self.average), (2, 40))

    def test_consigned_goods(self):
        self.receive(self.average, 10, 10, owner=self.vendor)
        self.assert_no_entry(self.send(self.average, 4, owner=self.vendor))
        self.assertEqual(self.in_transit(self.average), (0, 0))

    def test_by_lot(self):
        product = self.make_product("average", tracking="lot")
        product.lot_valuated = True
        one, other = self.make_lot(product, "one"), self.make_lot(product, "other")
        self.receive(product, 5, 10, lot=one)
        self.receive(product, 5, 20, lot=other)
        self.assert_entry(
            self.send(product, 2, lot=one), [("transit", 20, 0), ("inventory", 0, 20)]
        )
        out = self.send(product, 2, lot=other)
        self.assert_entry(out, [("transit", 40, 0), ("inventory", 0, 40)])
        back = self.arrive(product, 2, lot=other)
        self.assert_entry(back, [("inventory", 40, 0), ("transit", 0, 40)])

    def test_continental(self):
        """Inside the company nothing varies."""
        self.company.anglo_saxon_accounting = False
        self.company.perpetual_setup()
        self.receive(self.average, 10, 10)
        out = self.send(self.average, 4)
        self.assert_entry(out, [("transit", 40, 0), ("inventory", 0, 40)])
        self.arrive(self.average, 4)

    def test_resupply_of_one_warehouse_from_another(self):
        """Core's own route: one need in the shop makes both transfers."""
        self.shop.resupply_wh_ids = [Command.set(self.warehouse().ids)]
        route = self.shop.resupply_route_ids
        self.average.route_ids = [Command.set(route.ids)]
        self.receive(self.average, 10, 10)
        self.env["stock.rule"].run(
            [
                self.env["stock.rule"].Procurement(
                    self.average,
                    4,
                    self.unit,
                    self.shop.lot_stock_id,
                    "Need",
                    "Need",
                    self.company,
                    {"warehouse_id": self.shop},
                )
            ]
        )
        moves = self.env["stock.move"].search(
            [("product_id", "=", self.average.id), ("state", "!=", "done")]
        )
        out = moves.filtered(lambda move: move.location_id == self.stock())
        arrival = moves - out
        self.assertEqual(arrival.move_orig_ids, out)
        for move in (out, arrival):
            move = move.with_env(self.as_role("stock_user"))
            move.picking_id.action_assign()
            move.picked = True
            self.validate(move.picking_id)
        self.assert_entry(out, [("transit", 40, 0), ("inventory", 0, 40)])
        self.assert_entry(arrival, [("inventory", 40, 0), ("transit", 0, 40)])


@tagged("post_install", "-at_install")
class TestOutOfTransit(TransitCommon):
    """Whatever leaves the way, its share comes back first."""

    def setUp(self):
        super().setUp()
        for product in self.products.values():
            self.receive(product, 10, 10)
            self.send(product, 4)

    def test_lost_on_the_way(self):
        for product in self.products.values():
            move = self.count(product, 3, self.way)
            self.assert_entry(move, [("shrinkage", 10, 0), ("transit", 0, 10)])
            self.assertEqual(self.in_transit(product), (3, 30))
            back = self.arrive(product, 3)
            self.assert_entry(back, [("inventory", 30, 0), ("transit", 0, 30)])

    def test_found_on_the_way(self):
        for product in self.products.values():
            move = self.count(product, 6, self.way)
            self.assert_entry(move, [("transit", 20, 0), ("gain", 0, 20)])
            self.assertEqual(self.in_transit(product), (6, 60))

    def test_scrapped_on_the_way(self):
        for product in self.products.values():
            move = self.scrap(product, 1, location_id=self.way.id)
            self.assert_entry(move, [("scrap", 10, 0), ("transit", 0, 10)])

    def test_turned_round(self):
        for product in self.products.values():
            sent = self.env["stock.move"].search(
                [("product_id", "=", product.id), ("location_dest_id", "=", self.way.id)]
            )
            back = self.give_back(sent, 1)
            self.assert_entry(back, [("inventory", 10, 0), ("transit", 0, 10)])

    def test_sold_from_the_way(self):
        for product in self.products.values():
            move = self.deliver(product, 2, source=self.way)
            self.assert_entry(move, [("cogs", 20, 0), ("transit", 0, 20)])

    def test_bought_onto_the_way(self):
        for product in self.products.values():
            move = self.receive(product, 5, 10, dest=self.way)
            self.assert_entry(move, [("transit", 50, 0), ("grni", 0, 50)])
            self.assertEqual(self.in_transit(product), (9, 90))
            self.edit(move, 2)
            entry = self.last_entry(product)
            self.assert_entry(entry, [("grni", 30, 0), ("transit", 0, 30)])
            self.assertEqual(self.in_transit(product), (6, 60))

    def test_from_one_way_to_another(self):
        other = self.env["stock.location"].create(
            {"name": "By sea", "usage": "transit", "company_id": self.company.id}
        )
        for product in self.products.values():
            self.assert_no_entry(self.transfer(product, 4, self.way, other))
            self.assertEqual(self.in_transit(product), (4, 40))


@tagged("post_install", "-at_install")
class TestTransitEdited(TransitCommon):
    def test_quantity_of_both_legs(self):
        for product in self.products.values():
            self.receive(product, 10, 10)
            out = self.send(product, 4)
            self.edit(out, 6)
            entry = self.last_entry(product)
            self.assert_entry(entry, [("transit", 20, 0), ("inventory", 0, 20)])
            back = self.arrive(product, 5)
            self.edit(back, 2)
            entry = self.last_entry(product)
            self.assert_entry(entry, [("transit", 30, 0), ("inventory", 0, 30)])
            self.edit(out, 2)
            entry = self.last_entry(product)
            self.assert_entry(entry, [("inventory", 40, 0), ("transit", 0, 40)])
            self.assertEqual(self.in_transit(product), (0, 0))

    def test_place(self):
        """It went straight to the shop, after all; or the other way round."""
        for product in self.products.values():
            self.receive(product, 10, 10)
            out = self.send(product, 4)
            self.edit(out, 4, location_dest_id=self.shop.lot_stock_id.id)
            self.assertEqual(self.in_transit(product), (0, 0))
            self.assertEqual(self.balance("transit"), 0)
            self.edit(out, 3, location_dest_id=self.way.id)
            self.assertEqual(self.in_transit(product), (3, 30))
            self.edit(out, 0)

    def test_another_shelf_at_the_end(self):
        """Where it arrived is of no matter to what was under way."""
        shelf = self.make_location()
        self.receive(self.average, 10, 10)
        self.send(self.average, 4)
        back = self.arrive(self.average, 2)
        self.receive(self.average, 10, 30)
        self.edit(back, 2, location_dest_id=shelf.id)
        self.assertEqual(self.in_transit(self.average), (2, 20))
