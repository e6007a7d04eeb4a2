"""What each product of an order costs: plain Python, decimals only."""

from .shares import Output, allocate

__all__ = ["Output", "allocate"]
