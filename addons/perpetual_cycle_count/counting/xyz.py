"""XYZ: how steady the demand of a product is, the second axis beside ABC."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from statistics import fmean, pstdev


def variation(quantities: Sequence[float | Decimal]) -> float | None:
    """Coefficient of variation: standard deviation of the periods ÷ their mean.

    :param quantities: issued in each period of the same length, periods without issue too
    :returns: 0 is perfectly steady; ``None`` where nothing was issued on balance

    >>> variation([4, 4, 4, 4]), variation([0, 8])
    (0.0, 1.0)
    """
    if not quantities or sum(quantities) <= 0:
        return None
    mean = fmean(quantities)
    return pstdev(quantities, mean) / mean


def letter(found: float | None, x_limit: float = 0.5, y_limit: float = 1.0) -> str:
    """X up to the first limit, Y up to the second, Z beyond or without demand.

    >>> letter(0.5), letter(1.0), letter(1.1), letter(None)
    ('X', 'Y', 'Z', 'Z')
    """
    if not 0 <= x_limit <= y_limit:
        raise ValueError(f"Limits of X and Y ascend from 0: {x_limit}, {y_limit}")
    if found is None or found > y_limit:
        return "Z"
    return "X" if found <= x_limit else "Y"
