"""What is on a label, in millimetres from its upper left corner."""

from dataclasses import dataclass, field
from typing import Literal

from .errors import LabelError

DPIS = (203, 300, 600)

#: Barcode kinds and what people call them.
KINDS = {
    "code128": "Code 128",
    "gs1_128": "GS1-128",
    "sscc": "GS1-128 (SSCC)",
    "ean13": "EAN-13",
    "ean8": "EAN-8",
    "upca": "UPC-A",
    "datamatrix": "Data Matrix",
    "gs1_datamatrix": "GS1 DataMatrix",
    "qr": "QR code",
    "gs1_qr": "GS1 QR code",
}
MATRIX = frozenset(["datamatrix", "gs1_datamatrix", "qr", "gs1_qr"])
GS1 = frozenset(["gs1_128", "sscc", "gs1_datamatrix", "gs1_qr"])

#: What a reader says first about a symbol of this kind (ISO/IEC 15424).
AIM = {
    "code128": "]C0",
    "gs1_128": "]C1",
    "sscc": "]C1",
    "ean13": "]E0",
    "ean8": "]E4",
    "upca": "]E0",
    "datamatrix": "]d1",
    "gs1_datamatrix": "]d2",
    "qr": "]Q1",
    "gs1_qr": "]Q3",
}


Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Text:
    """Text in a field: shrunk, then cut with an ellipsis, until it fits.

    :param height: of one line's letters
    :param lines: how many lines it may take, below one another
    """

    name: str
    x: float
    y: float
    width: float
    height: float
    text: str
    lines: int = 1
    align: Align = "left"

    @property
    def deep(self) -> float:
        """Return the height of the whole field."""
        return self.height * (1 + (self.lines - 1) * LEADING)


@dataclass(frozen=True)
class Barcode:
    """A barcode in a field that has room for its quiet zones too.

    :param data: for GS1 kinds an element string (``gs1.element_string``); for ``sscc`` its 18
        digits
    :param caption: height of the line below the bars that people read; 0 for none. It is part of
        ``height``.
    :param largest: bound of a module's width; the field may be larger
    :param align: where the bars are in a field that is larger than they are
    """

    name: str
    x: float
    y: float
    width: float
    height: float
    kind: str
    data: str
    caption: float = 0
    largest: float = 0.66
    align: Align = "left"

    @property
    def deep(self) -> float:
        """Return the height of the whole field."""
        return self.height


@dataclass(frozen=True)
class Line:
    """A line, horizontal or vertical: a filled rectangle."""

    name: str
    x: float
    y: float
    width: float
    height: float

    @property
    def deep(self) -> float:
        """Return the height of the whole field."""
        return self.height


@dataclass(frozen=True)
class Box:
    """A frame, its lines inside the rectangle."""

    name: str
    x: float
    y: float
    width: float
    height: float
    thickness: float = 0.3

    @property
    def deep(self) -> float:
        """Return the height of the whole field."""
        return self.height


Element = Text | Barcode | Line | Box

#: From one line's top to the next one's, in heights of letters.
LEADING = 1.25


@dataclass(frozen=True)
class Label:
    """A label of one size; ``gap`` is what lies between two on the roll."""

    width: float
    height: float
    elements: tuple[Element, ...] = field(default=())
    gap: float = 2

    def __post_init__(self):
        if not (5 <= self.width <= 250 and 5 <= self.height <= 500):
            raise LabelError(
                f"A label is 5 to 250 mm wide and 5 to 500 mm high, not"
                f" {self.width:g} × {self.height:g}."
            )
        for element in self.elements:
            self._check(element)

    def _check(self, element: Element) -> None:
        if element.width <= 0 or element.height <= 0:
            raise LabelError("The field has no size.", element.name)
        slack = 0.05  # rounding of sizes given in inches
        right, bottom = element.x + element.width, element.y + element.deep
        if min(element.x, element.y) < -slack or right > self.width + slack:
            raise LabelError(self._over(element, right, bottom), element.name)
        if bottom > self.height + slack:
            raise LabelError(self._over(element, right, bottom), element.name)

    def _over(self, element: Element, right: float, bottom: float) -> str:
        return (
            f"The field reaches from {element.x:g}, {element.y:g} to {right:g}, {bottom:g} mm;"
            f" the label is {self.width:g} × {self.height:g} mm. Make it smaller or move it."
        )


def dots(millimetres: float, dpi: int) -> int:
    """Return whole dots."""
    return round(millimetres * dpi / 25.4)


def check_print(dpi: int, copies: int, dpis: tuple[int, ...] = DPIS) -> None:
    """See to it that a resolution and a number of copies can be printed."""
    if dpi not in dpis:
        raise LabelError(
            f"{dpi} dpi is none of the resolutions {', '.join(map(str, dpis))} of these printers."
        )
    if not 1 <= copies <= 9999:
        raise LabelError(f"{copies} copies cannot be printed; 1 to 9999 can.")
