"""Each driver and each protocol has tests of its own."""

import re
from pathlib import Path

import pytest

from iot_box.perpetual_iot_box import drivers, protocols

HERE = Path(__file__).parent
WORDS = set(re.findall(r"\w+", " ".join(path.read_text() for path in HERE.glob("test_[!a]*.py"))))
MODULES = [path.stem for path in Path(protocols.__file__).parent.glob("[!_]*.py")]


@pytest.mark.parametrize("driver", drivers.DRIVERS, ids=lambda driver: driver.name)
def test_driver(driver):
    assert driver.__name__ in WORDS


@pytest.mark.parametrize("module", MODULES)
def test_protocol(module):
    assert module in WORDS
