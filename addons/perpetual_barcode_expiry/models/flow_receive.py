from datetime import datetime, time

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

#: Dates of labels are days; at noon in UTC the day is the same from Alaska to New Zealand.
HOUR = time(12)


class PerpetualBarcodeFlowReceive(models.AbstractModel):
    _inherit = "perpetual.barcode.flow.receive"

    def _where(self, session, move, found, quantity):
        where = super()._where(session, move, found, quantity)
        if found.expiry and move.product_id.use_expiration_date and "lot_name" in where:
            where["expiration_date"] = datetime.combine(found.expiry, HOUR)
        return where

    def _lot_where(self, move, found, quantity):
        """A lot that is known has its date.

        :raises UserError: the label says another one
        """
        where = super()._lot_where(move, found, quantity)
        known = self.env["stock.lot"].browse(where.get("lot_id") or []).expiration_date
        if known and found.expiry and known.date() != found.expiry:
            raise UserError(
                self.env._(
                    "Lot %(lot)s expires on %(known)s, the label says %(label)s. Check the label; "
                    "if it is right, the lot's date has to be changed in the office.",
                    lot=found.lot_name,
                    known=format_date(self.env, known),
                    label=format_date(self.env, found.expiry),
                )
            )
        return where
