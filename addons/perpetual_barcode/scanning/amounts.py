"""Quantities as people read them."""


def amount(quantity: float) -> str:
    """Digits without an exponent, trailing zeros and the dust of sums.

    >>> amount(1234567.0), amount(0.1 + 0.2), amount(-0.0)
    ('1234567', '0.3', '0')
    """
    text = f"{quantity:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
