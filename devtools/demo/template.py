"""The demo's template database: traded once, copied at each start.

It is named after what it was made from, so a change of the addons or of the
demo makes a new one. It is built under another name and renamed when it is
complete; an interrupted build is never taken for a whole one.
"""

import time
from dataclasses import astuple, dataclass, replace
from datetime import date
from pathlib import Path

from devtools import paths, state
from devtools.console import heading, say

SCRIPTS = Path(__file__).parent
PREFIX = "perpetual-demo-template-"
BUILDING = "perpetual-demo-building"
# The trade's apps; the suite's addons are added to them.
APPS = ("stock_account", "purchase_stock", "sale_management", "sale_stock", "point_of_sale")
# What lies in these folders changes no figure.
UNREAD = {"tests", "__pycache__", "readme", "i18n", "description"}


@dataclass(frozen=True)
class Parameters:
    """What a demo is made from; ``last`` is its last day."""

    last: date
    weeks: int
    products: int
    stores: int
    baskets_per_day: int


def ensure(env, parameters: Parameters, fresh: bool) -> str:
    """Return the name of a complete template, building it if there is none."""
    kind = PREFIX + sources_key(env.odoo.version)
    name = f"{kind}-{parameters_key(parameters)}"
    if fresh or not env.db_exists(name):
        with state.locked("demo"):
            if fresh or not env.db_exists(name):
                _build(env, parameters)
                _make_room(env, kind, name)
                env.rename_db(BUILDING, name)
    return name


def _make_room(env, kind: str, name: str) -> None:
    """Drop what the new template replaces, and all that older sources made."""
    for old in env.databases():
        if old == name or (old.startswith(PREFIX) and not old.startswith(kind)):
            env.drop_db(old)


def sources_key(odoo: str) -> str:
    """Hash the sources that the demo's figures come from."""
    files = [*_sources(paths.ADDONS), *_sources(SCRIPTS)]
    names = [str(file.relative_to(paths.ROOT)) for file in files]
    return state.digest([odoo, *names, *files])[:10]


def parameters_key(parameters: Parameters) -> str:
    """Hash the parameters; the day of the build does not count."""
    return state.digest(map(str, astuple(replace(parameters, last=date.min))))[:6]


def _sources(folder: Path) -> list[Path]:
    return sorted(
        file
        for file in folder.rglob("*")
        if file.is_file() and not UNREAD.intersection(file.relative_to(folder).parts)
    )


def modules() -> list[str]:
    """Return the modules of the demo: the apps and the whole suite."""
    suite = sorted(manifest.parent.name for manifest in paths.ADDONS.glob("*/__manifest__.py"))
    return [*APPS, *suite]


def _build(env, parameters: Parameters) -> None:
    """Install the suite in a new database and trade the history through it."""
    started = time.monotonic()
    heading(f"building the demo: {parameters.weeks} weeks up to {parameters.last}")
    env.drop_db(BUILDING)
    env.create_db(BUILDING)
    env.run(
        BUILDING,
        ["-i", ",".join(modules()), "--skip-auto-install", "--stop-after-init"],
        title="installing Odoo and the suite",
    )
    env.shell_script(BUILDING, SCRIPTS / "build.py", list(astuple(parameters)))
    env.query("ANALYZE", db=BUILDING)
    minutes, seconds = divmod(time.monotonic() - started, 60)
    say(f"   the demo is built ({minutes:.0f} min {seconds:.0f} s)")
