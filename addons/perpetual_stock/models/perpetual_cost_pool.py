from odoo import fields, models

from ..ledger import Fact
from ..ledger.facts import decimal


class PerpetualCostPool(models.Model):
    """Running quantity and value of one costing key: the row to lock.

    Key: company, product, and lot where the product is valued by lot. Only the
    ledger writes here (plain SQL, under ``FOR UPDATE``).
    """

    _name = "perpetual.cost.pool"
    _description = "Cost Pool"
    _rec_name = "product_id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    product_id = fields.Many2one("product.product", required=True, index=True, ondelete="restrict")
    product_categ_id = fields.Many2one(related="product_id.categ_id", string="Product Category")
    lot_id = fields.Many2one("stock.lot", string="Lot/Serial", ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    uom_id = fields.Many2one(related="product_id.uom_id")
    quantity = fields.Float(digits="Product Unit", help="On hand and owned, in valued locations.")
    value = fields.Monetary(groups="perpetual_stock.group_inventory_value")
    unit_cost = fields.Float(
        min_display_digits="Product Price",
        digits=(16, 8),
        groups="perpetual_stock.group_inventory_value",
        help="Cost of one unit; under the standard method the standard cost.",
    )
    cost_method = fields.Selection(
        [("standard", "Standard Price"), ("average", "Average Cost"), ("fifo", "FIFO")],
        help="Costing method of the last transaction.",
    )
    received_total = fields.Float(string="Ever Received", digits="Product Unit")
    transit_quantity = fields.Float(
        string="In Transit",
        digits="Product Unit",
        help="Part of the quantity that is under way between the company's own warehouses.",
    )
    transit_value = fields.Monetary(
        string="Value in Transit",
        groups="perpetual_stock.group_inventory_value",
        help="Part of the value that is on the goods-in-transit account.",
    )
    last_sequence = fields.Integer(string="Last Entry")
    last_digest = fields.Char()
    last_effective_at = fields.Datetime(string="Last Transaction")

    _key_unique = models.UniqueIndex(
        "(company_id, product_id, COALESCE(lot_id, 0))", "One cost pool per costing key."
    )

    def action_perpetual_entries(self):
        """Open the stock ledger card of this product (and lot)."""
        self.ensure_one()
        action = self.product_id.action_perpetual_entries()
        action["domain"] = [("pool_id", "=", self.id)]
        return action

    def _perpetual_transit_facts(self, sign):
        """Facts that take what is under way off its account (-1), or put it there (1)."""
        return [
            Fact(
                company=pool.company_id,
                product=pool.product_id,
                kind="transfer",
                operation="memo",
                transit=sign * decimal(pool.transit_quantity),
                pool_lot=pool.lot_id,
                lot=pool.lot_id,
                reason=self.env._("Goods-in-transit account changed"),
            )
            for pool in self
        ]

    def _perpetual_account_facts(self, old_account, new_account):
        """Facts that carry the pool's value from one inventory account to another."""
        self.ensure_one()
        return [
            Fact(
                company=self.company_id,
                product=self.product_id,
                kind="revaluation",
                operation=operation,
                valuation_account=account,
                counterpart_account=self.company_id.perpetual_revaluation_account_id,
                pool_lot=self.lot_id,
                lot=self.lot_id,
                reason=self.env._(
                    "Inventory account changed from %(old)s to %(new)s",
                    old=old_account.display_name,
                    new=new_account.display_name,
                ),
            )
            for operation, account in (
                ("leave_account", old_account),
                ("enter_account", new_account),
            )
        ]
