"""Fonts for what is drawn: the preview, and text that a printer's own font has not.

Looked for by name where the system keeps fonts, then what comes with reportlab and Pillow.
"""

from functools import cache
from pathlib import Path

import reportlab
from PIL import ImageFont

NAMES = (
    "DejaVuSansCondensed-Bold.ttf",
    "DejaVuSans-Bold.ttf",
    "DejaVuSans.ttf",
    "NotoSans-Bold.ttf",
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJK-Regular.ttc",
    "DroidSansFallbackFull.ttf",
    "wqy-microhei.ttc",
    "NotoSansArabic-Regular.ttf",
    "NotoSansHebrew-Regular.ttf",
    "NotoSansThai-Regular.ttf",
    "NotoSansDevanagari-Regular.ttf",
    "Roboto-Bold.ttf",
    "LiberationSans-Bold.ttf",
    "arialbd.ttf",
    str(Path(reportlab.__file__).parent / "fonts" / "VeraBd.ttf"),
)
#: No font has a picture for this one.
NOWHERE = "\U0010fffd"


def font_for(text: str, size: int) -> tuple[ImageFont.FreeTypeFont, str]:
    """Return the first font that has every character, else the first; and what it has not.

    :param size: the height in pixels that a line with ascenders and descenders takes
    """
    letters = "".join(sorted(set(text) - {" "}))
    lacking = {name: _lacking(name, letters) for name in _names()}
    name = min(lacking, key=lambda key: len(lacking[key]))
    return _sized(name, size), lacking[name]


def lacking(text: str) -> str:
    """Return the letters that the best font here has not: they are drawn as empty boxes."""
    return font_for(text, 20)[1]


@cache
def _names() -> tuple[str, ...]:
    found = []
    for name in NAMES:
        try:
            ImageFont.truetype(name, 20)
        except OSError:
            continue
        found.append(name)
    assert found, "reportlab comes with a font"
    return tuple(found)


@cache
def _sized(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Return the font so large that ascent and descent fill the size."""
    font = ImageFont.truetype(name, 100)
    return ImageFont.truetype(name, max(size * 100 / sum(font.getmetrics()), 1))


@cache
def _lacking(name: str, letters: str) -> str:
    return "".join(letter for letter in letters if _missing(name, letter))


@cache
def _missing(name: str, letter: str) -> bool:
    font = ImageFont.truetype(name, 20)
    blank = font.getmask(NOWHERE)
    here = font.getmask(letter)
    return (here.size, bytes(here)) == (blank.size, bytes(blank))
