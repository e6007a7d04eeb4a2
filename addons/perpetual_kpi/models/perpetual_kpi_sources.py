from odoo import models
from odoo.tools import SQL


class PerpetualKpiSources(models.AbstractModel):
    """Where the measures of days come from, but for what is on hand: a ``SELECT`` each.

    A source is a method named in :meth:`_sources`. It takes a span (``company``, ``period``,
    ``start`` and ``end``: UTC instants, the end not included) and returns SQL and the names of
    its measures. Columns of the SQL: ``day, product_id, warehouse_id, class_name`` (empty where
    nobody knows; a class that is empty is looked up), then the measures in their order.
    """

    _name = "perpetual.kpi.sources"
    _description = "Sources of Key Figures"

    def _sources(self):
        """Names of the methods; other addons add theirs."""
        return [
            "_source_days",
            "_source_stock",
            "_source_ledger",
            "_source_revenue",
            "_source_counts",
            "_source_picks",
            "_source_receipts",
            "_source_dock",
            "_source_tie_out",
        ]

    def _day(self, instant: SQL, span) -> SQL:
        """The company's day of a UTC instant."""
        zone = str(span.zone)
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", instant, zone)

    def _source_days(self, span):
        """Each day has a row, also one on which nothing happened."""
        return (
            SQL(
                """SELECT day::date, NULL::int, NULL::int, NULL::varchar, 1
                     FROM generate_series(%s::date, %s::date, '1 day') day""",
                span.period.first,
                span.period.last,
            ),
            ["measured"],
        )

    def _source_ledger(self, span):
        """What was sold, at cost, returns taken off; what counts and scraps changed."""
        return (
            SQL(
                """
                SELECT %(day)s, entry.product_id, COALESCE(source.warehouse_id,
                       target.warehouse_id), NULL::varchar,
                       CASE WHEN entry.kind IN ('issue', 'customer_return',
                                 'negative_settlement') THEN -entry.value ELSE 0 END,
                       CASE WHEN entry.kind = 'count' THEN GREATEST(entry.value, 0) ELSE 0 END,
                       CASE WHEN entry.kind = 'count' THEN GREATEST(-entry.value, 0) ELSE 0 END,
                       CASE WHEN entry.kind = 'scrap' THEN -entry.value ELSE 0 END
                  FROM perpetual_ledger_entry entry
                  LEFT JOIN stock_location source ON source.id = entry.location_id
                   AND source.usage = 'internal'
                  LEFT JOIN stock_location target ON target.id = entry.location_dest_id
                   AND target.usage = 'internal'
                 WHERE entry.company_id = %(company)s
                   AND entry.effective_at >= %(start)s AND entry.effective_at < %(end)s
                   AND entry.kind IN ('issue', 'customer_return', 'negative_settlement',
                       'count', 'scrap')
                """,
                day=self._day(SQL("entry.effective_at"), span),
                company=span.company.id,
                start=span.start,
                end=span.end,
            ),
            ["cost_of_goods", "adjusted_up", "adjusted_down", "scrapped"],
        )

    def _source_revenue(self, span):
        """Posted customer invoices and refunds of stocked products, in the company's currency."""
        return (
            SQL(
                """
                SELECT item.date, item.product_id, NULL::int, NULL::varchar, -item.balance
                  FROM account_move_line item
                  JOIN account_move move ON move.id = item.move_id
                  JOIN account_account account ON account.id = item.account_id
                 WHERE item.company_id = %(company)s AND item.parent_state = 'posted'
                   AND item.date BETWEEN %(first)s AND %(last)s
                   AND item.display_type = 'product'
                   AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   AND account.account_type IN ('income', 'income_other')
                   AND item.product_id IN (SELECT product_id FROM perpetual_cost_pool
                                            WHERE company_id = %(company)s)
                """,
                company=span.company.id,
                first=span.period.first,
                last=span.period.last,
            ),
            ["revenue"],
        )

    def _source_counts(self, span):
        """First counts of finished sessions; values of what was accepted in the end."""
        names = ("scored", "hits", "exact", "late", "hours")
        values = ("expected_value", "absolute_value", "net_value")
        listing = self.env["perpetual.count.accuracy"]
        self.env["perpetual.count.accuracy"].flush_model()
        columns = SQL(", ").join(
            SQL("COALESCE(%s, 0)", SQL.identifier("fact", name)) for name in (*names, *values)
        )
        return (
            SQL(
                """
                SELECT fact.day, fact.product_id, fact.warehouse_id, class.name, %(columns)s
                  FROM (%(listing)s) fact
                  LEFT JOIN perpetual_abc_class class ON class.id = fact.class_id
                 WHERE fact.company_id = %(company)s AND fact.day BETWEEN %(first)s AND %(last)s
                   AND fact.session_type != 'baseline'
                """,
                columns=columns,
                listing=listing._table_query,
                company=span.company.id,
                first=span.period.first,
                last=span.period.last,
            ),
            [*names, *values],
        )

    def _source_picks(self, span):
        """Lines of deliveries picked with the barcode app, and those picked without an error.

        Only the app says what went wrong; what was picked without it is not measured.
        """
        return (
            SQL(
                """
                SELECT %(day)s, move.product_id, kind.warehouse_id, NULL::varchar, 1,
                       (NOT EXISTS (SELECT FROM perpetual_pick_error error
                                     WHERE error.picking_id = move.picking_id
                                       AND error.kind IN ('product', 'lot', 'bin', 'too_many')
                                       AND COALESCE(error.move_id = move.id,
                                           error.product_id = move.product_id)))::int
                  %(done)s AND kind.code = 'outgoing'
                """,
                day=self._day(SQL("move.date"), span),
                done=self._scanned_moves(span),
            ),
            ["pick_lines", "pick_good"],
        )

    def _source_receipts(self, span):
        """Lines received with the barcode app, and those that came as ordered."""
        return (
            SQL(
                """
                SELECT %(day)s, move.product_id, kind.warehouse_id, NULL::varchar, 1,
                       (NOT EXISTS (SELECT FROM perpetual_receiving_discrepancy fact
                                     WHERE fact.picking_id = move.picking_id
                                       AND fact.state != 'withdrawn'
                                       AND fact.product_id = move.product_id))::int
                  %(done)s AND kind.code = 'incoming'
                """,
                day=self._day(SQL("move.date"), span),
                done=self._scanned_moves(span),
            ),
            ["receipt_lines", "receipt_good"],
        )

    def _scanned_moves(self, span) -> SQL:
        return SQL(
            """
              FROM stock_move move
              JOIN stock_picking picking ON picking.id = move.picking_id
              JOIN stock_picking_type kind ON kind.id = picking.picking_type_id
             WHERE move.company_id = %(company)s AND move.state = 'done'
               AND move.date >= %(start)s AND move.date < %(end)s
               AND EXISTS (SELECT FROM perpetual_barcode_scan scan
                            WHERE scan.picking_id = picking.id AND NOT COALESCE(scan.undone, FALSE))
            """,
            company=span.company.id,
            start=span.start,
            end=span.end,
        )

    def _source_dock(self, span):
        """Hours from the receipt at the dock to the last put-away, where those are two steps."""
        return (
            SQL(
                """
                SELECT %(day)s, stored.product_id, kind.warehouse_id, NULL::varchar,
                       EXTRACT(EPOCH FROM stored.date - MIN(arrived.date)) / 3600.0, 1
                  FROM stock_move stored
                  JOIN stock_picking_type kind ON kind.id = stored.picking_type_id
                  JOIN stock_location target ON target.id = stored.location_dest_id
                   AND target.usage = 'internal'
                  JOIN LATERAL (
                       WITH RECURSIVE before(id, step) AS (
                           SELECT link.move_orig_id, 1 FROM stock_move_move_rel link
                            WHERE link.move_dest_id = stored.id
                            UNION
                           SELECT link.move_orig_id, before.step + 1
                             FROM stock_move_move_rel link
                             JOIN before ON before.id = link.move_dest_id AND before.step < 5)
                       SELECT origin.date FROM before JOIN stock_move origin ON origin.id = before.id
                         JOIN stock_location dock ON dock.id = origin.location_id
                          AND dock.usage = 'supplier'
                        WHERE origin.state = 'done') arrived ON TRUE
                 WHERE stored.company_id = %(company)s AND stored.state = 'done'
                   AND kind.code = 'internal'
                   AND stored.date >= %(start)s AND stored.date < %(end)s
                   AND NOT EXISTS (SELECT FROM stock_move_move_rel link
                                     JOIN stock_move next ON next.id = link.move_dest_id
                                     JOIN stock_picking_type way ON way.id = next.picking_type_id
                                      AND way.code = 'internal'
                                    WHERE link.move_orig_id = stored.id AND next.state != 'cancel')
                 GROUP BY stored.id, stored.date, stored.product_id, kind.warehouse_id
                """,
                day=self._day(SQL("stored.date"), span),
                company=span.company.id,
                start=span.start,
                end=span.end,
            ),
            ["dock_hours", "dock_lines"],
        )

    def _source_tie_out(self, span):
        """The last nightly check of each day."""
        return (
            SQL(
                """
                SELECT DISTINCT ON (%(day)s) %(day)s, NULL::int, NULL::int, NULL::varchar,
                       check_count, check_count - off_count
                  FROM perpetual_tie_out_result
                 WHERE company_id = %(company)s
                   AND checked_at >= %(start)s AND checked_at < %(end)s
                 ORDER BY %(day)s, checked_at DESC, id DESC
                """,
                day=self._day(SQL("checked_at"), span),
                company=span.company.id,
                start=span.start,
                end=span.end,
            ),
            ["tie_checks", "tie_good"],
        )
