"""Sums and differences of measures, as a definition writes them: ``expected - missing``."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

TERM = re.compile(r"\s*([+-]?)\s*([a-z][a-z0-9_]*)\s*")


class FormulaError(ValueError):
    """A formula that cannot be read; the text says where."""


@dataclass(frozen=True)
class Formula:
    """Measures with their signs.

    >>> Formula.read("revenue - cost_of_goods").of({"revenue": 10, "cost_of_goods": 4})
    6.0
    """

    terms: tuple[tuple[int, str], ...]

    @classmethod
    def read(cls, text: str, known: Collection[str] | None = None) -> Formula:
        """Read ``text``.

        :param known: names of measures that there are
        :raises FormulaError: the text is no sum of known measures
        """
        terms, at, text = [], 0, text.rstrip()
        while at < len(text):
            match = TERM.match(text, at)
            if not match or (terms and not match[1]):
                raise FormulaError(text[at:].strip())
            if known is not None and match[2] not in known:
                raise FormulaError(match[2])
            terms.append((-1 if match[1] == "-" else 1, match[2]))
            at = match.end()
        return cls(tuple(terms))

    @property
    def measures(self) -> tuple[str, ...]:
        """Names of the measures in it."""
        return tuple(name for _sign, name in self.terms)

    def of(self, parts: Mapping[str, float]) -> float:
        """The sum over ``parts``; a measure that is not there counts as nothing."""
        return float(sum(sign * (parts.get(name) or 0.0) for sign, name in self.terms))
