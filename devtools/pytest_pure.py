"""pytest plugin for tests of plain Python: Odoo stays out.

A pure package lies inside an addon (``addons/perpetual_stock/costing``) with
its tests beside it or in a ``tests`` folder of its own. Importing it the usual
way would run the addon's ``__init__`` and so import Odoo. Here each addon is
stood in for by an empty package with the same path, so that

- ``from . import fifo`` and
  ``from odoo.addons.perpetual_stock.costing import fifo`` both work, and the
  same test can run inside Odoo too;
- an import of Odoo itself fails: pure code shows that it is pure.

What lies directly in an addon's ``tests`` folder belongs to Odoo's stage.
"""

import sys
from pathlib import Path
from types import ModuleType

import _pytest.pathlib

from devtools import layout, paths


def pytest_configure(config) -> None:
    """Stand in for ``odoo``, ``odoo.addons`` and each addon."""
    _package("odoo", [])
    _package("odoo.addons", [])
    for manifest in paths.ADDONS.glob("*/__manifest__.py"):
        _package(f"odoo.addons.{manifest.parent.name}", [str(manifest.parent)])
    _name_modules_as_odoo_does()


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out what belongs to Odoo's stage."""
    return None if layout.PURE in layout.stages(collection_path) else True


def _in_addons(path: Path) -> bool:
    return paths.ADDONS in path.parents


def _package(name: str, path: list[str]) -> None:
    module = ModuleType(name, "Stands in for the real package in tests of plain Python.")
    module.__path__ = path
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)


def _name_modules_as_odoo_does() -> None:
    """Make pytest import ``addons/x/y.py`` as ``odoo.addons.x.y``."""
    original = _pytest.pathlib.resolve_pkg_root_and_module_name

    def resolve(path: Path, *, consider_namespace_packages: bool = False):
        if _in_addons(path):
            module = path.parent if path.name == "__init__.py" else path.with_suffix("")
            parts = module.relative_to(paths.ADDONS).parts
            return paths.ADDONS, ".".join(("odoo", "addons", *parts))
        return original(path, consider_namespace_packages=consider_namespace_packages)

    _pytest.pathlib.resolve_pkg_root_and_module_name = resolve
