from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.perpetual_kpi.figures import (
    Formula,
    FormulaError,
    Period,
    Rule,
    judge,
    work_out,
)

DAY = date(2024, 2, 29)
HITS = Rule(Formula.read("hits"), Formula.read("scored"), scale=100)


def period(first, days):
    return Period(first, first + timedelta(days=days - 1))


class TestFormula:
    def test_signs(self):
        formula = Formula.read("- lost + found - 3x".replace("3x", "gone"))
        assert formula.measures == ("lost", "found", "gone")
        assert formula.of({"lost": 2, "found": 5, "gone": None}) == 3

    @pytest.mark.parametrize("text", ["hits scored", "hits / scored", "1", "hits +", "__import__"])
    def test_no_formula(self, text):
        with pytest.raises(FormulaError):
            Formula.read(text)

    def test_unknown_measure(self):
        with pytest.raises(FormulaError, match="misses"):
            Formula.read("hits + misses", known={"hits"})


class TestPeriod:
    def test_previous_is_as_long(self):
        assert Period(date(2024, 3, 1), date(2024, 3, 31)).previous == Period(
            date(2024, 1, 30), DAY
        )

    def test_a_single_day(self):
        day = Period(DAY, DAY)
        assert (day.days, day.previous.last, day.year_before.last) == (
            1,
            date(2024, 2, 28),
            date(2023, 2, 28),
        )

    @pytest.mark.parametrize(
        ("last", "days"),
        [
            (date(2023, 12, 31), 365),
            (date(2024, 2, 28), 365),
            (DAY, 366),
            (date(2024, 12, 31), 366),
            (date(2025, 2, 27), 366),
            (date(2025, 2, 28), 365),
        ],
    )
    def test_year(self, last, days):
        assert Period(last, last).year_days == days

    def test_backwards(self):
        with pytest.raises(ValueError, match="after"):
            Period(DAY, DAY - timedelta(days=1))

    @given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(1, 900), st.integers(1, 100))
    def test_chunks_are_the_whole(self, first, days, size):
        whole = period(first, days)
        chunks = list(whole.chunks(size))
        assert (chunks[0].first, chunks[-1].last) == (whole.first, whole.last)
        assert sum(chunk.days for chunk in chunks) == whole.days
        assert all(chunk.days <= size for chunk in chunks)

    @given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(1, 900), st.integers(0, 899))
    def test_bucket_is_inside_and_not_later(self, first, days, offset):
        whole = period(first, days)
        day = min(whole.first + timedelta(days=offset), whole.last)
        assert whole.first <= whole.bucket(day) <= day


class TestValue:
    def test_ratios_are_not_averaged(self):
        """99 of 100 and 0 of 1 are 99 of 101, not 49.5 %."""
        days = {DAY: {"hits": 99, "scored": 100}, date(2024, 3, 1): {"hits": 0, "scored": 1}}
        value = work_out(HITS, days, Period(DAY, date(2024, 3, 1)))
        assert value.value == pytest.approx(9900 / 101)
        assert (value.numerator, value.denominator) == (99, 101)

    def test_nothing_to_divide_by(self):
        for days in ({}, {DAY: {}}, {DAY: {"hits": 0, "scored": 0}}):
            assert work_out(HITS, days, Period(DAY, DAY)).value is None

    def test_amount(self):
        rule = Rule(Formula.read("cost"))
        assert work_out(rule, {}, Period(DAY, DAY)).value is None
        assert work_out(rule, {DAY: {"cost": 0}}, Period(DAY, DAY)).value == 0

    def test_turnover_of_a_leap_year(self):
        """366 days of 100 on hand and 1,000 sold: 10 a year, 36.6 days of sales."""
        days = {
            date(2024, 1, 1) + timedelta(days=n): {"closing": 100, "sold": 1000 / 366}
            for n in range(366)
        }
        year = Period(date(2024, 1, 1), date(2024, 12, 31))
        sold, closing = Formula.read("sold"), Formula.read("closing")
        assert work_out(Rule(sold, closing, factor="year"), days, year).value == pytest.approx(10)
        assert work_out(Rule(closing, sold), days, year).value == pytest.approx(36.6)

    def test_average_is_time_weighted(self):
        """1 day of 300 and 9 of 100 are 120 on average: 12 adjusted is 10 %."""
        first = date(2023, 5, 1)
        days = {
            first + timedelta(days=n): {"closing": 100 if n else 300, "up": 0 if n else 12}
            for n in range(10)
        }
        rule = Rule(Formula.read("up"), Formula.read("closing"), factor="days", scale=100)
        assert work_out(rule, days, period(first, 10)).value == pytest.approx(10)

    def test_what_it_needs(self):
        """Without any invoice a margin says nothing."""
        margin, closing = Formula.read("revenue - sold"), Formula.read("closing")
        rule = Rule(margin, closing, factor="year", needs=Formula.read("revenue"))
        day = Period(date(2023, 5, 1), date(2023, 5, 1))
        without = work_out(rule, {day.first: {"sold": 10, "closing": 100}}, day)
        assert (without.value, without.numerator) == (None, -10)
        parts = {"sold": 10, "closing": 100, "revenue": 20}
        value = work_out(rule, {day.first: parts}, day)
        assert (value.numerator, value.factor, value.value) == (10, 365, pytest.approx(36.5))

    def test_last_day_with_something_to_measure(self):
        rule = Rule(Formula.read("good"), Formula.read("checks"), basis="last", scale=100)
        days = {DAY: {"good": 3, "checks": 4}, date(2024, 3, 1): {"good": 0, "checks": 0}}
        value = work_out(rule, days, Period(DAY, date(2024, 3, 1)))
        assert (value.value, value.day) == (75, DAY)

    @given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=40))
    def test_parts_of_a_period_are_the_whole(self, rows):
        days = {
            DAY + timedelta(days=n): {"hits": hits, "scored": hits + misses}
            for n, (hits, misses) in enumerate(rows)
        }
        whole = period(DAY, len(rows))
        parts = [work_out(HITS, days, chunk) for chunk in whole.chunks(7)]
        value = work_out(HITS, days, whole)
        assert value.numerator == sum(part.numerator for part in parts)
        assert value.denominator == sum(part.denominator for part in parts)


class TestJudge:
    @pytest.mark.parametrize(
        ("value", "target", "direction", "strict", "meets"),
        [
            (98.0, 98, "up", True, False),
            (98.1, 98, "up", True, True),
            (100.0, 100, "up", False, True),
            (2.0, 2, "down", True, False),
            (1.9, 2, "down", True, True),
            (-0.5, 1, "zero", True, True),
            (-1.5, 1, "zero", True, False),
            (None, 1, "up", True, None),
            (5.0, None, "up", True, None),
            (5.0, 4, "none", True, None),
        ],
    )
    def test_judge(self, value, target, direction, strict, meets):
        assert judge(value, target, direction, strict).meets is meets
