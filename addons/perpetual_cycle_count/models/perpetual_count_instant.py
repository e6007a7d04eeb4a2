from decimal import Decimal

from odoo import fields, models

from ..counting import Instant, expected
from .perpetual_count_line import HIDDEN

#: Counts that arrive later than this after they were made come from a device that was offline,
#: in seconds.
LIVE = 10
#: A device's clock may be ahead by so much, and goods may move as near to a count, in seconds.
SKEW = 120
#: A count that comes later than this is not trusted, in days: whoever counts a sheet of paper
#: hands it in within the week.
OLDEST = 7
BOOKS = (
    "book",
    "picked_out",
    "placed_in",
    "unsure_in",
    "in_flight",
    "doubt",
    "last_adjustment",
)


class PerpetualCountInstant(models.AbstractModel):
    """What the books said of a key at the instant at which it was counted."""

    _name = "perpetual.count.instant"
    _description = "Books at an Instant"

    book = fields.Float(digits="Product Unit", readonly=True, groups=HIDDEN)
    picked_out = fields.Float(
        "Picked, Not Validated", digits="Product Unit", readonly=True, groups=HIDDEN
    )
    placed_in = fields.Float(
        "Placed, Not Validated", digits="Product Unit", readonly=True, groups=HIDDEN
    )
    unsure_in = fields.Float(
        "Perhaps Placed",
        digits="Product Unit",
        readonly=True,
        groups=HIDDEN,
        help="Picked elsewhere for this place and not validated: on a trolley, or here already.",
    )
    in_flight = fields.Json(
        readonly=True,
        groups=HIDDEN,
        help="Id of a picked move line → what it takes from or adds to the key.",
    )
    doubt = fields.Char(readonly=True, groups=HIDDEN)
    last_adjustment = fields.Integer(
        readonly=True, groups=HIDDEN, help="Id of the key's last adjustment before the count."
    )

    def _books(self):
        """Values of this model's fields."""
        self.ensure_one()
        return {name: self[name] for name in BOOKS}

    def _instant(self):
        """The books at the instant counted, as the pure modules take them."""
        self.ensure_one()
        return Instant(*(Decimal(str(self[name])) for name in ("book", "picked_out", "placed_in")))

    def _expected(self):
        return expected(self._instant())

    def _read_books(self, line, at, now):
        """Values of this model's fields: the books of a line's key ``at`` an instant.

        :param at: ``None`` for now
        """
        book, flight = line._lock_book(), line._in_flight()
        was = at if at and at <= now else None
        vals = {
            "picked_out": float(flight.out),
            "placed_in": float(flight.placed),
            "unsure_in": float(flight.unsure),
            "in_flight": flight.lines or False,
            "last_adjustment": line._last_adjustment(was),
        }
        if not at or abs((now - at).total_seconds()) <= LIVE:
            return {**vals, "book": float(book), "doubt": False}
        if at > now or (now - at).days >= OLDEST:
            doubt = self.env._("The device's clock and the server's differ")
            return {**vals, "book": float(book), "doubt": doubt}
        since, is_near = line._moved_since(at, SKEW)
        # What was on a trolley then is known only if nobody has touched it since.
        is_near = is_near or flight.is_touched_since(at, SKEW) or line._under_way(at)
        doubt = bool(is_near) and self.env._("Goods moved around the moment of counting")
        return {**vals, "book": float(book - since), "doubt": doubt}
