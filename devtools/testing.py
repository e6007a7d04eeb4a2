"""``./dev test``: lint, tests of plain Python, tests in Odoo with a browser.

Each stage ends with pytest's own closing line. Arguments go to pytest; where
they name paths, only the stages that those belong to run.
"""

import subprocess
from pathlib import Path

from devtools import console, layout, lint, paths, setup
from devtools.console import DevError
from devtools.odoo_cmd import OdooEnv
from devtools.test_db import TestDatabase

WORKERS = 2
WITH_VALUE = ("-k", "-m", "-n", "-p", "-o")  # what follows is no path
NO_TESTS = 5  # pytest's exit code when nothing was collected
#: Core modules that journeys in `tests/` need beside those that our addons ask for.
JOURNEYS = ("pos_sale",)
FOREIGN = ("schemathesis", "anyio")
PURE = [paths.ROOT / "devtools", paths.ROOT / "iot_box"]


def run(words: list[str]) -> int:
    """Run the stages that the arguments ask for; return the exit code."""
    stages = {layout.PURE: pure, layout.ODOO: odoo}
    named, options = _split(words)
    wanted = {
        name: [word for word in named if name in layout.stages(_path(word))] for name in stages
    }
    if not words and lint.run():
        return 1
    env = setup.ensure(browser=True)
    codes = []
    for name, stage in stages.items():
        if wanted[name] or not named:
            codes.append(stage(env, wanted[name], options))
    return _verdict(codes, selected=bool(words))


def pure(env: OdooEnv, chosen: list[str], options: list[str]) -> int:
    """Run the tests that need no Odoo."""
    where = chosen or [str(path) for path in (*PURE, *layout.addons()) if path.is_dir()]
    console.heading("tests of plain Python")
    environ = {**env.environ, "PYTHONPATH": str(paths.ROOT)}
    plugins = ["-p", "no:odoo", "-p", "devtools.pytest_pure", "-p", "devtools.pytest_strict"]
    return _pytest(env, [*plugins, *where, *options], environ)


def odoo(env: OdooEnv, chosen: list[str], options: list[str]) -> int:
    """Run the tests that need Odoo, each worker on a copy of the template."""
    folders = [*(addon / "tests" for addon in layout.addons()), paths.TESTS]
    where = chosen or [str(path) for path in folders if path.is_dir()]
    console.heading("tests in Odoo")
    database = TestDatabase(env, extra=JOURNEYS)
    plugins = ["-p", "devtools.pytest_strict", "-p", "devtools.pytest_odoo_logs"]
    source = database.ensure()
    # Tests that serve a database of their own make it from the same one, see tests/served.
    env.extra["PERPETUAL_TEMPLATE"] = source
    with database.copy(source) as name:
        return pytest_in_odoo(env, name, [*plugins, *where, *options])


def pytest_in_odoo(env: OdooEnv, name: str, words: list[str]) -> int:
    """Run pytest with Odoo on a database, two workers with a copy and a port each."""
    environ = {**env.environ, "PYTHONPATH": f"{env.environ['PYTHONPATH']}:{paths.ROOT}"}
    options = [
        "-p", "devtools.pytest_in_odoo",
        f"--odoo-database={name}", "--odoo-http", "--odoo-log-level=warn",
        f"--odoo-extra=screenshots={paths.STATE / 'screenshots'}",
        f"--numprocesses={WORKERS}", "--dist=loadscope",
    ]  # fmt: skip
    return _pytest(env, [*options, *words], environ)


def _pytest(env: OdooEnv, words: list[str], environ: dict[str, str]) -> int:
    # Libraries that tests use bring plugins along, which would have a part in every test.
    others = [word for name in FOREIGN for word in ("-p", f"no:{name}")]
    argv = [str(env.python), "-m", "pytest", *others, *words]
    return subprocess.call(argv, cwd=paths.ROOT, env=environ)


def _verdict(codes: list[int], selected: bool) -> int:
    """Return one exit code; a selection may miss a stage but not all of them."""
    if all(code == NO_TESTS for code in codes):
        raise DevError("No test ran.", "Check the paths and the -k expression.")
    bad = [code for code in codes if code and not (selected and code == NO_TESTS)]
    return bad[0] if bad else 0


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """Part the arguments into paths and pytest's own options."""
    values = {index + 1 for index, word in enumerate(words) if word in WITH_VALUE}
    named = [word for i, word in enumerate(words) if i not in values and _path(word)]
    return named, [word for word in words if word not in named]


def _path(word: str) -> Path | None:
    """Return the file or folder that an argument names, if it names one."""
    path = Path(word.split("::", maxsplit=1)[0])
    if word.startswith("-"):
        return None
    if path.exists():
        return path.resolve()
    if "/" in word or ".py" in word:
        raise DevError(f"There is no {path} to test.")
    return None
