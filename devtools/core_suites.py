"""``./dev test --core``: Odoo's own suites, with our addons installed.

Core marks most of its tests ``at_install``: Odoo's runner runs them while the
database is being made, right after their module and before modules that come
later. Run that way, hardly one of them would ever meet our addons. So here all
of them run after everything is installed: our addons are loaded, their
overrides are active, and each test still works in core's own valuation modes.
A database with all modules is not what an ``at_install`` test was written for;
a few fail on it in pristine Odoo too. That is why the measure is a record: the
committed list of what passes in this same mode without our addons. Each test
of that list must pass with them; none may be missing.

A test that fails is run once more on a fresh copy, by itself, before it
counts: a browser test may miss its time limit on a busy machine. A failure
that our code causes comes back.
"""

from pathlib import Path

from devtools import console, paths, setup, testing
from devtools.console import DevError
from devtools.odoo_cmd import OdooEnv
from devtools.test_db import TestDatabase

MODULES = (
    "stock_account",
    "purchase_stock",
    "sale_stock",
    "mrp_account",
    "stock_landed_costs",
    "stock_dropshipping",
    "sale_mrp",
    "purchase_mrp",
    "point_of_sale",
    "pos_mrp",
)
#: The till's own screens: half an hour in a browser, and no goods in most of it. What a
#: tour sells is tested without one, in core's other suites and in perpetual_pos.
LEFT_OUT = (
    "point_of_sale/tests/test_frontend.py",
    "point_of_sale/tests/test_generic_localization.py",
    "point_of_sale/tests/test_performances.py",
    "point_of_sale/tests/test_point_of_sale_ui.py",
    "point_of_sale/tests/test_pos_cash_rounding.py",
    "point_of_sale/tests/test_pos_product_variants.py",
)
#: Glue to modules that none of the suites is of: the record is made without them.
WITHOUT = ("perpetual_barcode_batch", "perpetual_barcode_expiry", "perpetual_repair")
RECORD = paths.TESTS / "core" / "passing-19.0.txt"
OUTCOMES = paths.STATE / "core-passed.txt"
OUTCOME_PLUGIN = ("-p", "devtools.pytest_outcomes", f"--outcomes={OUTCOMES}")
RETRY_LIMIT = 40  # more failures than that are no accident


def run(record: bool, options: list[str]) -> int:
    """Compare with the record, or make it."""
    env = setup.ensure(browser=True)
    database = TestDatabase(env, prefix="core", extra=MODULES, without=WITHOUT)
    if record:
        return _record(env, database, options)
    expected = read_record()
    return _report(expected, _passing(env, database, database.ensure(), options))


def read_record() -> set[str]:
    """Return the names of the tests that pass without our addons."""
    if not RECORD.exists():
        raise DevError(
            "There is no record of core's suites.", "Make it: ./dev test --core --record"
        )
    lines = RECORD.read_text().splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def _record(env: OdooEnv, database: TestDatabase, options: list[str]) -> int:
    """Note what passes on a database that never saw our addons."""
    passed = _passing(env, database, database.ensure_base(), options)
    RECORD.parent.mkdir(parents=True, exist_ok=True)
    head = [
        "# Core's tests that pass without our addons, all run after installation.",
        f"# Odoo {env.odoo.version}. Made by ./dev test --core --record.",
    ]
    RECORD.write_text("\n".join([*head, *sorted(passed), ""]))
    console.say(f"{len(passed)} tests noted in {RECORD.relative_to(paths.ROOT)}")
    return 0


def _passing(env: OdooEnv, database: TestDatabase, source: str, options: list[str]) -> set[str]:
    """Return the names of core's tests that pass on copies of a database."""
    console.heading(f"core's suites on {source}")
    passed, failed = _run_suites(env, database, source, _folders(env), options)
    if failed and len(failed) <= RETRY_LIMIT:
        console.heading(f"once more, by themselves: {len(failed)} tests")
        nodes = [_node(env, name) for name in sorted(failed)]
        again, _failed = _run_suites(env, database, source, nodes, options)
        passed |= again
    return passed


def _run_suites(
    env: OdooEnv, database: TestDatabase, source: str, where: list[str], options: list[str]
) -> tuple[set[str], set[str]]:
    """Run tests once; return the names of what passed and what failed."""
    OUTCOMES.unlink(missing_ok=True)
    with database.copy(source) as name:
        testing.pytest_in_odoo(
            env, name, [*OUTCOME_PLUGIN, "--tb=short", "-q", "-rfE", *where, *options]
        )
    if not OUTCOMES.exists():
        raise DevError("Core's suites did not run to their end; pytest's message is above.")
    results = {"passed": set(), "failed": set()}
    for line in OUTCOMES.read_text().splitlines():
        outcome, name = line.split(" ", 1)
        if outcome in results:
            results[outcome].add(name)
    return results["passed"], results["failed"]


def _report(expected: set[str], passed: set[str]) -> int:
    """Say what was lost; nothing lost is a success."""
    lost = sorted(expected - passed)
    for name in lost:
        console.say(f"   passes without our addons, not with them: {name}")
    console.say(f"{len(expected & passed)} passed, {len(lost)} failed")
    return 1 if lost else 0


def _folders(env: OdooEnv) -> list[str]:
    """Return pytest's words for the suites: folders, and what is left out of them."""
    left_out = [name.split("/", 1) for name in LEFT_OUT]
    ignored = [f"--ignore={_addon(env, module) / rest}" for module, rest in left_out]
    return [*(str(_addon(env, module) / "tests") for module in MODULES), *ignored]


def chosen(env: OdooEnv, options: list[str]) -> tuple[list[str], list[str]]:
    """Return where to look and pytest's options: a name as in the record means that test."""
    names = [word for word in options if word.split("/", 1)[0] in MODULES]
    where = [_node(env, name) for name in names] or _folders(env)
    return where, [word for word in options if word not in names]


def _addon(env: OdooEnv, module: str) -> Path:
    places = [folder / module for folder in env.odoo.addons]
    found = next((place for place in places if place.is_dir()), None)
    if not found:
        raise DevError(f"This Odoo has no module {module}.")
    return found


def _node(env: OdooEnv, name: str) -> str:
    """Return pytest's name of a test from the record's."""
    module, _, rest = name.partition("/")
    return f"{_addon(env, module)}/tests/{rest}"
