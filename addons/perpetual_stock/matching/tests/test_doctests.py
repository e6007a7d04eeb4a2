"""The examples in the docstrings hold."""

import doctest

import pytest

from .. import clearing, exchange, oldest_first


@pytest.mark.parametrize("module", [clearing, exchange, oldest_first])
def test_examples(module):
    failed, tried = doctest.testmod(module)
    assert tried
    assert not failed
