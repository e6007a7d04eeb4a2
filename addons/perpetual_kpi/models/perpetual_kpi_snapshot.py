from collections import namedtuple
from datetime import UTC, datetime, time, timedelta

from pytz import timezone

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..figures import Period

VALUE = "perpetual_stock.group_inventory_value"
KEY = ("company_id", "day", "warehouse_id", "categ_id", "class_name")
#: Days that are built by one statement and kept by one commit.
CHUNK = 92
#: Days that are built again each night: facts come late.
AGAIN = 7

Span = namedtuple("Span", ("company", "period", "zone", "start", "end"))


class PerpetualKpiSnapshot(models.Model):
    """What was measured on a day: numerators and denominators, never a ratio.

    A row per company, day, warehouse, category and class. Written by the nightly job only.
    """

    _name = "perpetual.kpi.snapshot"
    _description = "Daily Snapshot of Key Figures"
    _inherit = "perpetual.kpi.sources"
    _order = "day desc, id desc"
    _rec_name = "day"
    # Written by one statement, many rows at a time.
    _log_access = False

    company_id = fields.Many2one("res.company", "Company", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date(required=True, readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", "Warehouse", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    class_name = fields.Char("Class", readonly=True)
    measured = fields.Integer("Days Measured", readonly=True)

    closing_value = fields.Monetary("Value on Hand", readonly=True, groups=VALUE)
    carrying_cost = fields.Float(readonly=True, groups=VALUE)
    slow_value = fields.Monetary("Slow Stock", readonly=True, groups=VALUE)
    dead_value = fields.Monetary("Dead Stock", readonly=True, groups=VALUE)
    stocked_days = fields.Integer("Stocked Product-Days", readonly=True)
    stockout_days = fields.Integer("Stocked Out Product-Days", readonly=True)
    cost_of_goods = fields.Monetary("Cost of Goods Sold", readonly=True, groups=VALUE)
    adjusted_up = fields.Monetary("Counted More", readonly=True, groups=VALUE)
    adjusted_down = fields.Monetary("Counted Less", readonly=True, groups=VALUE)
    scrapped = fields.Monetary(readonly=True, groups=VALUE)
    revenue = fields.Monetary(readonly=True, groups=VALUE)
    scored = fields.Integer("Records Counted", readonly=True)
    hits = fields.Integer(readonly=True)
    exact = fields.Integer("Exact Matches", readonly=True)
    late = fields.Integer("Counted Late", readonly=True)
    hours = fields.Float("Hours Counting", readonly=True)
    expected_value = fields.Monetary("Value Expected", readonly=True, groups=VALUE)
    absolute_value = fields.Monetary("Variance, Up and Down", readonly=True, groups=VALUE)
    net_value = fields.Monetary("Variance, Net", readonly=True, groups=VALUE)
    pick_lines = fields.Integer("Lines Picked", readonly=True)
    pick_good = fields.Integer("Lines Picked Without an Error", readonly=True)
    receipt_lines = fields.Integer("Lines Received", readonly=True)
    receipt_good = fields.Integer("Lines Received as Ordered", readonly=True)
    dock_hours = fields.Float("Hours from Dock to Stock", readonly=True)
    dock_lines = fields.Integer("Lines Put Away", readonly=True)
    tie_checks = fields.Integer("Checks of the Tie-Out", readonly=True)
    tie_good = fields.Integer("Checks that Agree", readonly=True)

    _key_unique = models.UniqueIndex(
        "(company_id, day, COALESCE(warehouse_id, 0), COALESCE(categ_id, 0),"
        " COALESCE(class_name, ''))"
    )

    @api.model
    def _measures(self):
        """Names of the columns that hold measures."""
        skipped = {*KEY, "id", "display_name", "currency_id"}
        return [name for name, field in self._fields.items() if field.store and name not in skipped]

    # Building

    @api.model
    def _span(self, company, period):
        zone = company._perpetual_kpi_zone()

        def midnight(day):
            local = timezone(zone).localize(datetime.combine(day, time.min))
            return local.astimezone(UTC).replace(tzinfo=None)

        after = period.last + timedelta(days=1)
        return Span(company, period, zone, midnight(period.first), midnight(after))

    @api.model
    def _build(self, company, period):
        """Write the rows of these days anew, by one statement."""
        self.env.flush_all()
        span = self._span(company, period)
        cr = self.env.cr
        cr.execute(
            SQL(
                "DELETE FROM perpetual_kpi_snapshot WHERE company_id = %s AND day BETWEEN %s AND %s",
                company.id,
                period.first,
                period.last,
            )
        )
        cr.execute(self._insertion(span))
        self.invalidate_model()

    def _insertion(self, span) -> SQL:
        parts = [getattr(self, name)(span) for name in self._sources()]
        measures = [name for _source, names in parts for name in names]
        sums = SQL(", ").join(SQL("SUM(%s)", SQL.identifier("part", name)) for name in measures)
        columns = SQL(", ").join(map(SQL.identifier, (*KEY, *measures)))
        rows = SQL(" UNION ALL ").join(self._part(*part, measures, span) for part in parts)
        return SQL(
            """
            INSERT INTO perpetual_kpi_snapshot (%(columns)s)
            SELECT %(company)s, part.day, part.warehouse_id, part.categ_id, part.class_name, %(sums)s
              FROM (%(rows)s) part GROUP BY 2, 3, 4, 5
            """,
            columns=columns,
            company=span.company.id,
            sums=sums,
            rows=rows,
        )

    def _part(self, source, names, measures, span) -> SQL:
        """A source's rows with the columns of all, summed up by day and what it is told apart by."""
        keys = ("day", "product_id", "warehouse_id", "class_name")
        aliases = SQL(", ").join(map(SQL.identifier, (*keys, *names)))
        values = SQL(", ").join(
            SQL("SUM(%s)::float8 AS %s", SQL.identifier("fact", name), SQL.identifier(name))
            if name in names
            else SQL("0::float8 AS %s", SQL.identifier(name))
            for name in measures
        )
        return SQL(
            """
            SELECT fact.day, fact.warehouse_id, template.categ_id,
                   COALESCE(fact.class_name, class.name) AS class_name, %(values)s
              FROM (%(source)s) fact (%(aliases)s)
              LEFT JOIN product_product product ON product.id = fact.product_id
              LEFT JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN (%(classes)s) class ON class.product_id = fact.product_id
               AND class.warehouse_id = fact.warehouse_id
               AND fact.day BETWEEN class.first AND class.last
             GROUP BY 1, 2, 3, 4
            """,
            values=values,
            source=source,
            aliases=aliases,
            classes=self._classes(span),
        )

    def _classes(self, span) -> SQL:
        """The class of a product in a warehouse, by day; before the first one, that one.

        A class ends on the day before the next begins: a day has one.
        """
        return SQL(
            """
            SELECT assignment.product_id, assignment.warehouse_id, class.name,
                   CASE WHEN LAG(assignment.id) OVER own IS NULL THEN '-infinity'::date
                        ELSE assignment.date_from::date END AS first,
                   COALESCE((LEAD(assignment.date_from) OVER own)::date - 1, 'infinity'::date)
                       AS last
              FROM perpetual_abc_assignment assignment
              JOIN stock_warehouse warehouse ON warehouse.id = assignment.warehouse_id
               AND warehouse.company_id = %s
              JOIN perpetual_abc_class class ON class.id = assignment.class_id
            WINDOW own AS (PARTITION BY assignment.product_id, assignment.warehouse_id
                           ORDER BY assignment.date_from, assignment.id)
            """,
            span.company.id,
        )

    # The nightly job

    @api.model
    def _cron_build(self):
        """Build what is missing or out of date, a chunk at a time; goes on where it stopped."""
        companies = self.env["res.company"].search([]).filtered("perpetual_kpi_first_day")
        for company in companies:
            self._go_back(company)
        left = {company: company._perpetual_kpi_left() for company in companies}
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=sum(-(-period.days // CHUNK) for period in left.values() if period))
        for company, period in left.items():
            for chunk in period.chunks(CHUNK) if period else ():
                self._build(company, chunk)
                company.perpetual_kpi_next_day = chunk.last + timedelta(days=1)
                if not progress(1):
                    return

    @api.model
    def _go_back(self, company):
        """Days whose facts have changed since they were built are built again."""
        next_day = company.perpetual_kpi_next_day
        if not next_day:
            company.perpetual_kpi_next_day = company.perpetual_kpi_first_day
        else:
            changed = self._changed_since(company)
            days = [next_day - timedelta(days=AGAIN), *filter(None, changed)]
            company.perpetual_kpi_next_day = max(
                min(days), min(company.perpetual_kpi_first_day, next_day)
            )
        company.perpetual_kpi_seen_at = fields.Datetime.now()
        company.perpetual_kpi_seen_entry = self._last_entry(company)

    def _last_entry(self, company):
        ((last,),) = self.env.execute_query(
            SQL("SELECT COALESCE(MAX(id), 0) FROM perpetual_ledger_entry")
        )
        return last

    def _changed_since(self, company):
        """First days of facts that came since the last run: ledger, counts, invoices.

        :returns: list of dates or ``None``
        """
        self.env.flush_all()
        zone = company._perpetual_kpi_zone()
        seen_at, entry = company.perpetual_kpi_seen_at, company.perpetual_kpi_seen_entry
        rows = self.env.execute_query(
            SQL(
                """
                SELECT MIN((effective_at AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date)
                  FROM perpetual_ledger_entry WHERE id > %(entry)s AND company_id = %(company)s
                 UNION ALL
                SELECT MIN(COALESCE(entry.counted_on, entry.counted_at::date))
                  FROM perpetual_count_session session
                  JOIN perpetual_count_line line ON line.session_id = session.id
                  JOIN perpetual_count_entry entry ON entry.id = line.entry_id
                 WHERE session.company_id = %(company)s AND session.write_date >= %(seen)s
                 UNION ALL
                SELECT MIN(date) FROM account_move
                 WHERE company_id = %(company)s AND write_date >= %(seen)s
                   AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                """,
                zone=zone,
                entry=entry,
                company=company.id,
                seen=seen_at,
            )
        )
        return [row[0] for row in rows]

    # Asking

    @api.model
    def _products_of(self, span, measure, warehouse_id=None):
        """Products that have something of a measure of stock on a day."""
        source, names = self._source_stock(span)
        keys = ("day", "product_id", "warehouse_id", "class_name")
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT product_id FROM (%s) fact (%s) WHERE %s > 0 AND %s",
                source,
                SQL(", ").join(map(SQL.identifier, (*keys, *names))),
                SQL.identifier(measure),
                SQL("warehouse_id = %s", warehouse_id) if warehouse_id else SQL("TRUE"),
            )
        )
        return self.env["product.product"].browse(row[0] for row in rows)

    @api.model
    def _days(self, companies, first, last, options=None):
        """Measures by day, summed over what ``options`` leaves.

        :param options: ``warehouse_id``, ``categ_id`` (with what is below), ``class_name``
        :returns: {date: {measure: number}}
        """
        self._check_may_see()
        measures = self._measures()
        rows = self.env.execute_query(
            SQL(
                "SELECT day, %s FROM perpetual_kpi_snapshot WHERE %s GROUP BY day ORDER BY day",
                SQL(", ").join(SQL("SUM(%s)::float8", SQL.identifier(name)) for name in measures),
                self._where(companies, first, last, options or {}),
            )
        )
        return {row[0]: dict(zip(measures, row[1:], strict=True)) for row in rows}

    @api.model
    def _days_by(self, companies, period, options, field):
        """As :meth:`_days`, for each value of a field.

        :returns: {value: {date: {measure: number}}}
        """
        self._check_may_see()
        measures, found = self._measures(), {}
        rows = self.env.execute_query(
            SQL(
                "SELECT %s, day, %s FROM perpetual_kpi_snapshot WHERE %s GROUP BY 1, 2 ORDER BY 1, 2",
                SQL.identifier(field),
                SQL(", ").join(SQL("SUM(%s)::float8", SQL.identifier(name)) for name in measures),
                self._where(companies, period.first, period.last, options),
            )
        )
        for value, day, *amounts in rows:
            found.setdefault(value, {})[day] = dict(zip(measures, amounts, strict=True))
        return found

    def _where(self, companies, first, last, options) -> SQL:
        parts = [
            SQL("company_id IN %s", tuple(companies.ids) or (0,)),
            SQL("day BETWEEN %s AND %s", first, last),
        ]
        if options.get("warehouse_id"):
            parts.append(SQL("warehouse_id = %s", int(options["warehouse_id"])))
        if options.get("categ_id"):
            below = self.env["product.category"].search(
                [("id", "child_of", int(options["categ_id"]))]
            )
            parts.append(SQL("categ_id IN %s", tuple(below.ids) or (0,)))
        if options.get("class_name"):
            parts.append(SQL("class_name = %s", str(options["class_name"])))
        return SQL(" AND ").join(parts)

    def _check_may_see(self):
        """Measures are summed by SQL: who may not read them is told so here."""
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(VALUE):
            raise AccessError(
                self.env._("You may not see inventory values; ask for that right.")
            )
