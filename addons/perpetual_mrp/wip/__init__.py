"""Work in progress: what of it the stock ledger does not post itself."""

from .posting import WipPosting
from .reading import Wip, WipKey

__all__ = ["Wip", "WipKey", "WipPosting"]
