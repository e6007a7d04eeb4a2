"""Items that add up to zero clear each other, in both currencies."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .. import Part, clear
from .streams import CENT, amounts, examples


def cleared(parts):
    return [
        (pair.debit, pair.credit, pair.amount, pair.debit_foreign, pair.credit_foreign)
        for pair in clear(parts)
    ]


def part(key, amount, foreign=None, **vals):
    return Part(key, D(str(amount)), D(str(amount if foreign is None else foreign)), **vals)


class TestExamples:
    def test_nothing(self):
        assert cleared([]) == []

    def test_a_bill_at_the_price_accrued(self):
        assert cleared([part(1, 100), part(2, -100)]) == [(1, 2, 100, 100, 100)]

    def test_a_bill_above_the_price_accrued(self):
        parts = [part(1, -100), part(2, 120), part(3, -20)]
        assert cleared(parts) == [(2, 1, 100, 100, 100), (2, 3, 20, 20, 20)]

    def test_a_bill_below_the_price_accrued(self):
        parts = [part(1, -100), part(2, 90), part(3, 10)]
        assert cleared(parts) == [(2, 1, 90, 90, 90), (3, 1, 10, 10, 10)]

    def test_tax_beside_its_base(self):
        parts = [part(1, -110), part(2, 100), part(3, 10)]
        assert cleared(parts) == [(2, 1, 100, 100, 100), (3, 1, 10, 10, 10)]

    def test_exchange_difference_has_no_foreign_amount(self):
        """Accrued at 1.25, billed at 1.30: both sides are 80 in the order's currency."""
        parts = [part(1, -100, -80), part(2, 104, 80), part(3, -4, 0)]
        assert cleared(parts) == [
            (2, 1, 100, D("76.92"), 80),
            (2, 3, 4, D("3.08"), 0),
        ]

    def test_an_amount_in_the_foreign_currency_alone(self):
        """So little that the company's currency has no coin for it."""
        parts = [part(1, -100, -80), part(2, 100, "80.01"), part(3, 0, "-0.01")]
        assert cleared(parts) == [
            (2, 3, 0, 0, D("0.01")),
            (2, 1, 100, D("80.01"), 80),
        ]

    def test_two_currencies(self):
        """Ordered in one currency, billed in the company's."""
        parts = [part(1, -100, -80), part(2, 104), part(3, -4)]
        assert cleared(parts) == [(2, 1, 100, 100, 80), (2, 3, 4, 4, 4)]

    def test_one_side_alone_cannot_be_cleared(self):
        assert cleared([part(1, 0, "0.01")]) == []

    @pytest.mark.parametrize("parts", [[part(1, 1)], [part(1, 5), part(2, "-4.99")]])
    def test_what_does_not_add_up_is_refused(self, parts):
        with pytest.raises(ValueError, match="do not clear"):
            clear(parts)


@st.composite
def balanced(draw):
    """Parts that add up to zero in company currency, some of them in another one."""
    numbers = draw(st.lists(amounts, min_size=1, max_size=8))
    rate = draw(st.integers(1, 400)) / D(100)
    parts = []
    for key, number in enumerate([*numbers, -sum(numbers, D(0))]):
        foreign = draw(st.sampled_from([number, (number * rate).quantize(CENT), D(0)]))
        parts.append(Part(key, number, foreign))
    return parts


@examples(300)
@given(balanced())
def test_nothing_is_left_in_either_currency(parts):
    amount, foreign = defaultdict(D), defaultdict(D)
    pairs = clear(parts)
    for pair in pairs:
        assert pair.amount >= 0
        assert pair.debit_foreign >= 0
        assert pair.credit_foreign >= 0
        amount[pair.debit] += pair.amount
        amount[pair.credit] -= pair.amount
        foreign[pair.debit] += pair.debit_foreign
        foreign[pair.credit] -= pair.credit_foreign
    for row in parts:
        assert amount[row.key] == row.amount
        assert foreign[row.key] == row.foreign
    assert len(pairs) <= max(len(parts), 1)
