"""Random orders, edits, scrap and unbuilds: the invariants hold at the end of each stream."""

from random import Random

from odoo.tests import tagged

from .common import MrpCommon


@tagged("post_install", "-at_install")
class TestStream(MrpCommon):
    steps = 25

    def setUp(self):
        super().setUp()
        self.stock_up(30)
        self.chips = self.make_product("average", name="Chips")
        bench = self.workcenter(31)
        self.boms = {
            product: self.bom(product, by_products=[(self.chips, 0.3, 7)], operations=[(bench, 7)])
            for product in self.products.values()
        }
        self.done = []

    def stream(self, seed):
        self.random = Random(seed)
        verbs = [self.do_make, self.do_make, self.do_buy, self.do_sell]
        verbs += [self.do_edit, self.do_unbuild, self.do_scrap, self.do_cancel]
        for _step in range(self.steps):
            self.random.choice(verbs)()
        self.assertTrue(self.done)
        self.assertEqual(self.balance("wip"), 0)
        self.assert_invariants()

    def product(self):
        return self.random.choice(list(self.products.values()))

    def do_make(self):
        product, units = self.product(), self.random.randint(1, 7)
        order = self.plan(product, units, self.boms[product])
        if self.random.random() < 0.5:
            self.consume(order, self.screw, self.random.randint(1, 2 * units))
        self.done.append(self.finish(order))

    def do_buy(self):
        product = self.random.choice([self.screw, self.board, *self.products.values()])
        cost = self.random.randint(100, 999) / 100
        self.receive(product, self.random.randint(1, 20), cost)

    def do_sell(self):
        self.deliver(self.product(), self.random.randint(1, 6))

    def do_edit(self):
        if not self.done:
            return
        order = self.random.choice(self.done)
        moves = order.move_raw_ids | order.move_finished_ids
        move = self.random.choice(moves.filtered(lambda move: len(move.move_line_ids) == 1))
        self.edit(move, self.random.randint(1, 15))

    def do_unbuild(self):
        if not self.done:
            return
        order = self.random.choice(self.done)
        linked = self.random.random() < 0.7 and not order.unbuild_ids
        if linked:
            self.unbuild(order.product_id, 1, order)
        else:
            self.unbuild(order.product_id, 1, bom=order.bom_id)

    def do_scrap(self):
        if self.done:
            order = self.random.choice(self.done)
            self.scrap(order.product_id, 1, user="maker", production_id=order.id)

    def do_cancel(self):
        product = self.product()
        order = self.plan(product, 2, self.boms[product])
        if self.random.random() < 0.5:
            self.consume(order, self.board, 1)
        order.with_env(self.as_role("planner")).action_cancel()

    def test_streams(self):
        for seed in (1, 2, 3):
            with self.subTest(seed):
                self.stream(seed)
