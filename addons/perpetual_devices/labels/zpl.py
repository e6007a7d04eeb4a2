"""ZPL II. Source: Zebra, ZPL II Programming Guide (^A, ^BC, ^BE, ^BQ, ^BX, ^FH, ^GF, ^PQ)."""

from PIL import Image

from .code128 import spoken
from .drawing import packed
from .fit import steps
from .model import GS1, Label
from .renderer import Renderer, is_plain
from .symbols import Placed

#: Widths of font 0's letters in hundredths of its height, measured; what is not here is 100.
_WIDTHS = {
    28: " !'(),./:;I[]`fijlt",
    43: "?Jckrsvxyz",
    50: '"#$*0123456789EFLTZ\\^_abdeghnopqu{|}',
    56: "ABCKOPQSVXY",
    62: "&DGHNRU",
    75: "Mmw",
    90: "%+-=@W",
}
WIDTH = {char: width for width, chars in _WIDTHS.items() for char in chars}
#: Bytes of one graphic field; a larger picture is sent in bands.
GRAPHIC = 20_000
#: Printable ASCII but the two signs that begin commands and the one that begins an escape.
_SAFE = frozenset(range(0x20, 0x7F)) - frozenset(b"^~\\")
_IN_DATA = {"^": "><", ">": ">0", "~": ">="}
_WORDS = {
    ("start", "B"): ">:",
    ("start", "C"): ">;",
    ("set", "B"): ">6",
    ("set", "C"): ">5",
    ("fnc1", ""): ">8",
}


def render(label: Label, dpi: int = 203, copies: int = 1) -> bytes:
    """Return the label as one ZPL format; copies are the printer's business (``^PQ``).

    :raises LabelError: naming the field that cannot be printed as it is
    """
    return _Zpl(label, dpi, copies).render()


def escaped(data: bytes) -> bytes:
    """Return a field's data so that nothing in it is a command (``^FH`` with a backslash)."""
    return b"".join(bytes([b]) if b in _SAFE else b"\\%02X" % b for b in data)


class _Zpl(Renderer):
    def begin(self) -> None:
        self._say("^XA^CI28^LH0,0^LS0^LT0^FWN")
        self._say(f"^PW{self.width}^LL{self.height}")

    def end(self) -> None:
        self._say(f"^PQ{self.copies},0,0,N^XZ\n")

    def sizes(self, height: int) -> list[int]:
        return steps(height)

    def measure(self, text: str, size: int) -> float:
        return sum(WIDTH.get(char, 100) for char in text) * size / 100

    def speaks(self, text: str) -> bool:
        # Some of these printers show another sign in place of the backslash.
        return is_plain(text) and "\\" not in text

    def native(self, placed: Placed) -> bool:
        data = placed.data.replace("\x1d", "") if placed.barcode.kind in GS1 else placed.data
        return placed.barcode.kind != "gs1_qr" and is_plain(data)

    def line_of_text(self, x: int, y: int, size: int, text: str) -> None:
        self._field(x, y, f"^A0N,{size},{size}", text.encode())

    def barcode(self, placed: Placed) -> None:
        command, data = _barcode(placed)
        self._field(placed.x, placed.y, command, data.encode())

    def picture(self, x: int, y: int, image: Image.Image) -> None:
        width, data = packed(image)
        band = max(GRAPHIC // width, 1) * width
        for start in range(0, len(data), band):
            part = data[start : start + band]
            how = f"^GFA,{len(part)},{len(part)},{width},"
            self._say(f"^FO{x},{y + start // width}{how}{part.hex().upper()}^FS\n")

    def filled(self, x: int, y: int, width: int, height: int) -> None:
        self._say(f"^FO{x},{y}^GB{width},{height},{min(width, height)}^FS")

    def frame(self, x: int, y: int, width: int, height: int, thickness: int) -> None:
        self._say(f"^FO{x},{y}^GB{width},{height},{thickness}^FS")

    def _field(self, x: int, y: int, command: str, data: bytes) -> None:
        self._say(f"^FO{x},{y}{command}^FH\\^FD")
        self.out.append(escaped(data) + b"^FS\n")

    def _say(self, text: str) -> None:
        self.out.append(text.encode())


def _barcode(placed: Placed) -> tuple[str, str]:
    """Return command and data of a field."""
    kind, data, module, high = placed.barcode.kind, placed.data, placed.module, placed.height
    # The guard bars of the retail codes reach below the height that is asked for.
    low = max(high - 13 * max(module // 2, 1), high // 2)
    if kind == "ean13":
        return f"^BY{module}^BEN,{low},N,N", data[:-1]
    if kind == "ean8":
        return f"^BY{module}^B8N,{low},N,N", data[:-1]
    if kind == "upca":
        return f"^BY{module}^BUN,{low},N,N,Y", data[:-1]
    if kind == "qr":
        # A QR code is set lower by the height that ^BY has.
        return f"^BY2,3,1^BQN,2,{module}", f"MA,{data}"
    if kind in ("datamatrix", "gs1_datamatrix"):
        marked = data.replace("_", "__").replace("\x1d", "_1")
        return f"^BXN,{module},200,,,,_", ("_1" if kind in GS1 else "") + marked
    return f"^BY{module}^BCN,{high},N,N,N,N", _code_128(placed)


def _code_128(placed: Placed) -> str:
    """Return the data with its code sets named, so that the printer chooses nothing."""
    run = spoken(placed.data, gs1=placed.barcode.kind in GS1)
    return "".join(_WORDS.get((what, value)) or _IN_DATA.get(value, value) for what, value in run)
