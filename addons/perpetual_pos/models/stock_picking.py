import logging
from contextlib import contextmanager, nullcontext

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


class StockPicking(models.Model):
    _inherit = "stock.picking"

    # At the register

    @api.model
    def _create_picking_from_pos_order_lines(
        self, location_dest_id, lines, picking_type, partner=False
    ):
        """What has moved with its order does not move again at the close of the session."""
        lines = lines.filtered(lambda line: not line.perpetual_is_moved)
        at_order = self.env.context.get("perpetual_at_order")
        if at_order:
            lines = lines.filtered(lambda line: line._perpetual_moves_at_order())
        create = super(
            StockPicking, self.with_context(perpetual_pos_sale=True)
        )._create_picking_from_pos_order_lines
        guard = self._perpetual_or_at_close(lines) if at_order and lines else nullcontext()
        pickings = self.browse()
        with guard:
            pickings = create(location_dest_id, lines, picking_type, partner)
        return pickings.with_env(self.env)

    @contextmanager
    def _perpetual_or_at_close(self, lines):
        """Lines that move now; if no transfer can be made of them, the close of the session
        moves them, as it does others, and the sale is kept."""
        try:
            with self.env.cr.savepoint():
                lines.perpetual_is_moved = True
                yield
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            raise
        except UserError as error:
            # A cashier without stock rights, or the warehouse's set-up.
            _logger.warning(
                "%s: its stock moves at the close of the session. %s", lines.order_id.name, error
            )
        except Exception:
            # A defect, which must not stop a sale that is already paid.
            _logger.exception(
                "%s: its stock moves at the close of the session", lines.order_id.name
            )

    def _prepare_picking_vals(self, partner, picking_type, location_id, location_dest_id):
        """The order is known before the goods move: a refund looks for what it takes back."""
        vals = super()._prepare_picking_vals(partner, picking_type, location_id, location_dest_id)
        order = self.env["pos.order"].browse(self.env.context.get("perpetual_pos_order_id", []))
        if order:
            vals.update(
                pos_order_id=order.id, pos_session_id=order.session_id.id, origin=order.name
            )
        return vals

    def _action_done(self):
        selling = self.with_context(perpetual_pos_sale=False)
        if self.env.context.get("perpetual_pos_sale") and selling._perpetual_is_valued():
            return selling._perpetual_sell()
        self.move_ids._perpetual_call_off()
        waiting = self._perpetual_queue()
        if not waiting:
            result = super(StockPicking, selling)._action_done()
            # The warehouse delivers, with or without rights on the register's orders.
            self.sudo().pos_order_id.filtered("shipping_date")._perpetual_cost_shipped()
            return result
        result = True
        for picking in selling:
            day = waiting.filtered(lambda row, picking=picking: row.picking_id == picking).date
            result = super(StockPicking, picking._perpetual_dated(day))._action_done()
        waiting._done()
        return result

    def action_cancel(self):
        result = super().action_cancel()
        cancelled = self.filtered(lambda picking: picking.state == "cancel")
        cancelled._perpetual_queue()._end("cancelled")
        return result

    def _perpetual_session(self):
        """The session that sells: the close of a session names it on the transfer later."""
        return self.pos_session_id or self.env["pos.session"].browse(
            self.env.context.get("perpetual_pos_session_id", [])
        )

    def _perpetual_is_valued(self):
        return any(move._is_perpetual() for move in self.move_ids)

    def _perpetual_queue(self):
        """Rows of the queue in which these transfers wait."""
        pickings = self.filtered("pos_session_id")
        if not pickings:
            return self.env["perpetual.pos.queue"]
        # Whoever validates the transfer puts right what waits, with or without other rights.
        queue = self.env["perpetual.pos.queue"].sudo()
        return queue.search([("picking_id", "in", pickings.ids), ("state", "=", "waiting")])

    def _perpetual_dated(self, day):
        """These transfers, to be posted on a day of the past if it is one."""
        if not day or day >= fields.Date.context_today(self):
            return self
        return self.with_context(force_period_date=day)

    def _perpetual_sell(self):
        """Move and post the goods of a sale, or put the transfer into the queue: the
        customer has paid and left, so that whatever goes wrong here is no reason to refuse."""
        day = self.pos_order_id._perpetual_day() if self.pos_order_id else None
        try:
            with self.env.cr.savepoint():
                self._perpetual_check_sale()
                selling = self._perpetual_dated(day)
                if self.move_ids._perpetual_sells_lots():
                    # To move a lot is to read it, which a cashier need not be allowed to.
                    selling = selling.sudo()
                return selling._action_done()
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            # Another register sells the same goods: the framework tries the order again.
            raise
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("The stock of %s could not be posted", self.mapped("origin"))
            # The queue is the accountants'; the cashier has no rights on it.
            self.env["perpetual.pos.queue"].sudo()._add(self, error, day)
        return True

    def _perpetual_pick_sold(self):
        """The goods are with the customer, whatever is reserved: lots excepted, which
        somebody has to name."""
        for move in self.move_ids.filtered(lambda move: move.state not in ("done", "cancel")):
            if move.product_id.tracking == "none":
                move.quantity = move.product_uom_qty
            move.picked = True

    def _perpetual_check_sale(self):
        """What core would leave undone without a word.

        :raises UserError: says what is missing
        """
        self.move_ids._perpetual_call_off()
        self._perpetual_check_refunded()
        for move in self.move_ids.filtered(lambda move: move.state not in ("done", "cancel")):
            if move.product_uom.compare(move.quantity, move.product_uom_qty) < 0:
                raise UserError(
                    self.env._(
                        "%(picking)s: %(product)s was sold without a lot or serial number for"
                        " all of it. Enter the missing ones on the transfer and validate it.",
                        picking=move.picking_id.name,
                        product=move.product_id.display_name,
                    )
                )

    def _perpetual_check_refunded(self):
        """What waits was sold before it is taken back: at the value at which it will leave.

        :raises UserError: it still waits
        """
        # The refunded order may be of a session that the cashier does not see.
        order = self.sudo().pos_order_id.refunded_order_id
        order._perpetual_waiting()._retry()
        waiting = order._perpetual_waiting()
        if waiting:
            raise UserError(
                self.env._(
                    "%(picking)s takes back goods of %(order)s, whose own transfer waits:"
                    " %(error)s",
                    picking=", ".join(self.mapped("name")),
                    order=order.name,
                    error=waiting[0].error,
                )
            )

    def _perpetual_say_stopped(self, product, units, order):
        """Tell the warehouse why it ships less."""
        self._message_log(
            body=self.env._(
                "%(units)g × %(product)s are not shipped any more: %(order)s refunded them.",
                units=units,
                product=product.display_name,
                order=order.display_name,
            )
        )
