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
        moves = self._perpetual_ordered_moves().filtered(
            lambda move: move.state != "cancel" and move.location_dest_id.usage == "customer"
        )
        return moves.with_env(self.env)

    def _perpetual_ordered_moves(self):
        """All moves of the refunded order by which these goods were to get to the customer."""
        if self.location_id.usage != "customer":
            return self.browse()
        # Cashiers refund orders of other sessions, too.
        order = self.sudo().picking_id.pos_order_id.refunded_order_id
        moves = order.picking_ids.move_ids.filtered(
            lambda move: (
                move.product_id == self.product_id
                and (move.location_final_id or move.location_dest_id).usage == "customer"
            )
        )
        same = moves.filtered(lambda move: move._perpetual_pos_key() == self._perpetual_pos_key())
        return (same or moves).sorted("id")

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

    # Refunded before it was shipped

    def _perpetual_call_off(self):
        """Of what refunds take back, that which never left stays: its delivery is of so
        much less. Moves of nothing are cancelled."""
        for move in self.filtered("picking_id.pos_order_id"):
            if move._perpetual_refunds_shipment():
                # The refund stops a delivery of the warehouse's, whoever stands at the till.
                move.sudo()._perpetual_call_off_one()

    def _perpetual_refunds_shipment(self):
        """Whether this move, not done yet, takes back goods of an order that is shipped later."""
        # Cashiers refund orders of other sessions, too.
        order = self.sudo().picking_id.pos_order_id.refunded_order_id
        return bool(
            order.shipping_date
            and self.state not in ("done", "cancel")
            and self.location_id.usage == "customer"
            and self._is_perpetual()
        )

    def _perpetual_call_off_one(self):
        """What is still to be shipped is called off before anything comes back, except lots
        that have left. Never does more come back than has left."""
        ordered = self._perpetual_ordered_moves()
        shipped = ordered.filtered(
            lambda move: move.state == "done" and move.location_dest_id.usage == "customer"
        )
        returned = ordered.returned_move_ids.filtered(lambda move: move.state == "done")
        left = max(shipped._perpetual_units() - returned._perpetual_units(), 0)
        lots = self.move_line_ids.lot_id
        gone = shipped.move_line_ids.lot_id
        back = min(self._perpetual_units(lots & gone), left)
        stays = self.product_qty - back
        stays -= ordered._perpetual_stop(stays, lots, self.picking_id.pos_order_id)
        back += min(stays, left - back)
        self._perpetual_lessen(self.product_qty - back, lots - gone)

    def _perpetual_stop(self, units, lots, order):
        """Do not ship so many units (product's) of these moves.

        :param lots: those to be left out first
        :param order: the refund
        :returns: how many of them were still to be shipped
        """
        coming = self.filtered(lambda move: move.state not in ("done", "cancel"))
        stopped = 0.0
        # Of a chain, the last step brings the goods to the customer.
        for move in coming.filtered(lambda move: not move.move_dest_ids & coming):
            fewer = min(units - stopped, move.product_qty)
            if move.product_id.uom_id.compare(fewer, 0) > 0:
                move.picking_id._perpetual_say_stopped(move.product_id, fewer, order)
                move._perpetual_lessen(fewer, lots)
                stopped += fewer
        return stopped

    def _perpetual_units(self, lots=None):
        """Units (product's) on the lines of these moves, or on those of the lots."""
        lines = self.move_line_ids
        if lots is not None:
            lines = lines.filtered(lambda line: line.lot_id & lots)
        return sum(lines.mapped("quantity_product_uom"))

    def _perpetual_lessen(self, units, lots):
        """So many units (product's) fewer; a move of none is cancelled.

        :param lots: those whose lines are the first to be shortened
        """
        unit = self.product_id.uom_id
        rest = self.product_qty - units
        if unit.compare(units, 0) <= 0:
            return
        if unit.compare(rest, 0) <= 0:
            self._action_cancel()
            return
        # Core would drop all lines, with the lots on them.
        self.with_context(do_not_unreserve=True).product_uom_qty = unit._compute_quantity(
            rest, self.product_uom, rounding_method="HALF-UP"
        )
        self._perpetual_shorten(self._perpetual_units() - rest, lots)
        self._recompute_state()

    def _perpetual_shorten(self, units, lots):
        """Take so many units (product's) off the lines, if there are too many."""
        unit = self.product_id.uom_id
        for line in self.move_line_ids.sorted(lambda line: not line.lot_id & lots):
            fewer = min(units, line.quantity_product_uom)
            if unit.compare(fewer, 0) > 0:
                rest = line.quantity_product_uom - fewer
                line.quantity = unit._compute_quantity(rest, line.product_uom_id)
                units -= fewer
        self.move_line_ids.filtered(lambda line: not line.quantity).unlink()
