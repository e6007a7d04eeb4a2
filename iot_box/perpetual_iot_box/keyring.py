"""The token that the box proves itself by, and what happens while it is changed."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Callable
from contextlib import suppress

from .config import ConfigError, Kept

DOORBELL = b"perpetual doorbell"


class Keyring:
    """The box's id and token, for all its connections at once.

    The token before the last change is kept until the new one was let in: an answer of the server
    that came late may have named a token that is none.

    :param kept: where it is kept; without it, nothing is
    """

    def __init__(self, box: str, token: str, before: str = "", kept: Kept | None = None) -> None:
        self.box, self.token, self.before, self.kept = box, token, before, kept
        self.lock = threading.Lock()
        #: Called when another token is let in: what was opened with the old one is opened anew.
        self.on_change: Callable[[], None] = lambda: None

    @classmethod
    def of(cls, kept: Kept) -> Keyring:
        """:raises ConfigError: the box is not paired, or others can read the token"""
        return cls(*kept.key(), kept)

    def renew(self, token: str) -> None:
        """The server has given another token: it is used from now on.

        :raises OSError: it cannot be kept; the old one stays
        """
        with self.lock:
            if token != self.token:
                self._use(token, self.before or self.token)

    def worked(self, token: str) -> None:
        """The server has let in this token."""
        if not self.before or token != self.token:
            return
        with self.lock, suppress(OSError):
            self._use(self.token, "")
        self.on_change()

    def refused(self, token: str) -> bool:
        """The server has not let in this token.

        :returns: whether there is another one to try
        """
        with self.lock:
            if token != self.token or self._read_again():
                return True
            if self.before:
                with suppress(OSError):
                    self._use(self.before, "")
                    return True
        return False

    def _use(self, token: str, before: str) -> None:
        if self.kept:
            self.kept.keep_key(self.box, token, before)
        self.token, self.before = token, before

    def _read_again(self) -> bool:
        """Whether the box was paired anew meanwhile."""
        try:
            box, token, before = self.kept.key() if self.kept else (self.box, self.token, "")
        except (ConfigError, OSError):
            return False
        is_other = (box, token) != (self.box, self.token)
        if is_other:
            self.box, self.token, self.before = box, token, before
        return is_other

    def channel(self) -> str:
        """The doorbell's, see ``PROTOCOL.md``."""
        key = hashlib.sha256(self.token.encode()).digest()
        secret = hmac.new(key, DOORBELL, hashlib.sha256).hexdigest()
        return f"perpetual_box|{self.box}|{secret}"
