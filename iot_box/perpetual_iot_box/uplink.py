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

from . import PROTOCOL, __version__, answers
from .answers import Unreachable, Wishes
from .config import Config
from .keyring import Keyring
from .outbox import BATCH, Job, Outbox, Scan

ROUTE = "/perpetual_devices/v1/"
AGENT = f"perpetual-iot-box/{__version__}"
VERSIONS = {"box": __version__, "python": platform.python_version(), "protocol": PROTOCOL}
#: Seconds to connect, and between two pieces of an answer.
TIMEOUT = (5, 30)
#: Bytes of an answer, and of one with jobs.
LARGEST, LARGEST_JOBS = 1024 * 1024, 8 * 1024 * 1024
#: Seconds until an answer has to be whole.
WHOLE = 60.0
#: Seconds after which a box that is not let in tries again.
SHUT_OUT = 300.0


class TooLarge(Unreachable):
    """The answer is larger than the box takes."""


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

    One call at a time: each thread has a link of its own.

    :param keys: what the box proves itself by, ``None`` for pairing
    :param on_answer: called with each answer of the server
    """

    def __init__(
        self,
        config: Config,
        keys: Keyring | None = None,
        on_answer: Callable[[], None] = lambda: None,
    ) -> None:
        self.config, self.keys, self.on_answer = config, keys, on_answer
        self.session = requests.Session()
        # Where it goes is decided by the configuration, not by the environment of the process.
        self.session.trust_env = False
        self.session.verify = config.ca or True
        self.session.headers["User-Agent"] = AGENT
        if config.database:
            self.session.headers["X-Odoo-Database"] = config.database
        #: Milliseconds that the box's clock is behind the server's, as last heard.
        self.behind_ms: int | None = None

    def call(self, route: str, body: dict, largest: int = LARGEST) -> dict:
        """One call.

        :raises Refused: the server says no
        :raises Unreachable: it says nothing that can be understood
        """
        if not self.keys:
            return self._post(route, body, largest, {})
        while True:
            token = self.keys.token
            proof = {"X-Perpetual-Box": self.keys.box, "Authorization": f"Bearer {token}"}
            try:
                answer = self._post(route, body, largest, proof)
            except Refused as error:
                if error.status == 401 and self.keys.refused(token):
                    continue
                raise
            self.keys.worked(token)
            self.on_answer()
            return answer

    def _post(self, route: str, body: dict, largest: int, proof: dict[str, str]) -> dict:
        url = f"{self.config.url}{ROUTE}{route}"
        try:
            # A redirect would carry the token to somebody else.
            with self.session.post(
                url, json=body, headers=proof, timeout=TIMEOUT, allow_redirects=False, stream=True
            ) as response:
                text = _read(response, largest)
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
        machine = platform.platform()
        answer = self.call(
            "pair", {"code": code, "name": name, "versions": VERSIONS, "machine": machine}
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
            named = answers.named(answer)
            gone = outbox.acknowledge([scan.seq for scan in scans], named)
            if not gone:
                raise Unreachable(f"{self.config.url} took scans and named none of them.")
            return gone
        return 0

    def claim(self, epoch: str, limit: int, devices: list[str], kept: list[int]) -> list[Job]:
        """Jobs for these printers.

        :param kept: all that the box has: what was given to it and is not among them was lost
        :raises TooLarge: ask for fewer
        :raises Refused, Unreachable: none, or nobody hears which
        """
        body = {"epoch": epoch, "limit": limit, "devices": devices, "kept": kept}
        return answers.jobs(self.call("jobs/claim", body, LARGEST_JOBS), devices)

    def report(self, jobs: list[Job]) -> list[tuple[str, str]]:
        """Tell what became of jobs.

        :returns: (status, the server's state) of each, in their order
        :raises Refused, Unreachable: the server may have heard it, or not
        """
        rows = [
            {
                "id": job.id,
                "fence": job.fence,
                "state": job.state,
                "detail": job.detail[:300],
                "at_ms": job.at_ms,
            }
            for job in jobs
        ]
        return answers.verdicts(self.call("jobs/report", {"reports": rows}), jobs)

    def heartbeat(self, body: dict) -> Wishes:
        """Say how the box is, and hear what the server wants.

        :raises Refused, Unreachable: nothing was heard
        """
        return answers.wishes(self.call("heartbeat", body))

    def diagnose(self, text: str) -> None:
        """Tell what ``iot-box doctor`` says.

        :raises Refused, Unreachable: nobody took it
        """
        self.call("diagnostics", {"text": text[: 200 * 1024]})


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


def _read(response: requests.Response, largest: int) -> bytes:
    """The body, up to a bound.

    :raises Unreachable: it is larger, or does not come to an end
    """
    parts, size, until = [], 0, time.monotonic() + WHOLE
    for part in response.iter_content(16384):
        size += len(part)
        if size > largest:
            raise TooLarge(f"The server's answer is larger than {largest // 1024**2} MiB.")
        if time.monotonic() > until:
            raise Unreachable("The server's answer does not come to an end.")
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
