"""The doorbell at buses that say all sorts of things."""

import json
import threading
import time

import pytest

from iot_box.perpetual_iot_box import doorbell
from iot_box.perpetual_iot_box.config import Config
from iot_box.perpetual_iot_box.doorbell import KIND, Closed, Doorbell
from iot_box.perpetual_iot_box.keyring import Keyring
from iot_box.perpetual_iot_box.loops import Problems, Pulse

from .fake_doorbell import CLOSE, TEXT, Bus, frame

MIB = 1024 * 1024


def rung(*numbers, kind=KIND):
    rows = [{"id": number, "message": {"type": kind, "payload": {}}} for number in numbers]
    return frame(TEXT, json.dumps(rows).encode())


@pytest.fixture
def at(tmp_path, monkeypatch):
    """A doorbell at a bus that says this; (bus, doorbell, how often it has rung)."""
    monkeypatch.setattr(doorbell, "ANSWER", 1.0)
    buses = []

    def make(*frames, **how):
        bus = Bus(frames, **how)
        buses.append(bus)
        config = Config(bus.url, state=tmp_path)
        bell = Doorbell(config, Keyring("box-1", "secret"), tmp_path, Pulse(), Problems())
        bell.rings = []
        bell.on_ring = lambda: bell.rings.append(time.monotonic())
        return bus, bell

    yield make
    for bus in buses:
        bus.close()


def listened(bell, seconds=0.7):
    """How often it has rung, the first for being up; whatever was said, it ends in order."""
    thread = threading.Thread(target=lambda: heard(bell), daemon=True)
    thread.start()
    time.sleep(seconds)
    bell.stop()
    thread.join(3)
    assert not thread.is_alive()
    return len(bell.rings)


def heard(bell):
    try:
        bell.step()
    except Closed as error:
        bell.error = error


class TestRings:
    def test_once_each(self, at):
        _bus, bell = at(rung(1), rung(2, 3), rung(3), rung(2))
        assert listened(bell) == 1 + 2

    def test_others_are_not_ours(self, at):
        _bus, bell = at(rung(1, kind="mail.message"), rung(2, kind=""), frame(TEXT, b"[]"))
        assert listened(bell) == 1

    def test_a_database_that_was_restored(self, at):
        """It numbers from below anew."""
        _bus, bell = at(rung(900), rung(3))
        assert listened(bell) == 3
        assert bell.last == 3

    def test_what_is_said_to_the_bus(self, at):
        bus, bell = at()
        listened(bell)
        head = bus.heads[0].lower()
        assert f"origin: {bus.url}" in head
        assert "authorization" not in head and "secret" not in head
        assert bell.keys.channel().split("|")[2] != "secret"


class TestHostile:
    @pytest.mark.parametrize(
        "data",
        [b"{", b"5", b"null", b'[{"id": 1}]', b'["x"]', b"\xff\xfe", b"[" * 60_000,
         b'[{"id": "x", "message": {"type": 5}}]', b'[{"id": 1, "message": []}]'],
    )  # fmt: skip
    def test_what_cannot_be_read(self, at, data):
        """Rings at most once, and the next one is heard."""
        _bus, bell = at(frame(TEXT, data), rung(7))
        assert 2 <= listened(bell) <= 3
        assert not hasattr(bell, "error")

    @pytest.mark.parametrize(
        "said",
        [
            frame(TEXT, b"x" * 100, length=2**40),
            frame(TEXT, b"[" * 10 * MIB),
            frame(TEXT, b"", length=2**63 - 1),
            frame(3, b"reserved"),
            frame(TEXT | 0x70, b"bits that mean nothing"),
        ],
    )
    def test_a_frame_that_is_none(self, at, said):
        """Ends the connection before it is in memory."""
        _bus, bell = at(said)
        listened(bell)
        assert bell.error
        assert bell.state == "down"

    def test_pieces_without_end(self, at):
        pieces = [frame(TEXT, b"[", is_last=False)]
        pieces += [frame(0, b"x" * 50_000, is_last=False) for _number in range(100)]
        _bus, bell = at(*pieces, frame(0, b"]"), rung(7))
        assert listened(bell, 1.5) >= 2

    @pytest.mark.parametrize("status", ["302 Found\r\nLocation: {}/websocket", "200 OK", "500 No"])
    def test_the_secret_goes_nowhere_else(self, at, status):
        other, _bell = at()
        bus, bell = at(status=status.format(other.url.replace("http", "ws")))
        with pytest.raises(Closed, match="cannot be opened"):
            bell.step()
        assert other.heads == []
        assert b"perpetual_box" not in bus.received

    def test_open_and_silent(self, at):
        _bus, bell = at(is_mute=True)
        with pytest.raises(Closed, match="nobody answers"):
            bell.step()
        assert bell.state == "down"

    def test_closed(self, at):
        _bus, bell = at(frame(CLOSE, b"\x0f\xa1no session"))
        bell.cookie.write_text("old")
        with pytest.raises(Closed, match="4001"):
            bell.step()
        # The next one is opened with another session.
        assert not bell.cookie.exists()

    @pytest.mark.parametrize("value", ["x" * 5000, "a\tb", ""])
    def test_a_cookie_that_is_none(self, at, value):
        _bus, bell = at(status=f"101 Yes\r\nSet-Cookie: session_id={value}; Path=/")
        listened(bell)
        assert not bell.cookie.exists()
