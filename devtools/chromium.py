"""Chromium for the browser tests: the one on PATH, else Debian's, unpacked.

Debian's is resolved against what this machine has installed, so that only the
missing packages are fetched, and unpacked below ``.dev/chromium``; nothing is
installed. Either way a small wrapper goes on PATH for Odoo's tests, which look
for ``google-chrome`` first and then for ``chromium``.
"""

import shutil
import subprocess
from pathlib import Path

from devtools import apt, console, paths, state
from devtools.console import DevError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ["chromium", "fontconfig-config", "fonts-dejavu-core", "fonts-liberation"]
ROOT = paths.CHROMIUM / "root"
# Without a screen, a sandbox of its own, or calls home.
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-dev-shm-usage --disable-background-networking"
    " --disable-component-update --disable-sync --password-store=basic"
)


def folder() -> Path:
    """Return the folder for PATH that has the wrapper."""
    return paths.CHROMIUM / "bin"


def ready() -> bool:
    """Tell whether the wrapper is there and its browser too."""
    browser = paths.CHROMIUM / "browser"
    return browser.is_symlink() and browser.exists() and state.stamped(folder(), _mark())


def setup() -> None:
    """Find or fetch a browser and write the wrapper."""
    if ready():
        return
    found = _installed()
    if not found:
        _fetch()
        found = ROOT / "usr/lib/chromium/chromium"
    _write_wrapper(found)
    console.say(f"   Chromium {version()}: {'unpacked' if ROOT in found.parents else found}")
    state.stamp(folder(), _mark())


def version() -> str:
    """Return what the browser says it is; proves that it runs."""
    done = subprocess.run(
        [folder() / "chromium", "--version"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DevError(f"Chromium does not start:\n{done.stderr}", "Try ./dev clean --chromium.")
    return done.stdout.replace("Chromium", "").split("built")[0].strip()


def _mark() -> str:
    return state.digest([FLAGS, apt.FONTS, *PACKAGES])


def _installed() -> Path | None:
    found = (shutil.which(name) for name in NAMES)
    return next((Path(path) for path in found if path), None)


def _fetch() -> None:
    sources = apt.machine_sources()
    if not sources:
        raise DevError(
            "No Chromium on PATH, and this machine has no Debian package sources.",
            "Install Chromium or Chrome so that 'chromium' or 'google-chrome' is on PATH.",
        )
    machine = apt.PrivateApt("machine", sources, installed=apt.installed())
    machine.update()
    files = machine.download("Chromium", machine.closure(*PACKAGES))
    with state.rebuilt(ROOT) as fresh:
        apt.unpack("unpacking Chromium", files, fresh, exclude=("./usr/share/doc",))


def _write_wrapper(browser: Path) -> None:
    """Write the wrapper under each name that Odoo's tests try first."""
    link = paths.CHROMIUM / "browser"
    folder().mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(browser)
    lines = ["#!/bin/sh"]
    if ROOT in browser.parents:
        (paths.CHROMIUM / "fonts.conf").write_text(apt.FONTS.format(root=ROOT, home=paths.CHROMIUM))
        lines += [
            f'export LD_LIBRARY_PATH="{apt.library_path(ROOT)}"',
            f'export FONTCONFIG_FILE="{paths.CHROMIUM / "fonts.conf"}"',
            f'export XDG_DATA_DIRS="{ROOT / "usr/share"}:/usr/share"',
        ]
    lines.append(f'exec "{browser}" {FLAGS} "$@"')
    for name in ("chromium", "google-chrome"):
        wrapper = folder() / name
        wrapper.write_text("\n".join([*lines, ""]))
        wrapper.chmod(0o755)
