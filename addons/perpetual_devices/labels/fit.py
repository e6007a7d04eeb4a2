"""Text that never leaves its field: wrapped, shrunk, then cut."""

import re
import unicodedata
from collections.abc import Callable, Iterable

#: Width in dots of a text at a size in dots.
Measure = Callable[[str, int], float]

#: Letters are not made smaller than this share of the wanted height.
LEAST = 0.6


def clean(text: str) -> str:
    """Return the text on one line: every control character and run of blanks is one blank."""
    plain = "".join(" " if unicodedata.category(char) in _NOT_INK else char for char in text)
    return re.sub(r"\s+", " ", plain).strip()


#: Controls, formats (among them those that turn the direction), surrogates, separators.
_NOT_INK = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])


def fit(
    text: str,
    width: int,
    sizes: Iterable[int],
    measure: Measure,
    lines: int = 1,
    ellipsis: str = "...",
) -> tuple[int, list[str]]:
    """Return the size that is taken and the lines.

    :param width: dots that a line may have
    :param sizes: from the wanted one downwards
    """
    text = clean(text)
    size = 0
    for size in sizes:
        wrapped = _wrap(text, width, size, measure)
        if len(wrapped) <= lines and all(measure(line, size) <= width for line in wrapped):
            return size, wrapped
    wrapped = _wrap(text, width, size, measure)
    kept = [*wrapped[: lines - 1], " ".join(wrapped[lines - 1 :])]
    return size, [_cut(line, width, size, measure, ellipsis) for line in kept if line]


def steps(height: int) -> list[int]:
    """Return the heights that a scalable font is tried with."""
    least = max(round(height * LEAST), 1)
    return sorted({*range(height, least, -max(height // 12, 1)), least}, reverse=True)


def indent(slack: float, align: str) -> int:
    """Return the dots before a line that is so much shorter than its field."""
    return max(int({"left": 0, "center": slack / 2, "right": slack}[align]), 0)


def _wrap(text: str, width: int, size: int, measure: Measure) -> list[str]:
    """Break between words; a word that is too long stands alone."""
    found: list[str] = []
    for word in text.split(" "):
        longer = f"{found[-1]} {word}" if found else word
        if found and measure(longer, size) <= width:
            found[-1] = longer
        else:
            found.append(word)
    return [line for line in found if line]


def _cut(line: str, width: int, size: int, measure: Measure, ellipsis: str) -> str:
    if measure(line, size) <= width:
        return line
    low, high = 0, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(line[:middle].rstrip() + ellipsis, size) <= width:
            low = middle
        else:
            high = middle - 1
    cut = line[:low].rstrip() + ellipsis
    return cut if measure(cut, size) <= width else ""
