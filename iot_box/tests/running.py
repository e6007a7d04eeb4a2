"""A driver at work, and what it has seen."""

import threading
import time

from iot_box.perpetual_iot_box.drivers.base import DeviceError
from iot_box.perpetual_iot_box.outbox import OutboxError


class Running:
    """Runs a reader in a thread, as the hub does."""

    def __init__(self, driver):
        self.driver, self.stop, self.frames = driver, threading.Event(), []
        self.error = None
        #: So many of the next scans cannot be kept.
        self.full = 0
        #: Where scans go, if a test cares.
        self.keep = None
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        self.wait(lambda: driver.state.state != "offline" or driver.state.detail or self.error)

    def _run(self):
        try:
            self.driver.run(self._emit, self.stop)
        except DeviceError as error:
            self.error = error

    def _emit(self, frame):
        if self.full:
            self.full -= 1
            raise OutboxError("The disk is full.", "Make room.")
        if self.keep:
            self.keep(frame)
        self.frames.append(frame)

    def wait(self, is_so, seconds=5):
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, (self.frames, self.error, self.driver.state)
            time.sleep(0.005)

    def texts(self, count):
        """The texts of ``count`` scans, when they are there."""
        self.wait(lambda: len(self.frames) >= count)
        return [frame.text for frame in self.frames]

    def end(self):
        self.stop.set()
        self.thread.join(2)
        assert not self.thread.is_alive()
