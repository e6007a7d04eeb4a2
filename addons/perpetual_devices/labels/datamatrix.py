"""Data Matrix ECC 200, square, ASCII and base 256 encodation. Source: ISO/IEC 16022."""

from collections.abc import Iterator

from .errors import LabelError
from .gs1 import GS
from .reedsolomon import Field

#: Side, regions a side, data codewords, error codewords of a block, blocks.
SIZES = (
    (10, 1, 3, 5, 1), (12, 1, 5, 7, 1), (14, 1, 8, 10, 1), (16, 1, 12, 12, 1), (18, 1, 18, 14, 1),
    (20, 1, 22, 18, 1), (22, 1, 30, 20, 1), (24, 1, 36, 24, 1), (26, 1, 44, 28, 1),
    (32, 2, 62, 36, 1), (36, 2, 86, 42, 1), (40, 2, 114, 48, 1), (44, 2, 144, 56, 1),
    (48, 2, 174, 68, 1), (52, 2, 204, 42, 2), (64, 4, 280, 56, 2), (72, 4, 368, 36, 4),
    (80, 4, 456, 48, 4), (88, 4, 576, 56, 4), (96, 4, 696, 68, 4), (104, 4, 816, 56, 6),
)  # fmt: skip
FNC1, PAD, BASE256, UPPER = 232, 129, 231, 235

_FIELD = Field(0x12D, first=1)


def codewords(text: str, gs1: bool = False) -> list[int]:
    """Return the data codewords, not padded. In GS1 data GS stands for FNC1."""
    if not text:
        raise LabelError("There is no data.")
    data = text.encode()
    if any(byte > 127 for byte in data):
        return _base256(data)
    return ([FNC1] if gs1 else []) + _ascii(data, gs1)


def matrix(text: str, gs1: bool = False) -> tuple[str, ...]:
    """Return the rows of modules, ``1`` for dark, without the quiet zone.

    :raises LabelError: when it is more than the largest size carries
    """
    data = codewords(text, gs1)
    for side, regions, room, errors, blocks in SIZES:
        if len(data) <= room:
            whole = _pad(data, room)
            mapped = _mapping(side - 2 * regions, _correct(whole, errors, blocks))
            return _framed(mapped, side, regions)
    raise LabelError(f"{len(text)} characters are more than a Data Matrix of this kind carries.")


def _ascii(data: bytes, gs1: bool) -> list[int]:
    words, i = [], 0
    while i < len(data):
        pair = data[i : i + 2]
        if len(pair) == 2 and pair.isdigit():
            words.append(130 + int(pair))
            i += 2
            continue
        words.append(FNC1 if gs1 and chr(data[i]) == GS else data[i] + 1)
        i += 1
    return words


def _base256(data: bytes) -> list[int]:
    size = len(data)
    head = [size] if size < 250 else [size // 250 + 249, size % 250]
    words = [BASE256]
    for value in [*head, *data]:
        words.append((value + 149 * (len(words) + 1) % 255 + 1) % 256)
    return words


def _pad(words: list[int], room: int) -> list[int]:
    padded = list(words)
    if len(padded) < room:
        padded.append(PAD)
    while len(padded) < room:
        value = PAD + 149 * (len(padded) + 1) % 253 + 1
        padded.append(value if value <= 254 else value - 254)
    return padded


def _correct(data: list[int], errors: int, blocks: int) -> list[int]:
    """Append Reed-Solomon codewords, blocks interleaved."""
    tail = [0] * (errors * blocks)
    for block in range(blocks):
        tail[block::blocks] = _FIELD.remainder(data[block::blocks], errors)
    return data + tail


def _mapping(side: int, words: list[int]) -> list[list[int]]:
    """Place the codewords' bits (annex F of the standard)."""
    grid = [[-1] * side for _ in range(side)]
    for places, word in zip(_walk(side, grid), words, strict=False):
        _put(grid, places, word)
    if grid[-1][-1] < 0:
        grid[-1][-1] = grid[-2][-2] = 1
    return [[max(bit, 0) for bit in line] for line in grid]


def _walk(side: int, grid: list[list[int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield where the next codeword's bits go; the grid shows which modules are taken."""
    row, column = 4, 0
    while row < side or column < side:
        if places := _corner(row, column, side):
            yield places
        for step, turn in ((2, (1, 3)), (-2, (3, 1))):
            # Up to the right, then down to the left, in diagonals of codewords.
            while (row >= 0 and column < side) if step > 0 else (row < side and column >= 0):
                inside = 0 <= row < side and 0 <= column < side
                if inside and grid[row][column] < 0:
                    yield [(row + r, column + c) for r, c in _SHAPE]
                row, column = row - step, column + step
            row, column = row + turn[0], column + turn[1]


#: A codeword's modules, seen from its last one.
_SHAPE = ((-2, -2), (-2, -1), (-1, -2), (-1, -1), (-1, 0), (0, -2), (0, -1), (0, 0))


def _put(grid: list[list[int]], places: list[tuple[int, int]], word: int) -> None:
    side = len(grid)
    for i, (row, column) in enumerate(places):
        if row < 0:
            row, column = row + side, column + 4 - (side + 4) % 8
        if column < 0:
            row, column = row + 4 - (side + 4) % 8, column + side
        grid[row][column] = word >> (7 - i) & 1


def _corner(row: int, column: int, side: int) -> list[tuple[int, int]]:
    """Return where a corner's codeword goes, if one is due here (square symbols)."""
    last = side - 1
    if row == side and column == 0:
        return [(last, 0), (last, 1), (last, 2), (0, last - 1),
                (0, last), (1, last), (2, last), (3, last)]  # fmt: skip
    if row == side - 2 and column == 0 and side % 4:
        return [(last - 2, 0), (last - 1, 0), (last, 0), (0, last - 3),
                (0, last - 2), (0, last - 1), (0, last), (1, last)]  # fmt: skip
    if row == side - 2 and column == 0 and side % 8 == 4:
        return [(last - 2, 0), (last - 1, 0), (last, 0), (0, last - 1),
                (0, last), (1, last), (2, last), (3, last)]  # fmt: skip
    if row == side + 4 and column == 2 and not side % 8:
        return [(last, 0), (last, last), (0, last - 2), (0, last - 1),
                (0, last), (1, last - 2), (1, last - 1), (1, last)]  # fmt: skip
    return []


def _framed(mapped: list[list[int]], side: int, regions: int) -> tuple[str, ...]:
    """Put the finder and timing patterns round each region."""
    inner = side // regions - 2
    rows = []
    for r in range(side):
        band, within = divmod(r, inner + 2)
        row = []
        for c in range(side):
            lane, across = divmod(c, inner + 2)
            if across == 0 or within == inner + 1:
                row.append(1)
            elif within == 0:
                row.append(1 - across % 2)
            elif across == inner + 1:
                row.append(within % 2)
            else:
                row.append(mapped[band * inner + within - 1][lane * inner + across - 1])
        rows.append("".join(map(str, row)))
    return tuple(rows)
