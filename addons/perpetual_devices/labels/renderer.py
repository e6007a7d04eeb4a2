"""What all printers' languages share: from millimetres to fields in dots.

What a language cannot carry for certain (letters that the printer's font may not have, FNC1
where the language has no sure word for it) is drawn and sent as a picture.
"""

from PIL import Image

from . import drawing
from .errors import LabelError
from .fit import clean, fit, indent
from .model import DPIS, LEADING, Barcode, Box, Label, Line, Text, check_print, dots
from .symbols import Placed, place


class Renderer:
    """Renders one label; a language overrides what it says in its own words."""

    dpis: tuple[int, ...] = DPIS

    def __init__(self, label: Label, dpi: int, copies: int = 1):
        check_print(dpi, copies, self.dpis)
        self.label = label
        self.dpi = dpi
        self.copies = copies
        self.out: list[bytes] = []

    @property
    def width(self) -> int:
        return dots(self.label.width, self.dpi)

    @property
    def height(self) -> int:
        return dots(self.label.height, self.dpi)

    def render(self) -> bytes:
        """Return what goes to the printer.

        :raises LabelError: naming the field that cannot be printed as it is
        """
        self.begin()
        for element in self.label.elements:
            try:
                self._element(element)
            except LabelError as error:
                raise LabelError(error.message, error.field or element.name) from error
        self.end()
        return b"".join(self.out)

    # What a language says

    def begin(self) -> None:
        raise NotImplementedError

    def end(self) -> None:
        raise NotImplementedError

    def sizes(self, height: int) -> list[int]:
        """Return the heights of letters to try, from the wanted one down; none: draw."""
        raise NotImplementedError

    def measure(self, text: str, size: int) -> float:
        """Return the width of a text in the printer's own font."""
        raise NotImplementedError

    def speaks(self, text: str) -> bool:
        """Say whether the printer's own font has these characters for certain."""
        return is_plain(text)

    def native(self, placed: Placed) -> bool:
        """Say whether the printer's own barcode carries this for certain."""
        raise NotImplementedError

    def line_of_text(self, x: int, y: int, size: int, text: str) -> None:
        raise NotImplementedError

    def barcode(self, placed: Placed) -> None:
        raise NotImplementedError

    def picture(self, x: int, y: int, image: Image.Image) -> None:
        """Print a picture of mode 1, black is ink."""
        raise NotImplementedError

    def filled(self, x: int, y: int, width: int, height: int) -> None:
        raise NotImplementedError

    def frame(self, x: int, y: int, width: int, height: int, thickness: int) -> None:
        raise NotImplementedError

    # What they share

    def _element(self, element) -> None:
        if isinstance(element, Text):
            self._text(element)
        elif isinstance(element, Barcode):
            self._barcode(element)
        elif isinstance(element, Line):
            self.filled(*self._rectangle(element))
        elif isinstance(element, Box):
            self.frame(*self._rectangle(element), max(dots(element.thickness, self.dpi), 1))

    def _rectangle(self, element: Line | Box) -> tuple[int, int, int, int]:
        x, y = dots(element.x, self.dpi), dots(element.y, self.dpi)
        width, height = dots(element.width, self.dpi), dots(element.height, self.dpi)
        return x, y, max(width, 1), max(height, 1)

    def _text(self, element: Text) -> None:
        text = clean(element.text)
        sizes = self.sizes(dots(element.height, self.dpi))
        if not text:
            return
        if not sizes or not self.speaks(text):
            self._drawn_text(element, text)
            return
        width = dots(element.width, self.dpi)
        size, lines = fit(text, width, sizes, self.measure, element.lines)
        for number, line in enumerate(lines):
            x = dots(element.x, self.dpi) + indent(width - self.measure(line, size), element.align)
            top = element.y + number * element.height * LEADING
            self.line_of_text(x, dots(top, self.dpi), size, line)

    def _drawn_text(self, element: Text, text: str) -> None:
        x, y = dots(element.x, self.dpi), dots(element.y, self.dpi)
        image, left = drawing.text_picture(element, text, self.dpi)
        if image:
            self.picture(x + left, y, image)

    def _barcode(self, element: Barcode) -> None:
        placed = place(element, self.dpi)
        if self.native(placed):
            self.barcode(placed)
        else:
            self.picture(placed.x, placed.y, drawing.code_picture(placed))
        if element.caption:
            self._text(caption(placed, self.dpi))


def is_plain(text: str) -> bool:
    """Say whether a text has printable ASCII only."""
    return all(" " <= char <= "~" for char in text)


def caption(placed: Placed, dpi: int) -> Text:
    """Return what stands below the bars, in the middle of them."""
    barcode = placed.barcode
    middle = (placed.x + placed.width / 2) * 25.4 / dpi
    half = min(middle - barcode.x, barcode.x + barcode.width - middle)
    height = barcode.caption * 0.92
    return Text(
        name=barcode.name,
        x=middle - half,
        y=barcode.y + barcode.height - height,
        width=2 * half,
        height=height,
        text=placed.human,
        align="center",
    )
