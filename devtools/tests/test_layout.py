"""Which stage of the tests a path belongs to."""

import pytest

from devtools import layout, paths
from devtools.layout import ODOO, PURE

ADDON = paths.ADDONS / "some_addon"


@pytest.mark.parametrize(
    ("path", "stages"),
    [
        (ADDON / "tests", {ODOO}),
        (ADDON / "tests" / "test_model.py", {ODOO}),
        (ADDON / "costing" / "test_fifo.py", {PURE}),
        (ADDON / "costing" / "tests" / "test_fifo.py", {PURE}),
        (ADDON, {PURE, ODOO}),
        (paths.ADDONS, {PURE, ODOO}),
        (paths.ROOT, {PURE, ODOO}),
        (paths.TESTS / "journeys" / "test_year.py", {ODOO}),
        (paths.ROOT / "devtools" / "tests", {PURE}),
        (paths.ROOT / "iot_box", {PURE}),
    ],
)
def test_stages(path, stages):
    assert layout.stages(path) == stages
