"""Scans to the server, the oldest first, until the outbox is empty."""

from __future__ import annotations

import time

from .loops import Loop, Problems, Pulse
from .outbox import BATCH, Outbox
from .uplink import Link

#: Seconds between two calls at least: the server takes 50 calls a second of a box, and a scan that
#: waits a moment goes with the next.
PACE = 0.03
#: Seconds between two looks, should nobody ring.
LOOK = 5.0


class Sender(Loop):
    problem = "scans"

    def __init__(self, outbox: Outbox, link: Link, pulse: Pulse, problems: Problems) -> None:
        super().__init__("sender", pulse, problems)
        self.outbox, self.link = outbox, link

    def step(self) -> float:
        begin = time.monotonic()
        gone = self.link.send_scans(self.outbox)
        if not gone:
            return LOOK
        self.ring()  # until nothing is left
        if gone < BATCH:
            time.sleep(max(0.0, begin + PACE - time.monotonic()))
        return LOOK
