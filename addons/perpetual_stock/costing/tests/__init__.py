"""Tests of the costing core: plain pytest, no Odoo (plugin ``devtools.pytest_pure``).

The same examples on every run; ``PERPETUAL_EXAMPLES=20000`` looks further, at random.
"""

import pytest

pytest.register_assert_rewrite(f"{__name__}.kit")
