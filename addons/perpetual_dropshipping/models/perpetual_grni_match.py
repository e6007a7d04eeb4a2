from odoo import models


class PerpetualGrniMatch(models.Model):
    _inherit = "perpetual.grni.match"

    def _price_facts(self, price, receipts):
        """Drop-shipped goods are sold: what their bill differs by is cost of goods sold."""
        move = self.credit_line_id.perpetual_stock_move_id
        if not receipts or not move._perpetual_dropshipped():
            return super()._price_facts(price, receipts)
        fact = self.purchase_line_id._perpetual_variance_fact(**self._fact_vals())
        fact.counterpart_value = price
        fact.difference_account = move._perpetual_dropship_cogs_account()
        fact.move = move
        fact.pool_lot = fact.lot = self.env["stock.lot"].browse(receipts[0].lot_id or ())
        return [fact]
