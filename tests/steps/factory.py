"""Steps of a random stream: making goods, in parts, and taking them apart again."""

from odoo import Command

from odoo.addons.perpetual_stock.tests.stream import COSTS, StockSteps


class FactorySteps(StockSteps):
    """Mixin for ``MrpCommon``; ``boms`` are (company, product) → bill of materials."""

    @classmethod
    def make_boms(cls):
        """Every product is made of screws, boards and motors with a lot, and leaves chips."""
        cls.chips = cls.make_product("average", name="Chips")
        cls.motor = cls.make_product(
            "fifo", name="Motor", tracking="lot", lot_valuated=True, standard_price=8
        )
        cls.motor_lots = [cls.make_lot(cls.motor, f"Motor {name}") for name in "AB"]
        cls.boms = {}
        for company in cls.companies:
            hours = {"resource_calendar_id": company.resource_calendar_id.id}
            bench = cls.workcenter(31, company_id=company.id, **hours)
            for product in (*cls.products.values(), *{lot.product_id for lot in cls.lots}):
                cls.boms[company, product] = cls.bom(
                    product,
                    [(cls.screw, 2), (cls.board, 1), (cls.motor, 1)],
                    by_products=[(cls.chips, 0.3, 7)],
                    operations=[(bench, 7)],
                    company_id=company.id,
                )

    def operations(self):
        self.productions, self.motors = [], {}
        return (
            super().operations()
            + [self.step_supply, self.step_plan] * 5
            + [self.step_finish] * 9
            + [self.step_unbuild] * 6
            + [self.step_consume, self.step_edit_made, self.step_scrap_made] * 3
            + [self.step_make_lot, self.step_give_up]
        )

    def step_supply(self, company, product):
        goods, quantity, cost = (
            self.pick((self.screw, self.board, self.motor)),
            12,
            self.pick(COSTS),
        )
        lot = self.pick(self.motor_lots) if goods == self.motor else None
        self.note("supply", company, goods, quantity, cost=cost)
        self.done.append(("receipt", self.receive(goods, quantity, cost, lot=lot, company=company)))

    def step_plan(self, company, product):
        self._plan(company, product, self.pick((1, 2, 5)))

    def step_make_lot(self, company, product):
        lot = self.pick(self.lots)
        self._plan(company, lot.product_id, 2, lot_producing_ids=[Command.set(lot.ids)])

    def _plan(self, company, product, quantity, **vals):
        bom = self.boms[company, product]
        order = self.plan(product, quantity, bom, company=company, user="planner", **vals)
        self.note("plan", company, product, quantity, order=order.name)
        self.productions.append(order)

    def _production(self, company, *states):
        found = [
            order
            for order in self.productions
            if order.company_id == company and order.state in states
        ]
        return self.pick(found) if found else None

    def _open_production(self, company):
        return self._production(company, "confirmed", "progress", "to_close")

    def step_consume(self, company, product):
        """Components go to production before the order is finished."""
        order = self._open_production(company)
        if order:
            goods, quantity = self.pick((self.screw, self.board)), self.pick((1, 3))
            if self.raw(order, goods).filtered(lambda move: move.state != "done"):
                self.note("consume", company, goods, quantity, of=order.name)
                self._consume(order, goods, quantity)

    def _consume(self, order, goods, quantity):
        """Like ``consume`` of the tests of manufacturing, also a second time."""
        move = self.raw(order, goods).filtered(lambda move: move.state not in ("done", "cancel"))
        move = move[:1].with_env(self.as_role("maker", order.company_id))
        move.quantity = quantity
        move.picked = True
        move._action_done()

    def step_finish(self, company, product):
        """All of an order, or a part with the rest on a backorder."""
        order = self._open_production(company)
        if not order:
            return
        quantity = self.pick([order.product_qty, min(order.product_qty, 1)])
        backorder = quantity < order.product_qty and self.pick([True, False])
        self.note("finish", company, order.product_id, quantity, of=order.name, rest=backorder)
        self._pick_motors(order, quantity)
        self.finish(order, quantity, backorder=backorder, user="planner")
        self.productions += self.backorder(order) - self.env["mrp.production"].union(
            *self.productions
        )

    def _pick_motors(self, order, quantity):
        """Name the lot of the motors, whichever there is."""
        lot = self.pick(self.motor_lots)
        move = self.raw(order, self.motor).filtered(lambda move: move.state != "done")
        order = order.with_env(self.as_role("planner", order.company_id))
        order.qty_producing = quantity
        order._set_qty_producing(False)
        self._pick(move.with_env(order.env), quantity, lot=lot)

    def step_unbuild(self, company, product):
        order = self._production(company, "done")
        if not order or order.product_id.tracking != "none":
            return
        linked = self.pick([True, True, False])
        left = order.qty_produced - sum(order.unbuild_ids.mapped("product_qty"))
        if linked and left >= 1:
            self.note("unbuild", company, order.product_id, 1, of=order.name)
            self.unbuild(order.product_id, 1, order, company=company)

    def step_scrap_made(self, company, product):
        """Goods break on the way in."""
        order = self._production(company, "done")
        if not order or order.product_id.tracking != "none":
            return
        if self.available(order.product_id, self.stock(company)) >= 1:
            self.note("scrap made", company, order.product_id, 1, of=order.name)
            self.scrap(order.product_id, 1, company, user="maker", production_id=order.id)

    def step_edit_made(self, company, product):
        """More or less was consumed, or produced, than noted."""
        order = self._production(company, "done")
        moves = order and (order.move_raw_ids | order.move_finished_ids).filtered(
            lambda move: move.state == "done" and len(move.move_line_ids) == 1
        )
        if moves:
            move, quantity = self.pick(moves), self.pick((1, 3, 8))
            self.note("edit made", company, move.product_id, quantity, of=order.name)
            self.edit(move, quantity)

    def step_give_up(self, company, product):
        order = self._open_production(company)
        if order:
            self.note("give up", company, order.product_id, order.product_qty, of=order.name)
            order.with_env(self.as_role("planner", company)).action_cancel()
