from hypothesis import given
from hypothesis import strategies as st

from ..fit import clean, fit, steps


def measure(text, size):
    return len(text) * size / 2


def test_what_fits_stays():
    assert fit("Bolt", 100, steps(20), measure) == (20, ["Bolt"])


def test_first_smaller_then_cut():
    assert fit("x" * 12, 100, steps(20), measure)[0] == 16
    assert fit("x" * 40, 100, steps(20), measure) == (12, ["x" * 13 + "..."])


def test_wrapped_between_words():
    assert fit("stainless steel bolt", 100, steps(20), measure, lines=2)[1] == [
        "stainless",
        "steel bolt",
    ]


def test_only_the_last_line_is_cut():
    size, lines = fit("one two three four five six seven", 60, steps(20), measure, lines=2)
    assert size == 12
    assert lines == ["one two", "three f..."]


def test_no_room_at_all():
    assert fit("word", 3, steps(20), measure)[1] == [""]


def test_control_characters_are_blanks():
    assert clean(" a\0b\r\nc\x1bd\x1d\u202ee\ufeff ") == "a b c d e"


@given(st.text(max_size=80), st.integers(1, 300), st.integers(3, 60), st.integers(1, 4))
def test_never_wider_than_the_field(text, width, height, lines):
    size, found = fit(text, width, steps(height), measure, lines)
    assert len(found) <= lines
    assert all(measure(line, size) <= width for line in found)
    assert size >= int(height * 0.6)
    assert all(char >= " " for line in found for char in line)
