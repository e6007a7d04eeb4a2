"""What is wrong with a box, and what to do: one line for each thing that was looked at."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import sqlite3
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from . import __version__, drivers, machine
from .config import Config, ConfigError, Kept
from .doorbell import Closed, Doorbell
from .keyring import Keyring
from .loops import Problems, Pulse
from .uplink import Link, Refused, Unreachable

#: Free space under which scans may soon find none.
LITTLE = 100 * 1024**2
#: Milliseconds that a clock may be off.
OFF = 5000
#: Milliseconds after which a scan that waits says that something is wrong.
OLD = 5 * 60 * 1000


@dataclass(frozen=True)
class Finding:
    """:ivar is_good: ``None`` where it is neither good nor bad
    :ivar way_out: what a person can do
    """

    is_good: bool | None
    text: str
    way_out: str = ""

    def __str__(self) -> str:
        sign = {True: " ok ", False: "BAD ", None: "    "}[self.is_good]
        return f"{sign} {self.text}" + (f"\n      → {self.way_out}" if self.way_out else "")


def good(text: str) -> Finding:
    return Finding(True, text)


def bad(text: str, way_out: str) -> Finding:
    return Finding(False, text, way_out)


def report(config: Config, devices: list[dict]) -> str:
    """All of it as a text.

    :param devices: as the running box tells them
    """
    return "\n".join(str(finding) for finding in findings(config, devices))


def findings(config: Config, devices: list[dict] | None = None) -> Iterator[Finding]:
    """One after the other, as they are found.

    :param devices: as the running box tells them; what is plugged in is looked at without
    """
    yield Finding(None, f"iot-box {__version__} on {machine.name()}, for {config.url}")
    yield _clock()
    yield _space(config)
    yield from _queue(config)
    keys = None
    try:
        keys = Keyring.of(Kept(config.state))
        yield good(f"Paired as box {keys.box}; nobody else can read its token.")
    except ConfigError as error:
        message, _dot, way_out = str(error).partition(": ")
        yield bad(f"{message}.", f"{way_out or 'sudo iot-box pair URL CODE'}")
    reached = True
    for finding in _network(config):
        reached = reached and finding.is_good is not False
        yield finding
    if reached and keys:
        yield from _server(config, keys)
    yield from _devices(devices)


def _clock() -> Finding:
    if machine.is_synced():
        return good("The clock is synchronised.")
    return bad(
        "The clock is not synchronised: instants of scans are corrected by the server's clock.",
        "sudo timedatectl set-ntp true, and is UDP port 123 open to a time server?",
    )


def _space(config: Config) -> Finding:
    try:
        free = shutil.disk_usage(config.state).free
    except OSError as error:
        return bad(f"{config.state}: {error}.", "Pair the box: sudo iot-box pair URL CODE.")
    if not os.access(config.state, os.W_OK):
        return bad(
            f"{config.state} cannot be written to.",
            "Run this with sudo; else: is the disk mounted read-only?",
        )
    if free < LITTLE:
        return bad(f"{free // 1024**2} MiB are free on the disk.", "Make room: df -h, du -xh /")
    return good(f"{free // 1024**2} MiB are free on the disk.")


def _queue(config: Config) -> Iterator[Finding]:
    path = config.state / "outbox.sqlite"
    for damaged in sorted(config.state.glob("outbox.sqlite.damaged-*")):
        if not damaged.name.endswith(("-wal", "-shm")):
            yield bad(
                f"{damaged} is an outbox that could not be read: scans may be in it.",
                f"sqlite3 {damaged} .recover shows them; remove the file when that is done.",
            )
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as db:
            count, oldest = db.execute("SELECT COUNT(*), MIN(at_ms) FROM scan").fetchone()
            (jobs,) = db.execute("SELECT COUNT(*) FROM job").fetchone()
    except sqlite3.Error as error:
        yield bad(f"The outbox cannot be read: {error}.", "Stop the box and look at the disk.")
        return
    text = f"{count} scans and {jobs} print jobs are kept on the box."
    if oldest and time.time() * 1000 - oldest > OLD:
        yield bad(f"{text} The oldest waits for long.", "Nothing is lost: see the server below.")
    else:
        yield good(text)


def _network(config: Config) -> Iterator[Finding]:
    parts = urlsplit(config.url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        yield good(f"{host} is {rows[0][4][0]}.")
    except OSError as error:
        yield bad(
            f"There is no machine named {host}: {error}.",
            "Is the network cable in, is the name right, does DNS work? resolvectl status",
        )
        return
    try:
        with socket.create_connection((host, port), 5) as link:
            if parts.scheme == "https":
                yield _certificate(config, host, link)
            else:
                yield good(f"{host} takes connections at port {port}.")
    except OSError as error:
        yield bad(
            f"{host} takes no connection at port {port}: {error}.",
            "Does the server run, and does a firewall let the box through?",
        )


def _certificate(config: Config, host: str, link: socket.socket) -> Finding:
    try:
        context = ssl.create_default_context(cafile=config.ca or None)
        with context.wrap_socket(link, server_hostname=host) as safe:
            until = ssl.cert_time_to_seconds(safe.getpeercert()["notAfter"])
    except (ssl.SSLError, OSError) as error:
        return bad(
            f"The certificate of {host} is not trusted: {error}.",
            "If your own authority has signed it, name its file: [server] ca in the box's"
            " configuration. If it is not valid yet, the box's clock is wrong.",
        )
    days = int((until - time.time()) / 86400)
    if days < 7:
        return bad(f"The certificate of {host} ends in {days} days.", "Renew it on the server.")
    return good(f"The certificate of {host} is trusted, for {days} days more.")


def _server(config: Config, keys: Keyring) -> Iterator[Finding]:
    link = Link(config, keys)
    try:
        begin = time.monotonic()
        link.call("scans", {"epoch": "doctor", "scans": []})
    except Refused as error:
        yield bad(f"The server refuses the box: {error}", error.way_out)
        return
    except Unreachable as error:
        yield bad(str(error), "On the server: is Odoo running, with the addon perpetual_devices?")
        return
    yield good(f"The server lets the box in; it answers in {_ms(begin)} ms.")
    if abs(link.behind_ms or 0) > OFF:
        yield bad(
            f"The box's clock is {(link.behind_ms or 0) // 1000} s behind the server's.",
            "sudo timedatectl set-ntp true, on both.",
        )
    try:
        begin = time.monotonic()
        Doorbell(config, keys, config.state, Pulse(), Problems()).check()
        yield good(f"The doorbell works, in {_ms(begin)} ms.")
    except Closed as error:
        yield bad(
            f"{error} The box polls instead: all works, labels come two seconds later.",
            "Route /websocket to Odoo's gevent port in the proxy; the guide shows how.",
        )


def _ms(begin: float) -> int:
    return int((time.monotonic() - begin) * 1000)


def _devices(told: list[dict] | None) -> Iterator[Finding]:
    if told is None:
        candidates = drivers.plugged_in()
        yield from map(_plugged, candidates)
        if not candidates:
            yield Finding(None, "No scanner and no printer is plugged in.")
        return
    for row in told:
        text = f"{row['uid']} ({row['name']}), {row['kind']}: {row['state']}"
        detail = row.get("detail") or ""
        is_good = None if row["state"] in ("offline", "busy") else row["state"] == "ready"
        yield Finding(is_good, text, detail)
    if not told:
        yield Finding(None, "The box has no scanner and no printer.")


def _plugged(candidate: drivers.Candidate) -> Finding:
    text = f"{candidate.uid} ({candidate.name}) at {candidate.path}"
    if candidate.bus in ("tcp", "cups") or os.access(candidate.path, os.R_OK | os.W_OK):
        return good(text)
    try:
        group = Path(candidate.path).group()
    except (OSError, KeyError):
        group = "dialout"
    user = pwd.getpwuid(os.geteuid()).pw_name
    return bad(f"{text}: {user} may not open it.", f"sudo usermod -aG {group} {user}, then restart")


#: Shows findings as they come; returns whether all is well.
def show(config: Config, devices: list[dict] | None, say: Callable[[str], None]) -> bool:
    is_well = True
    for finding in findings(config, devices):
        say(str(finding))
        is_well = is_well and finding.is_good is not False
    return is_well
