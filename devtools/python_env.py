"""The virtual environment that Odoo and its tests run in."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from devtools import apt, console, paths, state
from devtools.console import DevError

# Newest first, but 3.13 last: one library has no wheel for it, without which
# Odoo cannot draw barcode pictures (see requirements/odoo.in).
VERSIONS = ("3.12", "3.11", "3.13")
LOCKS = (("lock.txt", ()), ("no-deps.txt", ("--no-deps",)))
PROBE = "import sys, venv; print(sys.executable, '%d.%d' % sys.version_info[:2])"


def python() -> Path:
    """Return the environment's interpreter."""
    return paths.VENV / "bin" / "python"


def ready() -> bool:
    """Tell whether the environment is there, whole and of this lock."""
    return python().exists() and state.stamped(paths.VENV, mark())


def setup() -> None:
    """Make the environment, or bring it to the present lock."""
    if ready():
        return
    if not _usable():
        _create()
    for lock, options in LOCKS:
        console.run(
            f"Python packages of requirements/{lock}",
            [
                python(), "-m", "pip", "install", "--disable-pip-version-check",
                "--no-input", "--progress-bar=off", "--only-binary=:all:", "--require-hashes",
                *options, "-r", paths.REQUIREMENTS / lock,
            ],
            f"pip-{Path(lock).stem}",
            hint="Run the same command again: what was downloaded is kept.",
        )  # fmt: skip
    state.stamp(paths.VENV, mark())


def version() -> str:
    """Return the interpreter's version, like 3.12."""
    return _probe(str(python()))[1]


def mark() -> str:
    """Return a word for the present state of the locks."""
    return state.digest(paths.REQUIREMENTS / lock for lock, _options in LOCKS)


def _usable() -> bool:
    if not python().exists():
        return False
    done = subprocess.run([python(), "-m", "pip", "--version"], capture_output=True, check=False)
    return done.returncode == 0


def _create() -> None:
    interpreter, number = _interpreter()
    console.say(f"   Python {number}: {interpreter}")
    shutil.rmtree(paths.VENV, ignore_errors=True)
    base = [interpreter, "-m", "venv", paths.VENV]
    pip = subprocess.run([interpreter, "-c", "import ensurepip"], capture_output=True, check=False)
    if pip.returncode == 0:
        console.run("virtual environment", base, "venv")
    else:
        console.run("virtual environment", [*base, "--without-pip"], "venv")
        _bootstrap_pip()


def _bootstrap_pip() -> None:
    """Fetch pip as Debian ships it, for a Python that came without."""
    sources = apt.machine_sources()
    if not sources:
        raise DevError(
            "This Python has no pip (the module ensurepip is missing).",
            "Install your system's python3-venv package, then run ./dev setup again.",
        )
    private = apt.PrivateApt("machine", sources)
    private.update()
    files = private.download("pip", ["python3-pip-whl"])
    root = paths.APT / "pip"
    apt.unpack("unpacking pip", files, root)
    wheel = next((root / "usr/share/python-wheels").glob("pip-*.whl"))
    console.run(
        "installing pip",
        [python(), wheel / "pip", "install", "--no-index", wheel],
        "pip-bootstrap",
    )


def _interpreter() -> tuple[str, str]:
    """Return the interpreter to build on: path and version."""
    named = os.environ.get("DEV_PYTHON")
    if named:
        return _named(named)
    found = {}
    for candidate in _candidates():
        path, number = _probe(candidate)
        if number in VERSIONS:
            found.setdefault(number, path)
    for number in VERSIONS:
        if number in found:
            return found[number], number
    raise DevError(
        "No Python from 3.11 to 3.13 with the module venv was found.",
        "On Debian: apt-get install python3 python3-venv, then ./dev setup.",
    )


def _named(interpreter: str) -> tuple[str, str]:
    path, number = _probe(shutil.which(interpreter) or interpreter)
    if number not in VERSIONS:
        raise DevError(f"DEV_PYTHON={interpreter} is no Python from 3.11 to 3.13 with venv.")
    return path, number


def _candidates() -> list[str]:
    """Return the interpreters that may be there: on PATH, and version managers'."""
    folders = os.environ.get("PATH", "").split(os.pathsep)
    if os.access(_pyenv(), os.R_OK | os.X_OK):  # it may be another user's
        folders += [str(path) for path in sorted(_pyenv().glob("versions/3.*/bin"), reverse=True)]
    names = [f"python{number}" for number in VERSIONS] + ["python3"]
    files = [os.path.join(folder, name) for folder in folders for name in names]
    return [sys.executable] + [file for file in files if os.access(file, os.X_OK)]


def _pyenv() -> Path:
    return Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")


def _probe(interpreter: str) -> tuple[str, str]:
    """Return real path and version by running it: a shim may only pretend."""
    try:
        done = subprocess.run(
            [interpreter, "-c", PROBE], capture_output=True, text=True, check=False
        )
    except OSError:
        return "", ""
    words = done.stdout.split()
    return (words[0], words[1]) if done.returncode == 0 and len(words) == 2 else ("", "")
