"""RFID: URIs against GS1's examples, LLRP against another implementation of it."""

import asyncio
import contextlib
import doctest
import socket
import threading
import time

import llrpkit.emulator
import llrpkit.protocol
import pytest
from hypothesis import given
from hypothesis import strategies as st
from llrpkit.emulator import EmulatedTag, LLRPEmulator
from llrpkit.protocol import messages

from iot_box.perpetual_iot_box.drivers import choose, rfid_llrp
from iot_box.perpetual_iot_box.drivers.base import Candidate
from iot_box.perpetual_iot_box.drivers.rfid_llrp import LlrpReader, Window
from iot_box.perpetual_iot_box.protocols import epc, llrp

SGTIN = bytes.fromhex("3074257BF7194E4000001A85")
LONG = bytes.fromhex("3674257BF6B7A659B2C2BF1000000000000000000000000000")


def test_examples():
    assert not doctest.testmod(epc).failed


class TestEpc:
    @pytest.mark.parametrize(
        ("hexadecimal", "uri"),
        [
            ("3074257BF7194E4000001A85", "urn:epc:tag:sgtin-96:3.0614141.812345.6789"),
            ("3174257BF4499602D2000000", "urn:epc:tag:sscc-96:3.0614141.1234567890"),
            (
                "3674257BF6B7A659B2C2BF1000000000000000000000000000",
                "urn:epc:tag:sgtin-198:3.0614141.712345.32a%2Fb",
            ),
            ("307C257BF7194E4000001A85", "urn:epc:raw:96.x307C257BF7194E4000001A85"),
            ("30FFFFFFFFFFFFFFFFFFFFFF", "urn:epc:raw:96.x30FFFFFFFFFFFFFFFFFFFFFF"),
            ("3074", "urn:epc:raw:16.x3074"),
            ("", "urn:epc:raw:0.x"),
        ],
    )
    def test_of_the_standard(self, hexadecimal, uri):
        assert epc.uri(bytes.fromhex(hexadecimal)) == uri

    @given(st.sampled_from(range(7)), st.integers(0, 7), st.data())
    def test_round_trip(self, partition, kind, data):
        company_bits, company_digits, item_bits, item_digits = epc.SGTIN_PARTS[partition]
        company = data.draw(st.integers(0, 10**company_digits - 1))
        item = data.draw(st.integers(0, 10**item_digits - 1))
        serial = data.draw(st.integers(0, 2**38 - 1))
        number = 0x30
        for value, bits in ((kind, 3), (partition, 3), (company, company_bits), (item, item_bits)):
            number = number << bits | value
        found = epc.uri((number << 38 | serial).to_bytes(12))
        assert found == (
            f"urn:epc:tag:sgtin-96:{kind}.{company:0{company_digits}}"
            f".{item:0{item_digits}}.{serial}"
        )

    @given(st.binary(max_size=30))
    def test_anything(self, data):
        assert epc.uri(data).startswith("urn:epc:")


class TestLlrp:
    @pytest.mark.parametrize(
        ("kind", "body", "name"),
        [
            (llrp.ADD_ROSPEC, llrp.rospec((1, 2)), "ADD_ROSPEC"),
            (llrp.SET_READER_CONFIG, llrp.settings(10_000), "SET_READER_CONFIG"),
            (llrp.START_ROSPEC, b"\0\0\0\1", "START_ROSPEC"),
            (llrp.KEEPALIVE_ACK, b"", "KEEPALIVE_ACK"),
        ],
    )
    def test_others_read_what_we_write(self, kind, body, name):
        read = llrpkit.protocol.decode_message(llrp.packed(kind, 7, body))
        assert type(read).__name__ == name
        # And write it the same.
        assert read.to_bytes() == llrp.packed(kind, 7, body)

    @given(st.integers(0, 1023), st.integers(0, 2**32 - 1), st.binary(max_size=60), st.binary())
    def test_round_trip(self, kind, number, body, rest):
        whole = llrp.packed(kind, number, body)
        assert llrp.take(whole + rest) == (llrp.Message(kind, number, body), rest)
        assert llrp.take(whole[:-1]) == (None, whole[:-1])

    @given(st.binary(max_size=80))
    def test_noise(self, data):
        for read in (llrp.take, lambda one: list(llrp.tags(one)), llrp.status):
            with contextlib.suppress(llrp.LlrpError):
                read(data)

    def test_tags(self):
        """With parameters that nobody asked for, and with one that nobody knows."""
        value = b"\x8d" + SGTIN + b"\x81\x00\x02\x86\xc8\x87\x00\x05\x88\x00\x03\x89\0\0\0\1\xff"
        (tag,) = llrp.tags(llrp.parameter(llrp.TAG_REPORT_DATA, value))
        assert tag == llrp.Tag(SGTIN, 96, 2, -56, 3)
        value = llrp.parameter(llrp.EPC_DATA, b"\x00\xc6" + LONG)
        (tag,) = llrp.tags(llrp.parameter(llrp.TAG_REPORT_DATA, value))
        assert (tag.bits, tag.rssi, tag.count) == (198, None, 1)

    def test_not_believed(self):
        for data in (b"\x04\x3e\x7f\xff\xff\xff\0\0\0\1", b"GET / HTTP/1.1"):
            with pytest.raises(llrp.LlrpError):
                llrp.take(data)


class TestWindow:
    def test_once_per_antenna_and_time(self):
        window = Window(2)
        tag, other = llrp.Tag(SGTIN, 96, 1), llrp.Tag(SGTIN, 96, 2)
        told = [(at, window.counted(tag, at)) for at in (0, 0.5, 1.9, 2.1, 2.2)]
        assert told == [(0, 1), (0.5, 0), (1.9, 0), (2.1, 3), (2.2, 0)]
        assert window.counted(other, 2.2) == 1

    def test_is_bounded(self, monkeypatch):
        monkeypatch.setattr(rfid_llrp, "MOST", 100)
        window = Window(2)
        for number in range(1000):
            window.counted(llrp.Tag(number.to_bytes(12), 96, 1), number)
        assert len(window._seen) <= 101


class Emulated:
    """The emulator in a loop of its own."""

    def __init__(self, **wanted):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.reader = LLRPEmulator(**wanted)
        self.do(self.reader.start())

    def do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(5)

    def end(self):
        self.do(self.reader.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(2)

    @property
    def candidate(self):
        path = f"127.0.0.1:{self.reader.port}"
        return Candidate(f"llrp:{path}", path, "tcp", {"name": "Gate", "driver": "rfid_llrp"})


@pytest.fixture
def emulated():
    tags = [
        EmulatedTag(epc=SGTIN, antennas=(1,)),
        EmulatedTag(epc=bytes.fromhex("3174257BF4499602D2000000"), antennas=(2,)),
        EmulatedTag(epc=LONG + b"\0", antennas=(2,)),
    ]
    emulated = Emulated(tags=tags, reads_per_sec=400)
    yield emulated
    emulated.end()


class TestReader:
    def test_what_stands_before_it(self, emulated, run):
        running = run(LlrpReader(emulated.candidate, {"options": {"window_s": 60}}))
        assert set(running.texts(3)) == {
            "urn:epc:tag:sgtin-96:3.0614141.812345.6789",
            "urn:epc:tag:sscc-96:3.0614141.1234567890",
            "urn:epc:tag:sgtin-198:3.0614141.712345.32a%2Fb",
        }
        time.sleep(0.2)
        assert len(running.frames) == 3, "Each is one reading, though it stays."
        seen = next(frame for frame in running.frames if frame.raw == SGTIN)
        assert seen.extra["hex"] == "3074257BF7194E4000001A85"
        assert (seen.extra["antenna"], seen.extra["count"]) == (1, 1)
        assert -70 < seen.extra["rssi"] < -40
        assert running.driver.status().state == "ready"

    def test_it_stays_and_is_counted(self, emulated, run):
        running = run(LlrpReader(emulated.candidate, {"options": {"window_s": 0.3}}))
        running.wait(lambda: [f.raw for f in running.frames].count(SGTIN) == 2)
        again = [frame for frame in running.frames if frame.raw == SGTIN][1]
        assert again.extra["count"] > 5

    def test_antennas(self, emulated, run):
        running = run(LlrpReader(emulated.candidate, {"options": {"antennas": [1]}}))
        assert running.texts(1) == ["urn:epc:tag:sgtin-96:3.0614141.812345.6789"]
        emulated.do(emulated.reader.set_antenna_connected(1, False))
        running.wait(lambda: "port 1" in running.driver.status().detail)
        assert running.driver.status().state == "ready"
        emulated.do(emulated.reader.set_antenna_connected(1, True))
        running.wait(lambda: not running.driver.status().detail)

    def test_sign_of_life(self, emulated, run):
        running = run(LlrpReader(emulated.candidate))
        running.texts(1)
        emulated.do(emulated.reader.send_keepalive())
        emulated.do(emulated.reader.wait_keepalive_ack())

    def test_it_is_taken(self, emulated, run):
        run(LlrpReader(emulated.candidate)).texts(1)
        other = run(LlrpReader(emulated.candidate))
        assert "connected to somebody else" in str(other.error)

    def test_switched_off_and_on(self, emulated, run):
        running = run(LlrpReader(emulated.candidate))
        running.texts(1)
        emulated.do(emulated.reader.stop())
        running.thread.join(2)
        assert "gone away" in str(running.error)
        assert "takes no connection" in str(run(LlrpReader(emulated.candidate)).error)
        emulated.do(emulated.reader.start())
        assert run(LlrpReader(emulated.candidate)).texts(1)

    def test_let_go_it_is_free_at_once(self, emulated, run):
        running = run(LlrpReader(emulated.candidate))
        running.texts(1)
        running.end()
        assert run(LlrpReader(emulated.candidate)).texts(1)

    def test_silent(self, emulated, run, monkeypatch):
        monkeypatch.setattr(rfid_llrp, "ANSWER", 0.2)
        emulated.reader.drop_next(messages.ADD_ROSPEC)
        assert "no answer" in str(run(LlrpReader(emulated.candidate)).error)

    def test_no_sign_of_life(self, emulated, run, monkeypatch):
        """A cable that is pulled closes no connection."""
        monkeypatch.setattr(rfid_llrp, "DEAD", 0.3)
        emulated.reader.tags.clear()
        running = run(LlrpReader(emulated.candidate))
        running.thread.join(3)
        assert "no sign of life" in str(running.error)

    def test_something_else_answers(self, run):
        with socket.create_server(("127.0.0.1", 0)) as server:

            def answer():
                with server.accept()[0] as link:
                    link.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
                    link.recv(10)

            threading.Thread(target=answer, daemon=True).start()
            path = f"127.0.0.1:{server.getsockname()[1]}"
            error = run(LlrpReader(Candidate("llrp:1", path, "tcp"))).error
        assert "No message of LLRP" in str(error)

    def test_no_such_machine(self, run):
        error = run(LlrpReader(Candidate("llrp:1", "reader.invalid:5084", "tcp"))).error
        assert "no machine named reader.invalid" in str(error)


def test_chosen():
    found = choose(Candidate("llrp:1", "192.0.2.8:5084", "tcp", {"port": 5084}), {})
    assert found is LlrpReader
