import gc
import random
from unittest.mock import patch

from odoo.tests import tagged

from ..golive import history as history_module
from ..golive.history import History
from .go_live_common import GoLiveCommon


@tagged("post_install", "-at_install")
class TestGoLiveHistory(GoLiveCommon):
    """Figures of a batch are core's own, product by product."""

    def figures_of(self, products, company=None):
        """History of a batch, read as go-live reads it."""
        company = company or self.company
        self.env.invalidate_all()
        run = self.env["perpetual.go.live"].with_company(company).new({"company_id": company.id})
        return History(run._figures_env()["product.product"].browse(products.ids))

    def assert_core_says_so(self, products, company=None):
        """Value and receipts on hand of each, none left out, against core asked alone."""
        history = self.figures_of(products, company)
        expected, receipts = {}, {}
        for product_id in products.ids:
            history.env.invalidate_all()
            product = history.env["product.product"].browse(product_id)
            expected[product_id] = round(product.total_value, 6)
            if product.cost_method == "fifo":
                moves = product._get_remaining_moves().get(product, {})
                moves = sorted(moves, key=lambda move: (move.date, move.id))
                receipts[product_id] = [(move.id, move._get_valued_qty()) for move in moves]
        values = {key: round(value, 6) for key, value in history.values.items()}
        self.assertEqual(values, expected)
        stacks = {key: [(m.id, m.units) for m in moves] for key, moves in history.stacks.items()}
        self.assertEqual(stacks, {key: moves for key, moves in receipts.items() if key in stacks})
        self.assertLessEqual({key for key, moves in receipts.items() if moves}, set(stacks))
        return expected

    def dynamic(self):
        return self.goods["average"] | self.goods["fifo"]

    def test_receipts_and_deliveries(self):
        for product in self.dynamic():
            self.receive(product, 10, 10)
            self.receive(product, 10, 20)
            self.deliver(product, 4)
        values = self.assert_core_says_so(self.dynamic())
        self.assertEqual(values[self.goods["average"].id], 240)
        self.assertEqual(values[self.goods["fifo"].id], 260)

    def test_thirds(self):
        for product in self.dynamic():
            self.receive(product, 3, 10 / 3)
            self.deliver(product, 1)
            self.receive(product, 7, 10 / 7)
            self.deliver(product, 5)
        self.assert_core_says_so(self.dynamic())

    def test_other_unit(self):
        for product in self.dynamic():
            self.receive(product, 1, 24, uom=self.dozen)
            self.deliver(product, 5)
        self.assert_core_says_so(self.dynamic())

    def test_nothing_left(self):
        for product in self.dynamic():
            self.receive(product, 3, 10)
            self.deliver(product, 3)
        self.assertEqual(set(self.assert_core_says_so(self.dynamic()).values()), {0})

    def test_shortage(self):
        """Also one that a receipt settled, and one that it did not."""
        for product in self.dynamic():
            product.standard_price = 8
            self.deliver(product, 5)
        values = self.assert_core_says_so(self.dynamic())
        self.assertEqual(set(values.values()), {-40})
        for product in self.dynamic():
            self.receive(product, 3, 10)
        self.assert_core_says_so(self.dynamic())
        for product in self.dynamic():
            self.receive(product, 6, 11)
        self.assertEqual(set(self.assert_core_says_so(self.dynamic()).values()), {44})

    def test_more_than_was_received(self):
        """Stock that only a quant tells of: FIFO goes on with the last price."""
        for product in self.dynamic():
            self.receive(product, 2, 10)
            self.env["stock.quant"]._update_available_quantity(product, self.stock(), 3)
        values = self.assert_core_says_so(self.dynamic())
        self.assertEqual(values[self.goods["fifo"].id], 50)

    def test_never_received(self):
        for product in self.dynamic():
            product.standard_price = 7
            self.env["stock.quant"]._update_available_quantity(product, self.stock(), 3)
        self.assertEqual(set(self.assert_core_says_so(self.dynamic()).values()), {21})

    def test_cost_set_by_hand(self):
        """After the last receipt it counts at once, before it until the next one."""
        product = self.goods["average"]
        self.receive(product, 10, 10)
        self.tick()
        product.standard_price = 15
        self.tick()
        self.assertEqual(self.assert_core_says_so(product)[product.id], 150)
        self.deliver(product, 4)
        self.receive(product, 4, 20)
        self.assertEqual(self.assert_core_says_so(product)[product.id], 170)

    def test_cost_of_a_continuous_company(self):
        """Neither core nor the replay takes it for its own."""
        product = self.goods["average"]
        self.make_second_company()
        self.receive(product, 10, 10)
        category = product.categ_id.with_company(self.company2)
        category.write({"property_valuation": "continuous", "property_cost_method": "average"})
        self.receive(product, 10, 70, company=self.company2)
        self.tick()
        self.set_cost(product, 99, self.company2)
        self.assertEqual(self.assert_core_says_so(product)[product.id], 100)

    def test_receipt_valued_by_hand(self):
        for product in self.dynamic():
            self.receive(product, 10, 10)
            move = self.receive(product, 10, 10)
            move.value_manual = 170
            self.deliver(product, 12)
        self.assert_core_says_so(self.dynamic())

    def test_returns_and_counts(self):
        for product in self.dynamic():
            self.receive(product, 10, 10)
            self.receive(product, 5, 16)
            self.give_back(self.deliver(product, 6), 2)
            self.tick()
            self.count(product, 8)
            self.tick()
            self.count(product, 14)
        self.assert_core_says_so(self.dynamic())

    def test_stock_of_others(self):
        """Each product for itself, whichever of them core looked at before."""
        owner = self.env["res.partner"].create({"name": "Owner"})
        for product in self.dynamic():
            self.receive(product, 6, owner=owner)
            self.receive(product, 4, 10)
            self.deliver(product, 1, owner=owner)
            self.deliver(product, 1)
        for batch in (self.dynamic(), self.goods["fifo"] | self.goods["average"]):
            self.assert_core_says_so(batch)

    def test_own_stock_with_an_owner(self):
        for product in self.dynamic():
            self.receive(product, 6, 10, owner=self.company.partner_id)
            self.receive(product, 4, 20)
            self.deliver(product, 2, owner=self.company.partner_id)
        self.assert_core_says_so(self.dynamic())

    def test_several_companies(self):
        other = self.make_company("Other Company")
        self.users["stock_user"].company_ids |= other
        self.users["stock_manager"].company_ids |= other
        for method, category in self.before.items():
            category.with_company(other).property_cost_method = method
        for product in self.dynamic():
            self.receive(product, 10, 10)
            self.receive(product, 5, 30, company=other)
            self.deliver(product, 4)
            self.deliver(product, 1, company=other)
        first = self.assert_core_says_so(self.dynamic())
        second = self.assert_core_says_so(self.dynamic(), other)
        self.assertEqual((set(first.values()), set(second.values())), ({60}, {120}))

    def test_in_transit(self):
        transit = self.company.internal_transit_location_id
        transit.active = True
        for product in self.dynamic():
            self.receive(product, 10, 10)
            self.transfer(product, 4, self.stock(), transit)
        self.assertEqual(set(self.assert_core_says_so(self.dynamic()).values()), {100})

    def test_random_streams(self):
        owner = self.env["res.partner"].create({"name": "Owner"})
        for seed in (1, 2, 3):
            for product in self.dynamic():
                self.play(random.Random(seed), product, owner)
            self.assert_core_says_so(self.dynamic())

    def play(self, dice, product, owner):
        """Some transactions, also of more than is there."""
        for _step in range(8):
            units = dice.randint(1, 9)
            what = dice.choice("rrrdddocu")
            if what == "r":
                self.receive(product, units, dice.randint(1, 999) / 7)
            elif what == "d":
                self.deliver(product, units)
            elif what == "o":
                self.receive(product, units, owner=owner)
            elif what == "c":
                self.count(product, units)
            else:
                product.standard_price = dice.randint(100, 999) / 100
            self.tick()

    # What core is asked for itself

    def test_dropshipped(self):
        """Core values a dropshipment from its documents: left to core."""
        for product in self.dynamic():
            self.receive(product, 10, 10)
            kind = self.warehouse().out_type_id
            # Core reads landed costs as the user here, which takes an administrator.
            how = {"kind": kind, "user": "stock_manager"}
            self.move(product, 2, self.suppliers, self.customers, **how)
        self.assertFalse(self.figures_of(self.dynamic()).values)
        self.go_live("average", "fifo")
        for product in self.dynamic():
            self.assertEqual(self.on_hand(product), (10, 100))

    def test_valued_by_lot(self):
        product = self.make_product(
            "average", categ_id=self.before["average"].id, tracking="lot", name="Lots"
        )
        product.lot_valuated = True
        self.receive(product, 5, 10, lot=self.make_lot(product, "A"))
        self.assertFalse(self.figures_of(product).values)

    def test_standard(self):
        """Core multiplies with the cost; there is nothing to replay."""
        self.receive(self.goods["standard"], 5)
        self.assertFalse(self.figures_of(self.goods["standard"]).values)

    def test_addon_that_values_otherwise(self):
        """It is asked; nothing is assumed of what it does."""
        product = self.goods["average"]
        self.receive(product, 10, 10)
        registry_class = type(self.env["product.product"])
        with patch.object(registry_class, "_run_avco", lambda *args, **kwargs: (12.0, 120.0)):
            self.assertFalse(self.figures_of(product).values)
            run = self.checked("average")
        self.assertEqual(run.line_ids.value, 120)

    def test_core_disagrees(self):
        """Should a later core work otherwise, a whole batch is left to it."""
        for product in self.dynamic():
            self.receive(product, 10, 10)
        with patch.object(history_module, "average_value", lambda *args: 99.0):
            history = self.figures_of(self.dynamic())
        self.assertEqual(history.values, {self.goods["fifo"].id: 100})

    def test_queries_do_not_grow(self):
        """A batch takes as many statements for forty products as for four."""
        # An environment asks for its user's time zone once: collecting one makes two statements.
        gc.disable()
        self.addCleanup(gc.enable)
        products = self.env["product.product"]
        for number in range(40):
            method = ("average", "fifo")[number % 2]
            product = self.make_product(method, categ_id=self.before[method].id)
            self.env["stock.quant"]._update_available_quantity(product, self.stock(), 3)
            products |= product
        counts = []
        for batch in (products[:4], products):
            self.figures_of(batch)
            before = self.env.cr.sql_log_count
            history = self.figures_of(batch)
            self.assertEqual(len(history.values), len(batch))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
