"""Calls to the server, as ``PROTOCOL.md`` says; what the server answers is not trusted.

An answer that is too large, no JSON, of another shape, or that names what was not asked for,
deletes nothing and stops nothing.
"""

from __future__ import annotations

import base64
import json
import platform
import random
import time
from collections.abc import Callable

import requests

from . import PROTOCOL, __version__
from .config import Config
from .outbox import BATCH, Outbox, Scan

ROUTE = "/perpetual_devices/v1/"
#: Seconds to connect, and between two pieces of an answer.
TIMEOUT = (5, 30)
#: Bytes of an answer.
LARGEST = 1024 * 1024
#: Seconds after which a box that is not let in tries again.
SHUT_OUT = 300.0


class Unreachable(Exception):
    """No answer, or one of nobody that we know: tried again by itself."""


class Refused(Exception):
    """The server has answered that it does not do it.

    :ivar status: of HTTP
    :ivar code: see ``PROTOCOL.md``
    :ivar way_out: what a person can do
    :ivar retry_after: seconds, or ``None``
    """

    def __init__(
        self, status: int, code: str, message: str, way_out: str, retry_after: float | None
    ) -> None:
        super().__init__(message)
        self.status, self.code = status, code
        self.way_out, self.retry_after = way_out, retry_after


class Backoff:
    """How long to wait after a failure: full jitter, doubled each time, up to a bound."""

    def __init__(
        self,
        base: float = 0.25,
        most: float = 30.0,
        chance: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self.base, self.most, self.chance = base, most, chance
        self.failures = 0

    def failed(self, error: Exception | None = None) -> float:
        """Seconds to wait now."""
        if isinstance(error, Refused):
            if error.status == 401:
                return SHUT_OUT
            if error.retry_after is not None:
                return min(error.retry_after, SHUT_OUT)
        bound = min(self.most, self.base * 2 ** min(self.failures, 20))
        self.failures += 1
        return self.chance(0, bound)

    def worked(self) -> None:
        self.failures = 0


class Link:
    """Authenticated calls to one server.

    :param key: (id of the box, token), ``None`` for pairing
    """

    def __init__(self, config: Config, key: tuple[str, str] | None = None) -> None:
        self.config = config
        self.session = requests.Session()
        # Where it goes is decided by the configuration, not by the environment of the process.
        self.session.trust_env = False
        self.session.verify = config.ca or True
        self.session.headers["User-Agent"] = f"perpetual-iot-box/{__version__}"
        if config.database:
            self.session.headers["X-Odoo-Database"] = config.database
        #: Milliseconds that the box's clock is behind the server's, as last heard.
        self.behind_ms: int | None = None
        self.use(key)

    def use(self, key: tuple[str, str] | None) -> None:
        """Prove itself by this key from now on."""
        if key:
            box, token = key
            self.session.headers.update(
                {"X-Perpetual-Box": box, "Authorization": f"Bearer {token}"}
            )

    def call(self, route: str, body: dict) -> dict:
        """One call.

        :raises Refused: the server says no
        :raises Unreachable: it says nothing that can be understood
        """
        url = f"{self.config.url}{ROUTE}{route}"
        try:
            # A redirect would carry the token to somebody else.
            with self.session.post(
                url, json=body, timeout=TIMEOUT, allow_redirects=False, stream=True
            ) as response:
                text = _read(response)
                return self._answer(response, text)
        except requests.RequestException as error:
            raise Unreachable(_plain(error)) from error

    def _answer(self, response: requests.Response, text: bytes) -> dict:
        try:
            answer = json.loads(text)
        except (ValueError, RecursionError):
            answer = None
        if response.status_code == 200 and isinstance(answer, dict):
            self._note_clock(answer.get("server_ms"))
            return answer
        error = answer.get("error") if isinstance(answer, dict) else None
        if response.status_code >= 400 and isinstance(error, dict):
            raise Refused(
                response.status_code,
                str(error.get("code"))[:60],
                str(error.get("message"))[:500],
                str(error.get("way_out") or "")[:500],
                _seconds(response.headers.get("Retry-After")),
            )
        raise Unreachable(
            f"{self.config.url} answered with status {response.status_code} and nothing that a"
            " Perpetual server says. Is the address right, and is the addon installed there?"
        )

    def _note_clock(self, server_ms: object) -> None:
        if isinstance(server_ms, int) and not isinstance(server_ms, bool):
            self.behind_ms = server_ms - int(time.time() * 1000)

    # Routes

    def pair(self, code: str, name: str) -> dict:
        """Box, token and configuration for a code.

        :raises Refused: the code pairs no box
        """
        versions = {
            "box": __version__,
            "python": platform.python_version(),
            "protocol": PROTOCOL,
        }
        answer = self.call(
            "pair",
            {"code": code, "name": name, "versions": versions, "machine": platform.platform()},
        )
        if not all(isinstance(answer.get(key), str) and answer[key] for key in ("box", "token")):
            raise Unreachable(f"{self.config.url} answered a pairing without box and token.")
        return answer

    def send_scans(self, outbox: Outbox) -> int:
        """Send the oldest scans and forget what the server has named.

        :returns: how many are gone; 0 if none waited
        :raises Refused, Unreachable: nothing is forgotten
        """
        scans = outbox.batch(BATCH)
        while scans:
            try:
                answer = self.call(
                    "scans", {"epoch": outbox.epoch, "scans": [_told(scan) for scan in scans]}
                )
            except Refused as error:
                if error.status != 413 or len(scans) == 1:
                    raise
                scans = scans[: len(scans) // 2]
                continue
            rows = answer.get("results")
            rows = rows if isinstance(rows, list) else []
            named = [row.get("seq") for row in rows if isinstance(row, dict)]
            gone = outbox.acknowledge([scan.seq for scan in scans], named)
            if not gone:
                raise Unreachable(f"{self.config.url} took scans and named none of them.")
            return gone
        return 0


def _told(scan: Scan) -> dict:
    return {
        "seq": scan.seq,
        "device": scan.device,
        "raw": base64.b64encode(scan.raw).decode(),
        "text": scan.text,
        "aim": scan.aim,
        "at_ms": scan.at_ms,
        "boot_ms": scan.boot_ms,
        "boot_id": scan.boot_id,
        "clock_synced": scan.clock_synced,
        "suspect_duplicate": scan.suspect,
        "extra": scan.extra,
    }


def _read(response: requests.Response) -> bytes:
    """The body, up to a bound.

    :raises Unreachable: it is larger
    """
    parts, size = [], 0
    for part in response.iter_content(65536):
        size += len(part)
        if size > LARGEST:
            raise Unreachable("The server's answer is larger than 1 MiB.")
        parts.append(part)
    return b"".join(parts)


def _seconds(value: str | None) -> float | None:
    try:
        return max(0.0, float(value)) if value else None
    except ValueError:
        return None


def _plain(error: requests.RequestException) -> str:
    """What a person makes something of."""
    if isinstance(error, requests.exceptions.SSLError):
        return f"The server's certificate is not trusted: {error}"
    if isinstance(error, requests.exceptions.ConnectTimeout | requests.exceptions.ReadTimeout):
        return "The server does not answer in time."
    return f"The server cannot be reached: {error}"
