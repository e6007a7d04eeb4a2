"""What Linux says of what is plugged in, read from ``/sys`` and udev's notes.

A device is named by its serial number, else by the place it is plugged in at: two of one model stay
two, and one stays itself when the machine starts anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from .base import Candidate

#: Where ``/sys``, ``/dev`` and ``/run`` are.
ROOT = Path("/")
#: Serial numbers that makers print on each device alike.
NOBODYS = {"0123456789", "1234567890", "123456789", "12345678", "123456", "0123456789ABCDEF"}
#: Serial numbers that two devices had at once: they name neither, also when one is gone.
_shared: set[str] = set()


@dataclass(frozen=True)
class Node:
    """One device file and what is behind it.

    :ivar path: below ``/dev``
    :ivar serial: number, "" if it has none
    :ivar place: where it is plugged in
    :ivar vendor: USB's number of the maker, four hexadecimal digits or ""
    :ivar sys: its folder in ``/sys/class``
    """

    path: str
    serial: str
    place: str
    vendor: str
    name: str
    sys: Path


def nodes(folder: str, pattern: str) -> list[Node]:
    """Device files of a class such as ``tty``; those that go away meanwhile are passed over."""
    found = []
    for entry in sorted((ROOT / "sys/class" / folder).glob(pattern)):
        with suppress(OSError):
            found.append(_node(entry))
    return found


def _node(entry: Path) -> Node:
    properties = _lines(entry / "uevent", "")
    noted = _lines(ROOT / f"run/udev/data/c{text(entry / 'dev')}", "E:")
    real = entry.resolve()
    usb = next((parent for parent in real.parents if (parent / "idVendor").exists()), None)
    interface = next((one for one in real.parents if (one / "bInterfaceNumber").exists()), real)
    names = [text(usb / one) for one in ("manufacturer", "product")] if usb else []
    return Node(
        path=str(ROOT / "dev" / properties.get("DEVNAME", entry.name)),
        serial=noted.get("ID_SERIAL_SHORT") or (text(usb / "serial") if usb else ""),
        place=noted.get("ID_PATH") or str(interface).partition("/sys/devices/")[2] or entry.name,
        vendor=(text(usb / "idVendor") if usb else "").lower(),
        name=" ".join(name for name in names if name),
        sys=entry,
    )


def text(path: Path) -> str:
    """What is in a small file, "" if it cannot be read."""
    try:
        return path.read_text(errors="replace").strip()
    except OSError:
        return ""


def _lines(path: Path, prefix: str) -> dict[str, str]:
    rows = [line.removeprefix(prefix) for line in text(path).splitlines() if "=" in line]
    return dict(row.split("=", 1) for row in rows)


@dataclass(frozen=True)
class Plugged:
    """A node that may be a device, before it has a name.

    :ivar serial: number or address that is its own wherever it is plugged in, or ""
    """

    path: str
    serial: str
    place: str
    properties: Mapping[str, object] = field(default_factory=dict)


def named(prefix: str, bus: str, rows: Iterable[Plugged]) -> list[Candidate]:
    """Candidates with their names.

    >>> rows = [Plugged("/dev/ttyACM0", "S12345", "usb-1"), Plugged("/dev/ttyACM1", "", "usb-2")]
    >>> [one.uid for one in named("serial", "serial", rows)]
    ['serial:S12345', 'serial:usb-2']
    """
    rows = list(rows)
    counts = Counter((prefix, row.serial) for row in rows)
    _shared.update(f"{kind}:{serial}" for (kind, serial), count in counts.items() if count > 1)
    return [
        Candidate(
            f"{prefix}:{_own(prefix, row.serial) or row.place}", row.path, bus, row.properties
        )
        for row in rows
    ]


def _own(prefix: str, serial: str) -> str:
    """A serial number that names one device, else ""."""
    is_silly = len(serial) < 4 or len(set(serial)) == 1 or serial.upper() in NOBODYS
    return "" if is_silly or f"{prefix}:{serial}" in _shared else serial
