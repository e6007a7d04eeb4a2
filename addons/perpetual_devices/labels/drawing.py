"""Labels drawn in black and white, a pixel a dot."""

from PIL import Image, ImageDraw

from .fit import fit, indent, steps
from .fonts import font_for
from .model import LEADING, Text, dots
from .symbols import Placed


def text_picture(element: Text, text: str, dpi: int) -> tuple[Image.Image | None, int]:
    """Draw a text field.

    :return: the picture, cropped to its ink in width, and how far from the field's left edge it
        begins; nothing where there is no ink
    """
    width = dots(element.width, dpi)
    image = Image.new("1", (width, max(dots(element.deep, dpi), 1)), 1)
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1"

    def measure(line: str, size: int) -> float:
        # The ink may begin before and end after the pen's way.
        left, _top, right, _bottom = font_for(text, size)[0].getbbox(line)
        return max(right, font_for(text, size)[0].getlength(line)) - min(left, 0)

    sizes = steps(dots(element.height, dpi))
    size, lines = fit(text, width, sizes, measure, element.lines, ellipsis="…")
    font = font_for(text, size)[0]
    for place, line in enumerate(lines):
        x = indent(width - measure(line, size), element.align) - min(font.getbbox(line)[0], 0)
        draw.text((x, dots(place * element.height * LEADING, dpi)), line, fill=0, font=font)
    ink = image.point(lambda value: 255 - value).getbbox()
    if not ink:
        return None, 0
    return image.crop((ink[0], 0, ink[2], ink[3])), ink[0]


def code_picture(placed: Placed) -> Image.Image:
    """Draw a barcode's modules, without quiet zones."""
    small = Image.new("1", (len(placed.rows[0]), len(placed.rows)), 1)
    small.putdata([int(bit == "0") for row in placed.rows for bit in row])
    return small.resize((placed.width, placed.height), Image.Resampling.NEAREST)


def packed(image: Image.Image) -> tuple[int, bytes]:
    """Return the bytes of a row and the rows, a set bit for ink."""
    width = -(-image.width // 8)
    wide = Image.new("1", (width * 8, image.height), 1)
    wide.paste(image, (0, 0))
    return width, bytes(255 - byte for byte in wide.tobytes())
