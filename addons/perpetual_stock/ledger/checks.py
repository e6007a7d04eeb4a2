"""The invariants of the ledger as comparisons, each one SQL statement."""

from __future__ import annotations

from odoo.tools import SQL

from ..costing.chain import Chain

#: How many records a difference is drilled down to.
MAX_OFFENDERS = 1000


class Checks:
    """Comparisons for one company; amounts on ``at_date`` (inclusive) where it is given."""

    def __init__(self, company, at_date=None, since_marks=False):
        """:param since_marks: digests only of entries since the last verified ones"""
        self.company = company
        self.env = company.env
        self.at_date = at_date
        self.since_marks = since_marks
        self._faults = None
        self.env.flush_all()

    def row(self, check, expected, actual, detail="", account=None, offenders=None) -> dict:
        """One comparison, in the shape of ``perpetual_tie_out``.

        :param offenders: model name → ids of the records that make the difference
        """
        offenders = offenders or {}
        return {
            "check": check,
            "account": account or self.env["account.account"],
            "expected": expected,
            "actual": actual,
            "difference": round(actual - expected, 6),
            "detail": detail,
            "offenders": {model: sorted(ids)[:MAX_OFFENDERS] for model, ids in offenders.items()},
        }

    def _until(self, column: str) -> SQL:
        if not self.at_date:
            return SQL("TRUE")
        return SQL("%s <= %s", SQL.identifier(*column.split(".")), self.at_date)

    # accounts

    def valuation_accounts(self) -> list[dict]:
        """Per inventory account: Σ ledger value against the posted balance."""
        expected = dict(
            self.env.execute_query(
                SQL(
                    """SELECT valuation_account_id, SUM(value) FROM perpetual_ledger_entry
                        WHERE company_id = %s AND valuation_account_id IS NOT NULL AND %s
                        GROUP BY valuation_account_id""",
                    self.company.id,
                    self._until("accounting_date"),
                )
            )
        )
        for account_id in self._left_accounts():
            expected.pop(account_id, None)
        transit = self.company._perpetual_transit_accounts()
        for account_id, value in self._passed_through(transit):
            expected[account_id] = float(expected.get(account_id, 0.0)) + float(value)
        posted = self.posted_balances(expected)
        # The tie-out is for people who may see values, with or without rights on accounts.
        accounts = self.env["account.account"].sudo().browse(expected)
        return [
            self._account_row(account, expected[account.id], posted.get(account.id, 0.0), transit)
            for account in accounts
        ]

    def _account_row(self, account, expected, actual, transit) -> dict:
        detail, offenders = "", {}
        if not self.company.currency_id.is_zero(float(expected) - float(actual)):
            detail = self._strangers(account)
            offenders = self._account_offenders(account)
        expected, actual = self._money(expected), self._money(actual)
        check = "transit_account" if account in transit else "valuation_account"
        return self.row(check, expected, actual, detail, account, offenders)

    def _account_offenders(self, account) -> dict:
        """Journal items and ledger entries of the account that do not meet.

        Compared by journal entry: the items on the account against the ledger entries that
        it posts. What the ledger did not post has no entries, what was deleted no items.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT ledger.ids, posted.ids
                     FROM (SELECT account_move_id AS move_id, SUM(value) AS value,
                                  ARRAY_AGG(id) AS ids
                             FROM (%(booked)s) entry WHERE %(entries)s
                            GROUP BY account_move_id) ledger
                     FULL JOIN
                          (SELECT move_id, SUM(balance) AS balance, ARRAY_AGG(id) AS ids
                             FROM account_move_line
                            WHERE company_id = %(company)s AND account_id = %(account)s
                              AND parent_state = 'posted' AND %(items)s
                            GROUP BY move_id) posted ON posted.move_id = ledger.move_id
                    WHERE COALESCE(ledger.value, 0) != COALESCE(posted.balance, 0)""",
                booked=self._booked_on(account),
                company=self.company.id,
                account=account.id,
                entries=self._until("accounting_date"),
                items=self._until("date"),
            )
        )
        entries = [entry_id for row in rows for entry_id in row[0] or ()]
        items = [item_id for row in rows for item_id in row[1] or ()]
        return {"perpetual.ledger.entry": entries, "account.move.line": items}

    def _booked_on(self, account) -> SQL:
        """What the ledger posts on ``account``, one row per entry and role: as inventory
        account or, for places of no company, as counterpart on goods in transit."""
        return SQL(
            """SELECT id, account_move_id, accounting_date, value
                 FROM perpetual_ledger_entry
                WHERE company_id = %(company)s AND valuation_account_id = %(account)s
                  AND value != 0
                UNION ALL
               SELECT id, account_move_id, accounting_date, -counterpart_value
                 FROM perpetual_ledger_entry
                WHERE company_id = %(company)s AND counterpart_account_id = %(account)s
                  AND counterpart_account_id = ANY(%(transit)s) AND counterpart_value != 0""",
            company=self.company.id,
            account=account.id,
            transit=self.company._perpetual_transit_accounts().ids,
        )

    def _passed_through(self, transit):
        """What transactions with places of no company left on goods in transit: sent to
        another company, or on the way to a warehouse. Rows of (account id, value)."""
        return self.env.execute_query(
            SQL(
                """SELECT counterpart_account_id, -SUM(counterpart_value)
                     FROM perpetual_ledger_entry
                    WHERE company_id = %s AND counterpart_account_id = ANY(%s)
                      AND counterpart_value != 0 AND %s
                    GROUP BY counterpart_account_id""",
                self.company.id,
                transit.ids,
                self._until("accounting_date"),
            )
        )

    def _left_accounts(self) -> list[int]:
        """Inventory accounts that were handed back to core and not taken over since."""
        rows = self.env.execute_query(
            SQL(
                """SELECT account_id FROM (
                       SELECT DISTINCT ON (row.account_id) row.account_id, run.direction
                         FROM perpetual_go_live_account row
                         JOIN perpetual_go_live run ON run.id = row.go_live_id
                        WHERE run.company_id = %s AND run.state = 'done' AND %s
                          AND row.kind = 'inventory'
                        ORDER BY row.account_id, run.done_at DESC, run.id DESC
                   ) latest WHERE direction = 'leave'""",
                self.company.id,
                self._until("run.date"),
            )
        )
        return [row[0] for row in rows]

    def posted_balances(self, account_ids) -> dict:
        """Posted balance of these accounts in the company: account id → amount."""
        if not account_ids:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT account_id, SUM(balance) FROM account_move_line
                        WHERE company_id = %s AND account_id IN %s
                          AND parent_state = 'posted' AND %s
                        GROUP BY account_id""",
                    self.company.id,
                    tuple(account_ids),
                    self._until("date"),
                )
            )
        )

    def _strangers(self, account) -> str:
        """Names of journal entries on the account that the ledger did not post."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT move.name
                     FROM account_move_line item JOIN account_move move ON move.id = item.move_id
                    WHERE item.company_id = %s AND item.account_id = %s
                      AND item.parent_state = 'posted' AND %s
                      AND NOT EXISTS (SELECT FROM perpetual_ledger_entry entry
                                       WHERE entry.account_move_id = move.id)
                    ORDER BY move.name LIMIT 10""",
                self.company.id,
                account.id,
                self._until("item.date"),
            )
        )
        names = ", ".join(row[0] or "/" for row in rows)
        return self.env._("Not posted by the stock ledger: %(names)s", names=names) if names else ""

    def _money(self, amount) -> float:
        return self.company.currency_id.round(amount or 0.0)

    # the ledger itself

    def faults(self):
        """What the verification of the chains found, once."""
        if self._faults is None:
            chain = Chain(self.env.cr, self.company.id)
            self._faults = chain.faults(since_marks=self.since_marks)
        return self._faults

    def sequences(self) -> dict:
        """Entry numbers of each pool run 1, 2, 3 … without a gap."""
        return self._faults_row("sequence", ("gap",))

    def digests(self) -> dict:
        """Every digest seals its row and the digest before it, up to the pool's last."""
        return self._faults_row("digest", ("digest", "mark", "head"))

    def _faults_row(self, check: str, codes) -> dict:
        """Pools with such a fault; the first bad entry of each is the offender."""
        faults = {}
        for fault in self.faults():
            if fault.code in codes:
                faults.setdefault(fault.pool_id, fault)
        entries = [fault.entry_id for fault in faults.values() if fault.entry_id]
        missing = [pool_id for pool_id, fault in faults.items() if not fault.entry_id]
        offenders = {"perpetual.ledger.entry": entries, "perpetual.cost.pool": missing}
        return self._pools_row(check, [(pool_id,) for pool_id in faults], offenders)

    def balances(self) -> dict:
        """Per pool: Σ entries = the pool = the balance of its last entry."""
        rows = self.env.execute_query(
            SQL(
                """SELECT pool.id
                     FROM perpetual_cost_pool pool
                     LEFT JOIN (SELECT pool_id, SUM(quantity) AS quantity, SUM(value) AS value
                                  FROM perpetual_ledger_entry WHERE company_id = %s
                                 GROUP BY pool_id) total ON total.pool_id = pool.id
                     LEFT JOIN perpetual_ledger_entry last
                            ON last.pool_id = pool.id AND last.sequence = pool.last_sequence
                    WHERE pool.company_id = %s
                      AND (COALESCE(total.quantity, 0), COALESCE(total.value, 0),
                           COALESCE(last.balance_quantity, 0), COALESCE(last.balance_value, 0))
                          IS DISTINCT FROM
                          (COALESCE(pool.quantity, 0), COALESCE(pool.value, 0),
                           COALESCE(pool.quantity, 0), COALESCE(pool.value, 0))""",
                self.company.id,
                self.company.id,
            )
        )
        return self._pools_row("balance", rows)

    def empty_pools(self) -> dict:
        """A quantity of zero is a value of zero."""
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM perpetual_cost_pool
                    WHERE company_id = %s AND quantity = 0 AND value != 0""",
                self.company.id,
            )
        )
        return self._pools_row("empty_pool", rows)

    def layers(self) -> dict:
        """FIFO: Σ open layers = the pool; never in stock and in debt at once."""
        rows = self.env.execute_query(
            SQL(
                """SELECT pool.id
                     FROM perpetual_cost_pool pool
                     LEFT JOIN perpetual_cost_layer layer
                            ON layer.pool_id = pool.id AND layer.is_open
                    WHERE pool.company_id = %s
                    GROUP BY pool.id
                   HAVING (pool.cost_method = 'fifo'
                           AND (COALESCE(SUM(layer.quantity), 0) != COALESCE(pool.quantity, 0)
                                OR COALESCE(SUM(layer.value), 0) != COALESCE(pool.value, 0)))
                       OR (MIN(layer.quantity) < 0 AND MAX(layer.quantity) > 0)""",
                self.company.id,
            )
        )
        return self._pools_row("layers", rows)

    def quants(self) -> dict:
        """Pool quantity = Σ quants of owned stock in valued locations."""
        rows = self.env.execute_query(
            SQL(
                """
                WITH on_hand AS (
                    SELECT quant.product_id, SUM(quant.quantity) AS quantity,
                           ARRAY_AGG(quant.id) AS ids,
                           CASE WHEN template.lot_valuated THEN quant.lot_id END AS lot_id
                      FROM stock_quant quant
                      JOIN stock_location location ON location.id = quant.location_id
                      JOIN product_product product ON product.id = quant.product_id
                      JOIN product_template template ON template.id = product.product_tmpl_id
                     WHERE location.company_id = %(company)s
                       AND location.usage IN ('internal', 'transit')
                       AND (quant.owner_id IS NULL OR quant.owner_id = %(owner)s)
                       AND quant.product_id IN (SELECT product_id FROM perpetual_cost_pool
                                                 WHERE company_id = %(company)s)
                     GROUP BY 1, 4
                ), pools AS (
                    SELECT id, product_id, lot_id, COALESCE(quantity, 0) AS quantity
                      FROM perpetual_cost_pool WHERE company_id = %(company)s
                )
                SELECT COALESCE(pools.product_id, on_hand.product_id),
                       COALESCE(on_hand.quantity, 0), COALESCE(pools.quantity, 0),
                       pools.id, on_hand.ids
                  FROM pools FULL JOIN on_hand
                    ON on_hand.product_id = pools.product_id
                   AND on_hand.lot_id IS NOT DISTINCT FROM pools.lot_id
                """,
                company=self.company.id,
                owner=self.company.partner_id.id,
            )
        )
        wrong = []
        offenders = {"perpetual.cost.pool": [], "stock.quant": []}
        for product_id, on_hand, pooled, pool_id, quant_ids in rows:
            if on_hand == pooled:
                continue
            product = self.env["product.product"].browse(product_id)
            is_live = product.with_company(self.company)._is_perpetual()
            if is_live and not product.uom_id.is_zero(float(on_hand) - float(pooled)):
                wrong.append((product, on_hand, pooled))
                offenders["perpetual.cost.pool"] += [pool_id] if pool_id else []
                offenders["stock.quant"] += quant_ids or []
        detail = "; ".join(
            self.env._(
                "%(product)s: on hand %(on_hand)s, ledger %(pooled)s",
                product=product.display_name,
                on_hand=on_hand,
                pooled=pooled,
            )
            for product, on_hand, pooled in wrong[:10]
        )
        expected = sum(float(row[1]) for row in rows)
        off = sum(abs(float(pooled) - float(on_hand)) for _product, on_hand, pooled in wrong)
        actual = round(expected + off, 6)
        return self.row("quants", round(expected, 6), actual, detail, offenders=offenders)

    def transit(self) -> dict:
        """Per pool: units in transit = Σ quants of owned stock in the company's transit."""
        rows = self.env.execute_query(
            SQL(
                """
                WITH under_way AS (
                    SELECT quant.product_id, SUM(quant.quantity) AS quantity
                      FROM stock_quant quant
                      JOIN stock_location location ON location.id = quant.location_id
                     WHERE location.company_id = %(company)s AND location.usage = 'transit'
                       AND (quant.owner_id IS NULL OR quant.owner_id = %(owner)s)
                     GROUP BY 1
                ), pools AS (
                    SELECT product_id, MIN(id) AS id, SUM(transit_quantity) AS quantity
                      FROM perpetual_cost_pool WHERE company_id = %(company)s GROUP BY 1
                )
                SELECT pools.id, pools.product_id
                  FROM pools LEFT JOIN under_way USING (product_id)
                 WHERE ABS(COALESCE(under_way.quantity, 0) - COALESCE(pools.quantity, 0)) > 1e-6
                """,
                company=self.company.id,
                owner=self.company.partner_id.id,
            )
        )
        products = self.env["product.product"].with_company(self.company)
        return self._pools_row(
            "transit", [row for row in rows if products.browse(row[1])._is_perpetual()]
        )

    def _pools_row(self, check: str, rows, offenders=None) -> dict:
        """Number of pools that break an invariant; the first ones are named."""
        pools = self.env["perpetual.cost.pool"].sudo().browse(row[0] for row in rows)
        names = ", ".join(pool.product_id.display_name for pool in pools[:10])
        offenders = offenders or {"perpetual.cost.pool": pools.ids}
        return self.row(check, 0, len(pools), names, offenders=offenders)
