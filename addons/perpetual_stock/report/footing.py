"""How the ledger's movements foot to the general ledger, per inventory account."""

from __future__ import annotations

from odoo.tools import SQL

from .kinds import side_of

#: Columns of :func:`footing`, after ``account_id``.
COLUMNS = (
    "opening",
    "taken_over",
    "in_value",
    "out_value",
    "adjusted_value",
    "by_hand",
    "closing",
    "difference",
    "ledger_closing",
)


def strangers(alias: str) -> SQL:
    """Condition: the journal item ``alias`` is of an entry that the ledger did not post."""
    return SQL(
        "NOT EXISTS (SELECT FROM perpetual_ledger_entry WHERE account_move_id = %s)",
        SQL.identifier(alias, "move_id"),
    )


def taken_over(alias: str, stop) -> SQL:
    """Condition: the journal item ``alias`` was on the account before a go-live took it over."""
    return SQL(
        """(%(strangers)s AND EXISTS (
               SELECT FROM perpetual_go_live run
                 JOIN perpetual_go_live_account taken ON taken.go_live_id = run.id
                WHERE run.state = 'done' AND run.direction = 'enter' AND run.date <= %(stop)s
                  AND taken.kind = 'inventory' AND taken.account_id = %(account)s
                  AND %(item)s <= run.last_item_id))""",
        strangers=strangers(alias),
        account=SQL.identifier(alias, "account_id"),
        item=SQL.identifier(alias, "id"),
        stop=stop,
    )


def footing(company, start, stop) -> SQL:
    """``account_id`` and :data:`COLUMNS` per inventory account, amounts in its currency.

    ``opening`` and ``closing`` are posted balances of the general ledger; between them
    the ledger's movements by kind and what was posted by hand. ``difference`` is what
    these do not explain: 0, unless a journal item or a ledger entry was tampered with.
    ``taken_over`` is what was posted in the period before a go-live took the account over;
    of the go-live's own rows only what was posted for them is a movement.
    On the goods-in-transit account, what went to or came from places of no company (another
    company's goods) is an adjustment: it is posted as the counterpart of an issue or a receipt.

    :param start: first accounting date of the period
    :param stop: last accounting date of the period
    """
    return SQL(
        """WITH ledger AS (
               SELECT entry.valuation_account_id AS account_id,
                      COALESCE(SUM(entry.value) FILTER (WHERE %(period)s AND side = 'in'), 0)
                          AS in_value,
                      COALESCE(SUM(entry.value) FILTER (WHERE %(period)s AND side = 'out'), 0)
                          AS out_value,
                      COALESCE(SUM(entry.value) FILTER (WHERE %(period)s AND side = 'adjusted'), 0)
                          AS adjusted_value,
                      SUM(entry.held) AS closing
                 FROM (SELECT valuation_account_id, accounting_date,
                              CASE WHEN kind != 'opening' THEN value ELSE 0 END AS value,
                              %(side)s AS side, value AS held
                         FROM perpetual_ledger_entry entry
                        WHERE company_id = %(company)s AND valuation_account_id IS NOT NULL
                        UNION ALL
                       SELECT counterpart_account_id, accounting_date, -counterpart_value,
                              'adjusted', -counterpart_value
                         FROM perpetual_ledger_entry
                        WHERE company_id = %(company)s AND counterpart_value != 0
                          AND counterpart_account_id = ANY(%(transit)s)
                        UNION ALL
                       SELECT item.account_id, item.date, item.balance, 'in', 0
                         FROM (SELECT DISTINCT valuation_account_id AS account_id, account_move_id
                                 FROM perpetual_ledger_entry
                                WHERE company_id = %(company)s AND kind = 'opening'
                              ) opened
                         JOIN account_move_line item
                           ON item.move_id = opened.account_move_id
                          AND item.account_id = opened.account_id
                          AND item.parent_state = 'posted') entry
                WHERE entry.accounting_date <= %(stop)s
                GROUP BY 1
           ), posted AS (
               SELECT item.account_id,
                      COALESCE(SUM(item.balance) FILTER (WHERE item.date < %(start)s), 0)
                          AS opening,
                      COALESCE(SUM(item.balance) FILTER (
                          WHERE item.date >= %(start)s AND %(taken_over)s), 0) AS taken_over,
                      COALESCE(SUM(item.balance) FILTER (
                          WHERE item.date >= %(start)s AND %(strangers)s
                            AND NOT %(taken_over)s), 0) AS by_hand,
                      SUM(item.balance) AS closing
                 FROM account_move_line item
                WHERE item.company_id = %(company)s AND item.parent_state = 'posted'
                  AND item.date <= %(stop)s
                  AND item.account_id IN (SELECT account_id FROM ledger)
                GROUP BY 1
           )
           SELECT account_id, COALESCE(posted.opening, 0), COALESCE(posted.taken_over, 0),
                  in_value, out_value, adjusted_value,
                  COALESCE(posted.by_hand, 0), COALESCE(posted.closing, 0),
                  COALESCE(posted.closing, 0) - COALESCE(posted.opening, 0)
                      - COALESCE(posted.taken_over, 0) - in_value
                      - out_value - adjusted_value - COALESCE(posted.by_hand, 0),
                  ledger.closing
             FROM ledger LEFT JOIN posted USING (account_id)
            ORDER BY account_id""",
        period=SQL("entry.accounting_date >= %s", start),
        side=side_of(),
        strangers=strangers("item"),
        taken_over=taken_over("item", stop),
        company=company.id,
        transit=company._perpetual_transit_accounts().ids,
        start=start,
        stop=stop,
    )
