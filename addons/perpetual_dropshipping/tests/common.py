"""Selling what the vendor sends straight to the customer."""

from odoo import Command

from odoo.addons.perpetual_purchase.tests.common import PurchaseCommon
from odoo.addons.perpetual_sale.tests.common import SaleCommon


class DropshipCommon(PurchaseCommon, SaleCommon):
    """Products with the dropship route and a vendor; cost of goods sold at delivery."""

    timing = "delivery"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Core itself reads bills when its own goods are sent.
        cls.users["sender"] = cls.make_user(
            "sender", "stock.group_stock_manager,account.group_account_invoice"
        )
        cls.route = cls.env.ref("stock_dropshipping.route_drop_shipping")

    def offer(self, product, price, currency=None):
        """The vendor's price; the product is drop-shipped from now on."""
        product.route_ids = [Command.set(self.route.ids)]
        product.seller_ids.unlink()
        product.seller_ids = [
            Command.create(
                {
                    "partner_id": self.vendor.id,
                    "price": price,
                    "company_id": self.company.id,
                    "currency_id": (currency or self.company.currency_id).id,
                }
            )
        ]

    def order_dropship(self, product, quantity, price, currency=None):
        """Sell what the vendor will send; returns the sales line, its order is confirmed."""
        self.offer(product, price, currency)
        line = self.sell(product, quantity)
        purchase = line.purchase_line_ids.order_id
        purchase.order_line.tax_ids = False
        purchase.with_env(self.as_role("buyer")).button_confirm()
        return line

    def send(self, line, quantity=None, lot=None, user="stock_user"):
        """The vendor ships; returns the stock move."""
        move = line.purchase_line_ids.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        move = move.with_env(self.as_role(user))
        self._pick(move, quantity or move.product_uom_qty, lot)
        self.validate(move.picking_id.with_context(skip_backorder=True))
        return move.with_env(self.env)

    def dropship(self, product, quantity, price, currency=None, **how):
        """Sell, order and send; returns (sales line, stock move)."""
        line = self.order_dropship(product, quantity, price, currency)
        return line, self.send(line, **how)

    def send_back(self, move, quantity, dest=None):
        """The customer returns goods: to the vendor, or to ``dest``."""
        env = self.as_role("stock_user")
        wizard = env["stock.return.picking"].create({"picking_id": move.picking_id.id})
        wizard.product_return_moves.quantity = quantity
        picking = env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        if dest:
            picking.location_dest_id = dest
            picking.move_ids.location_dest_id = dest
        self._pick(picking.move_ids, quantity, move.move_line_ids.lot_id)
        return self.validate(picking).move_ids

    def orders(self, line):
        return line.purchase_line_ids.order_id
