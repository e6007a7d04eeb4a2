from odoo import api, fields, models


class PerpetualChannelOrderLine(models.Model):
    """So many of one product in a channel's order."""

    _name = "perpetual.channel.order.line"
    _description = "Channel Order Line"
    _order = "order_id, id"

    order_id = fields.Many2one(
        "perpetual.channel.order", "Order", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    sku = fields.Char("Code Sent", required=True, readonly=True)
    product_id = fields.Many2one("product.product", "Product", required=True, readonly=True)
    quantity = fields.Float(digits="Product Unit", required=True, readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    move_ids = fields.One2many("stock.move", "perpetual_channel_line_id", "Moves")
    shipped = fields.Float(digits="Product Unit", compute="_compute_shipped")
    returned = fields.Float(digits="Product Unit", compute="_compute_shipped")

    @api.depends("move_ids.state", "move_ids.quantity")
    def _compute_shipped(self):
        for line in self:
            done = line.move_ids.filtered(lambda m: m.state == "done")
            gone = done.filtered(
                lambda m: m.location_dest_id.usage == "customer" and not m.origin_returned_move_id
            )
            back = done.filtered(
                lambda m: m.location_id.usage == "customer" and m.origin_returned_move_id
            )
            line.shipped = line._units(gone)
            line.returned = line._units(back)

    def _first_states(self):
        """Return the states of the moves that goods have to be reserved for."""
        moves = self.move_ids.filtered(lambda move: move.state != "cancel")
        return moves.filtered(lambda move: not move.move_orig_ids).mapped("state")

    def _units(self, moves):
        """Return moves' quantity in the product's own unit."""
        uom = self.product_id.uom_id
        return sum(move.product_uom._compute_quantity(move.quantity, uom) for move in moves)
