"""A report as plain data: what is printed and what is written to a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: What a cell holds; numbers are right-aligned.
NUMBERS = ("quantity", "cost", "money", "count")


@dataclass(frozen=True)
class Column:
    """One column. ``kind``: text, date, datetime, or one of :data:`NUMBERS`."""

    key: str
    label: str
    kind: str = "text"
    width: int = 14
    summed: bool = False

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS


@dataclass
class Row:
    """Cells by column key; ``strong`` for opening, closing and totals."""

    cells: dict[str, Any]
    strong: bool = False


@dataclass
class Section:
    """Rows under a title of their own; the title may be empty."""

    title: str
    rows: list[Row] = field(default_factory=list)


@dataclass
class Table:
    """A titled table: facts about it (label, text), columns, sections, notes below."""

    title: str
    facts: list[tuple[str, str]]
    columns: list[Column]
    sections: list[Section]
    notes: list[str] = field(default_factory=list)
    decimals: int = 2

    @property
    def row_count(self) -> int:
        return sum(len(section.rows) for section in self.sections)

    @property
    def has_totals(self) -> bool:
        return any(column.summed for column in self.columns)

    def totals(self) -> dict[str, float]:
        """Sum of each summed column over all rows that are not strong."""
        return {
            column.key: sum(
                row.cells.get(column.key) or 0.0
                for section in self.sections
                for row in section.rows
                if not row.strong
            )
            for column in self.columns
            if column.summed
        }
