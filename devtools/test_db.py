"""The database that the tests copy: made once per state of the sources.

Two layers, because the first takes a minute and the second seconds:

- the base has the core modules that the addons depend on, installed with our
  addons out of sight;
- the template is a copy of the base with our addons installed.

Both carry a hash of what they were made from in their name, so an existing
database is a valid one. A change of an addon makes a new template from the
base: a real installation, never an update of something half-old.
"""

import ast
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from devtools import logs, paths, python_env, state
from devtools.console import DevError
from devtools.odoo_cmd import OdooEnv

SILENT = {"tests", "static", "readme", "i18n", "__pycache__"}  # do not shape the database
INSTALL = ["--stop-after-init", "--without-demo", "--max-cron-threads=0"]


class TestDatabase:
    """Makes the template, and copies of it for one run each."""

    __test__ = False

    def __init__(
        self,
        env: OdooEnv,
        prefix: str = "perpetual",
        extra: tuple[str, ...] = (),
        without: tuple[str, ...] = (),
    ):
        """Set up.

        :param extra: core modules to install beside those that the addons ask for
        :param without: addons of ours to leave out
        """
        self.env = env
        self.prefix = prefix
        self.extra = set(extra)
        self.without = without

    @cached_property
    def manifests(self) -> dict[str, dict]:
        """Our installable addons' manifests by name."""
        found = {}
        for path in sorted(paths.ADDONS.glob("*/__manifest__.py")):
            manifest = ast.literal_eval(path.read_text())
            if manifest.get("installable", True) and path.parent.name not in self.without:
                found[path.parent.name] = manifest
        return found

    @property
    def core_modules(self) -> list[str]:
        """The core modules that our addons build on."""
        asked = {name for manifest in self.manifests.values() for name in manifest["depends"]}
        return sorted((asked | self.extra) - set(self.manifests))

    @cached_property
    def base(self) -> str:
        odoo = self.env.odoo
        parts = [odoo.origin, odoo.version, python_env.mark(), *self.core_modules]
        return f"{self.prefix}-base-{state.digest(parts)}"

    @cached_property
    def template(self) -> str:
        sources = [part for path in _sources() for part in (str(path), paths.ROOT / path)]
        return f"{self.prefix}-test-{state.digest([self.base, *sources])}"

    def ensure_base(self) -> str:
        """Make the base if there is none for the present state; return its name."""
        if not self.env.db_exists(self.base):
            with self._made(self.base) as name:
                options = ["--addons-path", ",".join(map(str, self.env.odoo.addons))]
                self._install(name, self.core_modules, "core modules", options)
        return self.base

    def ensure(self) -> str:
        """Make the template if there is none for the present sources; return its name."""
        if not self.manifests:
            raise DevError("There are no addons to test.")
        if not self.env.db_exists(self.template):
            with state.locked("test-db"):
                self.ensure_base()
                with self._made(self.template) as name:
                    self.env.create_db(name, template=self.base)
                    self._install(name, list(self.manifests), "our addons", [])
                    script = paths.ROOT / "devtools" / "make_assets.py"
                    self.env.shell_script(name, script, title="bundling JavaScript and styles")
        return self.template

    @contextmanager
    def copy(self, source: str) -> Iterator[str]:
        """Lend a copy for one run; it and the workers' copies go afterwards."""
        self._drop_orphans()
        name = f"{self.prefix}-run-{os.getpid()}"
        self.env.create_db(name, template=source)
        try:
            yield name
        finally:
            for database in self._named(name):
                self.env.drop_db(database)

    @contextmanager
    def _made(self, name: str) -> Iterator[str]:
        """Give a database its final name only when it is complete."""
        kind = name.rpartition("-")[0]
        for old in self._named(kind):
            self.env.drop_db(old)
        fresh = f"{kind}-new"
        yield fresh
        self.env.rename_db(fresh, name)

    def _install(self, name: str, modules: list[str], title: str, options: list[str]) -> None:
        log = paths.LOGS / f"install-{name}.log"
        self.env.run(
            name,
            ["-i", ",".join(modules), *INSTALL, *options],
            log,
            f"installing {title}: {', '.join(modules)}",
        )
        lines = logs.unexpected_lines(log.read_text(errors="replace"), logs.read_allowed())
        if lines:
            raise DevError(
                "Odoo logged while installing:\n" + "\n".join(lines),
                f"The whole log is in {log}; what is meant to be there goes into {logs.ALLOWED}.",
            )

    def _named(self, prefix: str) -> list[str]:
        return [name for name in self.env.databases() if name.startswith(prefix)]

    def _drop_orphans(self) -> None:
        """Drop the copies of runs that were killed."""
        for name in self._named(f"{self.prefix}-run-"):
            owner = name.removeprefix(f"{self.prefix}-run-").split("-")[0]
            if not Path("/proc", owner).exists():
                self.env.drop_db(name)


def _sources() -> list[Path]:
    """Return the addons' files that shape a database, relative to the root."""
    return sorted(
        path.relative_to(paths.ROOT)
        for path in paths.ADDONS.rglob("*")
        if path.is_file() and not SILENT & set(path.relative_to(paths.ADDONS).parts)
    )
