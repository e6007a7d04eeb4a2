"""Tables are aligned."""

import doctest

from devtools.demo import tables
from devtools.demo.figures import Check


def test_the_examples_in_the_docstrings_hold():
    failed, tried = doctest.testmod(tables)
    assert tried and not failed


def test_amounts_have_cents_and_minus_zero_is_zero():
    text = tables.table("T", ["what", "value"], [["a", 1234.5], ["b", -0.0], ["c", None]])
    assert text.splitlines()[3:] == ["  a     1,234.50", "  b         0.00", "  c"]


def test_a_check_fails_from_half_a_cent():
    assert Check("same", 10.0, 10.004).passed
    off = Check("off", 10.0, 10.01)
    assert not off.passed
    assert off.row == ["off", 10.0, 10.01, 0.01, "OFF"]
