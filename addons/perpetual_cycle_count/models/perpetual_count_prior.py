from odoo import api, fields, models
from odoo.tools import SQL


class PerpetualCountPrior(models.Model):
    """What the records before the count said: another system's, a list, last year's."""

    _name = "perpetual.count.prior"
    _description = "Prior Record"
    _inherit = ["perpetual.count.key"]
    _order = "session_id, location_id, product_id, id"

    session_id = fields.Many2one(
        "perpetual.count.session", "Session", required=True, ondelete="cascade", index=True
    )
    product_id = fields.Many2one(readonly=False)
    location_id = fields.Many2one(readonly=False)
    lot_id = fields.Many2one(readonly=False)
    company_id = fields.Many2one(related="session_id.company_id", store=True, required=False)
    quantity = fields.Float(digits="Product Unit", required=True)
    unit_cost = fields.Float(digits=(16, 8), min_display_digits="Product Price")
    currency_id = fields.Many2one(related="company_id.currency_id")
    value = fields.Monetary(compute="_compute_value", store=True)

    _key_unique = models.UniqueIndex(
        "(session_id, product_id, location_id, COALESCE(lot_id, 0), COALESCE(package_id, 0),"
        " COALESCE(owner_id, 0))",
        "These goods have a prior record in this session already.",
    )

    @api.depends("quantity", "unit_cost")
    def _compute_value(self):
        for prior in self:
            currency = prior.currency_id or self.env.company.currency_id
            prior.value = currency.round(prior.quantity * prior.unit_cost)


class PerpetualCountReconciliation(models.Model):
    """Prior records, books and count side by side: a row for each key of a session."""

    _name = "perpetual.count.reconciliation"
    _description = "Reconciliation of a Count"
    _auto = False
    _order = "session_id, zone_id, location_id, product_id, id"
    _rec_name = "product_id"
    _depends = {
        "perpetual.count.entry": ["unit_cost"],
        "perpetual.count.line": ["state", "counted", "expected", "entry_id", "zone_work_id"],
        "perpetual.count.prior": ["quantity", "value", "product_id", "location_id", "lot_id"],
        "perpetual.count.variance": ["state", "quantity", "posted_value", "relocated_quantity"],
        "perpetual.count.zone.work": ["zone_id"],
    }

    session_id = fields.Many2one("perpetual.count.session", "Session", readonly=True)
    company_id = fields.Many2one("res.company", "Company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    zone_id = fields.Many2one("perpetual.count.zone", "Zone", readonly=True)
    product_id = fields.Many2one("product.product", "Product", readonly=True)
    location_id = fields.Many2one("stock.location", "Location", readonly=True)
    lot_id = fields.Many2one("stock.lot", "Lot/Serial Number", readonly=True)
    prior_quantity = fields.Float("Prior", digits="Product Unit", readonly=True)
    book_quantity = fields.Float("Book", digits="Product Unit", readonly=True)
    counted_quantity = fields.Float("Counted", digits="Product Unit", readonly=True)
    to_prior = fields.Float("Counted − Prior", digits="Product Unit", readonly=True)
    to_book = fields.Float("Counted − Book", digits="Product Unit", readonly=True)
    prior_value = fields.Monetary(readonly=True)
    book_value = fields.Monetary(readonly=True)
    counted_value = fields.Monetary(readonly=True)
    to_prior_value = fields.Monetary("Difference to Prior", readonly=True)
    to_book_value = fields.Monetary("Difference to Book", readonly=True)

    @property
    def _table_query(self):
        """The last round of each key, joined with its prior record; one may be without the
        other. Values by the cost at the count, of prior records by their own."""
        return SQL(
            """
            WITH counted AS (
                SELECT line.*, COALESCE(entry.unit_cost, 0) AS cost
                  FROM perpetual_count_line line
                  JOIN perpetual_count_entry entry ON entry.id = line.entry_id
                 WHERE line.state = 'accepted')
            SELECT COALESCE(2 * counted.id, 2 * prior.id + 1) AS id, session.id AS session_id,
                   session.company_id, company.currency_id, work.zone_id,
                   COALESCE(counted.product_id, prior.product_id) AS product_id,
                   COALESCE(counted.location_id, prior.location_id) AS location_id,
                   COALESCE(counted.lot_id, prior.lot_id) AS lot_id,
                   COALESCE(prior.quantity, 0) AS prior_quantity,
                   COALESCE(counted.expected, 0) AS book_quantity,
                   COALESCE(counted.counted, 0) AS counted_quantity,
                   COALESCE(counted.counted, 0) - COALESCE(prior.quantity, 0) AS to_prior,
                   COALESCE(counted.counted - counted.expected, 0) AS to_book,
                   COALESCE(prior.value, 0) AS prior_value,
                   COALESCE(counted.expected * counted.cost, 0) AS book_value,
                   COALESCE(counted.counted * counted.cost, 0) AS counted_value,
                   COALESCE(counted.counted * counted.cost, 0) - COALESCE(prior.value, 0)
                       AS to_prior_value,
                   COALESCE((counted.counted - counted.expected) * counted.cost, 0)
                       AS to_book_value
              FROM counted
              FULL JOIN perpetual_count_prior prior
                ON prior.session_id = counted.session_id
               AND prior.product_id = counted.product_id
               AND prior.location_id = counted.location_id
               AND COALESCE(prior.lot_id, 0) = COALESCE(counted.lot_id, 0)
               AND COALESCE(prior.package_id, 0) = COALESCE(counted.package_id, 0)
               AND COALESCE(prior.owner_id, 0) = COALESCE(counted.owner_id, 0)
              JOIN perpetual_count_session session
                ON session.id = COALESCE(counted.session_id, prior.session_id)
              JOIN res_company company ON company.id = session.company_id
              LEFT JOIN perpetual_count_zone_work work ON work.id = counted.zone_work_id
            """
        )
