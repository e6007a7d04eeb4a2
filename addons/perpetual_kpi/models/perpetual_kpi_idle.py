from odoo import api, fields, models
from odoo.tools import SQL

from ..figures import Period
from .perpetual_kpi_snapshot import VALUE
from .perpetual_kpi_stock import JUDGED


class PerpetualKpiIdle(models.Model):
    """Slow and dead stock on the last day built, with what could be done about it."""

    _name = "perpetual.kpi.idle"
    _description = "Slow and Dead Stock"
    _auto = False
    _order = "value desc, id"
    _rec_name = "product_id"

    company_id = fields.Many2one("res.company", "Company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one("product.product", "Product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", "Warehouse", readonly=True)
    state = fields.Selection([("slow", "Slow"), ("dead", "Dead")], "How", readonly=True)
    quantity = fields.Float("On Hand", digits="Product Unit", readonly=True)
    value = fields.Monetary(readonly=True, groups=VALUE)
    wanted_on = fields.Date("Last Demand", readonly=True)
    came_on = fields.Date("Last Receipt", readonly=True)
    idle_days = fields.Integer("Days Idle", readonly=True, aggregator="max")
    elsewhere_id = fields.Many2one("stock.warehouse", "Wanted In", readonly=True)
    suggestion = fields.Selection(
        [
            ("transfer", "Transfer to where it is wanted"),
            ("return", "Ask the vendor to take it back"),
            ("discount", "Discount, and order no more"),
            ("write_off", "Sell off or write off"),
        ],
        readonly=True,
    )

    @property
    def _table_query(self):
        company = self.env.company
        day = company._perpetual_kpi_yesterday()
        snapshots = self.env["perpetual.kpi.snapshot"]
        span = snapshots._span(company, Period(day, day))
        return SQL(
            f"""
            {JUDGED}, wanted AS (
                SELECT DISTINCT ON (product_id) product_id, place_id, wanted_on
                  FROM judged WHERE place_id != 0 AND wanted_on > day - %(slow)s
                 ORDER BY product_id, wanted_on DESC, place_id
            )
            SELECT judged.product_id::bigint * 4096 + judged.place_id AS id,
                   %(company)s AS company_id, judged.product_id, template.categ_id,
                   judged.place_id AS warehouse_id, judged.quantity, judged.value,
                   judged.wanted_on, judged.came_on, judged.day - judged.alive_on AS idle_days,
                   CASE WHEN alive_on <= judged.day - %(dead)s THEN 'dead' ELSE 'slow' END AS state,
                   wanted.place_id AS elsewhere_id,
                   CASE WHEN wanted.place_id IS NOT NULL THEN 'transfer'
                        WHEN alive_on > judged.day - %(dead)s THEN 'discount'
                        WHEN EXISTS (SELECT FROM product_supplierinfo vendor
                                      WHERE vendor.product_tmpl_id = template.id) THEN 'return'
                        ELSE 'write_off' END AS suggestion
              FROM judged JOIN product_product product ON product.id = judged.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN wanted ON wanted.product_id = judged.product_id
               AND wanted.place_id != judged.place_id
             WHERE judged.place_id != 0 AND judged.quantity > 0
               AND alive_on <= judged.day - %(slow)s
            """,
            company=company.id,
            **snapshots._stock_values(span),
        )

    @api.readonly
    def action_open_entries(self):
        """The ledger entries of the product."""
        self.ensure_one()
        return self.product_id.action_perpetual_entries()
