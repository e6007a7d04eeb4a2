"""First in, first out: an issue consumes the oldest open layers. O(layers consumed).

Units issued beyond what is on hand open a debt layer at the last cost; the next
receipt settles debts, oldest first, at its own cost, and the difference is a
``negative_settlement`` row. A book is never both in stock and in debt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from .data import ZERO, Layer, Outcome, Pool, Row, Scale, Take
from .layers import LayerBook
from .support import after, require_agreement, require_positive


def receive(pool: Pool, quantity: Decimal, value: Decimal, book: LayerBook) -> Outcome:
    """Goods in at ``value``: a new layer, less what settles open debts."""
    require_positive(quantity)
    layer = book.add(quantity, pool.scale.round_money(value))
    rows, takes = _enter(pool, layer, Row(quantity, layer.value), book)
    cost = layer.value / quantity if pool.quantity < ZERO else None
    return Outcome(after(pool, rows, unit_cost=cost), rows, takes)


def _enter(
    pool: Pool, layer: Layer, row: Row, book: LayerBook
) -> tuple[tuple[Row, ...], tuple[Take, ...]]:
    """Rows and takes of units that came into ``layer``: debts are settled from it."""
    if pool.quantity >= ZERO:
        return (row,), ()
    settlements = list(_settle(layer, book, pool.scale))
    settled = sum((on.quantity for _row, _off, on in settlements), ZERO)
    require_agreement(-settled, max(-row.quantity, pool.quantity))
    rows = (row, *(difference for difference, _off, _on in settlements if difference.value))
    return rows, tuple(take for _row, off, on in settlements for take in (off, on))


def _settle(layer: Layer, book: LayerBook, scale: Scale) -> Iterator[tuple[Row, Take, Take]]:
    """Per debt: the difference, and its issue's takes moved from the debt to the layer."""
    for debt in _debts(book, layer.quantity):
        settled = min(layer.quantity, -debt.quantity)
        debt, owed = _part(debt, -settled, scale)
        layer, actual = _part(layer, settled, scale)
        book.put(debt)
        book.put(layer)
        # What was owed is negative, like the debt.
        yield (
            Row(ZERO, -owed - actual, "negative_settlement", settles=debt.source),
            Take(debt.key, -settled, owed, source=debt.source),
            Take(layer.key, settled, actual, source=debt.source),
        )


def _part(layer: Layer, quantity: Decimal, scale: Scale) -> tuple[Layer, Decimal]:
    """The layer without ``quantity`` of its units, and the value of these."""
    rest = layer.quantity - quantity
    rest_value = layer.value_of_rest(rest, scale)
    return replace(layer, quantity=rest, value=rest_value), layer.value - rest_value


def _debts(book: LayerBook, quantity: Decimal) -> Iterator[Layer]:
    """Open debts that ``quantity`` units pay for, oldest first."""
    for layer in book.open():
        if layer.quantity < ZERO:
            yield layer
            quantity += layer.quantity
            if quantity <= ZERO:
                return


def issue(pool: Pool, quantity: Decimal, book: LayerBook) -> Outcome:
    """Goods out, oldest layers first; a shortage becomes a debt at the last cost."""
    require_positive(quantity)
    takes = _consume(book.open(), quantity, pool, book) if pool.quantity > ZERO else []
    return _issued(pool, quantity, takes, book)


def _consume(layers: Iterable[Layer], quantity: Decimal, pool: Pool, book: LayerBook) -> list[Take]:
    takes: list[Take] = []
    for layer in layers:
        if layer.quantity <= ZERO:
            continue
        taken = min(quantity, layer.quantity)
        rest, value = _part(layer, taken, pool.scale)
        book.put(rest)
        takes.append(Take(layer.key, taken, value))
        quantity -= taken
        # Asking for one layer more could read the next chunk for nothing.
        if not quantity:
            break
    return takes


def _issued(pool: Pool, quantity: Decimal, takes: list[Take], book: LayerBook) -> Outcome:
    taken = sum((take.quantity for take in takes), ZERO)
    require_agreement(taken, min(quantity, max(pool.quantity, ZERO)))
    short = quantity - taken
    cost = _cost_after(pool, pool.quantity - quantity, takes, book)
    if short:
        debt = book.add(-short, -pool.scale.round_money(short * cost))
        takes = [*takes, Take(debt.key, short, -debt.value)]
    rows = (Row(-quantity, -sum((take.value for take in takes), ZERO)),)
    return Outcome(after(pool, rows, unit_cost=cost), rows, tuple(takes))


def _cost_after(pool: Pool, rest: Decimal, takes: list[Take], book: LayerBook) -> Decimal | None:
    """Unit cost after an issue; ``None`` for value over quantity.

    At and below zero the last cost stays the assumed one. A pool that was a single
    layer keeps its cost: what is left of it is rounded too much to tell.
    """
    if not takes:
        return pool.unit_cost
    last = takes[-1]
    (layer,) = book.get([last.key])
    if layer.quantity + last.quantity == pool.quantity:
        return pool.running_cost
    return last.value / last.quantity if rest <= ZERO else None


def take_back(
    pool: Pool, quantity: Decimal, value: Decimal, book: LayerBook, origin: tuple[int, ...] = ()
) -> Outcome:
    """Undo part of a receipt: from its own layers first, the youngest first, then FIFO.

    The layers' own values count, not ``value``: a revaluation may have changed them.
    """
    require_positive(quantity)
    own = book.get(sorted(set(origin), reverse=True))
    takes = _consume(own, quantity, pool, book)
    rest = quantity - sum((take.quantity for take in takes), ZERO)
    if rest and pool.quantity > ZERO:
        takes += _consume(book.open(), rest, pool, book)
    return _issued(pool, quantity, takes, book)


def return_to_vendor(
    pool: Pool, quantity: Decimal, book: LayerBook, origin: tuple[int, ...] = ()
) -> Outcome:
    """Goods back to the vendor: out of the layers of their receipt, then FIFO."""
    return take_back(pool, quantity, ZERO, book, origin)


def put_back(
    pool: Pool,
    quantity: Decimal,
    value: Decimal,
    book: LayerBook,
    takes: tuple[Take, ...] = (),
) -> Outcome:
    """Undo part of an issue: the units go back where ``takes`` say they came from.

    Its open debt is reduced first, then its layers are filled up again, the last taken
    first, each at the value taken from it. While other debts are open, these layers
    settle them at once. Units whose origin is not in ``takes`` come back at ``value``
    pro rata as a new layer.

    :param takes: all that was recorded for the issue so far: what it took, what
        settlements moved for it, and what earlier calls gave back.
    """
    require_positive(quantity)
    parts: list[Outcome] = []
    left = quantity
    for take in _net(takes, book):
        if left:
            parts.append(_give_back(pool, take, left, book))
            pool, left = parts[-1].pool, left - parts[-1].rows[0].quantity
    if left:
        parts.append(receive(pool, left, value * left / quantity, book))
    return _joined(parts)


def _net(takes: tuple[Take, ...], book: LayerBook) -> list[Take]:
    """What an issue still has from each layer: its open debt first, then last taken first."""
    by_key: dict[int, tuple[Decimal, Decimal]] = {}
    for take in takes:
        quantity, value = by_key.pop(take.key, (ZERO, ZERO))
        by_key[take.key] = (quantity + take.quantity, value + take.value)
    layers = {layer.key: layer for layer in book.get(by_key)}
    net = [
        Take(key, *amounts)
        for key, amounts in by_key.items()
        if amounts[0] > ZERO and key in layers
    ]
    return sorted(net[::-1], key=lambda take: layers[take.key].quantity >= ZERO)


def _give_back(pool: Pool, take: Take, quantity: Decimal, book: LayerBook) -> Outcome:
    """Up to ``quantity`` units of ``take`` into its layer, at the value taken."""
    (layer,) = book.get([take.key])
    limit = take.quantity if layer.quantity >= ZERO else min(take.quantity, -layer.quantity)
    back = min(quantity, limit)
    worth = take.value - pool.scale.round_money(take.value * (take.quantity - back) / take.quantity)
    row, own = Row(back, worth), Take(layer.key, -back, -worth)
    if layer.quantity < ZERO:
        rows, moved = _repay(layer, row, pool.scale, book), ()
    else:
        layer = replace(layer, quantity=layer.quantity + back, value=layer.value + worth)
        book.put(layer)
        rows, moved = _enter(pool, layer, row, book)
    cost = pool.unit_cost if pool.quantity + back <= ZERO else None
    return Outcome(after(pool, rows, unit_cost=cost), rows, (own, *moved))


def _repay(debt: Layer, row: Row, scale: Scale, book: LayerBook) -> tuple[Row, ...]:
    """Units back into their own debt. Its value differs from theirs if it was revalued."""
    rest, owed = _part(debt, -row.quantity, scale)
    book.put(rest)
    difference = Row(ZERO, -owed - row.value, "negative_settlement", settles=debt.source)
    return (row, difference) if difference.value else (row,)


def _joined(parts: list[Outcome]) -> Outcome:
    """One main row for all parts of an operation, then their settlements."""
    rows = [row for part in parts for row in part.rows]
    quantity = sum((row.quantity for row in rows), ZERO)
    value = sum((part.value for part in parts), ZERO)
    settlements = [row for row in rows if row.kind != "main"]
    takes = tuple(take for part in parts for take in part.takes)
    return Outcome(parts[-1].pool, (Row(quantity, value), *settlements), takes)


def revalue(pool: Pool, unit_cost: Decimal, book: LayerBook) -> Outcome:
    """Set the cost of every unit on hand; the row is the difference over all layers."""
    total = pool.scale.round_money(pool.quantity * unit_cost)
    difference = total - pool.value
    layers = list(book.open())
    require_agreement(sum((layer.quantity for layer in layers), ZERO), pool.quantity)
    quantity, value = pool.quantity, total
    for layer in layers:
        rest = quantity - layer.quantity
        rest_value = pool.scale.round_money(value * rest / quantity)
        book.put(replace(layer, value=value - rest_value))
        quantity, value = rest, rest_value
    rows = (Row(ZERO, difference),) if difference else ()
    return Outcome(after(pool, rows, unit_cost=unit_cost), rows)
