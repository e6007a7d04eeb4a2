"""The box as a Debian package: one for all machines, from the sources as they lie here."""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from devtools import apt, paths, state
from devtools.console import DevError

SOURCE = paths.ROOT / "iot_box"
PACKAGE = SOURCE / "perpetual_iot_box"
PACKAGING = SOURCE / "packaging"
NAME = "perpetual-iot-box"
SYSTEMD = paths.STATE / "systemd"
#: What is packed, and where it goes.
FILES = {
    "packaging/iot-box": "usr/bin/iot-box",
    "packaging/perpetual-iot-box.service": "usr/lib/systemd/system/perpetual-iot-box.service",
    "packaging/perpetual-iot-box.sysusers": "usr/lib/sysusers.d/perpetual-iot-box.conf",
    "packaging/70-perpetual-iot-box.rules": "usr/lib/udev/rules.d/70-perpetual-iot-box.rules",
    "packaging/debian/copyright": f"usr/share/doc/{NAME}/copyright",
    **{f"{name}.md": f"usr/share/doc/{NAME}/{name}.md" for name in ("README", "DEVICES")},
}
SCRIPTS = ("postinst", "prerm", "postrm")
LIBRARY = "usr/lib/python3/dist-packages/perpetual_iot_box"


def version() -> str:
    """The box's version, read and not imported: its libraries may not be here."""
    text = (PACKAGE / "__init__.py").read_text()
    return re.search(r'^__version__ = "(.+)"', text, re.MULTILINE)[1]


def build(folder: Path) -> Path:
    """Build the package; the same sources give the same file.

    :param folder: where it is written
    :raises DevError: this machine has no ``dpkg-deb``
    """
    if not shutil.which("dpkg-deb"):
        raise DevError(
            "dpkg-deb is not there: a .deb is built on Debian or its relatives.",
            "With pip, the box installs anywhere: pip install ./iot_box",
        )
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{NAME}_{version()}_all.deb"
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "root"
        _stage(root)
        _control(root)
        _build(root, target)
    return target


def _stage(root: Path) -> None:
    """Lay all files out as they are installed."""
    for source, place in FILES.items():
        _copy(SOURCE / source, root / place)
    for source in sorted(PACKAGE.rglob("*.py")):
        _copy(source, root / LIBRARY / source.relative_to(PACKAGE))
    changes = f"{NAME} ({version()}) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n"
    place = root / f"usr/share/doc/{NAME}/changelog.gz"
    place.write_bytes(gzip.compress(changes.encode(), mtime=0))
    place.chmod(0o644)


def _copy(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, place)
    place.chmod(0o755 if os.access(source, os.X_OK) else 0o644)


def _control(root: Path) -> None:
    """What dpkg reads: what the package is, and what to do before and after."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}"
        f"  {path.relative_to(root)}\n"
        for path in files
    ]
    size = sum(path.stat().st_size for path in files) // 1024 + 1
    folder = root / "DEBIAN"
    folder.mkdir()
    control = (PACKAGING / "debian/control").read_text()
    control = control.replace("@VERSION@", version()).replace("@SIZE@", str(size))
    (folder / "control").write_text(control)
    (folder / "md5sums").write_text("".join(sums))
    for name in SCRIPTS:
        _copy(PACKAGING / "debian" / name, folder / name)
    for path in (root, *root.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)


def _build(root: Path, target: Path) -> None:
    done = subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, target],
        env={**os.environ, "SOURCE_DATE_EPOCH": _changed_at()},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise DevError(f"dpkg-deb has not built {target.name}:\n{done.stderr}")


def _changed_at() -> str:
    """Seconds of Unix time of the last change, or those of the newest file where git is not."""
    done = subprocess.run(
        ["git", "log", "-1", "--format=%ct", "--", "iot_box"],
        cwd=paths.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    newest = max(int(path.stat().st_mtime) for path in PACKAGE.rglob("*.py"))
    return done.stdout.strip() or str(newest)


def systemd_analyze() -> list[str]:
    """The program that judges units: this machine's, else Debian's, unpacked.

    :raises DevError: neither can be had
    """
    found = shutil.which("systemd-analyze")
    if found:
        return [found]
    if not state.stamped(SYSTEMD, "1"):
        with state.locked("systemd"), state.rebuilt(SYSTEMD) as fresh:
            _unpack_systemd(fresh)
        state.stamp(SYSTEMD, "1")
    libraries = f"LD_LIBRARY_PATH={apt.library_path(SYSTEMD)}"
    return ["env", libraries, str(SYSTEMD / "usr/bin/systemd-analyze")]


def _unpack_systemd(folder: Path) -> None:
    sources = apt.machine_sources()
    if not sources:
        raise DevError("systemd-analyze is not there.", "Install systemd.")
    machine = apt.PrivateApt("systemd", sources, installed=apt.installed())
    machine.update()
    files = machine.download("systemd", machine.closure("systemd"))
    apt.unpack("unpacking systemd", files, folder, exclude=("./usr/share/doc",))
