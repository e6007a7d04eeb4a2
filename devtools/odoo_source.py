"""Odoo 19 itself: found, or fetched from Debian, or cloned."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from devtools import apt, console, paths, state
from devtools.console import DevError

SERIES = "19.0"
PACKAGE = "odoo-19"
PUBLIC = "https://github.com/odoo/odoo.git"
# Odoo's tree links to these by relative paths. The first group comes from the
# suite that has Odoo; the second from the machine's own, because unstable's
# Font Awesome has other file names than the web client asks for.
LINKED = [
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
]
LINKED_STABLE = ["fonts-font-awesome", "fonts-inconsolata", "fonts-ocr-b"]
DIST = Path("usr/lib/python3/dist-packages")
# Python-only leftovers of the packaging, found beside the real modules.
DEBRIS = ("./usr/lib/python3/dist-packages/addons", "./usr/share/doc")
# A file that Debian leaves out and whose absence breaks the mail assets.
STUB = Path("addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js")


@dataclass(frozen=True)
class Odoo:
    """One Odoo tree.

    :param origin: where it was taken from, in words
    :param package: the folder ``odoo`` of the tree
    """

    origin: str
    package: Path

    @property
    def series(self) -> str:
        """Version as the tree states it, like 19.0."""
        text = (self.package / "release.py").read_text()
        match = re.search(r"^version_info = \((\d+), (\d+)", text, re.MULTILINE)
        return f"{match[1]}.{match[2]}" if match else "of unknown version"

    @property
    def version(self) -> str:
        """The series, or the package's full version where one is noted."""
        note = paths.ODOO / "version"
        return note.read_text() if self.fetched and note.exists() else self.series

    @property
    def fetched(self) -> bool:
        """Tell whether this is the tree that the setup fetched."""
        return paths.ODOO in self.package.parents

    @property
    def python_path(self) -> Path:
        """A folder to import ``odoo`` from that shows nothing else of the tree.

        What lies beside it (a distribution's other packages, for another
        Python) must not get in the way of the environment's own.
        """
        link = paths.STATE / "python" / "odoo"
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.is_symlink() or link.readlink() != self.package:
            link.unlink(missing_ok=True)
            link.symlink_to(self.package)
        return link.parent

    @property
    def addons(self) -> list[Path]:
        """Folders of modules, base's first."""
        beside = self.package.parent / "addons"
        whole = [beside] if (beside / "web" / "static").is_dir() else []
        return [self.python_path / "odoo" / "addons", *whole]


def find() -> Odoo | None:
    """Return the Odoo to use, or None when it has to be fetched first."""
    home = os.environ.get("ODOO_HOME")
    if home:
        return _from_home(Path(home).expanduser().resolve())
    for package in (paths.ODOO / "root" / DIST / "odoo", paths.ODOO / "clone" / "odoo"):
        if package.is_dir():
            return Odoo((paths.ODOO / "origin").read_text(), package)
    return None


def setup() -> Odoo:
    """Fetch Odoo unless it is there."""
    found = find()
    if found:
        return found
    if apt.available() and apt.machine_sources():
        _from_debian()
    else:
        _from_git()
    return find()


def _from_home(home: Path) -> Odoo:
    """Check a tree that the person named."""
    for package in (home / "odoo", home):
        if (package / "release.py").is_file():
            odoo = Odoo(f"ODOO_HOME {home}", package)
            if odoo.series != SERIES:
                raise DevError(
                    f"ODOO_HOME holds Odoo {odoo.series}; this suite is for {SERIES}.",
                    f"Point ODOO_HOME at a {SERIES} tree, or unset it.",
                )
            return odoo
    raise DevError(
        f"ODOO_HOME={home} is no Odoo tree (no odoo/release.py in it).",
        "Point it at a checkout's root or the folder that holds the package odoo.",
    )


def _from_debian() -> None:
    """Unpack Debian's package: from a known suite, else from unstable."""
    machine = apt.PrivateApt("machine", apt.machine_sources())
    machine.update()
    source, suite = machine, "the machine's own suite"
    if not machine.candidate(PACKAGE):
        source, suite = apt.PrivateApt("sid", apt.sid_sources()), "Debian unstable"
        source.update()
    version = source.candidate(PACKAGE)
    if not version:
        raise DevError(
            f"Neither this machine's Debian suites nor unstable have {PACKAGE}.",
            f"Set ODOO_HOME to an Odoo {SERIES} source tree.",
        )
    files = source.download(f"Odoo {version}", [PACKAGE, *LINKED])
    files += machine.download("fonts", LINKED_STABLE)
    with state.rebuilt(paths.ODOO) as folder:
        apt.unpack("unpacking Odoo (1.2 GB)", files, folder / "root", DEBRIS)
        _add_stub(folder / "root" / DIST / "odoo")
        (folder / "version").write_text(version)
        (folder / "origin").write_text(f"package {PACKAGE} of {suite}")


def _add_stub(package: Path) -> None:
    stub = package / STUB
    if not stub.exists():
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text("")


def _from_git() -> None:
    """Clone the public branch, for machines that are not Debian."""
    if not shutil.which("git"):
        raise DevError("git was not found.", f"Install git, or set ODOO_HOME to Odoo {SERIES}.")
    with state.rebuilt(paths.ODOO) as folder:
        console.run(
            f"clone of Odoo {SERIES}",
            ["git", "clone", "--progress", "--depth=1", f"--branch={SERIES}", PUBLIC,
             folder / "clone"],
            "git-clone",
            hint=f"No way to the public repository? Set ODOO_HOME to an Odoo {SERIES} tree.",
        )  # fmt: skip
        (folder / "origin").write_text(f"public branch {SERIES}")
