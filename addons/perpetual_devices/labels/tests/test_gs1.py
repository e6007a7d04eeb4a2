from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .. import gs1
from ..errors import LabelError

raises = partial(pytest.raises, LabelError)
values = st.text(sorted(gs1.INVARIANT), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("digits", "digit"),
    [("0950110153000", "3"), ("400638133393", "1"), ("9638507", "4"), ("10614141123456789", "7")],
)
def test_check_digit(digits, digit):
    assert gs1.check_digit(digits) == digit
    assert gs1.is_checked(digits + digit)
    assert not gs1.is_checked(digits + str((int(digit) + 1) % 10))


def test_sscc():
    assert gs1.sscc(0, "0614141", 123456789) == "006141411234567890"
    assert gs1.sscc(3, "4012345", 0) == "340123450000000000"
    with raises(match="room for 9 digits"):
        gs1.sscc(0, "0614141", 10**9)
    with raises(match="4 to 12 digits"):
        gs1.sscc(0, "061", 1)
    with raises(match="0 to 9"):
        gs1.sscc(10, "0614141", 1)


def test_a_separator_follows_what_has_no_known_length_and_is_not_the_last():
    pairs = [("01", "09501101530003"), ("17", "261231"), ("10", "AB-123")]
    assert gs1.element_string(pairs) == "01095011015300031726123110AB-123"
    pairs.append(("21", "7"))
    assert gs1.element_string(pairs) == "01095011015300031726123110AB-123\x1d217"
    assert gs1.human(gs1.element_string(pairs)) == "(01)09501101530003(17)261231(10)AB-123(21)7"


def test_a_fixed_length_that_nobody_knows_is_separated_too():
    """(422) has always three digits, yet readers do not know it by its first two."""
    assert gs1.element_string([("422", "276"), ("10", "A")]) == "422276\x1d10A"
    assert gs1.element_string([("3103", "001250"), ("10", "A")]) == "310300125010A"


@pytest.mark.parametrize(
    ("ai", "value", "said"),
    [
        ("01", "09501101530004", "would be right"),
        ("01", "950110153000", "14 digits"),
        ("10", "", "has no value"),
        ("10", "A" * 21, "up to 20 characters"),
        ("10", "A B", "does not allow: ' '"),
        ("10", "A\x1dB", "characters"),
        ("10", "Ä", "does not allow"),
        ("10", "A#", "does not allow"),
        ("17", "261301", "no date"),
        ("17", "260230", "no date"),
        ("17", "26123", "6 digits"),
        ("37", "1.5", "digits"),
        ("05", "1", "no application identifier"),
        ("x", "1", "no application identifier"),
        ("", "1", "no application identifier"),
        ("4330", "000000", "can check"),
        ("00", "006141411234567891", "would be right"),
    ],
)
def test_what_is_refused(ai, value, said):
    with raises(match=said):
        gs1.element_string([(ai, value)])


def test_a_month_without_a_day_is_a_date():
    assert gs1.element_string([("17", "260200")]) == "17260200"


def test_reading_refuses_what_is_none():
    for broken in ("", "\x1d", "01123", "010950110153000", "10", "99999999999" * 10):
        with raises():
            gs1.split(broken)


@given(st.lists(st.tuples(st.sampled_from(["10", "21", "240", "91", "400"]), values), min_size=1))
def test_there_and_back(pairs):
    pairs = [("01", "09501101530003"), *pairs, ("17", "261231")]
    assert gs1.split(gs1.element_string(pairs)) == pairs


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        pairs = gs1.split(text)
    except LabelError:
        return
    assert gs1.split(gs1.element_string(pairs)) == pairs
