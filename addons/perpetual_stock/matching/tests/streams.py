"""What hypothesis draws for the tests of matching."""

from __future__ import annotations

import os
from decimal import Decimal as D

from hypothesis import settings
from hypothesis import strategies as st

CENT = D("0.01")
EXAMPLES = int(os.environ.get("PERPETUAL_EXAMPLES", "0"))

quantities = st.integers(1, 10**6).map(lambda number: D(number) / 1000)
amounts = st.integers(-(10**9), 10**9).map(lambda number: D(number) / 100)
prices = st.integers(0, 10**8).map(lambda number: D(number) / 100)


def examples(count: int) -> settings:
    """``count`` fixed examples, or as many random ones as ``PERPETUAL_EXAMPLES`` says."""
    return settings(
        max_examples=EXAMPLES or count, derandomize=not EXAMPLES, database=None, deadline=None
    )
