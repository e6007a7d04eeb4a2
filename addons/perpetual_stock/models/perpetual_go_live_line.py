from odoo import fields, models


class PerpetualGoLiveLine(models.Model):
    """What go-live takes over of one product (and lot): quantity, value and layers."""

    _name = "perpetual.go.live.line"
    _description = "Go-Live Line"
    _order = "product_id, lot_id"
    _rec_name = "product_id"
    _log_access = False

    go_live_id = fields.Many2one("perpetual.go.live", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="go_live_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one("product.product", required=True, ondelete="restrict")
    categ_id = fields.Many2one(related="product_id.categ_id")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    lot_id = fields.Many2one("stock.lot", string="Lot/Serial", ondelete="restrict")
    cost_method = fields.Selection(
        [("standard", "Standard Price"), ("average", "Average Cost"), ("fifo", "FIFO")]
    )
    quantity = fields.Float(digits="Product Unit", help="Owned, in valued locations.")
    consigned_quantity = fields.Float(
        string="Kept for Others", digits="Product Unit", help="Recorded with value 0."
    )
    unit_cost = fields.Float(digits=(16, 8), min_display_digits="Product Price")
    value = fields.Monetary()
    layers = fields.Json(help="FIFO: quantity, value and receipt of each layer, oldest first.")
    layer_count = fields.Integer(string="FIFO Layers")
    resets = fields.Json(help="Leaving: what core's own history has to be corrected by.")
    account_id = fields.Many2one("account.account", string="Inventory Account", ondelete="restrict")
    fingerprint = fields.Char()
    state = fields.Selection(
        [("todo", "To check"), ("ok", "Ready"), ("problem", "Problem")], default="todo"
    )
    reason = fields.Char(string="Remark")

    _todo_index = models.Index("(go_live_id, id) WHERE state = 'todo'")
