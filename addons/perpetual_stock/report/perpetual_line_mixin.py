from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .balances import ID_SPAN


class PerpetualLineMixin(models.AbstractModel):
    """A line of a report that PostgreSQL computes when it is read; nothing is stored.

    What it reads comes from the context, as the wizard puts it there; without it, the
    current company as of now. Record rules keep other companies out whatever the context says.
    """

    _name = "perpetual.line.mixin"
    _description = "Stock Ledger Report, Line"
    _auto = False
    _order = "product_id, lot_id, id"
    _rec_name = "product_id"
    _depends = {
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
        "stock.location": ["usage", "company_id", "warehouse_id"],
        "account.move.line": ["account_id", "balance", "date", "parent_state"],
    }

    #: The wizard that asks for the figures and prints them.
    _perpetual_wizard = None

    pool_id = fields.Many2one("perpetual.cost.pool", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one("product.product", readonly=True)
    product_categ_id = fields.Many2one("product.category", string="Product Category", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    lot_id = fields.Many2one("stock.lot", string="Lot/Serial", readonly=True)
    account_id = fields.Many2one("account.account", string="Inventory Account", readonly=True)
    location_id = fields.Many2one("stock.location", string="Location", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)

    def _company(self):
        company_id = self.env.context.get("perpetual_company_id")
        return self.env["res.company"].browse(company_id or self.env.company.id)

    def _with_dimensions(self, figures: SQL, columns: SQL, place: str) -> SQL:
        """Add what lines are grouped by to ``figures`` (alias ``figure``).

        :param figures: SQL of ``pool_id, account_id, place_id`` and the columns
        :param place: whether ``place_id`` is a ``location`` or a ``warehouse``
        """
        is_location = place == "location"
        return SQL(
            """SELECT figure.pool_id::bigint * %(span)s
                          + COALESCE(figure.place_id, figure.account_id, 0) AS id,
                      figure.pool_id, pool.company_id, pool.product_id, pool.lot_id,
                      template.categ_id AS product_categ_id, figure.account_id,
                      location.id AS location_id,
                      %(warehouse)s AS warehouse_id, %(columns)s
                 FROM (%(figures)s) figure
                 JOIN perpetual_cost_pool pool ON pool.id = figure.pool_id
                 JOIN product_product product ON product.id = pool.product_id
                 JOIN product_template template ON template.id = product.product_tmpl_id
                 LEFT JOIN stock_location location ON location.id = %(location)s""",
            span=ID_SPAN,
            figures=figures,
            columns=columns,
            warehouse=SQL("location.warehouse_id" if is_location else "figure.place_id"),
            location=SQL("figure.place_id" if is_location else "NULL::int"),
        )

    # Buttons above the list

    def _wizard(self):
        """The wizard that opened the list.

        :raises UserError: the list was opened long ago, and its wizard is gone
        """
        wizard = self.env[self._perpetual_wizard].browse(
            self.env.context.get("perpetual_wizard_id")
        )
        if not wizard.exists():
            raise UserError(
                self.env._("These figures were asked for long ago. Open the report again.")
            )
        return wizard

    def action_print(self):
        """Print the whole report."""
        return self._wizard().action_print()

    def action_xlsx(self):
        """Download the whole report as an XLSX file."""
        return self._wizard().action_xlsx()
