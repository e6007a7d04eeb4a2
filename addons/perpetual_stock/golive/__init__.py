"""Going live: what is on hand, what core says it is worth, and the rows that open it."""

from .claims import Claim
from .figures import Figures
from .onhand import OnHand
from .opening import Opening, OpeningPool, Place
from .leaving import CoreFigures

__all__ = ["Claim", "CoreFigures", "Figures", "OnHand", "Opening", "OpeningPool", "Place"]
