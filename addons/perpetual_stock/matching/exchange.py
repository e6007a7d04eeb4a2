"""Tell apart what a bill differs in price from what it differs in exchange rate."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)


def price_and_exchange(
    accrued: Decimal,
    billed: Decimal,
    accrued_foreign: Decimal,
    billed_foreign: Decimal,
    step: Decimal,
) -> tuple[Decimal, Decimal]:
    """(price part, exchange part) of ``billed`` less ``accrued``, in company currency.

    All positive. The exchange part is what the order's price would cost at the bill's
    rate less what was accrued for it at the receipt's; the price part is the rest, so
    the change of the price at the bill's rate. A bill of nothing has no rate: all of it
    is price.

    :param accrued_foreign: what was accrued, in the currency of the order
    :param step: smallest step of the company's currency

    >>> price_and_exchange(*map(Decimal, ("100", "126", "80", "90", "0.01")))
    (Decimal('14.00'), Decimal('12.00'))
    """
    difference = billed - accrued
    if not billed_foreign:
        return difference, ZERO
    steps = accrued_foreign * billed / billed_foreign / step
    exchange = steps.quantize(Decimal(1), rounding=ROUND_HALF_UP) * step - accrued
    return difference - exchange, exchange
