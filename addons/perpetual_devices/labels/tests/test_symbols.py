"""The encoders, judged by a reader that other people wrote."""

import pytest
import qrcode.base
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from .. import code128, datamatrix, ean, qr
from ..errors import LabelError

PRINTABLE = "".join(map(chr, range(32, 127)))
any_text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


def read(rows, high=1):
    """Draw the modules three pixels wide in a white frame; return bytes and AIM identifiers."""
    frame = 12
    image = Image.new("L", (len(rows[0]) + 2 * frame, len(rows) * high + 2 * frame), 255)
    for r, row in enumerate(rows):
        for c, bit in enumerate(row):
            if bit == "1":
                image.paste(0, (c + frame, r * high + frame, c + frame + 1, (r + 1) * high + frame))
    image = image.resize((image.width * 3, image.height * 3), Image.Resampling.NEAREST)
    found = zxingcpp.read_barcodes(image, try_invert=False)
    return [(code.bytes, code.symbology_identifier) for code in found]


@given(st.text(PRINTABLE, min_size=1, max_size=40))
@example(PRINTABLE[:48])
@example(PRINTABLE[48:])
@example("A>5B99")
@example("9999999")
@example("a99")
def test_code_128(text):
    assert read([code128.bars(text)], 30) == [(text.encode(), "]C0")]


@given(st.text(PRINTABLE + "\x1d", min_size=1, max_size=30).filter(lambda t: t.strip("\x1d") == t))
def test_gs1_128(text):
    assert read([code128.bars(text, gs1=True)], 30) == [(text.encode(), "]C1")]


@pytest.mark.parametrize(
    ("text", "symbols"),
    [("A", 2), ("123456", 4), ("12345", 5), ("12", 2), ("A1234", 5), ("A123456B", 8), ("1A", 3)],
)
def test_code_128_takes_the_fewest_symbols(text, symbols):
    assert len(code128.values(text)) == symbols


@given(st.text(PRINTABLE, min_size=1, max_size=30), st.booleans())
def test_the_spoken_run_is_the_same_run(text, gs1):
    words = list(code128.spoken(text, gs1))
    assert words[0][0] == "start"
    assert "".join(value for what, value in words if what == "data") == text
    assert len(words) == len(code128.values(text, gs1))


@pytest.mark.parametrize("bad", ["é", "a\tb", "\0", "\x7f", "a\x1db", ""])
def test_code_128_refuses(bad):
    with pytest.raises(LabelError):
        code128.bars(bad)


@given(st.sampled_from(["ean13", "ean8", "upca"]), st.data())
def test_retail_codes(kind, data):
    size = ean.LENGTHS[kind] - 1
    digits = data.draw(st.text("0123456789", min_size=size, max_size=size))
    whole = ean.complete(kind, digits)
    assert ean.complete(kind, whole) == whole
    expected = ("0" + whole if kind == "upca" else whole).encode()
    assert read([ean.bars(kind, digits)], 30) == [(expected, "]E4" if kind == "ean8" else "]E0")]


@pytest.mark.parametrize(
    "bad", ["", "123", "4012345123457", "401234512345x", "４０１２３４５１２３４５"]
)
def test_retail_codes_refuse(bad):
    with pytest.raises(LabelError):
        ean.complete("ean13", bad)


@settings(max_examples=60, deadline=None)
@given(any_text)
@example('a\0b\x1b^XZ~JA\\"\r\n')
def test_matrix_codes_carry_any_text(text):
    assert read(datamatrix.matrix(text)) == [(text.encode(), "]d1")]
    assert read(qr.matrix(text)) == [(text.encode(), "]Q1")]


@pytest.mark.parametrize("size", [1, 4, 9, 15, 29, 43, 61, 85, 113, 143, 173, 203, 279, 367, 575])
@pytest.mark.parametrize("first", ["A", "é"])
def test_every_size(size, first):
    """Each of the sizes, in both encodations; more than 250 bytes take two for the length."""
    text = (first + "bcdefghij" * 100)[: max(size - 4, 1)]
    assert read(datamatrix.matrix(text)) == [(text.encode(), "]d1")]
    assert read(qr.matrix(text)) == [(text.encode(), "]Q1")]


@pytest.mark.parametrize("size", [1, 2, 3, 100, 1100])
def test_qr_of_digits_and_capitals(size):
    for text in ("7" * size, ("A-1 %" * size)[: size // 2 + 1]):
        assert read(qr.matrix(text)) == [(text.encode(), "]Q1")]


@pytest.mark.parametrize("text", ["0109501101530003", "10AB%\x1d2117", "10ab_>5\x1d17261231"])
def test_gs1_in_matrix_codes(text):
    assert read(datamatrix.matrix(text, gs1=True)) == [(text.encode(), "]d2")]
    assert read(qr.matrix(text, gs1=True)) == [(text.encode(), "]Q3")]


def test_too_much():
    for encode in (datamatrix.matrix, qr.matrix):
        with pytest.raises(LabelError, match="more than"):
            encode("x" * 900)
        with pytest.raises(LabelError, match="no data"):
            encode("")


def test_the_qr_blocks_are_those_of_another_library():
    for version, (errors, count) in enumerate(qr.BLOCKS, 1):
        blocks = qrcode.base.rs_blocks(version, qrcode.constants.ERROR_CORRECT_M)
        assert len(blocks) == count
        assert blocks[0].total_count - blocks[0].data_count == errors
        assert sum(block.data_count for block in blocks) == qr._room(version)
