from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .card import Card


class PerpetualLedgerCardLine(models.Model):
    """A line of a stock ledger card: opening balance, entry, or closing balance.

    Computed when it is read. Context: ``perpetual_product_ids``, ``perpetual_from`` and
    ``perpetual_to`` (UTC instants) and ``perpetual_company_id``. Record rules on entries hold
    for the entries; those of companies for the lines.
    """

    _name = "perpetual.ledger.card.line"
    _description = "Stock Ledger Card, Line"
    _auto = False
    _order = "product_id, lot_id, position"
    _rec_name = "product_id"
    _depends = {"product.template": ["lot_valuated"]}

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one("product.product", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    lot_id = fields.Many2one("stock.lot", string="Lot/Serial", readonly=True)
    line_type = fields.Selection(
        [("opening", "Opening balance"), ("entry", "Entry"), ("closing", "Closing balance")],
        string="Line",
        readonly=True,
    )
    position = fields.Integer(readonly=True)
    entry_id = fields.Many2one("perpetual.ledger.entry", readonly=True)
    effective_at = fields.Datetime(string="Date", readonly=True)
    accounting_date = fields.Date(related="entry_id.accounting_date")
    kind = fields.Selection(related="entry_id.kind")
    origin = fields.Char(related="entry_id.origin")
    reason = fields.Char(related="entry_id.reason")
    location_id = fields.Many2one(related="entry_id.location_id")
    location_dest_id = fields.Many2one(related="entry_id.location_dest_id")
    moved_quantity = fields.Float(related="entry_id.moved_quantity")
    user_id = fields.Many2one(related="entry_id.user_id")
    quantity = fields.Float(string="In/Out", digits="Product Unit", readonly=True)
    running_quantity = fields.Float(
        string="On Hand", digits="Product Unit", readonly=True, aggregator=None
    )
    value = fields.Monetary(readonly=True, groups="perpetual_stock.group_inventory_value")
    running_value = fields.Monetary(
        string="Value on Hand",
        readonly=True,
        aggregator=None,
        groups="perpetual_stock.group_inventory_value",
    )

    @property
    def _table_query(self):
        context = self.env.context
        company_id = context.get("perpetual_company_id") or self.env.company.id
        card = Card(
            self.env["res.company"].browse(company_id),
            context.get("perpetual_product_ids") or (),
            context.get("perpetual_from"),
            context.get("perpetual_to") or fields.Datetime.now(),
        )
        return SQL("SELECT *, %s AS company_id FROM (%s) line", company_id, card.query())

    def action_open_entry(self):
        """Open the entry of the line; an opening or closing balance has none."""
        self.ensure_one()
        return self.entry_id and {
            "type": "ir.actions.act_window",
            "res_model": "perpetual.ledger.entry",
            "res_id": self.entry_id.id,
            "view_mode": "form",
        }

    def action_print(self):
        """Print the cards."""
        return self._wizard().action_print()

    def action_xlsx(self):
        """Download the cards as an XLSX file."""
        return self._wizard().action_xlsx()

    def _wizard(self):
        wizard = self.env["perpetual.ledger.card"].browse(
            self.env.context.get("perpetual_wizard_id")
        )
        if not wizard.exists():
            raise UserError(
                self.env._("This card was asked for long ago. Open it again from its product.")
            )
        return wizard
