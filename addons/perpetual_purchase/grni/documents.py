"""The receipts, returns, bills and refunds that order lines have open on GRNI."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger.facts import decimal
from odoo.addons.perpetual_stock.matching import (
    Item,
    Match,
    Part,
    match_oldest_first,
    slice_of,
)

from .received import Received, received_of

#: Units so small that only a division that does not come out even leaves them.
DUST = Decimal("0.00000001")
WHOLE = (ZERO, Decimal(1))


@dataclass
class Document:
    """What one receipt, return, bill or refund has posted on GRNI for one order line.

    ``items`` are its journal items: the goods first, then tax that cannot be recovered.
    ``quantity`` is positive, in the unit of the product ordered; a credit is a receipt or
    a refund. Where an order line is received in parts (a kit, by the component), each
    ``part`` is matched on its own: a bill is as many documents, and each of them has its
    ``share`` (from, to) of the bill's amounts and knows the ``others``.
    """

    items: Any
    quantity: Decimal
    is_credit: bool
    receipts: tuple[Received, ...] = ()
    matched: Decimal = ZERO
    part: str = ""
    share: tuple[Decimal, Decimal] = WHOLE
    others: list[Document] = field(default_factory=list, repr=False)

    @property
    def lead(self):
        """The journal item that stands for the document in matches."""
        return self.items[0]

    @property
    def currency(self):
        return self.lead.currency_id

    @property
    def is_paper(self) -> bool:
        """Whether it is a bill or a refund, not a movement of goods."""
        return self.lead.move_id.is_purchase_document(include_receipts=True)

    @property
    def open(self) -> Decimal:
        """Units that are not matched."""
        left = self.quantity - self.matched
        return left if left > DUST else ZERO

    @property
    def is_settled(self) -> bool:
        """Whether all of its journal items is matched, in every part."""
        return not self.open and not any(document.open for document in self.others)

    def parts(self, start: Decimal, stop: Decimal) -> list[Part]:
        """What units ``start`` to ``stop`` carry of each journal item."""
        return [self._part(item, start, stop) for item in self.items]

    def _part(self, item, start: Decimal, stop: Decimal) -> Part:
        steps = decimal(item.company_currency_id.rounding), decimal(item.currency_id.rounding)
        amounts = decimal(item.balance), decimal(item.amount_currency)
        slices = (
            slice_of(self._own(amount, step), self.quantity, start, min(stop, self.quantity), step)
            for amount, step in zip(amounts, steps, strict=True)
        )
        return Part(item.id, *slices, steps[1])

    def _own(self, amount: Decimal, step: Decimal) -> Decimal:
        """This part's share of what a journal item comes to."""
        return slice_of(amount, WHOLE[1], *self.share, step)


@dataclass
class Pair:
    """Units of a credit document matched with as many of a debit document."""

    line: Any
    credit: Document
    debit: Document
    match: Match

    @property
    def credit_parts(self) -> list[Part]:
        return self._parts(self.credit, self.match.credit_start)

    @property
    def debit_parts(self) -> list[Part]:
        return self._parts(self.debit, self.match.debit_start)

    def _parts(self, document: Document, start: Decimal) -> list[Part]:
        return document.parts(start, start + self.match.quantity)

    @property
    def foreign_currency(self):
        """The currency that both sides are kept in, where it is not the company's."""
        currency = self.credit.currency
        is_foreign = currency != self.line.company_id.currency_id
        return currency if is_foreign and currency == self.debit.currency else None


class Documents:
    """Open documents of these order lines, read in one go whatever their number."""

    def __init__(self, lines):
        self.lines = lines
        self.env = lines.env

    def pairs(self) -> list[Pair]:
        """What can be matched now, per order line, part and GRNI account.

        Refunds take returns first, then everything goes oldest first: a return that waits
        for its refund must not be parted from it by a receipt that waits for its bill.
        """
        pairs = []
        for (line, _account, _part), documents in self.open().items():
            refunds = [one for one in documents if one.is_credit and one.is_paper]
            returns = [one for one in documents if not one.is_credit and not one.is_paper]
            for some in (refunds + returns, documents):
                pairs += self._match(line, some)
        return pairs

    def _match(self, line, documents: list[Document]) -> Iterator[Pair]:
        """Match open documents with each other, oldest first, and note it in them."""
        by_lead = {document.lead.id: document for document in documents}
        sides = defaultdict(list)
        for document in documents:
            if document.open:
                item = Item(document.lead.id, document.quantity, document.matched)
                sides[document.is_credit].append(item)
        for match in match_oldest_first(sides[True], sides[False]):
            pair = Pair(line, by_lead[match.credit], by_lead[match.debit], match)
            pair.credit.matched += match.quantity
            pair.debit.matched += match.quantity
            yield pair

    def open(self) -> dict[tuple, list[Document]]:
        """(order line, account, part) → documents, oldest first."""
        documents = defaultdict(list)
        items = self._items()
        received = received_of(items)
        for line, account, document in self._documents(items, received):
            documents[line, account, document.part].append(document)
        self._fill_matched([row for rows in documents.values() for row in rows])
        return documents

    def _items(self):
        """Posted journal items of these lines that are not settled, oldest first.

        Price differences are left out: they belong to a match, not to a document; and
        write-offs, which are matched with what they write off only.
        """
        AccountMoveLine = self.env["account.move.line"]
        domain = [
            ("parent_state", "=", "posted"),
            ("perpetual_grni_settled", "=", False),
            ("perpetual_grni_match_id", "=", False),
            ("perpetual_write_off_line_id", "=", False),
        ]
        received = AccountMoveLine.search(
            [*domain, ("perpetual_purchase_line_id", "in", self.lines.ids)]
        )
        accounts = self.lines.company_id.perpetual_grni_account_id | received.account_id
        billed = AccountMoveLine.search([*domain, ("purchase_line_id", "in", self.lines.ids)])
        billed = billed.filtered(
            lambda item: (
                item.company_id == item.purchase_line_id.company_id
                and (item.account_id in accounts or item._perpetual_is_claim())
            )
        )
        return (received | billed).sorted(lambda item: (item.date, item.id))

    def _documents(self, items, received) -> Iterator[tuple]:
        """(order line, account, document) of everything that has a quantity."""

        def key(item):
            line = item._perpetual_grni_line()
            # Continental: receipts and bills are on accounts of their own.
            account = item.account_id if line.company_id.anglo_saxon_accounting else None
            return line, account, item.move_id, item.perpetual_stock_move_id

        for (line, account, move, stock_move), group in items.grouped(key).items():
            if stock_move:
                found = self._received(group, stock_move, received[move.id, stock_move.id])
            else:
                found = self._billed(line, group)
            for document in found:
                yield line, account, document

    def _received(self, items, stock_move, rows) -> list[Document]:
        units = sum((row.quantity for row in rows), ZERO)
        quantity = stock_move._perpetual_ordered_units(units)
        if not quantity:
            return []
        part = stock_move._perpetual_part()
        return [Document(items, abs(quantity), quantity > ZERO, tuple(rows), part=part)]

    def _billed(self, line, items) -> list[Document]:
        # Goods first: a tax item has no quantity of its own.
        items = items.sorted(lambda item: item.display_type != "product")
        quantity = -sum((item._perpetual_billed_quantity() for item in items), ZERO)
        if not quantity:
            return []
        documents = [
            Document(items, abs(quantity), quantity > ZERO, part=part, share=share)
            for part, share in line._perpetual_parts().items()
        ]
        for document in documents:
            document.others = [other for other in documents if other is not document]
        return documents

    def _fill_matched(self, documents: list[Document]) -> None:
        leads = self.env["account.move.line"].union(*(document.lead for document in documents))
        matched = self.env["perpetual.grni.match"]._matched_quantities(leads)
        for document in documents:
            document.matched = matched[document.lead.id, document.part]
