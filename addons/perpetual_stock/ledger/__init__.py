"""From facts to books: lock pools, cost, post, store. Called by ``perpetual.ledger``."""

from .booking import Booking
from .facts import Fact, Line
from .store import Store

__all__ = ["Booking", "Fact", "Line", "Store"]
