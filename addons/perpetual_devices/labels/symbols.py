"""A barcode in its field: which modules, how large, where."""

from dataclasses import dataclass, replace

from . import code128, datamatrix, ean, gs1, qr
from .errors import LabelError
from .fit import indent
from .model import GS1, KINDS, MATRIX, Barcode, dots

#: Quiet zone in modules on the left and on the right; of a matrix on all sides.
QUIET = {
    "ean13": (11, 7),
    "ean8": (7, 7),
    "upca": (9, 9),
    "datamatrix": (1, 1),
    "gs1_datamatrix": (1, 1),
    "qr": (4, 4),
    "gs1_qr": (4, 4),
}
LINEAR_QUIET = (10, 10)

#: The narrowest module that usual scanners read, in millimetres.
SMALLEST = 0.19
#: The least height of bars, in millimetres.
LOWEST = 3.0
#: The widest module in dots that all printers can be told.
MOST = 10


@dataclass(frozen=True)
class Placed:
    """A barcode in dots.

    :param x: where the first bar begins; ``y`` its top
    :param rows: modules, ``1`` for dark; one row for bars
    :param module: dots of a module
    :param height: dots of the bars, or of the whole matrix
    :param data: what is encoded
    :param human: what people read
    """

    barcode: Barcode
    x: int
    y: int
    rows: tuple[str, ...]
    module: int
    height: int
    data: str
    human: str

    @property
    def width(self) -> int:
        """Return the dots from the first module to the last."""
        return len(self.rows[0]) * self.module

    @property
    def row_height(self) -> int:
        """Return the dots of one row of modules."""
        return self.height // len(self.rows)


def normal(barcode: Barcode) -> tuple[str, str]:
    """Return what is encoded and what people read.

    :raises LabelError: naming the field, for data that the kind cannot carry
    """
    try:
        return _normal(barcode.kind, barcode.data)
    except LabelError as error:
        raise LabelError(error.message, barcode.name) from error


def place(barcode: Barcode, dpi: int) -> Placed:
    """Find the largest whole number of dots for a module that fits the field.

    :raises LabelError: naming the field and what would fit
    """
    data, human = normal(barcode)
    try:
        rows = _rows(barcode.kind, data)
    except LabelError as error:
        raise LabelError(error.message, barcode.name) from error
    left, right = QUIET.get(barcode.kind, LINEAR_QUIET)
    width, height = dots(barcode.width, dpi), dots(barcode.height - barcode.caption, dpi)
    across = len(rows[0]) + left + right
    module = width // across
    if barcode.kind in MATRIX:
        module = min(module, height // across)
    module = min(module, MOST, max(dots(barcode.largest, dpi), 1))
    smallest = -(-SMALLEST * dpi // 25.4)
    if module < smallest:
        raise LabelError(_too_small(barcode, rows, across, int(smallest), dpi), barcode.name)
    matrix = barcode.kind in MATRIX
    return Placed(
        barcode=barcode,
        x=dots(barcode.x, dpi) + left * module + indent(width - across * module, barcode.align),
        y=dots(barcode.y, dpi) + (left * module if matrix else 0),
        rows=rows,
        module=module,
        height=len(rows) * module if matrix else _bars_height(barcode, height, dpi),
        data=data,
        human=human,
    )


def _normal(kind: str, data: str) -> tuple[str, str]:
    if kind not in KINDS:
        raise LabelError(f"{kind!r} is no kind of barcode; take one of {', '.join(KINDS)}.")
    if not data:
        raise LabelError("There is no data.")
    if kind == "sscc":
        data = gs1.element_string([("00", data.removeprefix("00") if len(data) == 20 else data)])
    if kind in ean.LENGTHS:
        digits = ean.complete(kind, data)
        return digits, digits
    if kind in GS1:
        pairs = gs1.split(data)
        return gs1.element_string(pairs), gs1.human(data)
    return data, data


def _rows(kind: str, data: str) -> tuple[str, ...]:
    if kind in ean.LENGTHS:
        return (ean.bars(kind, data),)
    if kind in ("datamatrix", "gs1_datamatrix"):
        return datamatrix.matrix(data, gs1=kind in GS1)
    if kind in ("qr", "gs1_qr"):
        return qr.matrix(data, gs1=kind in GS1)
    return (code128.bars(data, gs1=kind in GS1),)


def _bars_height(barcode: Barcode, height: int, dpi: int) -> int:
    if height < dots(LOWEST, dpi):
        raise LabelError(
            f"The bars of {KINDS[barcode.kind]} are {height * 25.4 / dpi:.1f} mm high;"
            f" scanners want {LOWEST:g} mm at least. Make the field higher.",
            barcode.name,
        )
    return height


def _too_small(barcode: Barcode, rows, across: int, module: int, dpi: int) -> str:
    needs = across * module * 25.4 / dpi
    size = f"{needs:.1f} × {needs:.1f} mm" if barcode.kind in MATRIX else f"{needs:.1f} mm of width"
    has = f"{barcode.width:g} × {barcode.height - barcode.caption:g} mm"
    return (
        f"{KINDS[barcode.kind]} of {len(barcode.data)} characters needs {size} at {dpi} dpi;"
        f" the field has {has}. Make the field larger{_instead(barcode, dpi)}."
    )


def _instead(barcode: Barcode, dpi: int) -> str:
    """Name the matrix code that would fit, if one does."""
    other = {"code128": "datamatrix", "gs1_128": "gs1_datamatrix", "sscc": "gs1_datamatrix"}
    kind = other.get(barcode.kind)
    if not kind:
        return " or the data shorter"
    data, _human = normal(barcode)
    try:
        place(replace(barcode, kind=kind, data=data), dpi)
    except LabelError:
        return " or the data shorter"
    return f", the data shorter, or take {KINDS[kind]}, which fits"
