"""TSPL2. Source: TSC, TSPL/TSPL2 Programming Language (BARCODE, BITMAP, DMATRIX, QRCODE, TEXT)."""

from PIL import Image

from .code128 import spoken
from .drawing import packed
from .fit import LEAST
from .model import GS1, Label
from .renderer import Renderer, is_plain
from .symbols import Placed

#: Width and height of the fixed fonts, in dots at every resolution.
FONTS = {"1": (8, 12), "2": (12, 20), "3": (16, 24), "4": (24, 32), "5": (32, 48)}
LARGEST = 10
_LINEAR = {"ean13": "EAN13", "ean8": "EAN8", "upca": "UPCA"}
_WORDS = {
    ("start", "B"): "!104",
    ("start", "C"): "!105",
    ("set", "B"): "!100",
    ("set", "C"): "!099",
    ("fnc1", ""): "!102",
}
#: Signs that begin an escape somewhere in this language.
_SPECIAL = {"TEXT": '"\\', "BARCODE": '"\\!', "QRCODE": '"\\', "DMATRIX": '"\\~'}


def render(label: Label, dpi: int = 203, copies: int = 1) -> bytes:
    """Return the label as TSPL2 lines.

    :raises LabelError: naming the field that cannot be printed as it is
    """
    return _Tspl(label, dpi, copies).render()


class _Tspl(Renderer):
    def begin(self) -> None:
        label = self.label
        self._say(f"SIZE {label.width:g} mm,{label.height:g} mm", f"GAP {label.gap:g} mm,0 mm")
        self._say("DIRECTION 1", "REFERENCE 0,0", "CODEPAGE UTF-8", "CLS")

    def end(self) -> None:
        self._say(f"PRINT 1,{self.copies}")

    def sizes(self, height: int) -> list[int]:
        return [size for size in sorted(_FONTS, reverse=True) if LEAST * height <= size <= height]

    def measure(self, text: str, size: int) -> float:
        font, times = _FONTS[size]
        return len(text) * FONTS[font][0] * times

    def speaks(self, text: str) -> bool:
        return is_plain(text) and not set(text) & set(_SPECIAL["TEXT"])

    def native(self, placed: Placed) -> bool:
        kind = placed.barcode.kind
        command = {"qr": "QRCODE", "datamatrix": "DMATRIX", "gs1_datamatrix": "DMATRIX"}
        special = set(_SPECIAL[command.get(kind, "BARCODE")])
        data = placed.data.replace("\x1d", "") if kind in GS1 else placed.data
        return kind != "gs1_qr" and is_plain(data) and not set(data) & special

    def line_of_text(self, x: int, y: int, size: int, text: str) -> None:
        font, times = _FONTS[size]
        self._say(f'TEXT {x},{y},"{font}",0,{times},{times},"{text}"')

    def barcode(self, placed: Placed) -> None:
        kind, data, module = placed.barcode.kind, placed.data, placed.module
        where = f"{placed.x},{placed.y}"
        if kind == "qr":
            self._say(f'QRCODE {where},M,{module},A,0,M2,"{data}"')
        elif kind in ("datamatrix", "gs1_datamatrix"):
            marked = ("~1" if kind in GS1 else "") + data.replace("\x1d", "~1")
            # 126 is the tilde, which then begins an escape.
            how = f"{placed.width},{placed.height},c126,x{module}"
            self._say(f'DMATRIX {where},{how},"{marked}"')
        elif kind in _LINEAR:
            self._bars(placed, _LINEAR[kind], data[:-1])
        else:
            run = spoken(data, gs1=kind in GS1)
            self._bars(placed, "128M", "".join(_WORDS.get(word) or word[1] for word in run))

    def picture(self, x: int, y: int, image: Image.Image) -> None:
        width, data = packed(image)
        self.out.append(f"BITMAP {x},{y},{width},{image.height},0,".encode())
        # Here a set bit leaves the paper white.
        self.out.append(bytes(255 - byte for byte in data) + b"\r\n")

    def filled(self, x: int, y: int, width: int, height: int) -> None:
        self._say(f"BAR {x},{y},{width},{height}")

    def frame(self, x: int, y: int, width: int, height: int, thickness: int) -> None:
        self._say(f"BOX {x},{y},{x + width},{y + height},{thickness}")

    def _bars(self, placed: Placed, name: str, data: str) -> None:
        how = f'"{name}",{placed.height},0,0,{placed.module},{2 * placed.module}'
        self._say(f'BARCODE {placed.x},{placed.y},{how},"{data}"')

    def _say(self, *lines: str) -> None:
        self.out.extend(line.encode() + b"\r\n" for line in lines)


#: By height: font and how many times it is enlarged.
_FONTS = {
    high * times: (font, times)
    for times in range(LARGEST, 0, -1)
    for font, (_width, high) in FONTS.items()
}
