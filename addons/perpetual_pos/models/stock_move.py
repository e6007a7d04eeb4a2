from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        self._perpetual_link_refunds()
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _add_mls_related_to_order(self, related_order_lines, are_qties_done=True):
        """A cashier names lots by selling them, with or without rights to read lots."""
        moves, lines = self, related_order_lines
        if self._perpetual_sells_lots():
            # The register shows the lots; a sale of them moves them, whoever sells.
            moves, lines = self.sudo(), related_order_lines.sudo()
        return super(StockMove, moves)._add_mls_related_to_order(lines, are_qties_done)

    def _perpetual_sells_lots(self):
        """Whether these moves of a sale at the register are also of goods in lots, some of
        what they move being valued by the stock ledger."""
        is_sale = self.env.context.get("perpetual_pos_sale") or self.picking_id.pos_order_id
        is_tracked = any(move.product_id.tracking != "none" for move in self)
        return bool(is_sale and is_tracked and any(move._is_perpetual() for move in self))

    def _perpetual_link_refunds(self):
        """Goods of a refund are a return of what the refunded order moved."""
        for move in self.filtered("picking_id.pos_order_id"):
            if move.origin_returned_move_id or not move._is_perpetual():
                continue
            origins = move._perpetual_refunded_moves()
            if origins:
                move.origin_returned_move_id = origins[0]

    def _perpetual_origins(self):
        return self._perpetual_refunded_moves() or super()._perpetual_origins()

    def _perpetual_refunded_moves(self):
        """The moves by which the goods left that this move of a refund takes back.

        All that the refunded order moved of the product count together: it may have left
        in parts. Of a kit's component, those of the same kit.
        """
        if self.location_id.usage != "customer":
            return self.browse()
        # Cashiers refund orders of other sessions, too.
        order = self.sudo().picking_id.pos_order_id.refunded_order_id
        if not order:
            return self.browse()
        moves = order.picking_ids.move_ids.filtered(
            lambda move: (
                move.product_id == self.product_id
                and move.state != "cancel"
                and move.location_dest_id.usage == "customer"
            )
        )
        same = moves.filtered(lambda move: move._perpetual_pos_key() == self._perpetual_pos_key())
        return (same or moves).sorted("id").with_env(self.env)

    def _perpetual_pos_key(self):
        """Hook: what tells moves of one product on an order apart."""
        return self.never_product_template_attribute_value_ids

    def _perpetual_trade_account(self, kind, accounts):
        """The expense account as the fiscal position of the order maps it."""
        account = super()._perpetual_trade_account(kind, accounts)
        position = self.sudo().picking_id.pos_order_id.fiscal_position_id
        if kind not in ("issue", "customer_return") or not position:
            return account
        return position.map_account(account)
