"""The preview of a label, and reading it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from . import fonts
from .canvas import draw
from .errors import LabelError
from .fit import clean
from .model import AIM, Barcode, Label, Text
from .symbols import normal

#: White round the label while it is read: what lies beside it on the roll is white too.
MARGIN = 30


_FORMATS = {
    "code128": "Code128", "gs1_128": "Code128", "sscc": "Code128", "ean13": "EAN13",
    "ean8": "EAN8", "upca": "EAN13", "datamatrix": "DataMatrix", "gs1_datamatrix": "DataMatrix",
    "qr": "QRCode", "gs1_qr": "QRCode",
}  # fmt: skip


@dataclass(frozen=True)
class Read:
    """What a reader found: the data's bytes and the AIM identifier, ``]d2``."""

    data: bytes
    aim: str
    kind: str


def render(label: Label, dpi: int = 203, copies: int = 1) -> bytes:
    """Return the label as a PNG, a pixel a dot; copies are no matter of a picture.

    :raises LabelError: naming the field that cannot be printed as it is
    """
    out = BytesIO()
    draw(label, dpi).save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def can_verify() -> bool:
    """Say whether a reader is installed on this machine (``zxing-cpp``)."""
    try:
        import zxingcpp  # noqa: F401
    except ImportError:
        return False
    return True


def verify(png: bytes, kinds: Iterable[str] = ()) -> list[Read]:
    """Return every barcode on a picture, as a scanner would read it.

    :param kinds: look for these kinds only; a reader that looks for all sees a retail code in
        tall bars now and then
    :raises LabelError: when no reader is installed
    """
    if not can_verify():
        raise LabelError("No barcode reader is installed on this server (zxing-cpp).")
    import zxingcpp

    # What somebody uploads is no label of ours: its size is bounded before it is unpacked.
    image = Image.open(BytesIO(png))
    if image.width * image.height > 60_000_000:
        raise LabelError("The picture is too large to be a label.")
    gray = Image.new("L", (image.width + 2 * MARGIN, image.height + 2 * MARGIN), 255)
    gray.paste(image.convert("L"), (MARGIN, MARGIN))
    names = "|".join(sorted({_FORMATS[kind] for kind in kinds}))
    formats = zxingcpp.barcode_formats_from_str(names)
    found = zxingcpp.read_barcodes(gray, formats, try_invert=False)
    return [Read(code.bytes, code.symbology_identifier, str(code.format)) for code in found]


def faults(label: Label, png: bytes) -> list[str]:
    """Return what is wrong with a picture of this label; nothing if every barcode reads back.

    :raises LabelError: when no reader is installed
    """
    found = [(read.data, read.aim) for read in verify(png, kinds(label))]
    wrong = []
    for element in label.elements:
        if isinstance(element, Text) and (letters := fonts.lacking(clean(element.text))):
            wrong.append(
                f"{element.name}: No font on this server has {letters}; they print as empty boxes."
                " Install a font that has them."
            )
        if not isinstance(element, Barcode):
            continue
        expected = expected_read(element)
        if expected in found:
            found.remove(expected)
        else:
            wrong.append(f"{element.name}: The barcode does not read back.")
    return wrong


def kinds(label: Label) -> set[str]:
    """Return the kinds of barcodes on a label."""
    return {element.kind for element in label.elements if isinstance(element, Barcode)}


def expected_read(barcode: Barcode) -> tuple[bytes, str]:
    """Return the bytes and the AIM identifier that a scanner gives for it."""
    data, _human = normal(barcode)
    # A reader gives a UPC-A as the EAN-13 that it is.
    text = "0" + data if barcode.kind == "upca" else data
    return text.encode(), AIM[barcode.kind]
