from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.perpetual_stock.models.perpetual_open_item import AGES

KINDS = [
    ("order", "Order in progress"),
    ("closed", "Order done, not cleared"),
    ("goods", "Goods without an order"),
    ("other", "Posted by hand"),
]


class PerpetualWipItem(models.Model):
    """What is in work in progress now: one row per manufacturing order.

    The total of the amounts is the balance of the account: what no order explains has rows
    of its own.
    """

    _name = "perpetual.wip.item"
    _description = "Work in Progress"
    _auto = False
    _order = "date, id"
    _rec_name = "production_id"
    _depends = {
        "account.move.line": [
            "account_id",
            "balance",
            "company_id",
            "date",
            "parent_state",
            "perpetual_production_id",
            "perpetual_stock_move_id",
            "perpetual_unbuild_id",
            "perpetual_wip_kind",
        ],
        "mrp.production": ["product_id", "state"],
        "mrp.unbuild": ["product_id", "state"],
        "res.company": ["perpetual_wip_account_id"],
        "stock.move": ["production_id", "raw_material_production_id"],
    }

    company_id = fields.Many2one("res.company")
    currency_id = fields.Many2one("res.currency")
    account_id = fields.Many2one("account.account")
    production_id = fields.Many2one("mrp.production", string="Manufacturing Order")
    unbuild_id = fields.Many2one("mrp.unbuild", string="Unbuild Order")
    product_id = fields.Many2one("product.product")
    kind = fields.Selection(KINDS)
    date = fields.Date(string="Since")
    age = fields.Integer(string="Days", aggregator="max")
    age_bucket = fields.Selection(AGES, string="Age")
    component_amount = fields.Monetary(string="Components")
    labour_amount = fields.Monetary(string="Labour", help="Labour and extra cost absorbed.")
    finished_amount = fields.Monetary(
        string="Into Stock", help="Finished goods and by-products; negative: it left the order."
    )
    other_amount = fields.Monetary(string="Other", help="Taken over, or posted by hand.")
    amount = fields.Monetary(string="In Progress")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT row.*, %(today)s - row.date AS age, %(bucket)s AS age_bucket,
                   company.currency_id,
                   row.amount - component_amount - labour_amount - finished_amount
                       AS other_amount
              FROM (SELECT MIN(item.id) AS id, item.company_id, item.account_id,
                           production.id AS production_id, unbuild.id AS unbuild_id,
                           COALESCE(unbuild.product_id, production.product_id) AS product_id,
                           MIN(item.date) AS date, %(kind)s AS kind,
                           COALESCE(SUM(item.balance) FILTER (
                               WHERE stock_move.raw_material_production_id IS NOT NULL
                           ), 0) AS component_amount,
                           COALESCE(SUM(item.balance) FILTER (
                               WHERE item.perpetual_wip_kind IN ('labour', 'extra')
                           ), 0) AS labour_amount,
                           COALESCE(SUM(item.balance) FILTER (
                               WHERE stock_move.production_id IS NOT NULL
                                 AND stock_move.raw_material_production_id IS NULL
                           ), 0) AS finished_amount,
                           SUM(item.balance) AS amount
                      FROM account_move_line item
                      LEFT JOIN mrp_production production
                             ON production.id = item.perpetual_production_id
                      LEFT JOIN mrp_unbuild unbuild ON unbuild.id = item.perpetual_unbuild_id
                      LEFT JOIN stock_move ON stock_move.id = item.perpetual_stock_move_id
                     WHERE item.parent_state = 'posted' AND item.account_id IN (%(accounts)s)
                     GROUP BY item.company_id, item.account_id, production.id, unbuild.id, kind
                    HAVING SUM(item.balance) != 0) row
              JOIN res_company company ON company.id = row.company_id
            """,
            today=fields.Date.context_today(self),
            bucket=self._sql_bucket(),
            kind=self._sql_kind(),
            accounts=SQL(
                """SELECT perpetual_wip_account_id FROM res_company
                    WHERE perpetual_wip_account_id IS NOT NULL
                    UNION SELECT account_id FROM account_move_line
                    WHERE perpetual_production_id IS NOT NULL OR perpetual_unbuild_id IS NOT NULL"""
            ),
        )

    def _sql_bucket(self):
        return SQL(
            """CASE WHEN %(age)s <= 30 THEN '1_month' WHEN %(age)s <= 60 THEN '2_months'
                    WHEN %(age)s <= 90 THEN '3_months' ELSE 'older' END""",
            age=SQL("%s - row.date", fields.Date.context_today(self)),
        )

    def _sql_kind(self):
        return SQL(
            """CASE WHEN unbuild.state != 'done' THEN 'order'
                    WHEN unbuild.id IS NOT NULL THEN 'closed'
                    WHEN production.state IN ('done', 'cancel') THEN 'closed'
                    WHEN production.id IS NOT NULL THEN 'order'
                    WHEN item.perpetual_stock_move_id IS NOT NULL THEN 'goods'
                    ELSE 'other' END"""
        )

    # Actions

    def action_open_order(self):
        """Open the order of the row, or its journal items where there is none that the user
        may read."""
        self.ensure_one()
        order = self.unbuild_id or self.production_id
        if not order or not order.has_access("read"):
            return self.action_open_items()
        return {
            "type": "ir.actions.act_window",
            "res_model": order._name,
            "res_id": order.id,
            "view_mode": "form",
        }

    def action_open_items(self):
        """Open the journal items of these rows."""
        domains = [
            [
                ("company_id", "=", row.company_id.id),
                ("account_id", "=", row.account_id.id),
                ("perpetual_production_id", "=", row.production_id.id),
                ("perpetual_unbuild_id", "=", row.unbuild_id.id),
                ("parent_state", "=", "posted"),
            ]
            for row in self
        ]
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_account_moves_all")
        action["domain"] = list(fields.Domain.OR(domains))
        action["context"] = {"create": False}
        return action
