from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import format_date

from ..report.table import Column, Row, Section, Table


class PerpetualLedgerCard(models.TransientModel):
    """Asks for products and a period; shows a stock ledger card for each product.

    Whoever may not see values gets the cards without them.
    """

    _name = "perpetual.ledger.card"
    _description = "Stock Ledger Card"
    _inherit = "perpetual.report"
    _perpetual_print = "perpetual_stock.perpetual_ledger_card_report"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_ids = fields.Many2many(
        "product.product",
        string="Products",
        default=lambda self: self._default_products(),
        domain="[('is_storable', '=', True)]",
        context={"active_test": False},
    )
    date_from = fields.Date(
        string="From", help="Whole days in your time zone. Empty: from the first entry."
    )
    date_to = fields.Date(string="To", required=True, default=fields.Date.context_today)

    def _default_products(self):
        """What the card was opened from: variants, products or ledger entries."""
        context = self.env.context
        model, ids = context.get("active_model"), context.get("active_ids") or ()
        if model == "product.product":
            return self.env[model].browse(ids)
        if model == "product.template":
            templates = self.env[model].with_context(active_test=False).browse(ids)
            return templates.product_variant_ids
        if model in ("perpetual.ledger.entry", "perpetual.cost.pool"):
            return self.env[model].browse(ids).product_id
        return self.env["product.product"]

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for card in self:
            if card.date_from and card.date_from > card.date_to:
                raise ValidationError(
                    self.env._("The period ends before it begins. Exchange the two dates.")
                )

    @api.depends("product_ids", "date_from", "date_to")
    def _compute_display_name(self):
        for card in self:
            # The product first: the end of a long title is cut on the screen.
            name = self.env._("Stock Ledger Card")
            if len(card.product_ids) == 1:
                name = card.product_ids.display_name
            card.display_name = f"{name}, {card._period_label()}"

    def _period_label(self):
        stop = format_date(self.env, self.date_to)
        if not self.date_from:
            return self.env._("up to %s", stop)
        return f"{format_date(self.env, self.date_from)} – {stop}"

    def action_show(self):
        """List the lines of the cards, oldest first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_ledger_card_line_action"
        )
        action["display_name"] = self.display_name
        action["domain"] = [("company_id", "=", self.company_id.id)]
        action["context"] = {**self._perpetual_context(), "perpetual_wizard_id": self.id}
        if len(self.product_ids) > 1:
            action["context"]["group_by"] = ["product_id"]
        return action

    def _perpetual_context(self):
        if not self.product_ids:
            raise UserError(self.env._("Choose the products whose cards you want to see."))
        entries = self.env["perpetual.ledger.entry"]
        return {
            "perpetual_company_id": self.company_id.id,
            "perpetual_product_ids": self.product_ids.ids,
            "perpetual_from": self.date_from and fields.Datetime.to_string(self._day_begins()),
            "perpetual_to": entries._as_instant(self.date_to).isoformat(" "),
        }

    def _day_begins(self):
        """UTC instant at which the first day begins for the user."""
        zone = pytz.timezone(self.env.user.tz or "UTC")
        midnight = zone.localize(datetime.combine(self.date_from, time.min))
        return midnight.astimezone(pytz.utc).replace(tzinfo=None)

    # printed and exported

    def _perpetual_tables(self):
        return [
            Table(
                title=self.env._("Stock Ledger Card"),
                facts=self._facts(),
                columns=self._columns(),
                sections=self._sections(),
                decimals=self.currency_id.decimal_places,
            )
        ]

    def _facts(self):
        return [
            (self.env._("Company"), self.company_id.display_name),
            (self.env._("Period"), self._period_label()),
            (self.env._("Time zone"), self.env.user.tz or "UTC"),
            *([(self.env._("Currency"), self.currency_id.name)] if self._has_values() else []),
        ]

    def _has_values(self):
        return self.env.user.has_group("perpetual_stock.group_inventory_value")

    def _columns(self):
        columns = [
            Column("product", self.env._("Product"), width=36),
            Column("at", self.env._("Date"), "datetime", width=20),
            Column("kind", self.env._("Kind"), width=18),
            Column("document", self.env._("Document"), width=22),
            Column("source", self.env._("From"), width=20),
            Column("target", self.env._("To"), width=20),
            Column("quantity", self.env._("In/Out"), "quantity"),
            Column("running_quantity", self.env._("On Hand"), "quantity"),
        ]
        if self._has_values():
            columns.insert(7, Column("value", self.env._("Value"), "money"))
            columns.append(Column("running_value", self.env._("Value on Hand"), "money"))
        return columns

    def _sections(self):
        lines = self.env["perpetual.ledger.card.line"].with_context(**self._perpetual_context())
        rows = lines.search([("company_id", "=", self.company_id.id)])
        sections = []
        for (product, lot), card in rows.grouped(lambda row: (row.product_id, row.lot_id)).items():
            title = f"{product.display_name} ({product.uom_id.name})"
            if lot:
                title = f"{title} · {lot.display_name}"
            sections.append(Section(title, [self._row(line) for line in card]))
        return sections

    def _row(self, line):
        selection = "kind" if line.entry_id else "line_type"
        labels = dict(line._fields[selection]._description_selection(self.env))
        cells = {
            "product": line.product_id.display_name,
            "at": line.effective_at
            and fields.Datetime.context_timestamp(self, line.effective_at).replace(tzinfo=None),
            "kind": labels.get(line[selection]),
            "document": line.origin or line.reason,
            "source": line.location_id.display_name,
            "target": line.location_dest_id.display_name,
            "quantity": line.quantity if line.entry_id else None,
            "running_quantity": line.running_quantity,
        }
        if self._has_values():
            cells["value"] = line.value if line.entry_id else None
            cells["running_value"] = line.running_value
        return Row(cells, strong=not line.entry_id)
