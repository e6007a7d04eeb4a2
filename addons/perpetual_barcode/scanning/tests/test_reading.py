import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..reading import FNC1, MAX_LENGTH, Reading, read


@pytest.mark.parametrize(
    ("raw", "text", "symbology", "is_gs1"),
    [
        ("4006381333931", "4006381333931", "", None),
        ("4006381333931\r\n", "4006381333931", "", None),
        ("\x024006381333931\x03", "4006381333931", "", None),
        ("]E04006381333931", "4006381333931", "ean13", False),
        ("]C1010400638133393110LOT1", "010400638133393110LOT1", "gs1-128", True),
        ("]C0LOT-1", "LOT-1", "code128", False),
        ("]d2\x1d0104006381333931", "0104006381333931", "gs1-datamatrix", True),
        ("]Q3010400638133393121S#1", "010400638133393121S#1", "gs1-qr", True),
        ("]z0PDF417", "PDF417", "", None),
        ("\x1d0104006381333931", "0104006381333931", "", True),
        ("10LOT1\x1d3712", "10LOT1\x1d3712", "", True),
        # One scanner sends FNC1 as a word, another as the keys Alt+029.
        ("10LOT1<GS>3712", "10LOT1\x1d3712", "", True),
        ("10LOT1Alt0293712", "10LOT1\x1d3712", "", True),
        ("10LOT1^]3712", "10LOT1\x1d3712", "", True),
        # What stands in a lot's own name stays.
        ("LOT#12", "LOT#12", "", None),
        ("Shift-Lock <3> & Co", "Shift-Lock <3> & Co", "", None),
        ("urn:epc:id:sgtin:4006381.033393.77", "urn:epc:id:sgtin:4006381.033393.77", "", None),
        ("Lagerplatz Süd", "Lagerplatz Süd", "", None),
    ],
)
def test_read(raw, text, symbology, is_gs1):
    assert read(raw) == Reading(text, symbology, is_gs1)


def test_a_camera_tells_the_symbology():
    assert read("4006381333931", form="ean_13") == Reading("4006381333931", "ean13", False)
    assert read("WH/IN/00012", form="qr_code") == Reading("WH/IN/00012")


@pytest.mark.parametrize("keyed", ["x12", "X12", "12x", "*12", "×12", "12 ×"])
def test_times(keyed):
    assert read(keyed).times == 12


@pytest.mark.parametrize("keyed", ["x", "1x2", "x1234567", "12", "box12"])
def test_no_times(keyed):
    assert read(keyed).times is None


@pytest.mark.parametrize("raw", ["", "\r\n", "]C1", FNC1, "   "])
def test_nothing(raw):
    with pytest.raises(ValueError, match="no data"):
        read(raw)


def test_too_long():
    assert read("1" * MAX_LENGTH).text
    with pytest.raises(ValueError, match="4297 characters"):
        read("1" * (MAX_LENGTH + 1))


@given(st.text(min_size=1, max_size=60))
def test_whatever_comes_is_read_or_refused(raw):
    """Reading what was read changes nothing more."""
    try:
        reading = read(raw)
    except ValueError:
        return
    assert reading.text
    if not reading.text.startswith("]"):
        assert read(reading.text).text == reading.text
