from odoo import api, fields, models
from odoo.tools import SQL

from .kinds import COLUMNS
from .movement import SIDES, Movement

NAMES = ("opening", *SIDES, "closing", *COLUMNS)


def _quantity(label):
    return fields.Float(string=f"{label} Quantity", digits="Product Unit", readonly=True)


def _value(label):
    return fields.Monetary(string=f"{label} Value", readonly=True)


class PerpetualMovementLine(models.Model):
    """Opening, movements and closing of a product in a period, by accounting date.

    One line per cost pool and inventory account, or per cost pool and warehouse. Context:
    ``perpetual_start`` and ``perpetual_stop`` (accounting dates, inclusive),
    ``perpetual_place`` (true: by warehouse) and ``perpetual_company_id``.
    """

    _name = "perpetual.movement.line"
    _description = "Movement Summary"
    _inherit = "perpetual.line.mixin"
    _auto = False
    _perpetual_wizard = "perpetual.movement"

    opening_quantity = _quantity("Opening")
    opening_value = _value("Opening")
    in_quantity = _quantity("In")
    in_value = _value("In")
    out_quantity = _quantity("Out")
    out_value = _value("Out")
    adjusted_quantity = _quantity("Adjusted")
    adjusted_value = _value("Adjusted")
    closing_quantity = _quantity("Closing")
    closing_value = _value("Closing")
    opened_quantity = _quantity("Taken Over")
    opened_value = _value("Taken Over")
    received_quantity = _quantity("Received")
    received_value = _value("Received")
    delivered_quantity = _quantity("Delivered")
    delivered_value = _value("Delivered")
    returned_quantity = _quantity("Returned")
    returned_value = _value("Returned")
    produced_quantity = _quantity("Production")
    produced_value = _value("Production")
    counted_quantity = _quantity("Counted")
    counted_value = _value("Counted")
    scrapped_quantity = _quantity("Scrapped")
    scrapped_value = _value("Scrapped")
    revalued_quantity = _quantity("Revalued")
    revalued_value = _value("Revalued")
    transferred_quantity = _quantity("Transferred")
    transferred_value = _value("Transferred")

    @api.model
    def _period(self):
        """First and last accounting date; by default this month up to today."""
        context, today = self.env.context, fields.Date.context_today(self)
        start = fields.Date.to_date(context.get("perpetual_start")) or today.replace(day=1)
        return start, fields.Date.to_date(context.get("perpetual_stop")) or today

    @property
    def _table_query(self):
        movement = Movement(self._company(), *self._period())
        by_place = self.env.context.get("perpetual_place")
        columns = [
            SQL("figure.%s", SQL.identifier(f"{name}_{measure}"))
            for name in NAMES
            for measure in ("quantity", "value")
        ]
        any_of = SQL(" OR ").join(SQL("%s != 0", column) for column in columns)
        figures = movement.by_warehouse() if by_place else movement.by_account()
        query = self._with_dimensions(figures, SQL(", ").join(columns), "warehouse")
        return SQL("%s WHERE %s", query, any_of)

    def action_perpetual_entries(self):
        """Open the stock ledger entries of this line in the period."""
        self.ensure_one()
        start, stop = self._period()
        domain = [
            ("pool_id", "=", self.pool_id.id),
            ("accounting_date", ">=", start),
            ("accounting_date", "<=", stop),
        ]
        if self.account_id:
            domain.append(("valuation_account_id", "=", self.account_id.id))
        if self.warehouse_id:
            inside = self.warehouse_id.view_location_id.id
            domain += [
                "|",
                ("location_id", "child_of", inside),
                ("location_dest_id", "child_of", inside),
            ]
        action = self.product_id.action_perpetual_entries()
        action["domain"] = domain
        return action
