"""The chain of digests."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .. import digest
from ..digest import ENTRY_COLUMNS, as_text, fixed, seal, sql_text
from .kit import D

TEXTS = st.one_of(st.none(), st.text(alphabet="|\\p=a ", max_size=6))
ROW = tuple(None for _column in ENTRY_COLUMNS)


def row(**changes) -> tuple:
    return tuple(changes.get(column) for column in ENTRY_COLUMNS)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (None, "s", ""),
        (False, "i", ""),
        (0, "i", "0"),
        (12, "i", "12"),
        ("WH/IN/1", "s", "=WH/IN/1"),
        ("", "s", "="),
        (None, "s", ""),
        ("a|b\\c", "s", "=a\\pb\\\\c"),
        ("Überzählig · 漢字", "s", "=Überzählig · 漢字"),
        (D("1.5"), "n6", "1.500000"),
        (D("-0.0000001"), "n6", "0.000000"),
        (D("1E+3"), "n8", "1000.00000000"),
        (date(2026, 2, 1), "d", "2026-02-01"),
        (datetime(2026, 2, 1, 3, 4, 5, 678), "t", "2026-02-01 03:04:05.000678"),
    ],
)
def test_text_of_a_column(value, form, text):
    assert as_text(value, form) == text


def test_stored_numbers_are_never_minus_zero():
    assert str(fixed(D("-0.00"), 2)) == "0.00"


def test_every_column_is_sealed():
    plain = seal("", ROW)
    for index in range(len(ENTRY_COLUMNS)):
        column = ENTRY_COLUMNS[index]
        value = {"effective_at": datetime(2026, 1, 1), "accounting_date": date(2026, 1, 1)}
        changed = row(**{column: value.get(column, D(1))})
        assert seal("", changed) != plain, column


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"reason": "a|7"}, {"reason": "a", "user_id": 7}),
        ({"reason": "a|"}, {"reason": "a"}),
        ({"reason": None}, {"reason": ""}),
        ({"reason": "\\p"}, {"reason": "|"}),
        ({"reason": "\\\\p"}, {"reason": "\\|"}),
        ({"kind": "x|1"}, {"kind": "x"}),
    ],
)
def test_no_two_rows_share_a_text(one, other):
    assert seal("", row(**one)) != seal("", row(**other))


@given(st.tuples(TEXTS, TEXTS), st.tuples(TEXTS, TEXTS))
def test_texts_are_told_apart(one, other):
    sealed = [seal("", row(reason=reason, origin=origin)) for reason, origin in (one, other)]
    assert (sealed[0] == sealed[1]) == (one == other)


def test_the_predecessor_is_sealed():
    assert seal("a", ROW) != seal("b", ROW)


def test_a_row_of_another_width_is_refused():
    with pytest.raises(ValueError):
        seal("", ROW[:-1])


def test_the_database_recomputes_each_column():
    text = sql_text("entry")
    for column in ENTRY_COLUMNS:
        assert f"entry.{column}" in text
    assert text.count("COALESCE(") == len(ENTRY_COLUMNS)


def test_the_format_is_sealed(monkeypatch):
    before = seal("", ROW)
    assert sql_text("entry").startswith(f"'{digest.FORMAT}' || '|' || ")
    monkeypatch.setattr(digest, "FORMAT", "v2")
    assert seal("", ROW) != before
