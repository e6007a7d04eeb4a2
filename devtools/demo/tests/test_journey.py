"""The real package is read, and what is kept of it is sane."""

from datetime import date, datetime

import pytest

from devtools.demo import journey
from devtools.demo.journey import Article, Basket, Line

LAST = date(2026, 1, 31)  # a Saturday


def row(basket, product, quantity=1, amount=1.0, at="2017-03-01 12:00", store=1):
    return {
        "basket_id": basket,
        "store_id": store,
        "household_id": 7,
        "product_id": product,
        "quantity": quantity,
        "sales_value": amount,
        "at": datetime.fromisoformat(at),
    }


def basket(day, lines, number=1):
    return Basket(
        number, 1, 7, datetime.combine(day, datetime.min.time()),
        tuple(Line(product, 1, 1.0) for product in range(lines)),
    )  # fmt: skip


def test_the_history_has_whole_weeks_that_end_on_the_day_asked_for(history):
    assert (history.first, history.last) == (date(2025, 12, 7), LAST)
    assert len(history.days) == 56
    assert {basket.day for basket in history.baskets} <= set(history.days)


def test_the_busiest_stores_are_those_known_from_the_data(history):
    assert history.stores == (367, 406, 356)
    assert {basket.store for basket in history.baskets} == {367, 406, 356}


def test_all_lines_are_of_the_chosen_products_with_sane_quantities(history):
    chosen = {article.id for article in history.articles}
    lines = [line for basket in history.baskets for line in basket.lines]
    assert len(chosen) == 300
    assert len(lines) == history.line_count > 3000
    assert {line.article for line in lines} <= chosen
    assert all(line.quantity > 0 for line in lines)
    assert set(history.prices) == chosen
    assert min(history.prices.values()) > 0


def test_the_shift_keeps_weekdays(history):
    back = history.shifted_weeks * 7
    original = {date.fromordinal(basket.day.toordinal() - back) for basket in history.baskets}
    assert {day.year for day in original} == {2017}


def test_the_stores_wall_clock_is_kept(history):
    """Most baskets are bought by day, none of the busy hours is at night."""
    hours = [basket.at.hour for basket in history.baskets]
    assert sum(9 <= hour <= 22 for hour in hours) > 0.9 * len(hours)


def test_a_longer_history_than_the_data_is_refused():
    baskets = [basket(date(2017, 1, 1), 1), basket(date(2017, 1, 20), 1)]
    with pytest.raises(ValueError, match="no 3 whole weeks"):
        journey.busiest_window(baskets, LAST, weeks=3)


def test_a_product_is_once_in_a_basket():
    (found,) = journey.gather([row(1, 5, 2, 3.0), row(1, 6), row(1, 5, 1, 1.5)])
    assert found.lines == (Line(5, 3, 4.5), Line(6, 1, 1.0))


def test_baskets_are_in_the_order_of_their_time():
    found = journey.gather([row(2, 5, at="2017-03-01 13:00"), row(1, 5), row(3, 5)])
    assert [basket.id for basket in found] == [1, 3, 2]


def test_a_unit_price_is_what_was_paid_for_one():
    assert Line(1, 3, 10.0).unit_price == 3.33


def test_the_largest_baskets_of_a_day_are_kept():
    day, next_day = date(2017, 3, 1), date(2017, 3, 2)
    baskets = [basket(day, 1, 1), basket(day, 3, 2), basket(day, 2, 3), basket(next_day, 1, 4)]
    assert [kept.id for kept in journey.limit_per_day(baskets, 2)] == [2, 3, 4]
    assert journey.limit_per_day(baskets, 0) == baskets


def test_the_busiest_week_with_the_right_last_weekday_is_chosen():
    days = [date(2017, 1, ordinal) for ordinal in range(1, 29)]
    busy = date(2017, 1, 11)  # a Wednesday
    baskets = [basket(day, 9 if day == busy else 1, day.day) for day in days]
    window, shift = journey.busiest_window(baskets, LAST, weeks=1)
    assert [found.day for found in window] == [date(2017, 1, day) for day in range(8, 15)]
    assert shift == (LAST - date(2017, 1, 14)).days / 7


def test_ties_are_broken_the_same_way_each_time():
    articles = {number: Article(number, 1, "GROCERY", "", "TEA", "") for number in (1, 2, 3)}
    found = journey.best_sold([3, 1, 9, 2, 2, 9, 9], articles, 3)
    assert [article.id for article in found] == [2, 1, 3]
    assert journey.busiest_stores([5, 4, 4, 5, 6], 2) == [4, 5]


def test_promotions_do_not_move_the_usual_price():
    rows = [row(number, 1, 2, 4.0) for number in range(3)] + [row(9, 1, 1, 0.5), row(8, 1, 1, 0)]
    assert journey.usual_prices(rows) == {1: 2.0}
