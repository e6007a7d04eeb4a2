import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..gtin import check_digit, expand_upce, is_gtin, same_article


@pytest.mark.parametrize(
    "code", ["4006381333931", "036000291452", "96385074", "10036000291459", "00036000291452"]
)
def test_is_gtin(code):
    assert is_gtin(code)


@pytest.mark.parametrize("code", ["4006381333932", "40063813339", "LOT-1", "", "٤006381333931"])
def test_is_none(code):
    assert not is_gtin(code)


def test_upc_in_all_lengths():
    upc = "036000291452"
    assert same_article(upc) == [upc, "0" + upc, "00" + upc]
    assert same_article("0" + upc) == ["0" + upc, upc, "00" + upc]
    assert same_article("00" + upc) == ["00" + upc, upc, "0" + upc]


def test_a_case_is_not_its_content():
    assert same_article("10036000291459") == ["10036000291459"]


def test_other_codes_are_themselves():
    assert same_article("0036") == ["0036"]
    assert same_article("WH/IN/00012") == ["WH/IN/00012"]


@given(st.text("0123456789", min_size=7, max_size=13))
def test_all_are_numbers_of_the_article(digits):
    code = digits + str(check_digit(digits))
    for other in same_article(code):
        numbers = {(number or "").lstrip("0") for number in (code, expand_upce(code))}
        assert other.lstrip("0") in numbers
        assert other == code or is_gtin(other)
