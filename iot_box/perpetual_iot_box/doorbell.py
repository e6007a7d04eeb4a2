"""Odoo's bus, from which the box hears that there is something to fetch, and nothing else.

Facts behind it: the handshake needs an ``Origin``; without a cookie Odoo makes a session for each
handshake, so the cookie is kept; more than ten frames in two seconds close the connection; an idle
one is closed, too, unless something is sent (a single zero byte costs the server nothing).
"""

from __future__ import annotations

import json
import logging
import ssl
import time
from collections import deque
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import requests
import websocket

from .config import Config, replace
from .keyring import Keyring
from .loops import Loop, Problems, Pulse
from .uplink import AGENT, TIMEOUT, Unreachable

log = logging.getLogger(__name__)
KIND = "perpetual_devices.doorbell"
#: Seconds between two signs of life, and for an answer to the first.
ALIVE, ANSWER = 30.0, 10.0
#: Bytes of a frame; a doorbell's have a hundred.
LARGEST = 64 * 1024
#: Rings that are remembered.
REMEMBERED = 200
#: What Odoo closes a connection with whose session it does not know any more.
SESSION_EXPIRED = 4001


class Closed(Unreachable):
    """The connection has ended.

    :ivar code: that the server gave, or 0
    """

    def __init__(self, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.code = code


class Doorbell(Loop):
    """Listens; while it is down, the desk polls.

    :param folder: where the session's cookie is kept
    :ivar on_ring: called when it rings, and when it is up again: what was missed is fetched
    :ivar on_change: called when it is up, or down
    """

    def __init__(
        self, config: Config, keys: Keyring, folder: Path, pulse: Pulse, problems: Problems
    ) -> None:
        super().__init__("doorbell", pulse, problems)
        self.config, self.keys, self.cookie = config, keys, folder / "session"
        self.on_ring: Callable[[], None] = lambda: None
        self.on_change: Callable[[], None] = lambda: None
        self.is_up = self.is_deaf = self.is_to_reconnect = False
        self.last, self.seen = 0, deque(maxlen=REMEMBERED)

    @property
    def state(self) -> str:
        return "up" if self.is_up and not self.is_deaf else "down"

    def deaf(self) -> None:
        """It seems to be up and has not rung: the desk polls until it does."""
        if not self.is_deaf:
            log.info("The doorbell did not ring for a job: polling until it does.")
            self.is_deaf = True
            self.reconnect()
            self.on_change()

    def reconnect(self) -> None:
        """Open it anew, with the token of now."""
        self.is_to_reconnect = True

    def step(self) -> float:
        self.is_to_reconnect = False
        try:
            with closing(self._opened()) as link:
                self._listen(link)
        except Closed as error:
            if error.code == SESSION_EXPIRED:
                self.cookie.unlink(missing_ok=True)
            if self.is_up:
                log.info("The doorbell is down, the box polls: %s", error)
            raise
        finally:
            self._is_up(False)
        return 0.0

    def check(self) -> None:
        """Open it once, subscribe, and close it, for ``iot-box doctor``.

        :raises Closed: it does not work, with the reason
        """
        try:
            with closing(self._opened()) as link:
                self._subscribe(link)
                link.settimeout(ANSWER)
                while not self.is_up:
                    self._hear(link, is_patient=False)
        except (websocket.WebSocketException, OSError, ValueError) as error:
            raise Closed(f"It is open and nobody answers: {_short(error)}") from error

    def _is_up(self, is_up: bool) -> None:
        if is_up != self.is_up:
            self.is_up = is_up
            self.on_change()

    # The connection

    def _opened(self) -> websocket.WebSocket:
        """:raises Closed: it cannot be opened"""
        scheme, _colon, rest = self.config.url.partition("://")
        address = f"{'wss' if scheme == 'https' else 'ws'}://{rest}/websocket"
        link = websocket.WebSocket(
            sslopt={"ca_certs": self.config.ca} if self.config.ca else {},
            # A message in pieces is not put together: there is no bound to it.
            fire_cont_frame=True,
            enable_multithread=False,
        )
        link.settimeout(TIMEOUT[0])
        try:
            link.connect(
                address,
                origin=self.config.url,
                cookie=self._session(),
                header=[f"User-Agent: {AGENT}"],
                http_no_proxy=["*"],
                redirect_limit=0,
            )
            if link.getstatus() != 101:
                # Elsewhere the secret of the channel would go to somebody else.
                raise OSError(f"the server answers with status {link.getstatus()}")
        except (websocket.WebSocketException, OSError, ssl.SSLError, ValueError) as error:
            link.close()
            raise Closed(f"The doorbell cannot be opened: {_short(error)}") from error
        _bound(link)
        self._keep_session(link)
        return link

    def _session(self) -> str | None:
        """The cookie to open it with; Odoo learns the database from it."""
        with suppress(OSError):
            return f"session_id={self.cookie.read_text().strip()}"
        if not self.config.database:
            return None
        try:
            answer = requests.get(
                f"{self.config.url}/web/login",
                params={"db": self.config.database},
                headers={"User-Agent": AGENT},
                timeout=TIMEOUT,
                verify=self.config.ca or True,
                allow_redirects=False,
                stream=True,
            )
            answer.close()
        except requests.RequestException as error:
            raise Closed(f"No session for the doorbell: {_short(error)}") from error
        return self._kept(answer.cookies.get("session_id"))

    def _keep_session(self, link: websocket.WebSocket) -> None:
        headers = link.handshake_response.headers if link.handshake_response else {}
        for part in str(headers.get("set-cookie") or "").split(";"):
            name, _equals, value = part.strip().partition("=")
            if name == "session_id":
                self._kept(value)

    def _kept(self, value: str | None) -> str | None:
        if not value or not value.isascii() or not value.isprintable() or len(value) > 200:
            return None
        with suppress(OSError):
            replace(self.cookie, value)
        return f"session_id={value}"

    # What is said

    def _listen(self, link: websocket.WebSocket) -> None:
        """Until the connection ends.

        :raises Closed: it has ended
        """
        try:
            self._subscribe(link)
            said, since = time.monotonic(), time.monotonic()
            link.settimeout(1.0)
            while not self.is_stopped and not self.is_to_reconnect:
                self.pulse.beat(self.name)
                self._hear(link)
                now = time.monotonic()
                if not self.is_up and now - since > ANSWER:
                    raise Closed("The doorbell is open and nobody answers.")
                if now - said > ALIVE:
                    link.send_binary(b"\x00")
                    said = now
        except (websocket.WebSocketException, OSError, ValueError) as error:
            raise Closed(f"The connection is gone: {_short(error)}") from error

    def _subscribe(self, link: websocket.WebSocket) -> None:
        subscription = {"channels": [self.keys.channel()], "last": self.last}
        link.send(json.dumps({"event_name": "subscribe", "data": subscription}))
        # Frames are answered in their order: who answers this has taken the subscription.
        link.ping(b"?")

    def _hear(self, link: websocket.WebSocket, is_patient: bool = True) -> None:
        try:
            opcode, frame = link.recv_data_frame(control_frame=True)
        except websocket.WebSocketTimeoutException:
            if is_patient:
                return
            raise
        if opcode == websocket.ABNF.OPCODE_CLOSE:
            code = int.from_bytes(frame.data[:2]) if len(frame.data) >= 2 else 0
            raise Closed(f"The server has closed the doorbell ({code}).", code)
        if opcode == websocket.ABNF.OPCODE_PONG and not self.is_up:
            log.info("The doorbell is up.")
            self.backoff.worked()
            self._is_up(True)
            self.on_ring()
        elif opcode in (websocket.ABNF.OPCODE_TEXT, websocket.ABNF.OPCODE_CONT):
            self._heard(frame.data)

    def _heard(self, data: bytes) -> None:
        """Ring once for each notification that is new; what cannot be read may be one."""
        try:
            rows = json.loads(data)
            rings = [(row["id"], row["message"]["type"]) for row in rows]
        except (ValueError, TypeError, KeyError, RecursionError):
            rings = [(0, KIND)]
        is_new = False
        for number, kind in rings:
            if isinstance(number, int) and number not in self.seen:
                self.seen.append(number or -1)
                # Not the highest ever: a database that was restored begins with lower ones.
                self.last = number or self.last
                is_new = is_new or kind == KIND
        if is_new:
            if self.is_deaf:
                self.is_deaf = False
                self.on_change()
            self.on_ring()


def _bound(link: websocket.WebSocket) -> None:
    """Have a frame that is too large end the connection before it is read."""
    buffer, read = link.frame_buffer, link.frame_buffer.recv_length

    def recv_length() -> None:
        read()
        if buffer.length > LARGEST:
            raise websocket.WebSocketProtocolException(f"a frame of {buffer.length} bytes")

    buffer.recv_length = recv_length


def _short(error: Exception) -> str:
    return str(error).split("\n")[0][:200] or type(error).__name__
