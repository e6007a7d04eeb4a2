from odoo import fields, models


class PerpetualChannelReturn(models.Model):
    """Goods of a channel's order that come back, once for each reference of the channel."""

    _name = "perpetual.channel.return"
    _description = "Channel Return"
    _order = "id desc"
    _rec_name = "reference"

    order_id = fields.Many2one(
        "perpetual.channel.order", "Order", required=True, ondelete="cascade", index=True
    )
    channel_id = fields.Many2one(related="order_id.channel_id", store=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    reference = fields.Char(required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True)
    picking_ids = fields.Many2many("stock.picking", string="Transfers", readonly=True)

    _reference_unique = models.Constraint(
        "UNIQUE(channel_id, reference)", "The channel has a return of this reference."
    )

    def _document(self):
        """Return what the channel is told."""
        states = set(self.picking_ids.mapped("state")) - {"cancel"}
        return {
            "reference": self.reference,
            "state": "received" if states == {"done"} else "expected" if states else "cancelled",
            "transfers": self.picking_ids.mapped("name"),
        }
