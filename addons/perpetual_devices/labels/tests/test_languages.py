"""Each kind of barcode in each language at each resolution, read back from the paper."""

from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from .. import DPIS, KINDS, LANGUAGES, Barcode, Box, Label, LabelError, Line, Text, gs1, png, render
from ..fit import clean
from ..model import MATRIX, dots
from . import printers

ELEMENTS = gs1.element_string([("01", "09501101530003"), ("10", "A>5B_(1)"), ("21", "x-7")])
DATA = {
    "code128": "A>5B ^XZ_12",
    "gs1_128": ELEMENTS,
    "sscc": gs1.sscc(3, "4012345", 17),
    "ean13": "4006381333931",
    "ean8": "96385074",
    "upca": "036000291452",
    "datamatrix": "a_b~1^XZ__ 12",
    "gs1_datamatrix": ELEMENTS,
    "qr": "https://example.com/?a=^XZ,~JA",
    "gs1_qr": ELEMENTS,
}
NASTY = [
    "^XZ ~JA ^FS^FD ^PQ9",
    '"quote" \\"more\\" \\',
    'x"\r\nP99\r\nA1,1',
    "a\0b\x1b@\x1dV0c",
    "\\&\\5E_5E%_1",
    "~!T ~!@ \x1b!R",
    "!105!102>8>;",
    "Käse – 5 € 中文 Ω",
]
hostile = (
    st.lists(
        st.sampled_from([*NASTY, "^", "~", '"', "\\", "_", ">", "!", ",", "\n", "\r\n", "\0", "é"])
        | st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
        min_size=1,
        max_size=5,
    )
    .map("".join)
    .filter(bool)
)
printable = st.text("".join(map(chr, range(32, 127))), min_size=1, max_size=20)


def wide(kind, data, caption=3):
    high = 40 if kind in MATRIX else 22
    return Label(110, 50, (Barcode("code", 2, 2, 106, high, kind, data, caption),))


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("kind", KINDS)
def test_zpl(kind, dpi):
    label = wide(kind, DATA[kind])
    picture, copies = printers.zpl_picture(render(label, "zpl", dpi, 3), dpi)
    assert copies == 3
    assert png.verify(picture) == [png.Read(*png.expected_read(label.elements[0]), kind=name(kind))]
    inside(picture, label.elements[0], dpi)


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("kind", KINDS)
def test_preview_and_receipt_printer(kind, dpi):
    label = wide(kind, DATA[kind])
    assert png.faults(label, png.render(label, dpi)) == []
    pages = printers.escpos(render(label, "escpos", dpi, 2))
    assert len(pages) == 2
    for page in pages:
        assert png.faults(label, printers.png_of(page)) == []
        inside(printers.png_of(page), label.elements[0], dpi)


NAMES = {
    "epl": {"code128": "1", "ean13": "E30", "ean8": "E80", "upca": "UA0"},
    "tspl": {"code128": "128M", "gs1_128": "128M", "sscc": "128M", "ean13": "EAN13", "ean8": "EAN8",
             "upca": "UPCA"},
}  # fmt: skip
MATRIX_NAMES = {
    "epl": {"datamatrix": "D", "qr": "Q"},
    "tspl": {"datamatrix": "DMATRIX", "gs1_datamatrix": "DMATRIX", "qr": "QRCODE"},
}
PLAIN = {**DATA, "datamatrix": "a_b-12", "qr": "https://example.com/"}


@pytest.mark.parametrize(
    ("language", "dpi"),
    [("epl", 203), ("epl", 300), ("tspl", 203), ("tspl", 300), ("tspl", 600)],
)
@pytest.mark.parametrize("kind", KINDS)
def test_lines_of_commands(language, dpi, kind):
    label = wide(kind, PLAIN[kind])
    printed = getattr(printers, language)(render(label, language, dpi, 7))
    assert printed.copies == 7
    own = {**NAMES[language], **MATRIX_NAMES[language]}.get(kind)
    if not own:
        [drawn] = printed.pictures
        assert png.faults(label, printers.png_of(drawn)) == []
        return
    [(command, data)] = printed.codes
    assert command == own
    check_data(kind, data)


def check_data(kind, data):
    """Compare with what goes in: without check digit, FNC1 in the language's own word."""
    if kind in ("ean13", "ean8", "upca"):
        assert data == DATA[kind][:-1]
    elif kind == "gs1_datamatrix":
        assert data == "~1" + DATA[kind].replace("\x1d", "~1")
    elif data.startswith("!"):
        bars = printers.tspl_bars(data)
        image = Image.new("L", (len(bars), 1))
        image.putdata([0 if bit == "1" else 255 for bit in bars])
        [read] = png.verify(printers.png_of(image.resize((len(bars) * 3, 90), 0)))
        assert (read.data, read.aim) == png.expected_read(
            Barcode("x", 0, 0, 1, 1, kind, DATA[kind])
        )
    else:
        assert data == PLAIN[kind]


@settings(max_examples=40, deadline=None)
@given(hostile)
@example("\\".join(NASTY[:3]))
def test_hostile_text_stays_in_its_field(text):
    label = Label(80, 40, (Text("name", 2, 2, 76, 4, text), Line("end", 2, 38, 10, 0.5)))
    picture, copies = printers.zpl_picture(render(label, "zpl", 203, 2), 203)
    assert copies == 2
    assert Image.open(BytesIO(picture)).getpixel((dots(7, 203), dots(38.2, 203))) in (0, (0,) * 3)
    for language in ("epl", "tspl"):
        printed = getattr(printers, language)(render(label, language, 203, 2))
        assert printed.copies == 2
        assert len(printed.shapes) == 1
        assert len(printed.texts) + len(printed.pictures) == bool(clean(text))
        for shown in printed.texts:
            assert clean(text).startswith(shown.removesuffix("...").rstrip())
    assert len(printers.escpos(render(label, "escpos", 203, 2))) == 2


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["datamatrix", "qr"]), hostile.filter(lambda text: len(text.encode()) < 120))
@example("datamatrix", NASTY[0])
@example("qr", NASTY[3])
@example("datamatrix", NASTY[4])
def test_hostile_data_reads_back(kind, text):
    label = wide(kind, text, caption=0)
    picture, _copies = printers.zpl_picture(render(label, "zpl", 203), 203)
    expected = [png.expected_read(label.elements[0])]
    assert expected[0][0] == text.encode()
    assert [(read.data, read.aim) for read in png.verify(picture)] == expected
    for language in ("epl", "tspl"):
        printed = getattr(printers, language)(render(label, language, 203))
        for drawn in printed.pictures:
            assert png.faults(label, printers.png_of(drawn)) == []
        assert [data for _name, data in printed.codes] in ([], [text])


@settings(max_examples=60, deadline=None)
@given(printable)
@example("A>5B")
@example(">;>8")
@example("!105")
def test_code_128_reads_back_from_the_paper(text):
    label = wide("code128", text)
    picture, _copies = printers.zpl_picture(render(label, "zpl", 203), 203)
    assert png.faults(label, picture) == []


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("language", ["zpl", "escpos"])
def test_text_never_leaves_its_field(language, dpi):
    for text in ("WWWWMMMM@@@@%%%%" * 4, "Grüße " * 30, "<~>" * 30, "i" * 400):
        for lines in (1, 3):
            label = Label(60, 30, (Text("name", 5, 5, 40, 4, text, lines),))
            out = render(label, language, dpi)
            if language == "zpl":
                picture, _copies = printers.zpl_picture(out, dpi)
            else:
                picture = printers.png_of(printers.escpos(out)[0])
            inside(picture, label.elements[0], dpi)


def inside(picture, element, dpi):
    """See to it that all ink is in the field; a tenth of a millimetre is rounding."""
    left, top, right, bottom = printers.ink(picture)
    slack = dots(0.1, dpi)
    assert left >= dots(element.x, dpi) - slack
    assert top >= dots(element.y, dpi) - slack
    assert right <= dots(element.x + element.width, dpi) + slack
    assert bottom <= dots(element.y + element.deep, dpi) + slack


@pytest.mark.parametrize("dpi", DPIS)
def test_modules_are_whole_dots(dpi):
    """The bars of a drawn label change colour only every so many dots."""
    label = Label(60, 30, (Barcode("code", 2, 2, 56, 20, "code128", "AB12"),))
    image = Image.open(BytesIO(png.render(label, dpi))).convert("1")
    row = [image.getpixel((x, dots(10, dpi))) for x in range(image.width)]
    changes = [x for x in range(1, len(row)) if row[x] != row[x - 1]]
    widths = [b - a for a, b in pairwise(changes)]
    assert min(widths) > 1
    assert all(width % min(widths) == 0 for width in widths)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_does_not_fit_names_field_and_way_out(language):
    with pytest.raises(LabelError, match=r"^lot: GS1-128 of .* needs .* mm of width at 203 dpi; the"
                       r" field has 20 × 22 mm.*take GS1 DataMatrix, which fits\.$"):  # fmt: skip
        render(Label(50, 30, (Barcode("lot", 2, 2, 20, 22, "gs1_128", ELEMENTS),)), language)
    with pytest.raises(LabelError, match=r"^lot: QR code of .* needs .* × .* mm"):
        render(Label(50, 30, (Barcode("lot", 2, 2, 5, 5, "qr", "x" * 60),)), language)
    with pytest.raises(LabelError, match=r"^gtin: The check digit of EAN-13 .* would be right"):
        wrong = Barcode("gtin", 2, 2, 46, 22, "ean13", "4006381333932")
        render(Label(50, 30, (wrong,)), language)
    with pytest.raises(LabelError, match=r"^low: The bars"):
        render(Label(50, 30, (Barcode("low", 2, 2, 46, 2, "code128", "A"),)), language)
    with pytest.raises(LabelError, match=r"^none: There is no data"):
        render(Label(50, 30, (Barcode("none", 2, 2, 46, 9, "code128", ""),)), language)


def test_a_field_outside_the_label():
    with pytest.raises(LabelError, match=r"^name: .*reaches from 40, 2 to 60, 6 mm.* 50 × 30 mm"):
        Label(50, 30, (Text("name", 40, 2, 20, 4, "x"),))
    with pytest.raises(LabelError, match="no size"):
        Label(50, 30, (Box("box", 1, 1, 0, 4),))
    with pytest.raises(LabelError, match="5 to 250"):
        Label(0, 30)


@pytest.mark.parametrize("language", LANGUAGES)
def test_resolutions_and_copies(language):
    label = Label(50, 30, (Box("frame", 1, 1, 48, 28),))
    for dpi, copies in ((0, 1), (204, 1), (203, 0), (203, 10_000)):
        with pytest.raises(LabelError):
            render(label, language, dpi, copies)
    assert render(label, language, 203, 9999)


def test_languages_that_there_are_not():
    with pytest.raises(LabelError, match="no language"):
        render(Label(50, 30), "pcl")
    with pytest.raises(LabelError, match="203, 300"):
        render(Label(50, 30), "epl", 600)


def test_a_reader_of_nonsense():
    assert png.verify(png.render(Label(50, 30))) == []
    blank = png.render(Label(110, 50))
    assert png.faults(wide("qr", "x"), blank) == ["code: The barcode does not read back."]


def name(kind):
    return {
        "code128": "Code 128", "gs1_128": "Code 128", "sscc": "Code 128", "ean13": "EAN-13",
        "ean8": "EAN-8", "upca": "EAN-13", "datamatrix": "Data Matrix",
        "gs1_datamatrix": "Data Matrix", "qr": "QR Code", "gs1_qr": "QR Code",
    }[kind]  # fmt: skip
