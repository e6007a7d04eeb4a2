"""Code 128: the shortest run of symbols for a text, with FNC1.

Source: ISO/IEC 15417. Code sets B and C are used; printable ASCII only, because a control
character in a linear barcode is beyond most scanners' set-up.
"""

from collections.abc import Iterator

from .errors import LabelError
from .gs1 import GS

WIDTHS = [
    "212222",
    "222122",
    "222221",
    "121223",
    "121322",
    "131222",
    "122213",
    "122312",
    "132212",
    "221213",
    "221312",
    "231212",
    "112232",
    "122132",
    "122231",
    "113222",
    "123122",
    "123221",
    "223211",
    "221132",
    "221231",
    "213212",
    "223112",
    "312131",
    "311222",
    "321122",
    "321221",
    "312212",
    "322112",
    "322211",
    "212123",
    "212321",
    "232121",
    "111323",
    "131123",
    "131321",
    "112313",
    "132113",
    "132311",
    "211313",
    "231113",
    "231311",
    "112133",
    "112331",
    "132131",
    "113123",
    "113321",
    "133121",
    "313121",
    "211331",
    "231131",
    "213113",
    "213311",
    "213131",
    "311123",
    "311321",
    "331121",
    "312113",
    "312311",
    "332111",
    "314111",
    "221411",
    "431111",
    "111224",
    "111422",
    "121124",
    "121421",
    "141122",
    "141221",
    "112214",
    "112412",
    "122114",
    "122411",
    "142112",
    "142211",
    "241211",
    "221114",
    "413111",
    "241112",
    "134111",
    "111242",
    "121142",
    "121241",
    "114212",
    "124112",
    "124211",
    "411212",
    "421112",
    "421211",
    "212141",
    "214121",
    "412121",
    "111143",
    "111341",
    "131141",
    "114113",
    "114311",
    "411113",
    "411311",
    "113141",
    "114131",
    "311141",
    "411131",
    "211412",
    "211214",
    "211232",
]
STOP = "2331112"
TO_C, TO_B, FNC1, START_B, START_C = 99, 100, 102, 104, 105


def values(text: str, gs1: bool = False) -> list[int]:
    """Return the symbols' values from the start symbol on, without check and stop.

    :param text: printable ASCII; in GS1 data GS stands for FNC1
    :param gs1: begin with FNC1
    :raises LabelError: for a character that the code cannot carry
    """
    text = (GS if gs1 else "") + text
    for char in text:
        if not (" " <= char <= "~" or (gs1 and char == GS)):
            raise LabelError(
                f"Code 128 carries letters, digits and signs of ASCII; {char!r} in"
                f" {text.strip(GS)!r} is none. Take DataMatrix or QR for it."
            )
    if not text:
        raise LabelError("There is no data.")
    return _shortest(text)


def spoken(text: str, gs1: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the run for languages that are told each code set.

    ``start`` and ``set`` come with ``B`` or ``C``, ``fnc1`` with nothing, ``data`` with one
    character or two digits.
    """
    start, *rest = values(text, gs1)
    code_set = "C" if start == START_C else "B"
    yield "start", code_set
    for value in rest:
        if value == FNC1:
            yield "fnc1", ""
        elif value == (TO_B if code_set == "C" else TO_C):
            code_set = "B" if code_set == "C" else "C"
            yield "set", code_set
        else:
            yield "data", f"{value:02d}" if code_set == "C" else chr(value + 32)


def bars(text: str, gs1: bool = False) -> str:
    """Return the modules, ``1`` for a bar, without quiet zones."""
    run = values(text, gs1)
    check = (run[0] + sum(place * value for place, value in enumerate(run))) % 103
    return _modules("".join(WIDTHS[value] for value in [*run, check]) + STOP)


def _modules(widths: str) -> str:
    return "".join("10"[i % 2] * int(width) for i, width in enumerate(widths))


def _shortest(text: str) -> list[int]:
    """Choose the code sets so that the fewest symbols result, from the end to the start.

    ``b[i]`` and ``c[i]`` are the shortest runs for ``text[i:]`` when set B or C is on.
    """
    size = len(text)
    b: list[list[int]] = [[] for _ in range(size + 1)]
    c: list[list[int]] = [[] for _ in range(size + 1)]
    for i in range(size - 1, -1, -1):
        pair = text[i : i + 2]
        if text[i] == GS:
            b[i], c[i] = [FNC1, *b[i + 1]], [FNC1, *c[i + 1]]
        else:
            b[i] = [ord(text[i]) - 32, *b[i + 1]]
            both = len(pair) == 2 and pair.isdigit()
            c[i] = [int(pair), *c[i + 2]] if both else [TO_B, *b[i]]
        if len(c[i]) + 1 < len(b[i]):
            b[i] = [TO_C, *c[i]]
        elif len(b[i]) + 1 < len(c[i]):
            c[i] = [TO_B, *b[i]]
    return min([START_C, *c[0]], [START_B, *b[0]], key=len)
