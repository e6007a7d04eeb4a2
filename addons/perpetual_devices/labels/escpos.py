"""ESC/POS. Source: Epson, ESC/POS Command Reference (ESC @, GS v 0, GS V).

The label is one picture: receipt printers have no way to place a field, and a picture can
carry no command.
"""

from .canvas import draw
from .drawing import packed
from .model import Label, check_print

#: Rows sent at once; small printers have small buffers.
BAND = 128


def render(label: Label, dpi: int = 203, copies: int = 1) -> bytes:
    """Return the label as bands of dots, each copy cut off.

    :raises LabelError: naming the field that cannot be printed as it is
    """
    check_print(dpi, copies)
    image = draw(label, dpi)
    once = b"".join(
        _band(image.crop((0, top, image.width, min(top + BAND, image.height))))
        for top in range(0, image.height, BAND)
    )
    # GS V 66 0 feeds to the knife and cuts; a printer without one only feeds.
    return b"\x1b@" + (once + b"\x1dVB\x00") * copies


def _band(image) -> bytes:
    width, data = packed(image)
    size = width.to_bytes(2, "little") + image.height.to_bytes(2, "little")
    return b"\x1dv0\x00" + size + data
