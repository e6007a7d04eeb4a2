import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..amounts import amount
from ..gs1 import FNC1, elements, is_marked_by_content, price
from ..gtin import expand_upce, same_article

ARTICLE = "0104006381333931"


@pytest.mark.parametrize(
    "extra",
    ["11260131", "240XYZ", "400PO-1", "70032601311200", "8005000199", "80082601311200", "254A-1"],
)
def test_elements_that_nobody_needs(extra):
    """They are told apart by their AI, before and after those that count."""
    label = f"{ARTICLE}{extra}{FNC1}10LOT-1"
    assert ("10", "LOT-1") in elements(label)
    assert elements(label)[0] == ("01", ARTICLE[2:])
    assert elements(f"{ARTICLE}10LOT-1{FNC1}{extra}")[1] == ("10", "LOT-1")


def test_predefined_lengths_need_no_separator():
    label = f"{ARTICLE}17261231310300125010L{FNC1}21S"
    assert elements(label)[1:] == [("17", "261231"), ("3103", "001250"), ("10", "L"), ("21", "S")]


@pytest.mark.parametrize("text", ["", "01123", "AB", "1", "10", "01ABCDEFGHIJKLMN"])
def test_no_elements(text):
    assert elements(text) == []


@pytest.mark.parametrize("text", ["2112345678", "10-2024", "1023A", "240X", "9745213796142"])
def test_a_plain_lot_is_no_gs1(text):
    assert not is_marked_by_content(text)


def test_an_article_or_a_package_is():
    assert is_marked_by_content(ARTICLE + "10-2024")
    assert is_marked_by_content("00340123450000000000")
    assert is_marked_by_content("4149521141123454")
    assert not is_marked_by_content("4149521141123455")
    assert not is_marked_by_content("0104006381333932")


def test_price():
    assert price(elements("3922001995")) == 19.95
    assert price(elements("39329780001995")) == 19.95
    assert price(elements("10A")) is None


@given(
    st.lists(st.sampled_from(["10", "21", "240", "37", "8020"]), min_size=1, max_size=5), st.data()
)
def test_round_trip(ais, data):
    parts = [(ai, data.draw(st.text("ABC019-/", min_size=1, max_size=20))) for ai in ais]
    assert elements(FNC1.join(ai + value for ai, value in parts)) == parts


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("04252614", "042100005264"),
        ("01234565", "012345000065"),
        ("01234566", None),
        ("25252614", None),
    ],
)
def test_upce(short, long):
    assert expand_upce(short) == long


def test_upce_is_the_same_article():
    assert "042100005264" in same_article("04252614")
    assert "0042100005264" in same_article("04252614")


@pytest.mark.parametrize(
    ("quantity", "text"), [(1234567, "1234567"), (0.1 + 0.2, "0.3"), (-0.0, "0"), (12.5, "12.5")]
)
def test_amount(quantity, text):
    assert amount(quantity) == text
