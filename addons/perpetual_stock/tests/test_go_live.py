from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .go_live_common import GoLiveCommon


@tagged("post_install", "-at_install")
class TestGoLive(GoLiveCommon):
    """From periodic to continuous, with the stock and its value."""

    def test_average(self):
        product = self.goods["average"]
        self.receive(product, 10, 10)
        self.receive(product, 10, 20)
        self.deliver(product, 5)
        run = self.go_live("average")
        self.assertEqual(product.valuation, "continuous")
        self.assertEqual(self.on_hand(product), (15, 225))
        self.assert_ledger(product, [("opening", 15, 225, 15, 225)])
        self.assert_items(run.account_move_id, [("average", 225, 0), ("Gap", 0, 225)])
        move = self.deliver(product, 5)
        self.assert_entry(move, [("cogs", 75, 0), ("average", 0, 75)])

    def test_standard(self):
        product = self.goods["standard"]
        self.receive(product, 10)
        self.deliver(product, 4)
        run = self.go_live("standard")
        self.assert_ledger(product, [("opening", 6, 60, 6, 60)])
        self.assert_items(run.account_move_id, [("standard", 60, 0), ("Gap", 0, 60)])
        self.set_cost(product, 12)
        self.assertEqual(self.on_hand(product), (6, 72))

    def test_fifo(self):
        """Layers are the receipts on hand; the next issue takes the oldest."""
        product = self.goods["fifo"]
        for cost in (10, 20, 30):
            self.receive(product, 10, cost)
        self.deliver(product, 15)
        self.go_live("fifo")
        self.assertEqual(self.layers(product), [(5, 100), (10, 300)])
        move = self.deliver(product, 6)
        self.assert_entry(move, [("cogs", 130, 0), ("fifo", 0, 130)])
        self.assertEqual(self.layers(product), [(9, 270)])

    def test_fifo_rounding(self):
        """Layers add up to core's value to the cent."""
        product = self.goods["fifo"]
        self.receive(product, 3, 10 / 3)
        self.receive(product, 7, 10 / 7)
        self.deliver(product, 1)
        value = product.total_value
        self.go_live("fifo")
        self.assertEqual(self.on_hand(product), (9, value))
        self.deliver(product, 9)
        self.assertEqual(self.on_hand(product), (0, 0))

    def test_general_ledger_had_something(self):
        """Only the gap is posted."""
        self.receive(self.goods["average"], 10, 10)
        self.post_by_hand(self.own["average"], 70)
        run = self.checked("average")
        self.assertRecordValues(
            run.account_ids,
            [
                {"kind": "inventory", "gl_balance": 70, "opening_value": 100, "amount": 30},
                {"kind": "gap", "gl_balance": 0, "opening_value": 0, "amount": -30},
            ],
        )
        run.action_switch()
        self.assert_items(run.account_move_id, [("average", 30, 0), ("Gap", 0, 30)])

    def test_movements_foot_over_a_go_live(self):
        """What was on the account before is neither its opening nor posted by hand."""
        self.receive(self.goods["average"], 10, 10)
        self.post_by_hand(self.own["average"], 50, date="2025-02-28")
        self.post_by_hand(self.own["average"], 20)
        self.go_live("average")
        self.deliver(self.goods["average"], 2)
        movement = self.as_role("accountant")["perpetual.movement"].create(
            {"date_from": "2025-03-01", "date_to": "2025-03-31"}
        )
        ((account, figures),) = movement._footing()
        self.assertEqual(account.id, self.own["average"].id)
        expected = {"opening": 50, "taken_over": 20, "in_value": 30, "out_value": -20}
        expected |= {"by_hand": 0}
        expected |= {"closing": 80, "difference": 0, "ledger_closing": 80}
        self.assertEqual({name: figures[name] for name in expected}, expected)
        entry = self.post_by_hand(self.own["average"], 5)
        ((_account, figures),) = movement._footing()
        self.assertEqual((figures["by_hand"], figures["difference"]), (5, 0))
        movement.action_check()
        found = movement.account_ids._by_hand_items(movement)
        self.assertEqual(found.move_id.id, entry.id)
        domain = movement.account_ids.action_open_by_hand()["domain"]
        self.assertEqual(self.env["account.move.line"].search(domain).move_id.id, entry.id)
        self.take_back_by_hand()

    def take_back_by_hand(self):
        entry = self.env["account.move"].search([], order="id desc", limit=1)
        entry._reverse_moves([{"date": entry.date}], cancel=True)

    def test_general_ledger_had_too_much(self):
        self.receive(self.goods["average"], 10, 10)
        self.post_by_hand(self.own["average"], 170)
        run = self.go_live("average")
        self.assert_items(run.account_move_id, [("average", 0, 70), ("Gap", 70, 0)])

    def test_nothing_to_post(self):
        """Without a difference there is no entry, and no gap account is needed."""
        self.receive(self.goods["fifo"], 10, 10)
        self.post_by_hand(self.own["fifo"], 100)
        run = self.go_live("fifo", gap_account_id=False)
        self.assertFalse(run.account_move_id)
        self.assertEqual(self.on_hand(self.goods["fifo"]), (10, 100))

    def test_nothing_on_hand(self):
        """A balance that no stock explains goes to the gap."""
        self.post_by_hand(self.own["fifo"], 100)
        run = self.go_live("fifo")
        items = run.account_move_id.line_ids.mapped(lambda item: (item.account_id, item.balance))
        self.assertEqual(set(items), {(self.own["fifo"], -100), (self.gap, 100)})
        with self.assertRaisesRegex(UserError, "is the journal entry of Go-live of Before fifo"):
            run.account_move_id.button_draft()
        self.receive(self.goods["fifo"], 10, 10)
        self.assertEqual(self.on_hand(self.goods["fifo"]), (10, 100))

    def test_several_places(self):
        """A row per place, so that the quantity of a place is a sum of the ledger."""
        product = self.goods["average"]
        shelf = self.make_location()
        self.receive(product, 10, 10)
        self.receive(product, 5, 10, dest=shelf)
        self.go_live("average")
        self.assertEqual(
            sorted(self.entries(product).mapped(lambda row: (row.quantity, row.value))),
            [(5, 50), (10, 100)],
        )
        self.transfer(product, 5, shelf, self.stock())
        self.deliver(product, 15)
        self.assertEqual(self.on_hand(product), (0, 0))

    def test_goods_in_transit(self):
        """What is under way goes to its own account with its value, and comes back from it."""
        transit = self.company.internal_transit_location_id
        transit.active = True
        for method, product in self.goods.items():
            self.receive(product, 10, 10)
            self.transfer(product, 4, self.stock(), transit)
            before = self.balance("transit")
            self.go_live(method)
            self.assertEqual(self.balance("transit") - before, 40, method)
            self.assertEqual(self.pool(product).transit_quantity, 4)
            self.assert_ties_out()
            self.transfer(product, 1, transit, self.stock())
            self.assertEqual(self.balance("transit") - before, 30, method)
            self.leave(method)
            self.assertEqual(self.balance("transit") - before, 0, method)
            self.assert_ties_out()
            self.go_live(method)
            self.assertEqual(self.on_hand(product), (10, 100))

    def test_negative_stock(self):
        """A debt at the product's cost, which the next receipt settles."""
        for method, product in self.goods.items():
            if method != "standard":
                product.standard_price = 8
            self.deliver(product, 5)
        self.go_live(*self.goods)
        self.assertEqual(self.on_hand(self.goods["standard"]), (-5, -50))
        self.assertEqual(self.on_hand(self.goods["average"]), (-5, -40))
        self.assertEqual(self.layers(self.goods["fifo"]), [(-5, -40)])
        for method in ("average", "fifo"):
            move = self.receive(self.goods[method], 8, 10)
            self.assertEqual(self.on_hand(self.goods[method]), (3, 30))
            self.assertIn("negative_settlement", move.perpetual_entry_ids.mapped("kind"))

    def test_consigned(self):
        """Goods of others are known by their place and worth nothing."""
        owner = self.env["res.partner"].create({"name": "Owner"})
        for product in self.goods.values():
            self.receive(product, 4, 10)
            self.receive(product, 6, owner=owner)
        self.go_live(*self.goods)
        for product in self.goods.values():
            self.assertEqual(self.on_hand(product), (4, 40), product.name)
            self.deliver(product, 6, owner=owner)
            self.deliver(product, 4)

    def test_only_consigned(self):
        owner = self.env["res.partner"].create({"name": "Owner"})
        product = self.goods["average"]
        self.receive(product, 6, owner=owner)
        run = self.go_live("average")
        self.assertFalse(run.account_move_id)
        self.assert_ledger(product, [("opening", 0, 0, 0, 0)])

    def test_valued_by_lot(self):
        for method in ("average", "fifo", "standard"):
            product = self.make_product(
                "average", categ_id=self.before[method].id, tracking="lot", name=f"Lots {method}"
            )
            product.lot_valuated = True
            lots = [self.make_lot(product, f"{method} {name}") for name in "AB"]
            for lot, cost in zip(lots, (10, 20), strict=True):
                self.receive(product, 5, cost, lot=lot)
            self.go_live(method)
            total = 0 if method == "standard" else 150
            self.assertEqual(sum(self.entries(product).mapped("value")), total)
            for lot in lots:
                self.assertEqual(self.pool(product, lot=lot).quantity, 5)
            self.deliver(product, 5, lot=lots[1])
            self.assertEqual(self.pool(product, lot=lots[1]).value, 0)
            self.assertEqual(self.pool(product, lot=lots[0]).value, total and 50)

    def test_archived_product(self):
        product = self.goods["average"]
        self.receive(product, 10, 10)
        product.active = False
        self.go_live("average")
        self.assertEqual(self.on_hand(product), (10, 100))
        product.active = True

    def test_layers_know_their_receipt(self):
        """A vendor return takes the units of its own receipt."""
        product = self.goods["fifo"]
        self.receive(product, 10, 10)
        second = self.receive(product, 10, 20)
        self.go_live("fifo")
        back = self.return_to_vendor(second, 4)
        self.assertEqual(back.perpetual_entry_ids.value, -80)
        self.assertEqual(self.layers(product), [(10, 100), (6, 120)])

    def test_customer_return_of_an_old_delivery(self):
        """It comes back at the value at which core let it go."""
        for method, product in self.goods.items():
            self.receive(product, 10, 10)
            sold = self.deliver(product, 4)
            self.receive(product, 10, 20)
            self.go_live(method)
            back = self.return_from_customer(sold, 2)
            self.assertEqual(back.perpetual_entry_ids[0].value, 20, method)
            self.assert_entry(back, [(method, 20, 0), ("cogs", 0, 20)])

    def test_moved_since_the_check(self):
        """What was moved after the check is worked out anew; the rest is kept."""
        average, fifo = self.goods["average"], self.goods["fifo"]
        self.receive(average, 10, 10)
        self.receive(fifo, 10, 10)
        run = self.checked("average", "fifo")
        kept = run.line_ids.filtered(lambda line: line.product_id.id == fifo.id)
        self.receive(average, 10, 20)
        run.action_switch()
        self.assertTrue(kept.exists())
        self.assertEqual(self.on_hand(average), (20, 300))
        self.assert_items(
            run.account_move_id, [("average", 300, 0), ("fifo", 100, 0), ("Gap", 0, 400)]
        )

    def test_cost_changed_since_the_check(self):
        product = self.goods["standard"]
        self.receive(product, 10)
        run = self.checked("standard")
        product.with_env(self.as_role("product_manager")).standard_price = 11
        run.action_switch()
        self.assertEqual(self.on_hand(product), (10, 110))

    def test_again_for_further_categories(self):
        for product in self.goods.values():
            self.receive(product, 10, 10)
        for method in self.goods:
            self.go_live(method)
            self.assert_ties_out()
        with self.assertRaises(UserError) as caught:
            self.go_live("fifo")
        self.assertIn("Before fifo is valued continuously already", str(caught.exception))

    def test_in_batches(self):
        """The check goes on where it was; the switch needs all of it."""
        for number in range(3):
            product = self.make_product(
                "average", name=f"Sundry {number}", categ_id=self.before["average"].id
            )
            self.receive(product, 1, 10)
        run = self.prepare_run("average")
        sudo = run.sudo()
        sudo._start_check(run.env.user)
        self.assertEqual((run.state, run.total_count, run.progress), ("running", 3, 0))
        with self.assertRaisesRegex(UserError, "Check Go-live of Before average"):
            run.action_switch()
        self.env["perpetual.go.live"]._cron_work()
        self.assertEqual((run.state, run.done_count, run.progress), ("checked", 3, 100))

    def test_the_check_writes_nothing_else(self):
        product = self.goods["average"]
        self.receive(product, 10, 10)
        self.checked("average")
        self.assertFalse(self.entries(product))
        self.assertFalse(self.pool(product))
        self.assertEqual(product.valuation, "periodic")

    def test_effective_on_the_accounting_date(self):
        """A date in the past, if nothing has moved since."""
        self.receive(self.goods["average"], 10, 10)
        with freeze_time("2025-03-05 09:00:00"):
            run = self.prepare_run("average", date="2025-03-04")
            run.action_check()
            run.action_switch()
        self.assertEqual(str(run.account_move_id.date), "2025-03-04")
        rows = self.env["perpetual.ledger.entry"].valuation_at(
            self.company, fields.Date.to_date("2025-03-04")
        )
        self.assertEqual([(row.quantity, row.value) for row in rows], [(10, 100)])


@tagged("post_install", "-at_install")
class TestGoLiveOfCompany(GoLiveCommon):
    """The default of the company, and the categories that follow it."""

    @classmethod
    @freeze_time("2025-01-01 08:00:00")
    def setUpClass(cls):
        super().setUpClass()
        for category in cls.categories.values():
            category.property_stock_valuation_account_id = cls.own["standard"]
        cls.follower = cls.env["product.category"].create(
            {"name": "Follower", "property_cost_method": "average"}
        )
        cls.sundry = cls.make_product("average", name="Sundry", categ_id=cls.follower.id)

    def test_company(self):
        """Followers and products without a category go along, others as ticked."""
        # Odoo does not store a choice that is the company's default: that one follows.
        self.before["average"].property_valuation = "real_time"
        loose = self.make_product("average", name="Loose", categ_id=False)
        self.receive(self.sundry, 10, 10)
        self.receive(loose, 1)
        self.go_live(category_ids=[fields.Command.set(self.before["fifo"].ids)])
        self.assertEqual(self.company.inventory_valuation, "continuous")
        self.assertEqual(self.sundry.valuation, "continuous")
        self.assertEqual(loose.valuation, "continuous")
        self.assertEqual(self.goods["fifo"].valuation, "continuous")
        self.assertEqual(self.goods["average"].valuation, "real_time")
        self.assertEqual(self.on_hand(self.sundry), (10, 100))

    def test_second_company(self):
        """The other company keeps its own mode and figures."""
        self.make_second_company()
        self.receive(self.sundry, 10, 10)
        self.receive(self.sundry, 3, 50, company=self.company2)
        self.go_live()
        self.assertEqual(self.on_hand(self.sundry), (10, 100))
        self.assertFalse(self.pool(self.sundry, self.company2))
        self.assertEqual(self.sundry.with_company(self.company2).valuation, "periodic")
