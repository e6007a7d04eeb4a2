"""Printers for tests: what they are sent is read strictly, an unknown byte is an error."""

import re
from dataclasses import dataclass, field
from io import BytesIO

import zplkit
from PIL import Image

from ..code128 import STOP, WIDTHS


@dataclass
class Printed:
    """What a printer understood."""

    size: tuple[str, ...] = ()
    copies: int = 0
    texts: list[str] = field(default_factory=list)
    codes: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[Image.Image] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)


def zpl_picture(data: bytes, dpi: int, profile: str = "specification") -> tuple[bytes, int]:
    """Return the PNG of the one label and the copies."""
    [copies] = re.findall(rb"\^PQ(\d+),0,0,N\^XZ\n$", data)
    once = re.sub(rb"\^PQ\d+,0,0,N(?=\^XZ\n$)", b"", data)
    document = zplkit.render(once, zplkit.Options(profile=profile, width=1, height=1, dpi=dpi))
    [label] = document.labels
    return label.png(), int(copies)


def ink(png: bytes) -> tuple[int, int, int, int]:
    """Return the box round everything black: left, top, right, bottom."""
    image = Image.open(BytesIO(png)).convert("L")
    return image.point(lambda value: 255 - value).getbbox()


def epl(data: bytes) -> Printed:
    """Read EPL2."""
    found, rest = Printed(), data
    head = re.match(rb"\nN\nq(\d+)\nQ(\d+),(\d+)\nZT\nI8,A,001\n", rest)
    found.size = tuple(number.decode() for number in head.groups())
    rest = rest[head.end() :]
    while not found.copies:
        rest = _one(rest, found, (
            (rb'A\d+,\d+,0,[1-4],[1-6],[1-6],N,"((?:[^"\\\r\n\0\x1b]|\\["\\])*)"\n', _epl_text),
            (rb'B\d+,\d+,0,(1|E30|E80|UA0),\d+,\d+,\d+,N,"([^"\\\r\n\0]*)"\n', _code),
            (rb'b\d+,\d+,(D),h\d+,"([^"\\\r\n\0]*)"\n', _code),
            (rb'b\d+,\d+,(Q),m2,s\d+,eM,iA,"([^"\\\r\n\0]*)"\n', _code),
            (rb"GW\d+,\d+,(\d+),(\d+)\n", _white_is_set),
            (rb"((?:LO|X)[\d,]+)\n", _shape),
            (rb"P(\d+)\n", _copies),
        ))  # fmt: skip
    assert not rest
    return found


def tspl(data: bytes) -> Printed:
    """Read TSPL2."""
    found, rest = Printed(), data
    head = re.match(
        rb"SIZE ([\d.]+) mm,([\d.]+) mm\r\nGAP ([\d.]+) mm,0 mm\r\nDIRECTION 1\r\n"
        rb"REFERENCE 0,0\r\nCODEPAGE UTF-8\r\nCLS\r\n",
        rest,
    )
    found.size = tuple(number.decode() for number in head.groups())
    rest = rest[head.end() :]
    while not found.copies:
        rest = _one(rest, found, (
            (rb'TEXT \d+,\d+,"[1-5]",0,\d+,\d+,"([^"\\\r\n\0\x1b]*)"\r\n', _text),
            (rb'BARCODE \d+,\d+,"(\w+)",\d+,0,0,\d+,\d+,"([^"\\\r\n\0]*)"\r\n', _code),
            (rb'(QRCODE) \d+,\d+,M,\d+,A,0,M2,"([^"\\\r\n\0]*)"\r\n', _code),
            (rb'(DMATRIX) \d+,\d+,\d+,\d+,c126,x\d+,"([^"\\\r\n\0]*)"\r\n', _code),
            (rb"BITMAP \d+,\d+,(\d+),(\d+),0,", _white_is_set),
            (rb"((?:BAR|BOX) [\d,]+)\r\n", _shape),
            (rb"PRINT 1,(\d+)\r\n", _copies),
        ))  # fmt: skip
    assert not rest
    return found


def escpos(data: bytes) -> list[Image.Image]:
    """Read ESC/POS: the labels, each as one picture."""
    assert data.startswith(b"\x1b@")
    labels, bands, rest = [], [], data[2:]
    while rest:
        if rest.startswith(b"\x1dVB\x00"):
            labels.append(_stacked(bands))
            bands, rest = [], rest[4:]
            continue
        assert rest.startswith(b"\x1dv0\x00")
        width, height = (int.from_bytes(rest[i : i + 2], "little") for i in (4, 6))
        bands.append(_bits(rest[8 : 8 + width * height], width, height, ink_is=1))
        rest = rest[8 + width * height :]
    assert not bands
    return labels


def tspl_bars(coded: str) -> str:
    """Return the modules of ``128M`` data as the printer would draw them."""
    values, code_set = [], ""
    while coded:
        if coded[0] == "!":
            value, coded = int(coded[1:4]), coded[4:]
            code_set = {104: "B", 105: "C", 100: "B", 99: "C"}.get(value, code_set)
        elif code_set == "C":
            value, coded = int(coded[:2]), coded[2:]
        else:
            value, coded = ord(coded[0]) - 32, coded[1:]
        values.append(value)
    check = (values[0] + sum(i * value for i, value in enumerate(values))) % 103
    widths = "".join(WIDTHS[value] for value in [*values, check]) + STOP
    return "".join("10"[i % 2] * int(width) for i, width in enumerate(widths))


def png_of(image: Image.Image) -> bytes:
    out = BytesIO()
    image.convert("L").save(out, "PNG")
    return out.getvalue()


def _one(rest, found, grammar):
    for pattern, act in grammar:
        if match := re.match(pattern, rest):
            return act(found, match, rest[match.end() :])
    raise AssertionError(f"no command: {rest[:60]!r}")


def _text(found, match, rest):
    found.texts.append(match[1].decode())
    return rest


def _epl_text(found, match, rest):
    found.texts.append(re.sub(r"\\(.)", r"\1", match[1].decode()))
    return rest


def _code(found, match, rest):
    found.codes.append((match[1].decode(), match[2].decode()))
    return rest


def _shape(found, match, rest):
    found.shapes.append(match[1].decode())
    return rest


def _copies(found, match, rest):
    found.copies = int(match[1])
    return rest


def _white_is_set(found, match, rest):
    width, height = int(match[1]), int(match[2])
    found.pictures.append(_bits(rest[: width * height], width, height, ink_is=0))
    after = rest[width * height :]
    return after[2:] if after.startswith(b"\r\n") else after.removeprefix(b"\n")


def _bits(data: bytes, width: int, height: int, ink_is: int) -> Image.Image:
    assert len(data) == width * height
    white = data if ink_is == 0 else bytes(255 - byte for byte in data)
    return Image.frombytes("1", (width * 8, height), white)


def _stacked(bands):
    label = Image.new("1", (bands[0].width, sum(band.height for band in bands)), 1)
    top = 0
    for band in bands:
        label.paste(band, (0, top))
        top += band.height
    return label
