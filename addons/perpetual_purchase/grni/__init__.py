"""Documents on goods received not invoiced, and how they pair up."""

from .documents import DUST, WHOLE, Document, Documents, Pair
from .received import Received, received_of
from .unsettled import Unsettled

__all__ = ["DUST", "WHOLE", "Document", "Documents", "Pair", "Received", "Unsettled", "received_of"]
