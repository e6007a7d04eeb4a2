from odoo import fields, models


class PerpetualOpenItemAsOf(models.TransientModel):
    """Asks for the accounting date as of which a clearing account is listed."""

    _name = "perpetual.open.item.as.of"
    _description = "Open Items as of a Date"

    # Glue addons add the listing of their clearing account.
    listing = fields.Selection([], required=True)
    date = fields.Date(
        string="As of",
        required=True,
        default=fields.Date.context_today,
        help="Items posted and matched up to the end of this accounting date count; age is"
        " counted to it.",
    )

    def action_show(self):
        """List what was open at the end of the date."""
        self.ensure_one()
        return self.env[self.listing]._action_as_of(self.date)
