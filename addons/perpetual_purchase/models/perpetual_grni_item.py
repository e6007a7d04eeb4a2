from odoo import fields, models
from odoo.tools import SQL

KINDS = [
    ("receipt", "Received, not billed"),
    ("bill", "Billed, not received"),
    ("return", "Returned, not refunded"),
    ("refund", "Refunded, not returned"),
    ("difference", "Price difference, reconciled by hand"),
    ("write_off", "Write-off, cancelled since"),
    ("other", "Posted by hand"),
]


class PerpetualGrniItem(models.Model):
    """What is open on GRNI: one row per receipt, return, bill or refund and order line.

    The total of the amounts is the balance of the account with its sign turned: what
    the company owes for goods.
    """

    _name = "perpetual.grni.item"
    _inherit = "perpetual.open.item"
    _description = "Goods Received Not Invoiced"
    _auto = False
    _depends = {
        "account.move.line": [
            "account_id",
            "amount_currency",
            "amount_residual",
            "amount_residual_currency",
            "balance",
            "company_id",
            "currency_id",
            "date",
            "display_type",
            "move_id",
            "parent_state",
            "partner_id",
            "perpetual_grni_match_id",
            "perpetual_purchase_line_id",
            "perpetual_stock_move_id",
            "perpetual_write_off_line_id",
            "product_id",
            "product_uom_id",
            "purchase_line_id",
            "quantity",
            "reconciled",
        ],
        "account.move": ["move_type"],
        "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id", "max_date"],
        "perpetual.grni.match": ["active", "credit_line_id", "date", "debit_line_id", "quantity"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["uom_id"],
        "purchase.order.line": ["order_id", "product_id"],
        "res.company": ["perpetual_grni_account_id"],
        "res.partner": ["commercial_partner_id"],
        "stock.move": ["partner_id", "picking_id"],
        "stock.picking": ["partner_id"],
        "uom.uom": ["factor"],
    }

    kind = fields.Selection(KINDS)
    partner_id = fields.Many2one(string="Vendor")
    purchase_order_id = fields.Many2one("purchase.order", string="Order")
    purchase_line_id = fields.Many2one("purchase.order.line", string="Order Line")
    quantity = fields.Float(help="Units received and not billed; negative if the inverse.")
    amount = fields.Monetary(help="What the company owes for them; negative if the inverse.")

    @property
    def _table_query(self):
        return SQL(
            """
            WITH opened AS (%(opened)s)
            SELECT document.id, document.item_key, document.company_id, document.account_id,
                   document.date, %(age)s AS age, %(bucket)s AS age_bucket,
                   -- A transfer may get its partner after its journal entry.
                   COALESCE(document.partner_id, whose.commercial_partner_id) AS partner_id,
                   line.order_id AS purchase_order_id,
                   line.id AS purchase_line_id,
                   COALESCE(line.product_id, document.product_id) AS product_id,
                   document.move_id AS account_move_id, document.stock_move_id,
                   stock_move.picking_id, %(kind)s AS kind,
                   CASE WHEN document.line_id IS NOT NULL THEN SIGN(whole.quantity)
                             * GREATEST(ABS(whole.quantity) - matched.quantity, 0)
                        WHEN whole.balance != 0
                        THEN whole.quantity * document.residual / whole.balance END AS quantity,
                   company.currency_id, -document.residual AS amount,
                   NULLIF(document.currency_id, company.currency_id) AS foreign_currency_id,
                   CASE WHEN document.currency_id != company.currency_id
                        THEN -document.residual_currency END AS foreign_amount
              FROM (%(documents)s) document
              JOIN res_company company ON company.id = document.company_id
              LEFT JOIN purchase_order_line line ON line.id = document.line_id
              LEFT JOIN stock_move ON stock_move.id = document.stock_move_id
              LEFT JOIN stock_picking transfer ON transfer.id = stock_move.picking_id
              LEFT JOIN res_partner whose
                     ON whose.id = COALESCE(transfer.partner_id, stock_move.partner_id)
              LEFT JOIN LATERAL (%(whole)s) whole ON NOT document.is_difference
              LEFT JOIN LATERAL (
                   SELECT COALESCE(SUM(%(matched_units)s), 0) AS quantity
                     FROM perpetual_grni_match match
                    WHERE match.active AND %(matched)s
                      AND (match.credit_line_id = ANY(whole.ids)
                           OR match.debit_line_id = ANY(whole.ids))
                   ) matched ON TRUE
            """,
            opened=self._sql_open_items(SQL("SELECT perpetual_grni_account_id FROM res_company")),
            documents=self._sql_documents(),
            whole=self._sql_whole(),
            kind=self._sql_kind(),
            age=self._sql_age(SQL("document.date")),
            bucket=self._sql_age_bucket(SQL("document.date")),
            matched=self._sql_until(SQL("match.date")),
            matched_units=self._sql_matched_units(),
        )

    def _sql_documents(self):
        """Open items of one receipt, return, bill or refund together, per order line."""
        return SQL(
            """
            SELECT MIN(item.id) AS id, STRING_AGG(item.id::text, ',') AS item_key,
                   item.company_id, item.account_id, item.move_id, move.move_type,
                   part.line_id, part.receipt_id,
                   MIN(item.perpetual_stock_move_id) AS stock_move_id,
                   part.item_id, part.is_difference, part.is_write_off, MIN(item.date) AS date,
                   MIN(item.partner_id) AS partner_id, MIN(item.product_id) AS product_id,
                   MIN(item.currency_id) AS currency_id, SUM(item.residual) AS residual,
                   SUM(item.residual_currency) AS residual_currency
              FROM opened item
              JOIN account_move move ON move.id = item.move_id
             CROSS JOIN LATERAL (
                   SELECT COALESCE(item.perpetual_purchase_line_id, item.purchase_line_id)
                              AS line_id,
                          item.perpetual_grni_match_id IS NOT NULL AS is_difference,
                          item.perpetual_write_off_line_id IS NOT NULL AS is_write_off,
                          %(receipt)s AS receipt_id,
                          -- Without an order line or a stock move each item is on its own.
                          CASE WHEN item.perpetual_purchase_line_id IS NULL
                                AND item.purchase_line_id IS NULL
                                AND item.perpetual_stock_move_id IS NULL
                               THEN item.id END AS item_id
                   ) part
             GROUP BY item.company_id, item.account_id, item.move_id, move.move_type,
                      part.line_id, part.receipt_id, part.item_id,
                      part.is_difference, part.is_write_off
            """,
            receipt=self._sql_receipt(SQL("item")),
        )

    def _sql_receipt(self, item):
        """Hook: what tells the receipts and returns of one journal entry apart."""
        return SQL("%s.perpetual_stock_move_id", item)

    def _sql_received_units(self):
        """Hook: units of the product ordered that ``part``, a receipt's journal item, has."""
        return SQL("part.quantity")

    def _sql_matched_units(self):
        """Hook: units of the product ordered that ``match`` settles."""
        return SQL("match.quantity")

    def _sql_whole(self):
        """The document with what of it is matched: its items, units and balance.

        Units are in the product's unit, a credit above zero.
        """
        return SQL(
            """
            SELECT ARRAY_AGG(part.id) AS ids, SUM(part.balance) AS balance,
                   SUM(CASE WHEN part.display_type = 'product' THEN
                       CASE WHEN part.perpetual_stock_move_id IS NOT NULL
                            THEN %(received)s * CASE WHEN part.balance > 0 THEN -1 ELSE 1 END
                            WHEN document.move_type = 'in_refund' THEN part.quantity
                            -- An entry names an order line where go-live found it billed.
                            WHEN document.move_type IN ('in_invoice', 'in_receipt', 'entry')
                            THEN -part.quantity END
                       * CASE WHEN part.perpetual_stock_move_id IS NOT NULL THEN 1
                              ELSE COALESCE(unit.factor / own.factor, 1) END
                       END) AS quantity
              FROM account_move_line part
              LEFT JOIN product_product product ON product.id = part.product_id
              LEFT JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN uom_uom own ON own.id = template.uom_id
              LEFT JOIN uom_uom unit ON unit.id = part.product_uom_id
             WHERE part.move_id = document.move_id AND part.account_id = document.account_id
               AND part.perpetual_grni_match_id IS NULL
               AND COALESCE(part.perpetual_purchase_line_id, part.purchase_line_id)
                   IS NOT DISTINCT FROM document.line_id
               AND %(receipt)s IS NOT DISTINCT FROM document.receipt_id
               AND (document.item_id IS NULL OR part.id = document.item_id)
            """,
            received=self._sql_received_units(),
            receipt=self._sql_receipt(SQL("part")),
        )

    def _sql_kind(self):
        return SQL(
            """CASE WHEN document.is_difference THEN 'difference'
                    WHEN document.is_write_off THEN 'write_off'
                    WHEN document.stock_move_id IS NOT NULL
                    THEN CASE WHEN whole.quantity < 0 THEN 'return' ELSE 'receipt' END
                    WHEN document.move_type IN ('in_invoice', 'in_receipt', 'in_refund')
                         OR document.line_id IS NOT NULL
                    THEN CASE WHEN whole.quantity > 0 THEN 'refund' ELSE 'bill' END
                    ELSE 'other' END"""
        )

    # Actions

    def _listing_action(self):
        return "perpetual_purchase.perpetual_grni_item_action"

    def _clearing(self):
        return "grni"

    def _write_off_line_vals(self):
        # The order's number is on the row, whether or not one may open the order.
        order = self.purchase_order_id.sudo()
        return {**super()._write_off_line_vals(), "order_name": order.name}

    def action_open_order(self):
        """Open the purchase order of the row."""
        self.ensure_one()
        return self._open_form(self.purchase_order_id)
