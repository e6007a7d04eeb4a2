"""``./dev test --core --continuous``: core's flows, every company on continuous valuation.

What core's tests assert about journal entries and values is another book-keeping than
ours, so many differ by design: ``tests/core/continuous-19.0.toml`` lists them with the
reason. No reason excuses a broken invariant or an exception in our code: after each test,
ledger, general ledger, quants, layers and core's own figures must agree, see
:mod:`devtools.pytest_continuous`.
"""

import tomllib
from collections import defaultdict

from devtools import console, core_suites, paths, setup, test_db, testing
from devtools.console import DevError
from devtools.odoo_cmd import OdooEnv
from devtools.test_db import TestDatabase

LIST = paths.TESTS / "core" / "continuous-19.0.toml"
ADDONS = paths.TESTS / "core" / "addons"
SWITCH = "perpetual_always"


def run(options: list[str]) -> int:
    """Run core's suites on continuous companies; compare with the committed list."""
    env = setup.ensure(browser=True)
    database = TestDatabase(
        env, prefix="core", extra=core_suites.MODULES, without=core_suites.WITHOUT
    )
    plugins = ["-p", "devtools.pytest_continuous", f"--odoo-addons-path={_addons_path(env)}"]
    with database.copy(database.ensure()) as name:
        log = paths.LOGS / f"install-{name}.log"
        words = ["-i", SWITCH, *test_db.INSTALL, "--addons-path", _addons_path(env)]
        env.run(name, words, log, "switching everything to continuous")
        core_suites.OUTCOMES.unlink(missing_ok=True)
        where, chosen = core_suites.chosen(env, options)
        words = [*plugins, *core_suites.OUTCOME_PLUGIN, "--tb=short", "-q", *where, *chosen]
        testing.pytest_in_odoo(env, name, words)
    record = core_suites.read_record()
    return report(read_outcomes(), record, read_list(), read_list("shown"))


def _addons_path(env: OdooEnv) -> str:
    return ",".join(map(str, [*env.addons_path, ADDONS]))


def read_outcomes() -> dict[str, dict[str, list[str]]]:
    """Return kind → test → what was noted on it (nothing for ``passed`` and ``failed``)."""
    if not core_suites.OUTCOMES.exists():
        raise DevError("Core's suites did not run to their end; pytest's message is above.")
    outcomes: dict = defaultdict(lambda: defaultdict(list))
    for line in core_suites.OUTCOMES.read_text().splitlines():
        kind, rest = line.split(" ", 1)
        name, _, text = rest.partition(": ")
        outcomes[kind][name].append(text)
    return outcomes


def read_list(table: str = "differs") -> dict[str, str]:
    """Return test → reason, of what differs by design or what the tie-out has ``shown``."""
    groups = tomllib.loads(LIST.read_text()).get(table, []) if LIST.exists() else []
    return {name: group["reason"] for group in groups for name in group["tests"]}


def report(outcomes: dict, record: set[str], listed: dict, shown: dict) -> int:
    """Say what is a fault: a broken invariant, our exception, a difference without reason.

    :param record: what passes in core's own valuation modes; the rest proves nothing here
    :param listed: test → reason why it differs
    :param shown: test → reason why it ends with something that the tie-out has to show
    """
    found = faults(outcomes, record, listed, shown)
    for fault in found:
        console.say(f"   {fault}")
    passed, differ = len(outcomes["passed"]), len(set(outcomes["failed"]) & set(listed))
    console.say(f"{passed} passed, {differ} differ by design, {len(found)} faults")
    return 1 if found else 0


def faults(outcomes: dict, record: set[str], listed: dict, shown: dict) -> list[str]:
    """Return the faults as lines, the worst first."""
    broken, failed, passed = (outcomes[kind] for kind in ("broken", "failed", "passed"))
    ran = {*passed, *failed}
    lines = [f"invariant broken: {name}: {text}" for name, text in _notes(broken, shown)]
    unseen = (set(shown) & ran) - set(broken)
    lines += [f"not shown by the tie-out: {name}" for name in sorted(unseen)]
    lines += [
        f"stopped: {name}: {text}"
        for name, text in _notes(outcomes["stopped"], listed)
        if text.startswith("[ours]")
    ]
    unknown = (record & set(failed)) - set(listed) - set(shown)
    lines += [f"differs without a reason: {name}" for name in sorted(unknown)]
    gone = set(listed) & set(passed)
    return [*lines, *(f"passes, take it off the list: {name}" for name in sorted(gone))]


def _notes(notes: dict[str, list[str]], excused: dict) -> list[tuple[str, str]]:
    """Return (test, note) of all tests but the excused."""
    return [
        (name, text)
        for name, texts in sorted(notes.items())
        if name not in excused
        for text in texts
    ]
