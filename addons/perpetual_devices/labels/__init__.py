"""Labels in plain Python: one model, rendered to the languages of printers and to a picture."""

from . import epl, escpos, gs1, png, tspl, zpl
from .errors import LabelError
from .model import AIM, DPIS, KINDS, Barcode, Box, Label, Line, Text

#: Renderers by the format of a print job.
LANGUAGES = {"zpl": zpl, "epl": epl, "tspl": tspl, "escpos": escpos}

__all__ = [
    "AIM",
    "DPIS",
    "KINDS",
    "LANGUAGES",
    "Barcode",
    "Box",
    "Label",
    "LabelError",
    "Line",
    "Text",
    "gs1",
    "png",
    "render",
]


def render(label: Label, language: str, dpi: int = 203, copies: int = 1) -> bytes:
    """Return the label in a printer's language.

    :raises LabelError: naming the field that cannot be printed as it is
    """
    if language not in LANGUAGES:
        raise LabelError(f"{language!r} is no language of printers; take {', '.join(LANGUAGES)}.")
    return LANGUAGES[language].render(label, dpi, copies)
