import doctest
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_box.perpetual_iot_box.config import LAYOUTS
from iot_box.perpetual_iot_box.protocols import hid, keyboards
from iot_box.perpetual_iot_box.protocols.framing import LONGEST, Frame
from iot_box.perpetual_iot_box.protocols.hid import (
    ALTGR,
    CAPS_LOCK,
    ENTER,
    LEFT_ALT,
    LEFT_CTRL,
    LEFT_SHIFT,
    TAB,
    Decoder,
    Event,
)
from iot_box.perpetual_iot_box.simulate.hid import strokes, typed


@pytest.mark.parametrize("module", [hid, keyboards])
def test_examples(module):
    assert not doctest.testmod(module).failed


def decoded(layout, *keys):
    """The one scan of keys that are struck, each with those that are held meanwhile, and Enter."""
    rows = [
        row for key in (*keys, ENTER) for row in strokes(*(key if type(key) is tuple else [key]))
    ]
    frames = Decoder(layout).feed(rows, 0)
    assert len(frames) == 1
    return frames[0].raw.decode()


class TestRecorded:
    """Bytes as a kernel writes them: times, scan codes, reports."""

    A = (
        "6b0f1e6700000000 2c0a050000000000 0400 0400 04000700"  # MSC_SCAN
        "6b0f1e6700000000 2c0a050000000000 0100 1e00 01000000"
        "6b0f1e6700000000 2c0a050000000000 0000 0000 00000000"
        "6b0f1e6700000000 9c1a050000000000 0100 1e00 00000000"
        "6b0f1e6700000000 9c1a050000000000 0000 0000 00000000"
        "6b0f1e6700000000 ac2a050000000000 0100 1c00 01000000"
        "6b0f1e6700000000 ac2a050000000000 0100 1c00 00000000"
    )

    def test_64_bits(self):
        rows, rest = hid.events(bytes.fromhex(self.A) + b"\x01")
        assert rest == b"\x01"
        assert Decoder("us").feed(rows, 0) == [Frame(b"a")]
        assert Decoder("fr").feed(rows, 0) == [Frame(b"q")]

    def test_32_bits(self):
        data = struct.pack("<iiHHi", 1, 2, 1, 30, 1) + struct.pack("<iiHHi", 1, 3, 1, 28, 1)
        rows, rest = hid.events(data, 16)
        assert (rest, Decoder().feed(rows, 0)) == (b"", [Frame(b"a")])

    @given(
        st.lists(
            st.builds(
                Event,
                st.integers(0, 65535),
                st.integers(0, 65535),
                st.integers(-(2**31), 2**31 - 1),
            )
        ),
        st.sampled_from([16, 24]),
        st.integers(0, 15),
    )
    def test_round_trip(self, rows, size, cut):
        data = hid.packed(rows, size)
        one, rest = hid.events(data[: len(data) - cut], size)
        assert one + hid.events(rest + data[len(data) - cut :], size)[0] == rows


class TestLayouts:
    def test_all_are_there(self):
        assert set(keyboards.PLAIN) == set(LAYOUTS)

    @pytest.mark.parametrize("layout", LAYOUTS)
    def test_digits_and_letters(self, layout):
        """Each sign that a code 128 may hold can be written on each keyboard."""
        signs = {sign for row in keyboards.signs(layout).values() for sign in row}
        signs |= {keyboards.DEAD[sign] for sign in signs & set(keyboards.DEAD)}
        missing = {chr(code) for code in range(32, 127)} - signs
        # Italy's keyboard has these by numbers only.
        assert missing == (set("`~") if layout == "it" else set())

    @given(st.sampled_from(LAYOUTS), st.text(st.characters(min_codepoint=1, max_codepoint=126)))
    def test_round_trip(self, layout, text):
        text = text.translate({9: None, 10: None, 13: None})
        rows, _rest = hid.events(typed(text, layout))
        assert Decoder(layout).feed(rows, 0) == ([Frame(text.encode())] if text else [])

    @pytest.mark.parametrize(
        ("layout", "keys", "text"),
        [
            ("us", [(LEFT_SHIFT, 3), 4, (LEFT_SHIFT, 40)], '@3"'),
            ("gb", [(LEFT_SHIFT, 3), (LEFT_SHIFT, 40), 43, 86, (ALTGR, 5)], '"@#\\€'),
            ("de", [21, 44, 12, (ALTGR, 12), (ALTGR, 16), (LEFT_SHIFT, 8), 53], "zyß\\@/-"),
            ("fr", [2, (LEFT_SHIFT, 2), 30, 16, 39, (ALTGR, 5), (ALTGR, 13)], "&1qam{}"),
            ("be", [2, 3, 4, 5, 6, 7, (ALTGR, 26), (ALTGR, 27), (ALTGR, 3)], "&é\"'(§[]@"),
            ("es", [39, 12, (LEFT_SHIFT, 12), (ALTGR, 26), (ALTGR, 41)], "ñ'?[\\"),
            ("it", [26, (ALTGR, 26), (LEFT_SHIFT, ALTGR, 26), (ALTGR, 39)], "è[{@"),
            ("ch", [21, 44, (LEFT_SHIFT, 4), (ALTGR, 8), (LEFT_SHIFT, 26)], "zy*|è"),
        ],
    )
    def test_some_of_each(self, layout, keys, text):
        assert decoded(layout, *keys) == text

    def test_wrong_layout(self):
        """What a Belgian scanner's digits look like where nobody has said that it is one."""
        rows, _rest = hid.events(typed("0123", "be"))
        assert Decoder("us").feed(rows, 0)[0].raw == b")!@#"

    def test_no_such_layout(self):
        with pytest.raises(KeyError):
            Decoder("dvorak")


class TestDeadKeys:
    def test_with_a_letter_a_space_itself_and_another(self):
        circumflex = 26
        assert decoded("fr", circumflex, 18) == "ê"
        assert decoded("fr", (LEFT_SHIFT, circumflex), 18) == "ë"
        assert decoded("fr", circumflex, 57, 18) == "^e"
        assert decoded("fr", circumflex, circumflex, 18) == "^e"
        assert decoded("fr", circumflex, (LEFT_SHIFT, circumflex), 18) == "^ë"
        assert decoded("fr", circumflex, 25) == "^p"
        assert decoded("fr", 18, circumflex) == "e^"


class TestHeld:
    def test_caps_lock_is_for_letters(self):
        assert decoded("us", CAPS_LOCK, 30, 2, (LEFT_SHIFT, 30), CAPS_LOCK, 30) == "A1aa"

    def test_both_shifts_and_repeats(self):
        rows = [Event(1, code, value) for code, value in ((42, 1), (54, 1), (42, 0), (30, 1))]
        rows += [Event(1, 30, 2), Event(1, 30, 0), Event(1, 54, 0), Event(1, 30, 1)]
        assert Decoder().feed([*rows, Event(1, ENTER, 1)], 0) == [Frame(b"AAa")]

    @pytest.mark.parametrize(
        ("layout", "keys"),
        [
            ("us", [(LEFT_CTRL, 27)]),
            ("de", [(LEFT_CTRL, 27)]),
            ("fr", [(LEFT_CTRL, 27)]),
            ("us", [(LEFT_ALT, 82, 80, 73)]),
            ("de", [(LEFT_ALT, 80, 73)]),
        ],
    )
    def test_group_separator(self, layout, keys):
        """What GS1 needs, by Ctrl+] or Alt+029."""
        assert decoded(layout, 79, *keys, 80) == "1\x1d2"

    @pytest.mark.parametrize(
        ("keys", "sign"),
        [((7,), "\x1e"), ((12,), "\x1f"), ((43,), "\x1c"), ((26,), "\x1b"), ((48,), "\x02")],
    )
    def test_other_control_characters(self, keys, sign):
        assert decoded("us", (LEFT_CTRL, *keys)) == sign

    def test_ctrl_and_alt_are_altgr(self):
        assert decoded("de", (LEFT_CTRL, LEFT_ALT, 16)) == "@"

    def test_keypad(self):
        assert decoded("de", 79, 83, 82, 74) == "1,0-"
        assert decoded("us", 79, 83, 82, 78) == "1.0+"

    @given(st.integers(0, 10**7))
    def test_any_number(self, number):
        assert len(hid.of_keypad(str(number)[-5:])) <= 1


class TestEnds:
    def test_enter_tab_and_ctrl_m(self):
        rows = [row for key in (ENTER, 2, TAB, ENTER, 3, 96, 4) for row in strokes(key)]
        rows += strokes(LEFT_CTRL, 50)
        assert Decoder().feed(rows, 0) == [Frame(b"1"), Frame(b"2"), Frame(b"3")]

    def test_a_pause(self):
        decoder = Decoder(is_idle=True)
        assert decoder.feed(strokes(2), 0) == []
        assert decoder.feed(strokes(3), 0.05) == []
        assert decoder.feed(strokes(4), 0.3) == [Frame(b"12")]
        assert decoder.idle(0.5) == [Frame(b"3")]

    def test_unplugged_in_the_middle(self):
        decoder = Decoder()
        decoder.feed([*strokes(2), Event(1, LEFT_SHIFT, 1)], 0)
        assert decoder.closed() == [Frame(b"1", is_cut=True)]
        assert decoder.feed(strokes(2) + strokes(ENTER), 1) == [Frame(b"1")]

    def test_the_kernel_lost_some(self):
        """A scan with a hole is told as cut; the next one counts."""
        rows = [*strokes(2), Event(0, 3, 0), Event(1, 3, 1), Event(0, 0, 0)]
        rows += strokes(4) + strokes(ENTER) + strokes(5) + strokes(ENTER)
        assert Decoder().feed(rows, 0) == [Frame(b"13", is_cut=True), Frame(b"4")]

    def test_too_long(self):
        frames = Decoder().feed(strokes(2) * (LONGEST + 9) + strokes(ENTER), 0)
        assert [(len(frame.raw), frame.is_cut) for frame in frames] == [(LONGEST, True)]
