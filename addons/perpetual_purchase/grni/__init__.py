"""Documents on goods received not invoiced, and how they pair up."""

from .documents import Document, Documents, Pair
from .received import Received, received_of
from .unsettled import Unsettled

__all__ = ["Document", "Documents", "Pair", "Received", "Unsettled", "received_of"]
