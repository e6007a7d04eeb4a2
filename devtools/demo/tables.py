"""Figures as aligned text tables. Pure."""

from collections.abc import Iterable, Sequence


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence]) -> str:
    """Return a table: texts to the left, numbers to the right, amounts with cents.

    >>> print(table("Stock", ["what", "units"], [["Milk", 1200], ["Tea", 7]]))
    Stock
      what  units
      ----  -----
      Milk  1,200
      Tea       7
    """
    rows = [list(row) for row in rows]
    texts = [list(map(_text, row)) for row in rows]
    lines = [list(heads), ["-" * len(head) for head in heads], *texts]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    lines[1] = ["-" * width for width in widths]
    right = [_is_number_column(rows, column) for column in range(len(heads))]
    body = ("  " + "  ".join(_cells(line, widths, right)).rstrip() for line in lines)
    return "\n".join([title, *body])


def _cells(line: list[str], widths: list[int], right: list[bool]) -> list[str]:
    return [
        text.rjust(width) if number else text.ljust(width)
        for text, width, number in zip(line, widths, right, strict=True)
    ]


def _is_number_column(rows: list[list], column: int) -> bool:
    values = [row[column] for row in rows if row[column] not in ("", None)]
    return bool(values) and all(isinstance(value, int | float) for value in values)


def _text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value + 0.0:,.2f}" if isinstance(value, float) else str(value)
