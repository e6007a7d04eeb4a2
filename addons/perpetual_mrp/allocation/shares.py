"""The cost of an order over what it produced: by-products by their share, the rest to the
finished product, nothing lost to rounding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Output:
    """One product that an order brought in, in one or more lines.

    ``quantities`` are positive, one per line, in the product's unit. ``percent`` is a
    by-product's share of the whole cost; ``None`` for the finished product, which takes
    what the by-products leave.
    """

    quantities: tuple[Decimal, ...]
    percent: Decimal | None = None


def allocate(total: Decimal, outputs: Sequence[Output], step: Decimal) -> list[tuple[Decimal, ...]]:
    """Cost of each line of each output, in steps of money; they add up to ``total``.

    Without a finished product among them only the by-products' shares are given out. The
    shares of by-products are cut off at the whole, and a total below zero is worth nothing.

    >>> flour = Output((Decimal(3),))
    >>> bran = Output((Decimal(1), Decimal(1)), Decimal(10))
    >>> [tuple(map(str, row)) for row in allocate(Decimal(100), [flour, bran], Decimal("0.01"))]
    [('90.00',), ('5.00', '5.00')]
    """
    total = max(total, ZERO)
    amounts, left = {}, total
    for index, output in enumerate(outputs):
        if output.percent is not None:
            amounts[index] = min(_round(total * output.percent / HUNDRED, step), left)
            left -= amounts[index]
    main = [index for index, output in enumerate(outputs) if output.percent is None]
    units = tuple(sum(outputs[index].quantities) for index in main)
    amounts |= dict(zip(main, _spread(left, units, step), strict=True))
    return [
        _spread(amounts[index], output.quantities, step) for index, output in enumerate(outputs)
    ]


def _spread(amount: Decimal, quantities: Sequence[Decimal], step: Decimal) -> tuple[Decimal, ...]:
    """Parts of ``amount`` by quantity; the roundings cancel out."""
    whole = sum(quantities, ZERO)
    parts, done, given = [], ZERO, ZERO
    for quantity in quantities:
        done += quantity
        until = _round(amount * done / whole, step)
        parts.append(until - given)
        given = until
    return tuple(parts)


def _round(amount: Decimal, step: Decimal) -> Decimal:
    return (amount / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step
