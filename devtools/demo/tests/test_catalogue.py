"""Names, barcodes, prices and costs of the demo's articles."""

import doctest

import pytest
from stdnum import ean

from devtools.demo import catalogue
from devtools.demo.journey import Article


@pytest.fixture(scope="module")
def products(history):
    return catalogue.build(history)


def test_the_examples_in_the_docstrings_hold():
    failed, tried = doctest.testmod(catalogue)
    assert tried and not failed


def test_names_and_barcodes_are_unique(products):
    assert len({product.name for product in products}) == len(products) == 300
    assert len({product.barcode for product in products}) == len(products)


def test_barcodes_are_valid_and_for_use_inside_a_company(products):
    assert all(ean.is_valid(product.barcode) for product in products)
    assert {product.barcode[:2] for product in products} == {"20"}


def test_a_number_too_long_for_a_barcode_is_refused():
    with pytest.raises(ValueError, match="more than ten digits"):
        catalogue.barcode(10**10)


def test_names_are_for_people(products):
    for product in products:
        assert product.name != product.name.upper()
        assert "(" not in product.name
        assert product.name == product.name.strip(" -,")


@pytest.mark.parametrize(
    ("kind", "size", "name"),
    [
        ("SOFT DRINKS 12/18&15PK CAN CAR", "12 OZ", "Soft Drinks 12/18 & 15Pk Cans, 12 oz"),
        ("SFT DRNK SNGL SRV BTL CARB (EX", "20 OZ", "Soft Drink Single Serve Bottle, 20 oz"),
        ("POTATOES RUSSET (BULK&BAG)", "5 LB", "Potatoes Russet, 5 lb"),
        ("DAIRY CASE 100% PURE JUICE - O", "", "Dairy Case 100% Pure Juice Orange"),
        ("CIGARETTES", "974246  PK", "Cigarettes, pk"),
    ],
)
def test_abbreviations_are_spelled_out(kind, size, name):
    article = Article(1, 2, "GROCERY", "ANY", kind, size)
    assert catalogue.readable_name(article) == name


def test_costs_leave_the_stated_margin(products):
    for product in products:
        assert 0 < product.cost <= product.price
    assert catalogue.unit_cost(10.0, "GROCERY") == 7.5
    assert catalogue.unit_cost(10.0, "A NEW ONE") == 7.0
    assert catalogue.unit_cost(0.01, "GROCERY") == 0.01


def test_every_costing_method_is_in_use(products):
    methods = {product.method for product in products}
    assert methods == {"average", "fifo", "standard"}
    by_department = {(product.department, product.method) for product in products}
    assert len(by_department) == len({department for department, _method in by_department})
