import contextlib
import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_box.perpetual_iot_box.protocols import aim, escpos, framing, ssi, tspl, zebra_hs
from iot_box.perpetual_iot_box.protocols.framing import LONGEST, Frame, Framer, as_text


@pytest.mark.parametrize("module", [aim, escpos, framing, ssi, tspl, zebra_hs])
def test_examples(module):
    assert not doctest.testmod(module).failed


def feed(kind, *chunks, step=0.001, **more):
    """Frames of chunks that come one after the other."""
    framer = Framer(kind, **more)
    frames = []
    for number, chunk in enumerate(chunks):
        frames += framer.feed(chunk, number * step)
    return [frame.raw for frame in frames], framer


class TestFraming:
    @pytest.mark.parametrize(
        ("kind", "stream"),
        [
            ("cr", b"A1\rB2\r"),
            ("lf", b"A1\nB2\n"),
            ("crlf", b"A1\r\nB2\r\n"),
            ("tab", b"A1\tB2\t"),
            ("stx", b"\x02A1\x03\x02B2\x03"),
            ("any", b"A1\r\nB2\r"),
            ("any", b"\nA1\n\r\nB2\r\n"),
        ],
    )
    def test_kinds(self, kind, stream):
        assert feed(kind, stream)[0] == [b"A1", b"B2"]
        # However the line cuts it.
        assert feed(kind, *(bytes([byte]) for byte in stream))[0] == [b"A1", b"B2"]

    @given(
        st.lists(
            st.binary(min_size=1, max_size=20).filter(lambda one: not {2, 3, 9, 10, 13} & {*one})
        ),
        st.sampled_from(["cr", "lf", "crlf", "tab", "stx", "any"]),
        st.data(),
    )
    def test_any_cut(self, scans, kind, data):
        start, end = (
            (b"\x02", b"\x03") if kind == "stx" else (b"", framing.SUFFIXES.get(kind, b"\r"))
        )
        stream = b"".join(start + scan + end for scan in scans)
        chunks = []
        while stream:
            size = data.draw(st.integers(1, len(stream)))
            chunks.append(stream[:size])
            stream = stream[size:]
        assert feed(kind, *chunks)[0] == scans

    def test_a_pause_ends_a_scan(self):
        framer = Framer("idle")
        assert framer.feed(b"A1", 0.0) == []
        assert framer.feed(b"23", 0.01) == []
        assert framer.idle(0.02) == []
        assert framer.feed(b"B2\r\n", 0.2) == [Frame(b"A123")]
        assert framer.idle(0.4) == [Frame(b"B2")]

    def test_length_and_prefix(self):
        assert feed("cr", b"ABCDEFGH", length=4)[0] == [b"ABCD", b"EFGH"]
        assert feed("cr", b"~~A1\r~~B2\r", prefix=b"~~")[0] == [b"A1", b"B2"]

    def test_noise_before_stx(self):
        assert feed("stx", b"noise\x02A1\x03more\x02B2\x03")[0] == [b"A1", b"B2"]

    def test_too_long(self):
        """Told once as cut; the next scan counts."""
        framer = Framer("cr")
        frames = []
        for number in range(LONGEST // 100 * 3):
            frames += framer.feed(b"x" * 100, number * 0.001)
        frames += framer.feed(b"\rA1\r", 9)
        assert [(len(frame.raw), frame.is_cut) for frame in frames] == [(LONGEST, True), (2, False)]

    def test_unplugged_in_the_middle(self):
        for kind, left in (("cr", b"A12"), ("stx", b"\x02A12")):
            framer = Framer(kind)
            framer.feed(left, 0)
            assert framer.closed() == [Frame(b"A12", is_cut=True)]
            assert framer.closed() == []

    def test_no_such_framing(self):
        with pytest.raises(ValueError, match="no framing"):
            Framer("morse")

    @given(st.binary())
    def test_text(self, raw):
        assert isinstance(as_text(raw), str)


class TestAim:
    @pytest.mark.parametrize(
        ("text", "split"),
        [
            ("]d20104006381333931", ("]d2", "0104006381333931")),
            ("]E04006381333931", ("]E0", "4006381333931")),
            ("]", ("", "]")),
            ("]C", ("", "]C")),
            ("LOT]C1", ("", "LOT]C1")),
            ("]Q1", ("]Q1", "")),
        ],
    )
    def test_split(self, text, split):
        assert aim.split(text) == split


class TestSsi:
    def packet(self, text, status=0):
        return ssi.packed(ssi.DECODE_DATA, b"\x03" + text, source=0, status=status)

    def test_documented_bytes(self):
        assert ssi.ack() == bytes.fromhex("04d00400ff28")
        assert ssi.nak(ssi.RESEND) == bytes.fromhex("05d1040001ff25")

    @given(st.binary(max_size=251), st.integers(0, 255), st.integers(0, 255))
    def test_round_trip(self, data, opcode, status):
        packet, rest = ssi.take(ssi.packed(opcode, data, status=status) + b"rest")
        assert (packet.opcode, packet.status, packet.data, rest) == (opcode, status, data, b"rest")

    @given(st.binary(max_size=40), st.data())
    def test_a_wrong_bit_is_seen(self, data, draw):
        whole = bytearray(ssi.packed(ssi.DECODE_DATA, data))
        index = draw.draw(st.integers(1, len(whole) - 1))
        whole[index] ^= 1 << draw.draw(st.integers(0, 7))
        with pytest.raises(ssi.SsiError):
            ssi.take(bytes(whole))

    def test_not_whole_yet(self):
        whole = self.packet(b"4006381333931")
        for end in range(len(whole)):
            assert ssi.take(whole[:end]) == (None, whole[:end])

    def test_no_packet(self):
        with pytest.raises(ssi.SsiError):
            ssi.take(b"\x01\x02\x03")
        with pytest.raises(ValueError, match="at most 251"):
            ssi.packed(ssi.ACK, b"x" * 252)

    def test_sent_again_it_counts_once(self):
        """The acknowledgement was lost; the same code scanned anew is another scan."""
        assembler = ssi.Assembler()

        def add(text, status=0):
            return assembler.add(ssi.take(self.packet(text, status))[0])

        assert add(b"A1") == b"A1"
        assert add(b"A1", ssi.RETRANSMIT) is None
        assert add(b"A1") == b"A1"
        assert add(b"B2", ssi.RETRANSMIT) == b"B2", "The first one never came."

    def test_not_kept_it_counts_when_it_comes_again(self):
        assembler = ssi.Assembler()
        part = ssi.take(self.packet(b"first", ssi.CONTINUED))[0]
        last, again = (ssi.take(self.packet(b"end", bit))[0] for bit in (0, ssi.RETRANSMIT))
        assembler.add(part)
        assert assembler.add(last) == b"firstend"
        assembler.refused()
        assert assembler.add(again) == b"firstend"
        assert assembler.add(again) is None

    @pytest.mark.parametrize(
        ("byte", "aim"), [(0x0B, "]E0"), (0x0F, "]C1"), (0x1B, "]d1"), (1, "")]
    )
    def test_symbology(self, byte, aim):
        packet = ssi.Packet(ssi.DECODE_DATA, 0, bytes([byte]) + b"4006381333931")
        assert ssi.symbology(packet) == aim
        assert ssi.symbology(ssi.Packet(ssi.DECODE_DATA, 0, b"")) == ""

    def test_the_same_again_and_broken(self):
        """Two of one article: the second one's first try is noise, its second try counts."""
        assembler = ssi.Assembler()
        again = ssi.take(self.packet(b"A1", ssi.RETRANSMIT))[0]
        assert assembler.add(ssi.take(self.packet(b"A1"))[0]) == b"A1"
        assembler.unheard()
        assert assembler.add(again) == b"A1"
        assert assembler.add(again) is None

    def test_in_parts(self):
        assembler = ssi.Assembler()
        first = ssi.take(self.packet(b"x" * 200, ssi.CONTINUED))[0]
        last = ssi.take(self.packet(b"end"))[0]
        assert assembler.add(first) is None
        assert assembler.add(last) == b"x" * 200 + b"end"

    def test_other_packets(self):
        assert ssi.Assembler().add(ssi.Packet(ssi.ACK, 0, b"")) is None


class TestZebra:
    def status(self, **changes):
        one = ["030", "0", "0", "1245", "000", "0", "0", "0", "000", "0", "0", "0"]
        two = ["000", "0", "0", "0", "1", "2", "4", "0", "00000000", "1", "000"]
        for name, value in changes.items():
            row, index = (one, int(name[1:])) if name[0] == "a" else (two, int(name[1:]))
            row[index] = value
        lines = (one, two, ["1234", "0"])
        return b"".join(b"\x02" + ",".join(row).encode() + b"\x03\r\n" for row in lines)

    def test_idle(self):
        answer = self.status()
        assert zebra_hs.is_complete(answer)
        assert zebra_hs.parse(answer).is_idle

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"a1": "1"}, "Paper is out"),
            ({"a2": "1"}, "paused"),
            ({"a9": "1"}, "memory"),
            ({"a10": "1"}, "too cold"),
            ({"a11": "1"}, "too hot"),
            ({"b2": "1"}, "head is open"),
            ({"b3": "1"}, "Ribbon"),
            ({"b7": "1"}, "to be taken"),
        ],
    )
    def test_problems(self, change, words):
        status = zebra_hs.parse(self.status(**change))
        assert words in status.problem()
        assert not status.is_idle

    def test_still_printing(self):
        for change in ({"a4": "002"}, {"b8": "00000003"}):
            status = zebra_hs.parse(self.status(**change))
            assert (status.problem(), status.is_idle) == ("", False)

    @given(st.binary(max_size=200))
    def test_noise(self, answer):
        with contextlib.suppress(ValueError):
            zebra_hs.parse(answer)

    def test_not_all_of_it(self):
        answer = self.status()
        assert not zebra_hs.is_complete(answer[:60])
        with pytest.raises(ValueError, match="No host status"):
            zebra_hs.parse(answer[:60])


class TestTspl:
    @pytest.mark.parametrize(
        ("byte", "words"),
        [
            (0x01, "head"),
            (0x02, "jammed"),
            (0x05, "head"),
            (0x08, "Ribbon"),
            (0x10, "paused"),
            (0x80, "fault"),
        ],
    )
    def test_problems(self, byte, words):
        assert words in tspl.problem(byte)

    def test_printing(self):
        assert tspl.is_printing(0x20)
        assert not tspl.is_printing(0x00)

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (b"\x02@@@@\x03\r\n", ""),
            (b"@@@A", "Paper is out"),
            (b"\x02@@A@\x03", "too hot"),
            (b"@@@`", "head is open"),
        ],
    )
    def test_four_bytes(self, answer, words):
        assert words in tspl.problem_of_four(answer)
        assert bool(words) == bool(tspl.problem_of_four(answer))

    @pytest.mark.parametrize("answer", [b"", b"@@@", b"@@@@@", b"\x00@@@"])
    def test_no_status(self, answer):
        with pytest.raises(ValueError, match="No status"):
            tspl.problem_of_four(answer)


class TestEscpos:
    @pytest.mark.parametrize(
        ("kind", "byte", "words"),
        [
            ("printer", 0x12, ""),
            ("printer", 0x1A, "offline"),
            ("offline", 0x16, "cover is open"),
            ("offline", 0x32, "Paper is out"),
            ("error", 0x1A, "cutter"),
            ("error", 0x32, "switch it off"),
            ("paper", 0x72, "Paper is out"),
            ("paper", 0x1E, ""),
        ],
    )
    def test_answers(self, kind, byte, words):
        assert words in escpos.problem(kind, byte)
        assert bool(words) == bool(escpos.problem(kind, byte))

    def test_low(self):
        assert escpos.is_paper_low(0x1E)
        assert not escpos.is_paper_low(0x12)

    @given(st.integers(0, 255))
    def test_other_bytes(self, byte):
        """XON and XOFF (0x11, 0x13) are no status."""
        assert escpos.is_answer(byte) == (byte & 0x93 == 0x12)
        assert not escpos.is_answer(0x11)
        assert not escpos.is_answer(0x13)
