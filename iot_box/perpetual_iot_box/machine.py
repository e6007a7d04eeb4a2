"""What the box knows of the machine it runs on: its clock, and who watches over it."""

from __future__ import annotations

import ctypes
import os
import platform
import pwd
import socket
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: What ``adjtimex`` returns for a clock that nobody has set.
TIME_ERROR = 5
#: Seconds that an answer about the clock is good for.
FRESH = 10.0


@dataclass(frozen=True)
class Instant:
    """Now, by a clock that may be wrong.

    :ivar at_ms: milliseconds of Unix time
    :ivar boot_ms: since the machine was switched on
    :ivar is_synced: whether somebody has set the clock
    """

    at_ms: int
    boot_ms: int
    boot_id: str
    is_synced: bool


_synced: tuple[float, bool] = (float("-inf"), False)


def now() -> Instant:
    return Instant(
        int(time.time() * 1000),
        time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000,
        boot_id(),
        is_synced(),
    )


@cache
def boot_id() -> str:
    """Another one each time the machine is switched on."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return str(uuid.uuid4())


def is_synced() -> bool:
    """Whether the clock was set by somebody who knows."""
    global _synced
    at, answer = _synced
    if time.monotonic() - at > FRESH:
        answer = Path("/run/systemd/timesync/synchronized").exists() or _kernel_says_so()
        _synced = time.monotonic(), answer
    return answer


def _kernel_says_so() -> bool:
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        # ``struct timex`` is smaller on every machine; its first field, 0, only asks.
        return libc.adjtimex(ctypes.create_string_buffer(512)) not in (-1, TIME_ERROR)
    return False


def name() -> str:
    return platform.node() or "IoT box"


def tell_systemd(message: str) -> None:
    """Notify the service manager, where there is one (``sd_notify(3)``)."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address[:1] not in ("/", "@"):
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as link:
        link.connect(address.replace("@", "\0", 1) if address[0] == "@" else address)
        link.sendall(message.encode())


def as_owner_of(folder: Path) -> None:
    """Go on as whom a folder belongs to, where root asks: what root makes there, the box could not
    open, and what root may open, the box may not."""
    if os.geteuid() or not folder.exists() or not folder.stat().st_uid:
        return
    user = pwd.getpwuid(folder.stat().st_uid)
    os.initgroups(user.pw_name, user.pw_gid)
    os.setresgid(user.pw_gid, user.pw_gid, user.pw_gid)
    os.setresuid(user.pw_uid, user.pw_uid, user.pw_uid)
