"""How an anonymous product of the data becomes an article of the demo's shop.

Readable names, barcodes that scanners accept, prices, and costs. The data has
no costs: they follow from a margin per department that is stated here, and
stated again wherever the demo prints its figures. Pure.
"""

import re
from collections import Counter
from dataclasses import dataclass

from devtools.demo.journey import Article, History

DEFAULT_MARGIN = 0.30
MARGINS = {
    "GROCERY": 0.25,
    "PRODUCE": 0.35,
    "MEAT": 0.22,
    "MEAT-PCKGD": 0.24,
    "SEAFOOD": 0.28,
    "DELI": 0.40,
    "PASTRY": 0.45,
    "SALAD BAR": 0.45,
    "DRUG GM": 0.30,
}
# What perishes is costed first in, first out; what is priced by lists, at standard.
FIFO_DEPARTMENTS = {"PRODUCE", "MEAT", "MEAT-PCKGD", "SEAFOOD"}
STANDARD_DEPARTMENTS = {"DRUG GM", "PASTRY", "SALAD BAR", "NUTRITION", "RESTAURANT", "CHEF SHOPPE"}
# GS1 keeps 20 to 29 for use inside a company. Odoo's default nomenclature reads
# 21 to 29 as weights, prices and discounts, so 20 it is.
IN_STORE_PREFIX = "20"
# Kinds that say nothing without their category.
VAGUE_CATEGORIES = {"BEEF", "PORK", "SALAD MIX", "PASTA SAUCE", "HOT DOGS", "PROCESSED"}
DEPARTMENTS = {"DRUG GM": "Drugs & General Merchandise", "MEAT-PCKGD": "Packaged Meat"}
# Whole words of the data, spelled out; the data also cuts at 30 characters.
WORDS = {
    "PREP FD": "PREPARED FOOD", "SFT DRNK": "SOFT DRINK", "SW GDS": "SWEET GOODS",
    "QSR FD": "QUICK FOOD", "SAL": "SALAD", "CHIX": "CHICKEN", "FRZN": "FROZEN",
    "SS": "SINGLE SERVE", "MLT-PK": "MULTI-PACK", "SNGL SRV": "SINGLE SERVE",
    "BTL": "BOTTLE", "CARB INCL": "", "CARB": "", "BR": "BREAD", "DNRS": "DINNERS",
    "DNRS/T": "DINNERS", "CATSUP": "KETCHUP", "NON-CRBNTD": "STILL", "NON-CARB": "STILL",
    "DRNKING/MNERAL": "MINERAL", "DRNKNG/MNRL": "MINERAL", "FLVRD": "FLAVORED", "WATE": "WATER",
    "WAT": "WATER", "JCE": "JUICE", "PKG": "PACKED", "SAUS": "SAUSAGE", "PNCH/OJ": "PUNCH",
    "SUBS": "", "TORT": "TORTILLA", "VAC PAC": "", "FS/WHL/CUT": "CUT", "ONLY": "",
    "WHTE": "WHITE", "SEAFOOD-FRE": "FRESH", "SEAFOOD-FRE-RAW": "FRESH", "CHUNKS": "CHUNK",
    "SPECILATY": "SPECIALTY", "CILANTO": "CILANTRO", "BEERALEMALT": "BEER & MALT", "WTR": "WATER",
    "SEAFOOD-FRE-SALMON": "FRESH SALMON", "CAN CAR": "CANS", "- O": "ORANGE", "IWS": "SLICED",
    "NON-IWS": "UNSLICED", "OR S": "", "MAY": "MAYONNAISE", "WHT": "WHEAT",
}  # fmt: skip
UNITS = {"OZ", "LB", "CT", "GA", "GAL", "DZ", "DOZ", "PK", "QT", "PT", "SQ", "FT", "L", "ML"}


@dataclass(frozen=True)
class Product:
    """An article as the demo's shop keeps it."""

    id: int
    name: str
    barcode: str
    department: str
    maker: int
    price: float
    cost: float
    method: str


def build(history: History) -> list[Product]:
    """Return the shop's articles in the order of their sales."""
    names = unique_names([readable_name(article) for article in history.articles])
    return [
        Product(
            id=article.id,
            name=name,
            barcode=barcode(article.id),
            department=department_name(article.department),
            maker=article.maker,
            price=history.prices[article.id],
            cost=unit_cost(history.prices[article.id], article.department),
            method=costing_method(article.department),
        )
        for article, name in zip(history.articles, names, strict=True)
    ]


def barcode(product: int) -> str:
    """Return a product's EAN-13 among the numbers kept for in-store use.

    >>> barcode(1082185)
    '2000010821853'
    """
    digits = f"{IN_STORE_PREFIX}{product:010d}"
    if len(digits) != 12:
        raise ValueError(f"product {product} has more than ten digits")
    return digits + str(check_digit(digits))


def check_digit(digits: str) -> int:
    """Return the GS1 check digit: weights 3 and 1 from the right, up to the next ten.

    >>> check_digit("400638133393")
    1
    """
    weighted = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(digits)))
    return -weighted % 10


def unit_cost(price: float, department: str) -> float:
    """Return the cost that leaves the department's margin, at least a cent."""
    return max(round(price * (1 - MARGINS.get(department, DEFAULT_MARGIN)), 2), 0.01)


def margins_in_words() -> str:
    """Say where the costs come from."""
    margins = ", ".join(
        f"{department_name(department)} {margin:.0%}" for department, margin in MARGINS.items()
    )
    return (
        "The data has prices but no costs. Costs leave a margin of the usual price:\n"
        f"{margins}, others {DEFAULT_MARGIN:.0%}."
    )


def costing_method(department: str) -> str:
    """Return Odoo's name of the costing method of a department."""
    if department in FIFO_DEPARTMENTS:
        return "fifo"
    return "standard" if department in STANDARD_DEPARTMENTS else "average"


def department_name(department: str) -> str:
    """Return a department's name for people.

    >>> department_name("SALAD BAR")
    'Salad Bar'
    """
    return DEPARTMENTS.get(department) or department.title()


def readable_name(article: Article) -> str:
    """Spell out what the data has in capitals and abbreviations.

    >>> readable_name(Article(1, 2, "MEAT", "BEEF", "LEAN", "1 LB"))
    'Beef: Lean, 1 lb'
    """
    kind = _spelled_out(article.kind)
    if article.category in VAGUE_CATEGORIES and not kind.startswith(article.category.title()):
        kind = f"{_spelled_out(article.category)}: {kind}"
    size = readable_size(article.size)
    return f"{kind}, {size}" if size else kind


def readable_size(size: str) -> str:
    """Return a size as "12 oz"; sizes that are only a code are dropped.

    >>> readable_size("L      8 OZ"), readable_size("974246  PK"), readable_size("GAL")
    ('8 oz', 'pk', 'gal')
    """
    words = re.sub(r"\([^)]*\)", " ", size).split()
    words = [word for word in words if not re.fullmatch(r"\d{6}", word)]
    if len(words) > 2 and words[0] == "L":
        words = words[1:]
    return " ".join(word.lower() if word in UNITS else word.title() for word in words)


def unique_names(names: list[str]) -> list[str]:
    """Number the second and later of equal names.

    >>> unique_names(["Milk", "Eggs", "Milk"])
    ['Milk', 'Eggs', 'Milk no. 2']
    """
    seen = Counter()
    unique = []
    for name in names:
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name} no. {seen[name]}")
    return unique


def _spelled_out(text: str) -> str:
    text = re.sub(r"\([^)]*\)?", " ", text)  # remarks, some of them cut off
    text = text.replace(":", " ")
    for short in sorted(WORDS, key=len, reverse=True):
        text = re.sub(rf"(?<![\w/-]){re.escape(short)}(?![\w/-])", WORDS[short], text)
    text = re.sub(r"\s*&\s*", " & ", text)
    return " ".join(_titled(word) for word in text.split()).rstrip(" -&/")


def _titled(word: str) -> str:
    """Capitalize a word and the parts that a slash or hyphen joins."""
    return re.sub(r"[A-Za-z]+", lambda match: match[0].capitalize(), word)
