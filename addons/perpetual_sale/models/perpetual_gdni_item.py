from odoo import fields, models
from odoo.tools import SQL

KINDS = [
    ("delivery", "Delivered, not invoiced"),
    ("invoice", "Invoiced, not delivered"),
    ("return", "Returned, not credited"),
    ("credit_note", "Credited, not returned"),
    ("difference", "Cost, reconciled by hand"),
    ("write_off", "Write-off, cancelled since"),
    ("other", "Posted by hand"),
]


class PerpetualGdniItem(models.Model):
    """What is open on GDNI: one row per delivery or return, and sales order line.

    The total of the amounts is the balance of the account. Invoices whose goods have not
    left, and credit notes whose goods have not come back, are listed without an amount:
    their cost is known when the goods move.
    """

    _name = "perpetual.gdni.item"
    _inherit = "perpetual.open.item"
    _description = "Goods Delivered Not Invoiced"
    _auto = False
    _depends = {
        "account.move.line": [
            "account_id",
            "amount_currency",
            "amount_residual",
            "amount_residual_currency",
            "balance",
            "company_id",
            "date",
            "display_type",
            "move_id",
            "parent_state",
            "partner_id",
            "perpetual_gdni_match_id",
            "perpetual_sale_line_id",
            "perpetual_stock_move_id",
            "perpetual_write_off_line_id",
            "product_id",
            "product_uom_id",
            "quantity",
            "reconciled",
            "sale_line_ids",
        ],
        "account.move": ["move_type"],
        "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id", "max_date"],
        "perpetual.gdni.match": [
            "active",
            "credit_note_line_id",
            "date",
            "delivery_id",
            "invoice_line_id",
            "product_id",
            "quantity",
            "released_on",
            "return_id",
        ],
        "product.product": ["product_tmpl_id"],
        "product.template": ["uom_id"],
        "res.company": ["anglo_saxon_accounting", "perpetual_cogs_timing"],
        "sale.order.line": ["order_id", "product_id", "qty_delivered", "qty_invoiced"],
        "stock.move": ["picking_id", "sale_line_id", "state"],
        "uom.uom": ["factor"],
    }

    kind = fields.Selection(KINDS)
    partner_id = fields.Many2one(string="Customer")
    sale_order_id = fields.Many2one("sale.order", string="Order")
    sale_line_id = fields.Many2one("sale.order.line", string="Order Line")
    quantity = fields.Float(help="Units delivered and not invoiced; negative if the inverse.")
    amount = fields.Monetary(
        help="Cost of the units, at which they were delivered, that no invoice has expensed."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH opened AS (%(opened)s), paper AS (%(papers)s)
            SELECT document.id, document.item_key, document.company_id, document.account_id,
                   document.date, %(age)s AS age, %(bucket)s AS age_bucket,
                   document.partner_id, line.order_id AS sale_order_id, line.id AS sale_line_id,
                   document.product_id, document.move_id AS account_move_id,
                   document.stock_move_id, stock_move.picking_id, document.kind,
                   document.quantity, company.currency_id, document.amount,
                   NULL::integer AS foreign_currency_id, NULL::numeric AS foreign_amount
              FROM (%(goods)s UNION ALL SELECT * FROM paper WHERE quantity != 0) document
              JOIN res_company company ON company.id = document.company_id
              LEFT JOIN sale_order_line line ON line.id = document.line_id
              LEFT JOIN stock_move ON stock_move.id = document.stock_move_id
            """,
            opened=self._sql_open_items(
                SQL(
                    """SELECT perpetual_gdni_account_id FROM res_company UNION
                       SELECT account_id FROM account_move_line
                        WHERE perpetual_sale_line_id IS NOT NULL"""
                )
            ),
            papers=self._sql_papers(),
            goods=self._sql_goods(),
            age=self._sql_age(SQL("document.date")),
            bucket=self._sql_age_bucket(SQL("document.date")),
        )

    def _sql_live(self):
        """Matches that counted: now, or on the date that is asked for."""
        as_of = self._as_of()
        if not as_of:
            return SQL("match.active")
        return SQL(
            "match.date <= %(date)s AND (match.active OR match.released_on > %(date)s)", date=as_of
        )

    def _sql_goods(self):
        """Open items of one delivery or return together, per order line and product."""
        return SQL(
            """
            SELECT item.id, item.item_key, item.company_id, item.account_id, item.move_id,
                   item.line_id, item.stock_move_id, item.date, item.partner_id,
                   item.product_id,
                   CASE WHEN item.is_cost THEN 'difference'
                        WHEN item.is_write_off THEN 'write_off'
                        WHEN item.stock_move_id IS NULL THEN 'other'
                        -- Go-live found it invoiced with its cost, and not delivered.
                        WHEN item.amount < 0 AND whole.is_opening THEN 'invoice'
                        WHEN item.amount < 0 THEN 'return' ELSE 'delivery' END AS kind,
                   SIGN(item.amount) * GREATEST(whole.quantity - matched.quantity, 0) AS quantity,
                   item.amount
              FROM (SELECT MIN(id) AS id, STRING_AGG(id::text, ',') AS item_key, company_id,
                           account_id, move_id, perpetual_sale_line_id AS line_id,
                           perpetual_stock_move_id AS stock_move_id, MIN(date) AS date,
                           MIN(partner_id) AS partner_id, product_id,
                           perpetual_gdni_match_id IS NOT NULL AS is_cost,
                           perpetual_write_off_line_id IS NOT NULL AS is_write_off,
                           SUM(residual) AS amount
                      FROM opened
                     GROUP BY company_id, account_id, move_id, perpetual_sale_line_id,
                              perpetual_stock_move_id, product_id, is_cost, is_write_off,
                              CASE WHEN perpetual_sale_line_id IS NULL THEN id END
                   ) item
              LEFT JOIN LATERAL (
                   SELECT ARRAY_AGG(entry.id) AS ids,
                          ABS(SUM(entry.moved_quantity)) AS quantity,
                          BOOL_OR(entry.kind = 'opening') AS is_opening
                     FROM perpetual_ledger_entry entry
                    WHERE entry.stock_move_id = item.stock_move_id
                      AND entry.account_move_id = item.move_id
                      AND entry.counterpart_account_id = item.account_id
                      AND entry.moved_quantity != 0
                   ) whole ON TRUE
              LEFT JOIN LATERAL (
                   SELECT COALESCE(SUM(match.quantity), 0) AS quantity
                     FROM perpetual_gdni_match match
                    WHERE %(live)s AND (match.delivery_id = ANY(whole.ids)
                                        OR match.return_id = ANY(whole.ids))
                   ) matched ON TRUE
            """,
            live=self._sql_live(),
        )

    def _sql_papers(self):
        """Invoices and credit notes with units whose goods have not moved.

        Of lines whose cost waits for the invoice: some of it did, or nothing has left yet
        and the company expenses at invoice.
        """
        return SQL(
            """
            SELECT paper.id, NULL::text AS item_key, paper.company_id, NULL::integer AS account_id,
                   paper.move_id, paper.line_id, NULL::integer AS stock_move_id, paper.date,
                   paper.partner_id, paper.product_id,
                   CASE WHEN paper.units > 0 THEN 'credit_note' ELSE 'invoice' END AS kind,
                   SIGN(paper.units) * GREATEST(ABS(paper.units) - matched.quantity, 0)
                       AS quantity,
                   0 AS amount
              FROM (SELECT item.id, item.company_id, item.move_id, MIN(line.id) AS line_id,
                           item.date, item.partner_id, line.product_id,
                           item.quantity * COALESCE(unit.factor / own.factor, 1)
                               * CASE WHEN move.move_type = 'out_refund' THEN 1 ELSE -1 END
                               AS units
                      FROM sale_order_line line
                      JOIN sale_order_line_invoice_rel link ON link.order_line_id = line.id
                      JOIN account_move_line item ON item.id = link.invoice_line_id
                      JOIN account_move move ON move.id = item.move_id
                      JOIN res_company company ON company.id = item.company_id
                      JOIN product_product product ON product.id = line.product_id
                      JOIN product_template template ON template.id = product.product_tmpl_id
                      JOIN uom_uom own ON own.id = template.uom_id
                      LEFT JOIN uom_uom unit ON unit.id = item.product_uom_id
                     WHERE %(unbalanced)s AND %(posted)s AND item.parent_state = 'posted'
                       AND item.display_type = 'product' AND company.anglo_saxon_accounting
                       -- What was invoiced before go-live has met what was delivered then.
                       AND NOT EXISTS (SELECT FROM stock_move goods
                                         JOIN perpetual_ledger_entry entry
                                           ON entry.stock_move_id = goods.id
                                         JOIN account_move_line opening
                                           ON opening.move_id = entry.account_move_id
                                        WHERE goods.sale_line_id = line.id
                                          AND entry.kind = 'opening' AND opening.id > item.id)
                       AND %(costed)s
                       AND (EXISTS (SELECT FROM account_move_line goods
                                     WHERE goods.perpetual_sale_line_id = line.id)
                            OR (company.perpetual_cogs_timing = 'invoice'
                                AND NOT EXISTS (SELECT FROM stock_move
                                                 WHERE stock_move.sale_line_id = line.id
                                                   AND stock_move.state = 'done')))
                     GROUP BY item.id, move.id, line.product_id, unit.factor, own.factor
                   ) paper
              CROSS JOIN LATERAL (SELECT %(matched)s AS quantity) matched
            """,
            costed=self._sql_costed(),
            matched=self._sql_paper_matched(),
            posted=self._sql_until(SQL("item.date")),
            # Spares reading every invoice; on a past date more was open than is now.
            unbalanced=SQL("TRUE")
            if self._as_of()
            else SQL(
                """(line.qty_invoiced != line.qty_delivered
                    OR line.id IN (SELECT sale_line_id FROM perpetual_gdni_match
                                    WHERE write_off_line_id IS NOT NULL))"""
            ),
        )

    def _sql_costed(self):
        """Hook: whether the goods of sales order line ``line`` have a cost in the ledger."""
        return SQL(
            """EXISTS (SELECT FROM perpetual_cost_pool pool
                        WHERE pool.product_id = line.product_id
                          AND pool.company_id = item.company_id)"""
        )

    def _sql_paper_matched(self):
        """Hook: units of invoice or credit note line ``paper`` whose goods have moved."""
        return self._sql_matched_of(SQL("paper.product_id"))

    def _sql_matched_of(self, product):
        return SQL(
            """(SELECT COALESCE(SUM(match.quantity), 0) FROM perpetual_gdni_match match
                 WHERE %(live)s AND match.product_id = %(product)s
                   AND (match.invoice_line_id = paper.id
                        OR match.credit_note_line_id = paper.id))""",
            live=self._sql_live(),
            product=product,
        )

    # Actions

    def _listing_action(self):
        return "perpetual_sale.perpetual_gdni_item_action"

    def _clearing(self):
        return "gdni"

    def _write_off_account(self, company):
        """Goods that left and are never invoiced are a cost of sales, like the others."""
        # Whoever sees the listing need not see the company's settings.
        return company.sudo().expense_account_id or super()._write_off_account(company)

    def _write_off_line_vals(self):
        # The order's number is on the row, whether or not one may open the order.
        order = self.sale_order_id.sudo()
        return {**super()._write_off_line_vals(), "order_name": order.name}

    def action_open_order(self):
        """Open the sales order of the row."""
        self.ensure_one()
        return self._open_form(self.sale_order_id)
