"""pytest plugin of every run in Odoo, beside pytest-odoo.

- Each worker has a file store of its own. pytest-odoo lets all workers share
  one, where one worker's clean-up deletes another's asset bundles.
- As in Odoo's own runner, a test class counts where it is defined, not again
  in each module that imports it as a base.
- Tests of plain Python are left to their own stage.
"""

import contextlib
from pathlib import Path

import pytest_odoo

from devtools import layout, paths
from devtools.odoo_cmd import OdooEnv, copy_filestore


@contextlib.contextmanager
def own_filestore(original: str, name: str):
    """Give a worker's copy of the database its own attachments."""
    if original != name and OdooEnv.filestore(original).is_dir():
        copy_filestore(OdooEnv.filestore(original), OdooEnv.filestore(name))
    yield


pytest_odoo._shared_filestore = own_filestore


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out tests of plain Python: they have a stage of their own."""
    ours = paths.ADDONS in collection_path.parents and collection_path.is_file()
    return True if ours and layout.ODOO not in layout.stages(collection_path) else None


def pytest_collection_modifyitems(config, items: list) -> None:
    """Drop test classes that a module only imported."""
    foreign = [item for item in items if _imported(item)]
    if foreign:
        config.hook.pytest_deselected(items=foreign)
        items[:] = [item for item in items if not _imported(item)]


def _imported(item) -> bool:
    cls = getattr(item, "cls", None)
    return cls is not None and cls.__module__ != item.module.__name__
