from odoo import api, models
from odoo.exceptions import UserError

from ..wire.problems import Problem

#: Steps of a delivery at most: pick, pack, ship and what a warehouse adds to it.
STEPS = 10


class PerpetualChannelShipping(models.AbstractModel):
    """Where the goods of a channel's order go, and how they leave by themselves."""

    _name = "perpetual.channel.shipping"
    _description = "Shipping of a Channel Order"

    @api.model
    def _ship_to(self, channel, address):
        """Return whom goods are delivered to, the same partner for the same address."""
        if not address:
            return channel.partner_id
        country = self._country(address.get("country"))
        vals = {
            "parent_id": channel.partner_id.id,
            "type": "delivery",
            "name": address["name"],
            "country_id": country.id,
            **{name: address.get(name, False) for name in ("street", "street2", "zip", "city")},
            **{name: address.get(name, False) for name in ("phone", "email")},
        }
        # Addresses are the channel's own; stock people may not write partners.
        partners = self.env["res.partner"].sudo()
        found = partners.search([(name, "=", value) for name, value in vals.items()], limit=1)
        return (found or partners.create(vals)).sudo(False)

    @api.model
    def _country(self, code):
        """:raises Problem: there is no such country"""
        countries = self.env["res.country"]
        country = countries.search([("code", "=", code.upper())]) if code else countries
        if code and not country:
            raise Problem(
                "unknown",
                f"/ship_to/country: {code} is no country.",
                "Give the two letters of ISO 3166-1.",
                [{"pointer": "/ship_to/country", "detail": "There is no such country."}],
            )
        return country

    def _ship(self):
        """Validate every step of the delivery; the entries are posted with it.

        :raises UserError: a step waits for something else
        """
        for _step in range(STEPS):
            pickings = self.line_ids.move_ids.picking_id
            todo = pickings.filtered(lambda p: p.state not in ("done", "cancel"))
            if not todo:
                return
            todo.action_assign()
            ready = todo.filtered(lambda p: p.state == "assigned")
            if not ready:
                break
            ready.move_ids.picked = True
            if ready.with_context(skip_backorder=True).button_validate() is not True:
                break
        raise UserError(
            self.env._(
                "The goods of %s cannot leave by themselves: validate its transfers by hand, or let"
                " the warehouse ship for this channel.",
                self.display_name,
            )
        )
