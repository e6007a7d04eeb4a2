from urllib.parse import urlsplit

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..wire import signing

PENDING = "perpetual_api_levels_changed"


class PerpetualChannel(models.Model):
    """A web shop or another place that shows our stock and sells it."""

    _name = "perpetual.channel"
    _description = "Sales Channel"
    _inherit = ["mail.thread", "mail.activity.mixin", "perpetual.channel.stock"]
    _order = "name, id"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", "Company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        "Acts As",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
        help="The channel's deliveries and returns are made by this user, with this user's rights.",
    )
    warehouse_ids = fields.Many2many(
        "stock.warehouse",
        string="Warehouses",
        required=True,
        domain="[('company_id', '=', company_id)]",
        default=lambda self: self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        ),
        help="What the channel sees and sells from.",
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Ships From",
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', warehouse_ids)]",
        help="Where an order is shipped from when it names no warehouse.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        help="Whom goods are delivered to when an order has no address of its own.",
    )
    categ_ids = fields.Many2many(
        "product.category",
        string="Product Categories",
        help="What the channel may see and sell; everything where none is named.",
    )
    buffer = fields.Float(
        "Kept Back",
        digits="Product Unit",
        help="So many of each product are never shown or sold through this channel.",
    )
    hold_minutes = fields.Integer(
        "Reservation (Minutes)",
        default=15,
        required=True,
        help="How long a basket holds its goods when the request does not say.",
    )
    ship = fields.Selection(
        [("pick", "The warehouse picks and ships"), ("at_once", "Goods leave with the order")],
        "Shipping",
        default="pick",
        required=True,
        tracking=True,
        help="Goods leave with the order: the delivery is validated and posted at once, as for a"
        " counter sale or a marketplace that has shipped already.",
    )
    rate = fields.Integer(
        "Calls per Minute",
        default=1200,
        required=True,
        help="Of each key, per server process; beyond them the channel is told to wait.",
    )
    key_ids = fields.One2many("perpetual.channel.key", "channel_id", "Keys")
    order_ids = fields.One2many("perpetual.channel.order", "channel_id", "Orders")
    order_count = fields.Integer(compute="_compute_order_count")
    webhook_url = fields.Char(
        "Webhook",
        tracking=True,
        help="Where changed stock levels are sent as soon as they change, signed.",
    )
    webhook_secret = fields.Char(
        copy=False,
        groups="perpetual_api.group_channel_admin",
        help="The channel checks signatures with it (Standard Webhooks).",
    )
    webhook_xid = fields.Char("Sent Up To", readonly=True, copy=False)
    webhook_state = fields.Selection(
        [("off", "Off"), ("ok", "Working"), ("failing", "Failing"), ("stopped", "Stopped")],
        compute="_compute_webhook_state",
        store=True,
    )
    webhook_stopped = fields.Boolean(readonly=True, copy=False)
    event_ids = fields.One2many("perpetual.channel.event", "channel_id", "Webhook Messages")

    _positive = models.Constraint(
        "CHECK(rate > 0 AND hold_minutes BETWEEN 1 AND 1440 AND buffer >= 0)",
        "Calls per minute have to be above zero, reservations from 1 to 1440 minutes, what is"
        " kept back not below zero.",
    )

    @api.depends("warehouse_ids")
    def _compute_warehouse_id(self):
        for channel in self:
            if channel.warehouse_id not in channel.warehouse_ids:
                channel.warehouse_id = channel.warehouse_ids[:1]

    @api.depends("webhook_url", "webhook_stopped", "event_ids.attempts", "event_ids.state")
    def _compute_webhook_state(self):
        for channel in self:
            waiting = channel.event_ids.filtered(lambda event: event.state == "waiting")
            if not channel.webhook_url:
                channel.webhook_state = "off"
            elif channel.webhook_stopped:
                channel.webhook_state = "stopped"
            else:
                channel.webhook_state = "failing" if any(waiting.mapped("attempts")) else "ok"

    def _compute_order_count(self):
        counts = dict(
            self.env["perpetual.channel.order"]._read_group(
                [("channel_id", "in", self.ids)], ["channel_id"], ["__count"]
            )
        )
        for channel in self:
            channel.order_count = counts.get(channel, 0)

    @api.constrains("user_id", "company_id")
    def _check_user(self):
        for channel in self:
            user, company = channel.user_id, channel.company_id
            fits = company in user.company_ids and user.has_group("stock.group_stock_user")
            if not fits or user.share or not user.active:
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot act for the channel %(channel)s: choose an active internal"
                        " user of %(company)s with the Inventory right.",
                        user=user.name,
                        channel=channel.name,
                        company=company.name,
                    )
                )

    @api.constrains("warehouse_ids", "company_id")
    def _check_warehouses(self):
        for channel in self:
            if channel.warehouse_ids.company_id != channel.company_id:
                raise ValidationError(
                    self.env._(
                        "The channel %(channel)s needs warehouses of %(company)s, and no others.",
                        channel=channel.name,
                        company=channel.company_id.name,
                    )
                )

    @api.constrains("webhook_url")
    def _check_webhook_url(self):
        for channel in self.filtered("webhook_url"):
            parts = urlsplit(channel.webhook_url)
            if parts.scheme not in ("https", "http") or not parts.hostname or parts.username:
                raise ValidationError(
                    self.env._(
                        "%s is no address that a message can be sent to: write"
                        " https://shop.example/path, without a name or password in it.",
                        channel.webhook_url,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.setdefault("webhook_secret", signing.make_secret())
        channels = super().create(vals_list)
        channels.filtered("webhook_url")._begin_webhook()
        self.env.registry.clear_cache()
        return channels

    def write(self, vals):
        result = super().write(vals)
        if {"webhook_url", "active"} & vals.keys():
            self.filtered("webhook_url")._begin_webhook()
            self.env.registry.clear_cache()
        return result

    def _begin_webhook(self):
        """Tell everything once: who listens from now on does not know what there is."""
        self.write({"webhook_xid": False, "webhook_stopped": False})
        self._waiting().state = "given_up"
        self._levels_changed()

    # Changes

    @api.model
    @tools.ormcache()
    def _has_webhooks(self):
        # Whether anybody listens is asked at every change of stock, whoever makes it.
        return bool(self.sudo().search_count([("webhook_url", "!=", False)], limit=1))

    @api.model
    def _levels_changed(self):
        """Have the messages sent soon after this transaction, once."""
        hooks = self.env.cr.precommit
        if hooks.data.get(PENDING) or not self._has_webhooks():
            return
        hooks.data[PENDING] = True
        # Whoever moves goods may have the messages sent.
        hooks.add(self.env.ref("perpetual_api.ir_cron_send").sudo()._trigger)

    # Actions

    def action_new_key(self):
        """Make a key and show it, once."""
        self.ensure_one()
        key, secret = self.env["perpetual.channel.key"]._make(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Key"),
            "res_model": "perpetual.channel.key.show",
            "view_mode": "form",
            "target": "new",
            "context": {"default_secret": secret, "default_key_id": key.id},
        }

    def action_new_webhook_secret(self):
        """Change the secret; the old one signs nothing any more."""
        for channel in self:
            channel.webhook_secret = signing.make_secret()

    def action_resume_webhook(self):
        """Send again what waits, from the first message on."""
        self.webhook_stopped = False
        self._waiting().next_at = fields.Datetime.now()
        self._levels_changed()

    def _waiting(self):
        # Messages are written by the scheduler alone; who sets up channels may wake or end them.
        events = self.env["perpetual.channel.event"].sudo()
        return events.search([("channel_id", "in", self.ids), ("state", "=", "waiting")])

    def action_open_orders(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_api.perpetual_channel_order_action"
        )
        return {**action, "domain": [("channel_id", "=", self.id)]}
