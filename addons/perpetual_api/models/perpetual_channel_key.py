from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..wire import keys

SCOPES = ("read", "reserve", "sell", "return")


class PerpetualChannelKey(models.Model):
    """What a channel proves itself with; the key itself is not kept."""

    _name = "perpetual.channel.key"
    _description = "Channel Key"
    _order = "id desc"

    channel_id = fields.Many2one(
        "perpetual.channel", "Channel", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    name = fields.Char("Used By", required=True)
    prefix = fields.Char("Begins With", required=True, readonly=True, index=True)
    digest = fields.Char(required=True, readonly=True, groups="base.group_system")
    can_read = fields.Boolean("Read Levels", default=True)
    can_reserve = fields.Boolean("Reserve", default=True)
    can_sell = fields.Boolean("Sell and Cancel", default=True)
    can_return = fields.Boolean("Return", default=True)
    expires_on = fields.Date("Good Until")
    revoked_at = fields.Datetime("Revoked", readonly=True)
    last_used = fields.Datetime("Last Used", readonly=True, help="To the hour.")
    state = fields.Selection(
        [("good", "Good"), ("expired", "Expired"), ("revoked", "Revoked")],
        "Status",
        compute="_compute_state",
    )

    _prefix_unique = models.Constraint("UNIQUE(prefix)", "Two keys begin alike.")

    @api.depends("expires_on", "revoked_at")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for key in self:
            expired = key.expires_on and key.expires_on < today
            key.state = "revoked" if key.revoked_at else "expired" if expired else "good"

    @api.model_create_multi
    def create(self, vals_list):
        if not all(vals.get("digest") for vals in vals_list):
            raise ValidationError(self.env._("Make keys by New Key on the channel."))
        return super().create(vals_list)

    @api.model
    def _make(self, channel):
        """Return a new key of a channel and the secret, which nobody can read again.

        :raises AccessError: the user may not make keys
        """
        self.check_access("create")
        secret, prefix, digest = keys.make()
        name = self.env._("Key of %s", fields.Date.context_today(self))
        vals = {"channel_id": channel.id, "name": name, "prefix": prefix, "digest": digest}
        # The digest is closed to everybody; the right to make keys was checked above.
        return self.sudo().create(vals).sudo(False), secret

    @api.model
    def _authenticate(self, text):
        """Return the key that a text proves, or an empty record."""
        prefix = keys.prefix(text)
        key = self.search([("prefix", "=", prefix)]) if prefix else self
        good = key and keys.proves(text, key.digest) and key.state == "good"
        return key if good and key.channel_id.active and key.channel_id.user_id.active else self

    def action_revoke(self):
        """End keys at once."""
        self.filtered(lambda key: not key.revoked_at).revoked_at = fields.Datetime.now()

    def _allows(self, scope):
        return self[f"can_{scope}"]
