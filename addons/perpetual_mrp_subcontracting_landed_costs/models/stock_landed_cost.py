from odoo import models


class StockLandedCost(models.Model):
    _inherit = "stock.landed.cost"

    def _get_targeted_move_ids(self):
        """Of a subcontractor's receipt what bears the cost is what the order has made: there the
        value of the goods came in; the receipt only moves them."""
        moves = super()._get_targeted_move_ids()
        return moves.browse().union(*(move._perpetual_bearers() for move in moves))
