"""A film of barcodes for Chromium's fake camera: MJPEG, which is JPEG pictures in a row."""

import io

from PIL import Image
from reportlab.graphics.barcode import createBarcodeDrawing

#: Pictures a second, and the size of one: the camera plays the film over and over.
RATE = 20
SIZE = (800, 600)


def film(scenes):
    """Make a film.

    :param scenes: list of (picture or ``None``, seconds); without a picture nothing is seen
    :returns: the bytes of an MJPEG file
    """
    return b"".join(_jpeg(picture) * round(seconds * RATE) for picture, seconds in scenes)


def symbol(env, kind, text, width, height):
    """A picture of a barcode as Odoo prints it, so many pixels large."""
    content = env["ir.actions.report"].barcode(kind, text, width=width, height=height, quiet=1)
    return Image.open(io.BytesIO(content)).convert("RGB").resize((width, height))


def gs1_128(text, width, height):
    """A picture of a GS1-128: a Code 128 that begins with FNC1, which Odoo cannot print."""
    drawing = createBarcodeDrawing(
        "Code128", value=f"\xf1{text}", format="png", width=width, height=height, quiet=1
    )
    content = io.BytesIO(drawing.asString("png"))
    return Image.open(content).convert("RGB").resize((width, height))


def _jpeg(picture):
    page = Image.new("RGB", SIZE, "white")
    if picture:
        page.paste(picture, ((SIZE[0] - picture.width) // 2, (SIZE[1] - picture.height) // 2))
    out = io.BytesIO()
    page.save(out, "JPEG", quality=90)
    return out.getvalue()
