"""Bodies of orders, reservations and returns: read, checked, every fault named at once."""

import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from .problems import Problem

LARGEST_QUANTITY = 1_000_000
MOST_LINES = 200
LONGEST = 64
ADDRESS = ("name", "street", "street2", "zip", "city", "country", "phone", "email")
#: Sold at most so long ahead of the server's clock (seconds).
AHEAD = 600


@dataclass(frozen=True)
class Line:
    """So many of one article, in the article's own unit."""

    sku: str
    quantity: float


@dataclass(frozen=True)
class Body:
    """What a channel asks for."""

    reference: str
    lines: tuple[Line, ...] = ()
    warehouse: str | None = None
    minutes: int | None = None
    reservation: str | None = None
    ship_to: dict[str, str] = field(default_factory=dict)
    sold_at: str | None = None
    received: bool | None = None

    def digest(self) -> str:
        """Return SHA-256 of the content, by which a repeated request is known."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def order(data: Any, now: datetime) -> Body:
    """Read a sale: reference, lines or a reservation, where to ship, when it was sold.

    :param now: with a time zone
    :raises Problem: ``invalid``, with every fault
    """
    reader = _Reader(data, ("reference", "lines", "warehouse", "reservation", "ship_to", "sold_at"))
    body = Body(
        reference=reader.reference("reference"),
        lines=reader.lines(is_optional="reservation" in reader.data),
        warehouse=reader.text("warehouse"),
        reservation=reader.optional_reference("reservation"),
        ship_to=reader.address("ship_to"),
        sold_at=reader.instant("sold_at", now),
    )
    return reader.checked(body)


def reservation(data: Any) -> Body:
    """Read a basket's reservation: reference, lines, for how many minutes.

    :raises Problem: ``invalid``, with every fault
    """
    reader = _Reader(data, ("reference", "lines", "warehouse", "minutes"))
    body = Body(
        reference=reader.reference("reference"),
        lines=reader.lines(),
        warehouse=reader.text("warehouse"),
        minutes=reader.minutes("minutes"),
    )
    return reader.checked(body)


def returned(data: Any) -> Body:
    """Read a return: its own reference, lines, whether the goods are back already.

    :raises Problem: ``invalid``, with every fault
    """
    reader = _Reader(data, ("reference", "lines", "received"))
    body = Body(
        reference=reader.reference("reference"),
        lines=reader.lines(),
        received=reader.flag("received"),
    )
    return reader.checked(body)


def is_reference(value: Any) -> bool:
    """Tell whether it can be a reference: 1 to 64 printable characters, no blanks at the edges."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= LONGEST
        and value == value.strip()
        and value.isprintable()
        and "/" not in value
    )


class _Reader:
    """Reads the members of one object and gathers what is wrong with them."""

    def __init__(self, data: Any, known: tuple[str, ...]):
        self.faults: list[dict[str, Any]] = []
        if not isinstance(data, dict):
            raise Problem("invalid", "The body has to be a JSON object.", "See openapi.json.")
        self.data = data
        for name in data:
            if name not in known:
                self._fault(f"/{name}", "There is no such member.")

    def checked(self, body: Body) -> Body:
        if self.faults:
            first = self.faults[0]
            raise Problem(
                "invalid",
                f"{first['pointer']}: {first['detail']}",
                "Mend each of the faults and send it again with the same reference.",
                self.faults,
            )
        return body

    def reference(self, name: str) -> str:
        value = self.data.get(name)
        if not is_reference(value):
            self._fault(f"/{name}", "Give a text of 1 to 64 printable characters, without a slash.")
            return ""
        return value

    def optional_reference(self, name: str) -> str | None:
        return self.reference(name) if name in self.data else None

    def text(self, name: str) -> str | None:
        value = self.data.get(name)
        if name in self.data and not is_reference(value):
            self._fault(f"/{name}", "Give a text of 1 to 64 printable characters.")
            return None
        return value

    def flag(self, name: str) -> bool | None:
        value = self.data.get(name)
        if name in self.data and not isinstance(value, bool):
            self._fault(f"/{name}", "Give true or false.")
            return None
        return value

    def minutes(self, name: str) -> int | None:
        value = self.data.get(name)
        if name not in self.data:
            return None
        # 15.0 is a whole number in JSON.
        if not is_quantity(value) or value != int(value) or value > 1440:
            self._fault(f"/{name}", "Give a whole number of minutes from 1 to 1440.")
            return None
        return int(value)

    def instant(self, name: str, now: datetime) -> str | None:
        value = self.data.get(name)
        if name not in self.data:
            return None
        found = _instant(value)
        if found is None:
            self._fault(f"/{name}", "Give an instant as RFC 3339 has it: 2026-05-04T09:30:00Z.")
            return None
        if (found - now).total_seconds() > AHEAD:
            raise Problem(
                "conflict", f"/{name}: {value} lies in the future.", "Set the channel's clock."
            )
        return found.astimezone(UTC).isoformat()

    def address(self, name: str) -> dict[str, str]:
        value = self.data.get(name, {})
        if not isinstance(value, dict):
            self._fault(f"/{name}", "Give an object.")
            return {}
        kept = {}
        for key, text in value.items():
            if key not in ADDRESS:
                self._fault(f"/{name}/{key}", "There is no such member.")
            elif not isinstance(text, str) or len(text) > 128 or not _clean(text):
                self._fault(f"/{name}/{key}", "Give a text of at most 128 printable characters.")
            elif text.strip():
                kept[key] = text.strip()
        if value and not kept.get("name") and not self.faults:
            self._fault(f"/{name}/name", "Say who receives the goods.")
        if kept.get("country") and not (len(kept["country"]) == 2 and kept["country"].isalpha()):
            self._fault(f"/{name}/country", "Give the two letters of ISO 3166-1: DE.")
        return kept

    def lines(self, is_optional: bool = False) -> tuple[Line, ...]:
        rows = self.data.get("lines")
        if rows is None and is_optional and "lines" not in self.data:
            return ()
        if not isinstance(rows, list) or not 0 < len(rows) <= MOST_LINES:
            self._fault("/lines", f"Give a list of 1 to {MOST_LINES} lines.")
            return ()
        lines = [self._line(f"/lines/{index}", row) for index, row in enumerate(rows)]
        return tuple(line for line in lines if line)

    def _line(self, pointer: str, row: Any) -> Line | None:
        if not isinstance(row, dict) or set(row) - {"sku", "quantity"}:
            self._fault(pointer, "Give an object with sku and quantity, and nothing else.")
            return None
        sku, quantity = row.get("sku"), row.get("quantity")
        good = self._good(f"{pointer}/sku", is_sku, sku, "Give the article's code, a text.")
        return Line(sku, float(quantity)) if self._quantity(pointer, quantity) and good else None

    def _quantity(self, pointer: str, quantity: Any) -> bool:
        words = f"Give a number above 0 and up to {LARGEST_QUANTITY}."
        return self._good(f"{pointer}/quantity", is_quantity, quantity, words)

    def _good(self, pointer: str, test: Callable[[Any], bool], value: Any, words: str) -> bool:
        if not test(value):
            self._fault(pointer, words)
            return False
        return True

    def _fault(self, pointer: str, detail: str) -> None:
        self.faults.append({"pointer": pointer[:200], "detail": detail})


def is_sku(value: Any) -> bool:
    """Tell whether it can be an article's code or barcode."""
    return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST and value.isprintable()


def is_quantity(value: Any) -> bool:
    """Tell whether it is a finite number above zero."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and 0 < value <= LARGEST_QUANTITY


def _clean(text: str) -> bool:
    return all(char.isprintable() for char in text)


def _instant(value: Any) -> datetime | None:
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        # Python has no leap seconds; the instant before will do.
        found = datetime.fromisoformat(value.upper().replace(":60", ":59"))
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None
