from collections import namedtuple
from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

KINDS = [
    ("opening", "Opening"),
    ("receipt", "Receipt"),
    ("issue", "Issue"),
    ("customer_return", "Customer return"),
    ("vendor_return", "Vendor return"),
    ("dropship", "Dropship"),
    ("transfer", "Transfer"),
    ("count", "Count"),
    ("scrap", "Scrap"),
    ("production_in", "Production in"),
    ("production_out", "Production out"),
    ("revaluation", "Revaluation"),
    ("price_difference", "Price difference"),
    ("landed_cost", "Landed cost"),
    ("negative_settlement", "Negative stock settled"),
    ("rounding", "Rounding"),
]

ValuationRow = namedtuple("ValuationRow", ("product", "lot", "quantity", "value"))


def forbid_changes(cr, table):
    """Make ``table`` append-only: PostgreSQL refuses UPDATE, DELETE and TRUNCATE."""
    cr.execute(
        SQL(
            """
            CREATE OR REPLACE FUNCTION perpetual_forbid_changes() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION USING
                    ERRCODE = 'restrict_violation',
                    MESSAGE = 'The stock ledger is append-only: ' || TG_OP || ' on '
                        || TG_TABLE_NAME || ' is refused.',
                    HINT = 'Correct it with a new stock transaction.';
            END
            $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER perpetual_append_only
                BEFORE UPDATE OR DELETE OR TRUNCATE ON %s
                FOR EACH STATEMENT EXECUTE FUNCTION perpetual_forbid_changes();
            """,
            SQL.identifier(table),
        )
    )


class PerpetualLedgerEntry(models.Model):
    """One stock transaction of one costing key: immutable, sealed by its digest."""

    _name = "perpetual.ledger.entry"
    _description = "Stock Ledger Entry"
    _order = "effective_at desc, id desc"
    _rec_names_search = ["origin", "product_id"]
    _log_access = False

    pool_id = fields.Many2one("perpetual.cost.pool", required=True, ondelete="restrict")
    sequence = fields.Integer(string="No.", required=True, help="Gapless within its pool.")
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one("product.product", required=True, ondelete="restrict")
    product_categ_id = fields.Many2one(
        related="product_id.categ_id", string="Product Category", search="_search_categ"
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    lot_id = fields.Many2one(
        "stock.lot", string="Lot/Serial", index="btree_not_null", ondelete="restrict"
    )
    owner_id = fields.Many2one("res.partner", string="Owner", ondelete="restrict")
    package_id = fields.Many2one("stock.package", string="Package", ondelete="restrict")
    location_id = fields.Many2one("stock.location", string="From", ondelete="restrict")
    location_dest_id = fields.Many2one("stock.location", string="To", ondelete="restrict")
    kind = fields.Selection(KINDS, required=True)
    quantity = fields.Float(
        string="Quantity In/Out",
        digits="Product Unit",
        help="Signed change of what the company owns in valued locations.",
    )
    moved_quantity = fields.Float(
        string="Moved",
        digits="Product Unit",
        help="Physical quantity from the source to the destination location, also of"
        " internal transfers and consigned goods; negative when a transfer was edited down.",
    )
    unit_cost = fields.Float(
        min_display_digits="Product Price",
        digits=(16, 8),
        aggregator=None,
        groups="perpetual_stock.group_inventory_value",
    )
    value = fields.Monetary(groups="perpetual_stock.group_inventory_value")
    counterpart_value = fields.Monetary(
        string="Counterpart Amount",
        groups="perpetual_stock.group_inventory_value",
        help="What the counterpart account was posted with; the rest of the value is a"
        " price difference.",
    )
    balance_quantity = fields.Float(string="On Hand After", digits="Product Unit", aggregator=None)
    balance_value = fields.Monetary(
        string="Value After", aggregator=None, groups="perpetual_stock.group_inventory_value"
    )
    received_total = fields.Float(
        string="Ever Received",
        digits="Product Unit",
        aggregator=None,
        help="Units that came into the pool up to this entry; tells how much of a receipt"
        " can still be on hand.",
    )
    effective_at = fields.Datetime(string="Date", required=True)
    accounting_date = fields.Date(required=True)
    valuation_account_id = fields.Many2one(
        "account.account",
        string="Inventory Account",
        ondelete="restrict",
        groups="perpetual_stock.group_inventory_value",
    )
    counterpart_account_id = fields.Many2one(
        "account.account", ondelete="restrict", groups="perpetual_stock.group_inventory_value"
    )
    stock_move_id = fields.Many2one(
        "stock.move", string="Stock Move", index="btree_not_null", ondelete="restrict"
    )
    stock_move_line_id = fields.Many2one(
        "stock.move.line", index="btree_not_null", ondelete="restrict"
    )
    picking_id = fields.Many2one(related="stock_move_id.picking_id", string="Transfer")
    account_move_id = fields.Many2one(
        "account.move",
        string="Journal Entry",
        index="btree_not_null",
        ondelete="restrict",
        groups="perpetual_stock.group_inventory_value",
    )
    can_open_document = fields.Boolean(compute="_compute_can_open")
    can_open_account_move = fields.Boolean(compute="_compute_can_open")
    reason = fields.Char()
    user_id = fields.Many2one("res.users", ondelete="restrict")
    reverses_id = fields.Many2one(
        "perpetual.ledger.entry", index="btree_not_null", ondelete="restrict"
    )
    origin = fields.Char(string="Document")
    digest = fields.Char(
        required=True, help="SHA-256 over this row and the digest before it in its pool."
    )

    _pool_sequence_unique = models.UniqueIndex("(pool_id, sequence)")
    _as_of_index = models.Index("(pool_id, effective_at, sequence)")
    _account_index = models.Index("(pool_id, valuation_account_id)")
    _accounting_index = models.Index("(company_id, accounting_date)")
    _from_index = models.Index("(product_id, location_id, effective_at)")
    _recent_index = models.Index("(effective_at DESC, id DESC)")
    _to_index = models.Index("(product_id, location_dest_id, effective_at)")

    def init(self):
        forbid_changes(self.env.cr, self._table)

    @api.depends("product_id", "kind", "origin", "sequence")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            entry.display_name = self.env._(
                "%(product)s #%(number)s %(kind)s %(document)s",
                product=entry.product_id.display_name,
                number=entry.sequence,
                kind=labels.get(entry.kind, entry.kind),
                document=entry.origin or "",
            ).strip()

    @api.depends("stock_move_id", "account_move_id")
    @api.depends_context("uid")
    def _compute_can_open(self):
        """Whether there is a document, and the user may read it."""
        documents = self.env["stock.picking"].has_access("read")
        account_moves = self.env["account.move"].has_access("read")
        # Only whether there is a journal entry; the value stays restricted.
        for entry, known in zip(self, self.sudo(), strict=True):
            entry.can_open_document = documents and bool(known.stock_move_id)
            entry.can_open_account_move = account_moves and bool(known.account_move_id)

    def _search_categ(self, operator, value):
        return Domain("product_id.categ_id", operator, value)

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("Stock ledger entries are written by stock transactions, not by hand.")
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("The stock ledger is append-only. Correct it with a new stock transaction.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("The stock ledger is append-only. Correct it with a new stock transaction.")
        )

    # As of

    @api.model
    def valuation_at(self, company, at, domain=None):
        """Quantity and value on hand at an instant, one index look-up per pool.

        :param company: ``res.company`` record
        :param at: UTC datetime (inclusive), or a date: the whole day in the user's time zone
        :param domain: on ``perpetual.cost.pool`` (``product_id``, ``lot_id``, …)
        :returns: list of ``(product, lot, quantity, value)`` in the product's unit and the
            company's currency; pools with neither are left out
        """
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group("perpetual_stock.group_inventory_value"):
            raise UserError(self.env._("You may not see inventory values; ask for that right."))
        pools = self.env["perpetual.cost.pool"]._search(
            Domain("company_id", "=", company.id) & Domain(domain or [])
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT pool.product_id, pool.lot_id, entry.balance_quantity, entry.balance_value
                  FROM perpetual_cost_pool pool
                  JOIN LATERAL (
                       SELECT balance_quantity, balance_value
                         FROM perpetual_ledger_entry
                        WHERE pool_id = pool.id AND effective_at <= %s
                        ORDER BY effective_at DESC, sequence DESC
                        LIMIT 1
                       ) entry ON TRUE
                 WHERE pool.id IN %s
                   AND (entry.balance_quantity != 0 OR entry.balance_value != 0)
                 ORDER BY pool.product_id, pool.lot_id
                """,
                self._as_instant(at),
                pools.subselect(),
            )
        )
        products = self.env["product.product"].browse(row[0] for row in rows)
        lots = self.env["stock.lot"]
        return [
            ValuationRow(product, lots.browse(row[1] or ()), row[2], row[3])
            for product, row in zip(products, rows, strict=True)
        ]

    @api.model
    def _as_instant(self, at):
        """UTC instant of ``at``; a plain date means its last moment for the user."""
        if isinstance(at, str) and len(at) > 10:
            at = fields.Datetime.to_datetime(at)
        if isinstance(at, datetime):
            return at
        day = datetime.combine(fields.Date.to_date(at), time.max)
        zone = pytz.timezone(self.env.user.tz or "UTC")
        return zone.localize(day).astimezone(pytz.utc).replace(tzinfo=None)

    # Actions

    def action_open_card(self):
        """Open all ledger entries of the entry's product."""
        self.ensure_one()
        return self.product_id.action_perpetual_entries()

    def action_open_document(self):
        """Open the transfer of the entry, or its stock move."""
        self.ensure_one()
        record = self.picking_id or self.stock_move_id
        return record and {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

    def action_open_account_move(self):
        """Open the journal entry that posted this stock ledger entry."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.account_move_id.id,
            "view_mode": "form",
        }

    def _perpetual_items(self):
        """The journal items that post exactly this entry."""
        self.ensure_one()
        items = self.account_move_id.line_ids
        return items.filtered(lambda item: self in item._perpetual_entries())

    def action_open_items(self):
        """Open the journal items that post this entry: inventory, counterpart, difference."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal Items of %s", self.display_name),
            "res_model": "account.move.line",
            "view_mode": "list,kanban,form",
            "domain": [("id", "in", self._perpetual_items().ids)],
            "context": {"create": False, "edit": False},
        }
