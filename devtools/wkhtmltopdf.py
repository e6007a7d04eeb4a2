"""wkhtmltopdf, which Odoo prints PDFs with: the one on PATH, else Debian's, unpacked.

It is optional: where it cannot be had, the set-up says so once and goes on. Odoo then
shows prints in the browser, and the tests of prints fail with a message that says why.
Debian dropped the package after bookworm; on a newer Debian, bookworm's is taken from
the same mirror. Debian's build uses a plain Qt: it prints without the running header and
footer that the makers' own build has.
"""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

from devtools import apt, console, paths, state
from devtools.console import DevError

PROGRAMS = ("wkhtmltopdf", "wkhtmltoimage")
PACKAGES = ["wkhtmltopdf", "fonts-dejavu-core", "fonts-liberation"]
LAST_SUITE = "bookworm"
ROOT = paths.WKHTMLTOPDF / "root"
# Without a screen; what makes Qt look for its own parts where they were unpacked.
WRAPPER = """#!/bin/sh
export QT_QPA_PLATFORM=offscreen
{exports}exec "{program}" "$@"
"""
EXPORTS = """\
export LD_LIBRARY_PATH="{libraries}"
export QT_PLUGIN_PATH="{plugins}"
export FONTCONFIG_FILE="{fonts}"
"""
MISSING = (
    "wkhtmltopdf: none to be had; Odoo shows prints in the browser instead of making PDFs,"
    " and the tests of PDFs fail. Install it, then run ./dev setup again."
)


def folder() -> Path:
    """Return the folder for PATH that has the wrappers, if there is any wkhtmltopdf."""
    return paths.WKHTMLTOPDF / "bin"


def ready() -> bool:
    """Tell whether it is there, or was looked for in vain."""
    return state.stamped(folder(), _mark())


def found() -> bool:
    """Tell whether PDFs can be made."""
    return ready() and (folder() / PROGRAMS[0]).exists()


def setup(again: bool = False) -> None:
    """Find or fetch it and write the wrappers.

    :param again: look once more where an earlier set-up found none
    """
    if ready() and (found() or not again):
        return
    shutil.rmtree(folder(), ignore_errors=True)
    folder().mkdir(parents=True)
    try:
        programs = _installed() or _fetched()
        _write_wrappers(programs)
        console.say(f"   wkhtmltopdf {version()}")
    except DevError as error:
        shutil.rmtree(folder())
        folder().mkdir()
        console.say(f"   {MISSING}\n   ({error.what.splitlines()[0]})")
    state.stamp(folder(), _mark())


def version() -> str:
    """Return what the program says it is; proves that it runs."""
    done = subprocess.run(
        [folder() / PROGRAMS[0], "--version"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DevError(f"wkhtmltopdf does not start: {done.stderr.strip()}")
    return done.stdout.replace(PROGRAMS[0], "").strip()


def _mark() -> str:
    return state.digest([WRAPPER, EXPORTS, LAST_SUITE, *PACKAGES])


def _installed() -> list[Path]:
    """Return the machine's own programs, if it has them."""
    places = [shutil.which(name) for name in PROGRAMS]
    return [Path(place) for place in places if place] if all(places) else []


def _fetched() -> list[Path]:
    sources = apt.machine_sources()
    if not sources:
        raise DevError("This machine has no Debian package sources.")
    machine = apt.PrivateApt("machine", sources, installed=apt.installed())
    machine.update()
    if not machine.candidate(PROGRAMS[0]):
        machine = _older(sources)
    files = machine.download("wkhtmltopdf", machine.closure(*PACKAGES))
    with state.rebuilt(ROOT) as fresh:
        apt.unpack("unpacking wkhtmltopdf", files, fresh, exclude=("./usr/share/doc",))
    return [ROOT / "usr/bin" / name for name in PROGRAMS]


def _older(sources: list[apt.Source]) -> apt.PrivateApt:
    """The last Debian that has it, on the same mirror, for what this machine lacks.

    Alone: with the machine's own suite beside it apt would rather have newer libraries
    that do not go with it.
    """
    whole = [source for source in sources if "-" not in source.suite]
    last = [replace(source, suite=LAST_SUITE) for source in whole[:1]]
    machine = apt.PrivateApt(LAST_SUITE, last, installed=apt.installed())
    machine.update()
    return machine


def _write_wrappers(programs: list[Path]) -> None:
    for program in programs:
        exports = ""
        if ROOT in program.parents:
            fonts = paths.WKHTMLTOPDF / "fonts.conf"
            fonts.write_text(apt.FONTS.format(root=ROOT, home=paths.WKHTMLTOPDF))
            plugins = next(ROOT.glob("usr/lib/*/qt5/plugins"), "")
            exports = EXPORTS.format(libraries=apt.library_path(ROOT), plugins=plugins, fonts=fonts)
        wrapper = folder() / program.name
        wrapper.write_text(WRAPPER.format(exports=exports, program=program))
        wrapper.chmod(0o755)
