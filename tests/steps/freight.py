"""Steps of a random stream: landed costs on what came in, and their reversal."""

from odoo.addons.perpetual_stock.tests.stream import StockSteps

AMOUNTS = (0.05, 3.33, 10, 47.11)
SPLITS = ("equal", "by_quantity", "by_current_cost_price")


class FreightSteps(StockSteps):
    """Mixin for ``LandedCommon``."""

    def operations(self):
        self.costs = []
        return super().operations() + [self.step_land] * 4 + [self.step_unland] * 3

    def step_land(self, company, product):
        """Freight on one receipt or two, of which more or less is still there."""
        picked = [self.pick_move(company, "receipt", "ordered") for _time in range(2)]
        moves = self.env["stock.move"].union(*filter(None, picked))
        moves = moves.filtered(lambda move: move.quantity > 0 and move.is_in)
        # Core refuses freight on transfers of standard cost only.
        methods = moves.picking_id.move_ids.product_id.with_company(company).mapped("cost_method")
        if {"average", "fifo"}.isdisjoint(methods):
            return
        if moves:
            amount, split = self.pick(AMOUNTS), self.pick(SPLITS)
            self.note("land", company, moves[0].product_id, amount, on=moves.mapped("reference"))
            self.costs.append(self.land(amount, moves, split))

    def step_unland(self, company, product):
        costs = [
            cost
            for cost in self.costs
            if cost.company_id == company and not cost.perpetual_reversal_ids
        ]
        if costs:
            cost = self.pick(costs)
            self.note("take back", company, product, cost.amount_total, cost=cost.name)
            self.costs.append(self.take_back(cost))
