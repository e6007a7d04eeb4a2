"""What each document takes from the other side, and that nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from .. import Part, pair

CENT = Decimal("0.01")


def D(number) -> Decimal:
    return Decimal(str(number))


def delivery(quantity, amount, move=None, **more) -> Part:
    return Part(D(quantity), D(amount), move=move, **more)


def paper(quantity, **more) -> Part:
    """An invoice or a credit note: units only."""
    return Part(D(quantity), **more)


def table(debits, credits):
    """(index of debit, index of credit, quantity, debit amount, credit amount)."""
    parts = [*debits, *credits]
    return [
        (
            parts.index(row.debit),
            parts.index(row.credit) - len(debits),
            row.quantity,
            row.debit_amount,
            row.credit_amount,
        )
        for row in pair(debits, credits, CENT)
    ]


class TestPairs:
    def test_an_invoice_takes_the_oldest_delivery_at_its_value(self):
        deliveries = [delivery(10, 100), delivery(10, 140)]
        assert table(deliveries, [paper(15), paper(5, source="second")]) == [
            (0, 0, 10, 100, 0),
            (1, 0, 5, 70, 0),
            (1, 1, 5, 70, 0),
        ]

    def test_a_return_takes_the_goods_that_left(self):
        """Not the oldest delivery: what never was invoiced makes no cost."""
        deliveries = [delivery(5, 50, move=1), delivery(5, 70, move=2)]
        assert table(deliveries, [delivery(2, 28, move=3, returns=2)]) == [(1, 0, 2, 28, 28)]

    def test_a_return_of_no_delivery_in_particular_takes_the_oldest(self):
        deliveries = [delivery(5, 50, move=1), delivery(5, 70, move=2)]
        assert table(deliveries, [delivery(2, 28, move=3)]) == [(0, 0, 2, 20, 28)]

    def test_goods_delivered_again_take_their_return(self):
        again = delivery(2, 28, move=4, returns=3)
        returns = [delivery(2, 20, move=9), delivery(2, 28, move=3, returns=2)]
        assert table([again], returns) == [(0, 1, 2, 28, 28)]

    def test_a_correction_takes_its_own_move(self):
        deliveries = [delivery(5, 50, move=1), delivery(5, 70, move=2)]
        assert table(deliveries, [delivery(1, 14, move=2)]) == [(1, 0, 1, 14, 14)]

    def test_a_correction_takes_its_own_amount(self):
        assert table([delivery(10, 112, move=1)], [delivery(1, 16, move=1)]) == [(0, 0, 1, 16, 16)]

    def test_a_correction_takes_no_more_than_is_there(self):
        debit = delivery(10, 112, move=1, matched=D(8), cleared=D(100))
        assert table([debit], [delivery(1, 16, move=1)]) == [(0, 0, 1, 12, 16)]

    def test_a_credit_note_takes_what_came_back_before_a_delivery_does(self):
        parts = [delivery(5, 50, move=1), paper(2)]
        assert table(parts, [delivery(3, 30, move=2, returns=1)]) == [
            (1, 0, 2, 0, 20),
            (0, 0, 1, 10, 10),
        ]

    def test_a_return_and_a_credit_note(self):
        assert table([paper(2)], [delivery(2, 20)]) == [(0, 0, 2, 0, 20)]

    def test_an_invoice_and_its_credit_note_carry_nothing(self):
        assert table([paper(3)], [paper(4)]) == [(0, 0, 3, 0, 0)]

    def test_goods_without_cost_take_their_turn(self):
        deliveries = [delivery(5, 0), delivery(5, 50)]
        assert table(deliveries, [paper(6)]) == [(0, 0, 5, 0, 0), (1, 0, 1, 10, 0)]

    def test_what_was_matched_before_is_left_alone(self):
        part = delivery(10, 100, matched=D(4), cleared=D(41))
        assert table([part], [paper(6)]) == [(0, 0, 6, 59, 0)]

    def test_a_closed_part_is_left_alone(self):
        assert table([delivery(10, 100, matched=D(10), cleared=D(100))], [paper(6)]) == []

    def test_cents_are_shared_out_without_a_rest(self):
        rows = pair([delivery(3, 10)], [paper(1), paper(1), paper(1)], CENT)
        assert [row.debit_amount for row in rows] == [D("3.33"), D("3.34"), D("3.33")]

    def test_one_side_alone(self):
        assert table([delivery(1, 1)], []) == []
        assert table([], [paper(1)]) == []


quantities = st.decimals("0.01", 1000, places=2)
moves = st.none() | st.integers(1, 4)


@st.composite
def parts(draw) -> Part:
    """A part, some of it matched before: in proportion, as it would have been."""
    quantity = draw(quantities)
    amount = draw(st.just(D(0)) | st.decimals(0, 10**5, places=2))
    matched = draw(st.sampled_from([D(0), quantity]) | st.decimals(0, quantity, places=2))
    cleared = amount if matched == quantity else (amount * matched / quantity).quantize(CENT)
    return Part(
        quantity, amount, matched, cleared, draw(moves), draw(moves), source=draw(st.uuids())
    )


@given(st.lists(parts(), max_size=6), st.lists(parts(), max_size=6))
def test_everything_is_matched_once(debits, credits):
    """One side is exhausted; nobody is matched beyond what is open, or to the wrong cent."""
    found = pair(debits, credits, CENT)
    open_units = [sum(part.quantity - part.matched for part in side) for side in (debits, credits)]
    assert sum(row.quantity for row in found) == min(open_units)
    assert all(row.quantity > 0 for row in found)
    for side, name in ((debits, "debit"), (credits, "credit")):
        for part in side:
            rows = [row for row in found if getattr(row, name).source == part.source]
            units = sum(row.quantity for row in rows)
            amount = sum(getattr(row, f"{name}_amount") for row in rows)
            assert units <= part.quantity - part.matched
            if rows and units == part.quantity - part.matched:
                assert amount == part.amount - part.cleared


@given(st.lists(parts(), max_size=6), st.lists(parts(), max_size=6))
def test_a_second_pass_finds_nothing(debits, credits):
    found = pair(debits, credits, CENT)

    def after(part: Part, name: str) -> Part:
        rows = [row for row in found if getattr(row, name).source == part.source]
        return replace(
            part,
            matched=part.matched + sum(row.quantity for row in rows),
            cleared=part.cleared + sum(getattr(row, f"{name}_amount") for row in rows),
        )

    debits = [after(part, "debit") for part in debits]
    credits = [after(part, "credit") for part in credits]
    assert pair(debits, credits, CENT) == []
