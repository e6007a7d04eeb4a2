from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_list

from ..wire.problems import Problem

WAY_OUT = "Send it again under a new reference, or ask for this one by GET."


class PerpetualChannelOrder(models.Model):
    """What a channel has reserved or sold, once for each reference of the channel.

    held → sold, released or expired; sold → cancelled. A cancellation that comes before its sale
    is kept as cancelled, so that the late sale sells nothing.
    """

    _name = "perpetual.channel.order"
    _description = "Channel Order"
    _inherit = ["perpetual.channel.shipping", "perpetual.channel.returning"]
    _order = "id desc"
    _rec_name = "display_reference"

    channel_id = fields.Many2one(
        "perpetual.channel", "Channel", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    reference = fields.Char(
        "Order Reference", readonly=True, help="The channel's own reference of the order."
    )
    hold_reference = fields.Char("Reservation", readonly=True)
    display_reference = fields.Char("Reference", compute="_compute_display_reference", store=True)
    digest = fields.Char(readonly=True)
    hold_digest = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("held", "Reserved"),
            ("sold", "Sold"),
            ("released", "Released"),
            ("expired", "Expired"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        required=True,
        readonly=True,
    )
    hold_until = fields.Datetime("Reserved Until", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", "Warehouse", readonly=True)
    partner_id = fields.Many2one("res.partner", "Ship To", readonly=True)
    sold_at = fields.Datetime("Sold", readonly=True, help="As the channel says.")
    line_ids = fields.One2many("perpetual.channel.order.line", "order_id", "Lines", readonly=True)
    return_ids = fields.One2many("perpetual.channel.return", "order_id", "Returns", readonly=True)
    picking_ids = fields.Many2many(
        "stock.picking", string="Transfers", compute="_compute_picking_ids"
    )

    _reference_unique = models.Constraint(
        "UNIQUE(channel_id, reference)", "The channel has an order of this reference."
    )
    _hold_unique = models.Constraint(
        "UNIQUE(channel_id, hold_reference)", "The channel has a reservation of this reference."
    )
    _held_idx = models.Index("(hold_until) WHERE state = 'held'")

    @api.depends("reference", "hold_reference")
    def _compute_display_reference(self):
        for order in self:
            order.display_reference = order.reference or order.hold_reference

    @api.depends("line_ids.move_ids.picking_id")
    def _compute_picking_ids(self):
        for order in self:
            order.picking_ids = order.line_ids.move_ids.picking_id

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "The order %s stays: it is what a repeated request is known by. Cancel its"
                " transfers instead.",
                format_list(self.env, self.mapped("display_name")),
            )
        )

    def action_open_transfers(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("stock.action_picking_tree_all")
        return {**action, "domain": [("id", "in", self.picking_ids.ids)], "context": {}}

    # Finding

    @api.model
    def _of(self, channel, reference):
        return self.search([("channel_id", "=", channel.id), ("reference", "=", reference)])

    @api.model
    def _hold_of(self, channel, reference):
        return self.search([("channel_id", "=", channel.id), ("hold_reference", "=", reference)])

    def _repeated(self, kept, body):
        """Tell whether a request is the one that made this record.

        :raises Problem: it has the same reference and says something else
        """
        if self and kept != body.digest():
            raise Problem(
                "conflict",
                f"{body.reference} was sent before with another content.",
                WAY_OUT,
            )
        return bool(self)

    # Reserving

    @api.model
    def _hold(self, channel, body, products):
        """Reserve a basket's goods for some minutes; all of them or none.

        :raises Problem: a line cannot be had in full
        """
        now = fields.Datetime.now()
        minutes = body.minutes or channel.hold_minutes
        order = self._begin(
            channel,
            body,
            products,
            state="held",
            hold_reference=body.reference,
            hold_digest=body.digest(),
            hold_until=now + relativedelta(minutes=minutes),
        )
        order._reserve()
        return order

    @api.model
    def _begin(self, channel, body, products, **vals):
        lines = [
            Command.create({"sku": line.sku, "product_id": product.id, "quantity": line.quantity})
            for line, product in zip(body.lines, products, strict=True)
        ]
        vals.setdefault("partner_id", channel.partner_id.id)
        vals["warehouse_id"] = channel._warehouse(body.warehouse).id
        # Rows of the channel's own, which no person writes; transfers are made as its user.
        return self.sudo().create({"channel_id": channel.id, "line_ids": lines, **vals}).sudo(False)

    def _reserve(self):
        """Make the delivery of the lines and reserve it.

        :raises Problem: a line cannot be had in full
        """
        self._check_available()
        reference = self.env["stock.reference"].sudo().create({"name": self.display_reference})
        rules = self.env["stock.rule"]
        rules.run([self._procurement(line, reference) for line in self.line_ids])
        moves = self.line_ids.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        moves.picking_id.filtered(lambda picking: picking.state == "draft").action_confirm()
        first = moves.filtered(lambda move: not move.move_orig_ids)
        first.filtered(lambda move: move.state != "assigned")._action_assign()
        missing = self.line_ids.filtered(
            lambda line: not line.move_ids or set(line._first_states()) != {"assigned"}
        )
        if missing:
            raise self._short(missing)

    def _procurement(self, line, reference):
        order, product = self, line.product_id
        partner = order.partner_id
        values = {
            "warehouse_id": order.warehouse_id,
            "partner_id": partner.id,
            "date_planned": fields.Datetime.now(),
            "reference_ids": reference,
            "company_id": order.company_id,
            "perpetual_channel_line_id": line.id,
        }
        return self.env["stock.rule"].Procurement(
            product, line.quantity, product.uom_id, partner.property_stock_customer,
            product.display_name, order._origin_text(), order.company_id, values,
        )  # fmt: skip

    def _origin_text(self):
        return f"{self.channel_id.name}: {self.display_reference}"

    def _check_available(self):
        """:raises Problem: less is free than is asked for; told for all lines at once"""
        asked = {}
        for line in self.line_ids:
            asked[line.product_id] = asked.get(line.product_id, 0) + line.quantity
        free = self._free(list(asked))
        short = {
            product
            for product, quantity in asked.items()
            if product.uom_id.compare(free[product], quantity) < 0
        }
        if short:
            raise self._short(self.line_ids.filtered(lambda line: line.product_id in short), free)

    def _free(self, products):
        """Return what the channel may sell of each product in the order's warehouse."""
        warehouse = self.warehouse_id
        levels = self.env["perpetual.stock.level"]._levels(
            [product.id for product in products], warehouse.ids
        )
        nothing = {"on_hand": 0.0, "reserved": 0.0}
        return {
            product: self.channel_id._available(
                levels.get((product.id, warehouse.id), nothing), product.uom_id.rounding
            )
            for product in products
        }

    def _short(self, lines, free=None):
        """Return the problem that names each line that cannot be had, and what can."""
        free = free or self._free(list(lines.product_id))
        order = list(self.line_ids)
        errors = [
            {
                "pointer": f"/lines/{order.index(line)}",
                "sku": line.sku,
                "asked": line.quantity,
                "available": free[line.product_id],
                "detail": f"{line.quantity:g} asked for, {free[line.product_id]:g} available.",
            }
            for line in lines
        ]
        return Problem(
            "insufficient-stock",
            f"{errors[0]['sku']}: {errors[0]['detail']} Nothing was reserved or sold.",
            "Offer what is available, and send the order again.",
            errors,
        )

    def _release(self, state):
        """Give held goods back."""
        for order in self:
            order.line_ids.move_ids.filtered(
                lambda move: move.state not in ("done", "cancel")
            )._action_cancel()
            order.sudo().state = state  # as in _begin

    # Selling

    @api.model
    def _sell(self, channel, body, products, hold):
        """Sell: goods are reserved for the order until they leave, or leave at once.

        :param hold: the reservation that the order names, or an empty record
        :raises Problem: a line cannot be had in full
        """
        vals = {
            "reference": body.reference,
            "digest": body.digest(),
            "state": "sold",
            "sold_at": _naive(body.sold_at) or fields.Datetime.now(),
            "partner_id": self._ship_to(channel, body.ship_to).id,
        }
        order = (
            hold._take(body, products, vals)
            if hold
            else self._sell_anew(channel, body, products, vals)
        )
        if channel.ship == "at_once":
            order._ship()
        return order

    @api.model
    def _sell_anew(self, channel, body, products, vals):
        order = self._begin(channel, body, products, **vals)
        order._reserve()
        return order

    def _take(self, body, products, vals):
        """Make a reservation an order; what it held and does not sell is free again."""
        as_held = self.state == "held" and (not body.lines or self._is_of(body, products))
        if not as_held:
            self._release("released")
            if body.lines:
                self._replace_lines(body, products)
        self.sudo().write(vals)  # as in _begin
        if as_held:
            self.picking_ids.filtered(lambda p: p.state not in ("done", "cancel")).write(
                {"partner_id": self.partner_id.id, "origin": self._origin_text()}
            )
        else:
            self._reserve()
        return self

    def _is_of(self, body, products):
        asked = sorted((p.id, line.quantity) for p, line in zip(products, body.lines, strict=True))
        held = sorted((line.product_id.id, line.quantity) for line in self.line_ids)
        same_place = not body.warehouse or body.warehouse == self.warehouse_id.code
        return same_place and asked == held

    def _replace_lines(self, body, products):
        vals = [Command.clear()]
        for line, product in zip(body.lines, products, strict=True):
            one = {"sku": line.sku, "product_id": product.id, "quantity": line.quantity}
            vals.append(Command.create(one))
        warehouse = self.channel_id._warehouse(body.warehouse)
        self.sudo().write({"line_ids": vals, "warehouse_id": warehouse.id})  # as in _begin

    # Cancelling

    def _cancel(self):
        """:raises Problem: goods have left already"""
        if any(self.line_ids.mapped("shipped")):
            raise Problem(
                "conflict",
                f"Goods of {self.display_reference} have left already.",
                "Send a return when they come back.",
            )
        self._release("cancelled")

    @api.model
    def _cancel_unknown(self, channel, reference):
        """Keep a cancellation that came before its sale."""
        vals = {"channel_id": channel.id, "reference": reference, "state": "cancelled"}
        return self.sudo().create(vals).sudo(False)  # as in _begin

    # Expiry

    @api.model
    def _expired_domain(self):
        return Domain("state", "=", "held") & Domain("hold_until", "<=", fields.Datetime.now())

    @api.model
    def _cron_expire(self):
        """Give back what baskets held too long, each in a transaction of its own."""
        orders = self.search(self._expired_domain(), limit=500, order="hold_until")
        self.env["ir.cron"]._commit_progress(remaining=len(orders))
        for order in orders:
            if order.try_lock_for_update() and order.state == "held":
                # Waiting for a lock is pointless: whoever holds it is selling or releasing.
                order._release("expired")
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _expire_of(self, product_ids):
        """Give back what baskets held too long of products that somebody asks for."""
        domain = self._expired_domain() & Domain("line_ids.product_id", "in", product_ids)
        # Of whichever channel: the goods are the same.
        for order in self.sudo().search(domain):
            order._release("expired")

    # Telling

    def _document(self):
        """Return what the channel is told of an order or a reservation."""
        return {
            "reference": self.reference or None,
            "reservation": self.hold_reference or None,
            "state": self._told_state(),
            "warehouse": self.warehouse_id.code or None,
            "held_until": _told(self.hold_until) if self.state == "held" else None,
            "sold_at": _told(self.sold_at),
            "lines": [
                {
                    "sku": line.sku,
                    "product_id": line.product_id.id,
                    "quantity": line.quantity,
                    "shipped": line.shipped,
                    "returned": line.returned,
                }
                for line in self.line_ids
            ],
            "transfers": self.picking_ids.sorted("id").mapped("name"),
            "returns": [one._document() for one in self.return_ids.sorted("id")],
        }

    def _told_state(self):
        if self.state == "held" and self.hold_until <= fields.Datetime.now():
            return "expired"
        if self.state != "sold":
            return self.state
        moves = self.line_ids.move_ids.filtered(lambda m: not m.origin_returned_move_id)
        shipped = self.line_ids.filtered(lambda line: line.shipped)
        if not shipped:
            return "cancelled" if moves and set(moves.mapped("state")) == {"cancel"} else "sold"
        is_open = any(move.state not in ("done", "cancel") for move in moves)
        return "partly_shipped" if is_open else "shipped"


def _naive(text):
    """Return an instant as Odoo keeps it, from RFC 3339 in UTC."""
    return fields.Datetime.to_datetime(text[:19].replace("T", " ")) if text else None


def _told(instant):
    return f"{instant.isoformat()}Z" if instant else None
