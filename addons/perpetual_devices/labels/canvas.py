"""A whole label drawn, a pixel a dot: what ESC/POS prints and what the preview shows."""

from PIL import Image, ImageDraw

from .drawing import code_picture
from .model import DPIS, Label
from .renderer import Renderer
from .symbols import Placed


def draw(label: Label, dpi: int = 203) -> Image.Image:
    """Return the label as a picture of mode 1.

    :raises LabelError: naming the field that cannot be printed as it is
    """
    canvas = _Canvas(label, dpi)
    canvas.render()
    return canvas.image


class _Canvas(Renderer):
    dpis = (*DPIS, 180)  # receipt printers

    def begin(self) -> None:
        self.image = Image.new("1", (self.width, self.height), 1)
        self.pen = ImageDraw.Draw(self.image)

    def end(self) -> None:
        pass

    def sizes(self, height: int) -> list[int]:
        return []  # all text is drawn

    def native(self, placed: Placed) -> bool:
        return True

    def barcode(self, placed: Placed) -> None:
        self.picture(placed.x, placed.y, code_picture(placed))

    def picture(self, x: int, y: int, image: Image.Image) -> None:
        self.image.paste(image, (x, y))

    def filled(self, x: int, y: int, width: int, height: int) -> None:
        self.pen.rectangle((x, y, x + width - 1, y + height - 1), fill=0)

    def frame(self, x: int, y: int, width: int, height: int, thickness: int) -> None:
        box = (x, y, x + width - 1, y + height - 1)
        self.pen.rectangle(box, outline=0, width=thickness)
