"""From sales order lines to books: read both sides, post the cost. Called by the matches."""

from .cost_posting import CostPosting
from .sides import GOODS_KINDS, Sides
from .uninvoiced import Uninvoiced

__all__ = ["GOODS_KINDS", "CostPosting", "Sides", "Uninvoiced"]
