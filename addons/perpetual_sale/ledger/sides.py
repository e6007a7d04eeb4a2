"""Reads what was delivered, returned, invoiced and credited on sales order lines."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger.facts import decimal

from ..gdni import Part, pair
from .uninvoiced import legacy_units

#: Kinds of ledger entries by which goods go to a customer, or come back.
GOODS_KINDS = ("issue", "customer_return", "dropship")
#: … and what go-live took over of documents from before.
TAKEN_OVER = (*GOODS_KINDS, "opening")
#: Model → fields that are read past the ORM (ledger entries are written past it, too).
READ = {
    "stock.location": ["usage"],
    "stock.move": ["sale_line_id", "origin_returned_move_id"],
    "account.move.line": ["perpetual_stock_move_id", "perpetual_sale_line_id", "account_id"],
}
SALE_DOCUMENTS = ("out_invoice", "out_refund", "out_receipt")


@dataclass(frozen=True)
class Source:
    """Where a part comes from: the field of the match that names it, its id and date."""

    field: str
    id: int
    date: object

    @property
    def age(self):
        """Sort key: oldest first; of the same day papers first, for goods are matched as
        soon as they move: a paper that waits was there before them."""
        return (self.date, self.field in ("delivery_id", "return_id"), self.id)


@dataclass
class Queue:
    """Both sides of one product on one sales order line."""

    debits: list[Part] = field(default_factory=list)
    credits: list[Part] = field(default_factory=list)

    @property
    def credited(self) -> Decimal:
        """Units of credit notes that no return and no invoice has met yet."""
        return sum(
            (part.quantity - part.matched for part in self.debits if not part.is_goods), ZERO
        )

    def pairs(self, step: Decimal):
        """What is due, oldest first."""
        for side in (self.debits, self.credits):
            side.sort(key=lambda part: part.source.age)
        return pair(self.debits, self.credits, step)


class Sides:
    """The queues of sales order lines whose cost waits, or waited, for an invoice."""

    def __init__(self, lines):
        self.env = lines.env
        self._flush()
        self.accounts = self._accounts(lines)
        self.lines = lines.browse(line.id for line in lines if line.id in self.accounts)

    def _flush(self) -> None:
        """Write what the statements below read; the rest of the transaction may wait."""
        for model, names in READ.items():
            self.env[model].flush_model(names)

    def _accounts(self, lines) -> dict[int, list[int]]:
        """Sales order line → accounts on which its cost was deferred."""
        if not lines:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT move.sale_line_id, ARRAY_AGG(DISTINCT item.account_id)
                         FROM stock_move move
                         JOIN account_move_line item ON item.perpetual_stock_move_id = move.id
                        WHERE move.sale_line_id IN %s AND item.perpetual_sale_line_id IS NOT NULL
                        GROUP BY move.sale_line_id""",
                    tuple(lines.ids),
                )
            )
        )

    def queues(self) -> dict[tuple, Queue]:
        """(order line, product id) → both sides of it."""
        goods, papers = self._goods(), self._papers()
        matched = self._matched(goods, papers)
        queues = defaultdict(Queue)
        for line_id, product_id, source, part in goods:
            line = self.lines.browse(line_id)
            queue = queues[line, product_id]
            side = queue.debits if source.field == "delivery_id" else queue.credits
            side.append(_part(source, part, matched[source.field, source.id, product_id]))
        legacy = legacy_units(self.lines)
        for (line, product_id), queue in queues.items():
            met = legacy.get((line.id, product_id), ZERO)
            for source, sold in sorted(papers[line], key=lambda paper: paper[0].age):
                units = line._perpetual_units_sold(product_id, sold)
                side = queue.credits if source.field == "invoice_line_id" else queue.debits
                done = matched[source.field, source.id, product_id]
                if source.field == "invoice_line_id":
                    # The oldest invoices belong to what was delivered before the ledger.
                    old = min(max(met, ZERO), units - done[0])
                    met -= old
                    done = (done[0] + old, done[1])
                side.append(_part(source, {"quantity": units}, done))
        return queues

    # goods

    def _goods(self) -> list[tuple]:
        """``(line id, product id, source, values of the part)`` per move and posting."""
        if not self.lines:
            return []
        rows = self.env.execute_query(
            SQL(
                """
                WITH goods AS (
                    SELECT entry.*, move.sale_line_id, move.origin_returned_move_id,
                           entry.moved_quantity * CASE
                               WHEN entry.kind = 'customer_return' THEN -1
                               WHEN source.usage = 'customer' THEN -1
                               ELSE 1 END AS delivered
                      FROM stock_move move
                      JOIN perpetual_ledger_entry entry ON entry.stock_move_id = move.id
                      JOIN res_company company ON company.id = entry.company_id
                      LEFT JOIN stock_location source ON source.id = entry.location_id
                     WHERE move.sale_line_id IN %s AND entry.kind IN %s
                       AND entry.moved_quantity != 0
                       -- A correction of the lot alone moves nothing of the pool.
                       AND (entry.quantity != 0 OR entry.kind IN ('dropship', 'opening')
                            OR entry.owner_id != company.partner_id)
                )
                SELECT sale_line_id, product_id, stock_move_id, origin_returned_move_id,
                       counterpart_account_id, delivered > 0, MIN(id), MAX(accounting_date),
                       SUM(ABS(delivered))::text, COALESCE(SUM(counterpart_value), 0)::text
                  FROM goods
                 GROUP BY sale_line_id, product_id, stock_move_id, origin_returned_move_id,
                          counterpart_account_id, account_move_id, delivered > 0
                """,
                tuple(self.lines.ids),
                TAKEN_OVER,
            )
        )
        return [self._goods_of(row) for row in rows]

    def _goods_of(self, row) -> tuple:
        line_id, product_id, move_id, returns, account_id, delivered, key, date = row[:8]
        quantity, counterpart = map(Decimal, row[8:])
        is_deferred = account_id in self.accounts[line_id]
        source = Source("delivery_id" if delivered else "return_id", key, date)
        part = {
            "quantity": quantity,
            "amount": (-counterpart if delivered else counterpart) if is_deferred else ZERO,
            "move": move_id,
            "returns": returns,
        }
        return line_id, product_id, source, part

    # papers

    def _papers(self) -> dict:
        """Sales order line → list of (source, quantity in the sold product's unit)."""
        papers = defaultdict(list)
        for item in self.env["account.move.line"].search(
            [
                ("sale_line_ids", "in", self.lines.ids),
                ("parent_state", "=", "posted"),
                ("display_type", "=", "product"),
                ("move_type", "in", SALE_DOCUMENTS),
                ("quantity", "!=", 0),
            ]
        ):
            # A negative quantity on an invoice takes goods back, as a credit note does.
            is_invoice = (item.move_type != "out_refund") == (item.quantity > 0)
            name = "invoice_line_id" if is_invoice else "credit_note_line_id"
            for line in item.sale_line_ids & self.lines:
                quantity = item._perpetual_quantity_in(line.product_id.uom_id)
                papers[line].append((Source(name, item.id, item.date), quantity))
        return papers

    # what is matched

    def _matched(self, goods, papers) -> dict:
        """(field, id, product id) → (units, amount) in live matches."""
        ids = defaultdict(list)
        for source in [row[2] for row in goods] + [
            row[0] for rows in papers.values() for row in rows
        ]:
            ids[source.field].append(source.id)
        totals = defaultdict(lambda: (ZERO, ZERO))
        for name, amount in AMOUNTS.items():
            for match in self.env["perpetual.gdni.match"].search([(name, "in", ids[name])]):
                key = (name, match[name].id, match.product_id.id)
                units, cleared = totals[key]
                carried = decimal(match[amount]) if amount else ZERO
                totals[key] = (units + decimal(match.quantity), cleared + carried)
        return totals


#: Field of a match → the field of its amount on goods delivered not invoiced.
AMOUNTS = {
    "delivery_id": "delivery_amount",
    "return_id": "return_amount",
    "invoice_line_id": None,
    "credit_note_line_id": None,
}


def _part(source: Source, values: dict, done: tuple[Decimal, Decimal]) -> Part:
    matched, cleared = done
    return Part(**values, matched=matched, cleared=cleared, source=source)
