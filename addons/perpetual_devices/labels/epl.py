"""EPL2. Source: Zebra, EPL2 Programmer's Manual (A, B, b, GW, LO, N, P, q, Q, X)."""

from PIL import Image

from .drawing import packed
from .fit import LEAST
from .model import Label, dots
from .renderer import Renderer
from .symbols import Placed

#: Number, width and height of the fonts, in dots, at each resolution. Font 5 has capitals only.
FONTS = {
    203: ((1, 8, 12), (2, 10, 16), (3, 12, 20), (4, 14, 24)),
    300: ((1, 12, 20), (2, 16, 28), (3, 20, 36), (4, 24, 44)),
}
LARGEST = 6
_LINEAR = {"code128": "1", "ean13": "E30", "ean8": "E80", "upca": "UA0"}
_MATRIX = {"datamatrix": "D,h{module}", "qr": "Q,m2,s{module},eM,iA"}


def render(label: Label, dpi: int = 203, copies: int = 1) -> bytes:
    """Return the label as EPL2 lines.

    :raises LabelError: naming the field that cannot be printed as it is; for 600 dpi, which no
        printer of this language has
    """
    return _Epl(label, dpi, copies).render()


class _Epl(Renderer):
    dpis = tuple(FONTS)

    def begin(self) -> None:
        # An empty line ends whatever was begun; ZT: from the top.
        self._say("", "N", f"q{self.width}", f"Q{self.height},{dots(self.label.gap, self.dpi)}")
        self._say("ZT", "I8,A,001")

    def end(self) -> None:
        self._say(f"P{self.copies}")

    def sizes(self, height: int) -> list[int]:
        return [
            size for size in sorted(self._fonts, reverse=True) if LEAST * height <= size <= height
        ]

    def measure(self, text: str, size: int) -> float:
        _font, width, times = self._fonts[size]
        return len(text) * width * times

    @property
    def _fonts(self) -> dict[int, tuple[int, int, int]]:
        """Return by height: font, width of a letter, how many times it is enlarged."""
        return {
            high * times: (font, width, times)
            for times in range(LARGEST, 0, -1)
            for font, width, high in FONTS[self.dpi]
        }

    def native(self, placed: Placed) -> bool:
        kind = placed.barcode.kind
        plain = self.speaks(placed.data) and not set(placed.data) & set('"\\')
        return plain and (kind in _LINEAR or kind in _MATRIX)

    def line_of_text(self, x: int, y: int, size: int, text: str) -> None:
        font, _width, times = self._fonts[size]
        self._say(f'A{x},{y},0,{font},{times},{times},N,"{escaped(text)}"')

    def barcode(self, placed: Placed) -> None:
        kind, module = placed.barcode.kind, placed.module
        where = f"{placed.x},{placed.y}"
        if kind in _MATRIX:
            self._say(f'b{where},{_MATRIX[kind].format(module=module)},"{placed.data}"')
            return
        data = placed.data if kind == "code128" else placed.data[:-1]
        how = f"0,{_LINEAR[kind]},{module},{2 * module},{placed.height},N"
        self._say(f'B{where},{how},"{data}"')

    def picture(self, x: int, y: int, image: Image.Image) -> None:
        width, data = packed(image)
        self.out.append(f"GW{x},{y},{width},{image.height}\n".encode())
        # Here a set bit leaves the paper white.
        self.out.append(bytes(255 - byte for byte in data) + b"\n")

    def filled(self, x: int, y: int, width: int, height: int) -> None:
        self._say(f"LO{x},{y},{width},{height}")

    def frame(self, x: int, y: int, width: int, height: int, thickness: int) -> None:
        self._say(f"X{x},{y},{thickness},{x + width},{y + height}")

    def _say(self, *lines: str) -> None:
        self.out.extend(line.encode("ascii", "replace") + b"\n" for line in lines)


def escaped(text: str) -> str:
    """Return text for a quoted field. Control characters are gone already (``fit.clean``)."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
