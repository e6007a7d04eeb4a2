from odoo import api, fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    perpetual_channel_line_id = fields.Many2one(
        "perpetual.channel.order.line", "Channel Order Line", index="btree_not_null", readonly=True
    )

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        self.env["perpetual.channel"]._levels_changed()
        return done

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        # Each line of a channel's order keeps a move of its own.
        return [*super()._prepare_merge_moves_distinct_fields(), "perpetual_channel_line_id"]
