"""QR Code, model 2, error correction M. Source: ISO/IEC 18004."""

from itertools import product

from .errors import LabelError
from .reedsolomon import Field

#: For each version from 1: error codewords of a block, blocks (level M).
BLOCKS = (
    (10, 1), (16, 1), (26, 1), (18, 2), (24, 2), (16, 4), (18, 4), (22, 4), (22, 5), (26, 5),
    (30, 5), (22, 8), (22, 9), (24, 9), (24, 10), (28, 10), (28, 11), (26, 13), (26, 14), (26, 16),
)  # fmt: skip
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_MODES = {"numeric": (1, 10, 12), "alphanumeric": (2, 9, 11), "byte": (4, 8, 16)}

_FIELD = Field(0x11D, first=0)

_MASKS = (
    lambda r, c: (r + c) % 2,
    lambda r, c: r % 2,
    lambda r, c: c % 3,
    lambda r, c: (r + c) % 3,
    lambda r, c: (r // 2 + c // 3) % 2,
    lambda r, c: r * c % 2 + r * c % 3,
    lambda r, c: (r * c % 2 + r * c % 3) % 2,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2,
)


def matrix(text: str, gs1: bool = False) -> tuple[str, ...]:
    """Return the rows of modules, ``1`` for dark, without the quiet zone.

    :param text: any text, as UTF-8; in GS1 data GS separates
    :param gs1: FNC1 in first position
    :raises LabelError: when it is more than version 20 carries (666 bytes)
    """
    if not text:
        raise LabelError("There is no data.")
    for version in range(1, len(BLOCKS) + 1):
        bits = _bits(text, version, gs1)
        if len(bits) <= 8 * _room(version):
            return _drawn(version, _words(bits, version))
    raise LabelError(f"{len(text)} characters are more than a QR code on a label carries.")


def _room(version: int) -> int:
    errors, blocks = BLOCKS[version - 1]
    return _modules(version) // 8 - errors * blocks


def _modules(version: int) -> int:
    """Return how many modules carry data and error correction."""
    total = (16 * version + 128) * version + 64
    if version >= 2:
        count = version // 7 + 2
        total -= (25 * count - 10) * count - 55
        if version >= 7:
            total -= 36
    return total


def _bits(text: str, version: int, gs1: bool) -> str:
    mode = _mode(text, gs1)
    indicator, small, large = _MODES[mode]
    data = text.encode()
    count = len(data) if mode == "byte" else len(text)
    head = f"{indicator:04b}{count:0{small if version < 10 else large}b}"
    return ("0101" if gs1 else "") + head + _segment(mode, text, data)


def _mode(text: str, gs1: bool) -> str:
    if text.isascii() and text.isdigit():
        return "numeric"
    # In GS1 data the percent sign of this mode means FNC1.
    if set(text) <= set(ALPHANUMERIC) and not (gs1 and "%" in text):
        return "alphanumeric"
    return "byte"


def _segment(mode: str, text: str, data: bytes) -> str:
    if mode == "numeric":
        parts = [text[i : i + 3] for i in range(0, len(text), 3)]
        return "".join(f"{int(part):0{(0, 4, 7, 10)[len(part)]}b}" for part in parts)
    if mode == "byte":
        return "".join(f"{byte:08b}" for byte in data)
    bits = ""
    for i in range(0, len(text), 2):
        pair = [ALPHANUMERIC.index(char) for char in text[i : i + 2]]
        bits += f"{pair[0] * 45 + pair[1]:011b}" if len(pair) == 2 else f"{pair[0]:06b}"
    return bits


def _words(bits: str, version: int) -> list[int]:
    """Pad, correct and interleave."""
    room = _room(version)
    bits += "0" * min(4, 8 * room - len(bits))
    bits += "0" * (-len(bits) % 8)
    words = [int(bits[i : i + 8], 2) for i in range(0, len(bits), 8)]
    while len(words) < room:
        words += [0xEC, 0x11][: room - len(words)]
    errors, count = BLOCKS[version - 1]
    short, longer = divmod(room, count)
    blocks, start = [], 0
    for i in range(count):
        size = short + (i >= count - longer)
        blocks.append(words[start : start + size])
        start += size
    tails = [_FIELD.remainder(block, errors) for block in blocks]
    data = [block[i] for i in range(short + 1) for block in blocks if i < len(block)]
    return data + [tail[i] for i in range(errors) for tail in tails]


def _drawn(version: int, words: list[int]) -> tuple[str, ...]:
    """Return the grid under the mask with the least penalty."""
    side = 17 + 4 * version
    fixed = _fixed(version, side)
    bits = [word >> i & 1 for word in words for i in range(7, -1, -1)]
    plain = dict(zip(_way(side, fixed), bits, strict=False))
    grids = [_masked(side, fixed, plain, mask) for mask in range(8)]
    return min(grids, key=_penalty)


def _fixed(version: int, side: int) -> dict[tuple[int, int], int]:
    """Return the modules of the patterns; format places are held with 0."""
    fixed: dict[tuple[int, int], int] = {}
    for i in range(8):
        for place in ((8, i), (i, 8), (8, side - 1 - i), (side - 1 - i, 8), (8, 8)):
            fixed[place] = 0
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        for r, c in product(range(-1, 8), repeat=2):
            ring = max(abs(r - 3), abs(c - 3))
            if 0 <= top + r < side and 0 <= left + c < side:
                fixed[top + r, left + c] = int(ring not in (2, 4))
    fixed[side - 8, 8] = 1
    for r, c in _alignments(version, side):
        for dr, dc in product(range(-2, 3), repeat=2):
            fixed[r + dr, c + dc] = int(max(abs(dr), abs(dc)) != 1)
    for i in range(8, side - 8):
        fixed.setdefault((6, i), 1 - i % 2)
        fixed.setdefault((i, 6), 1 - i % 2)
    if version >= 7:
        code = version << 12 | _bch(version << 12, 0x1F25)
        for i in range(18):
            a, b = side - 11 + i % 3, i // 3
            fixed[a, b] = fixed[b, a] = code >> i & 1
    return fixed


def _alignments(version: int, side: int) -> list[tuple[int, int]]:
    if version == 1:
        return []
    count = version // 7 + 2
    step = -(-(side - 13) // (2 * count - 2)) * 2
    places = [6, *sorted(side - 7 - i * step for i in range(count - 1))]
    corners = {(6, 6), (6, places[-1]), (places[-1], 6)}
    return [place for place in product(places, repeat=2) if place not in corners]


def _bch(value: int, generator: int) -> int:
    while value.bit_length() >= generator.bit_length():
        value ^= generator << value.bit_length() - generator.bit_length()
    return value


def _way(side: int, fixed: dict[tuple[int, int], int]) -> list[tuple[int, int]]:
    """Return the data modules in their order: upwards and downwards in pairs of columns."""
    way, up = [], True
    for right in range(side - 1, 0, -2):
        column = right if right > 6 else right - 1
        rows = range(side - 1, -1, -1) if up else range(side)
        way += [(r, c) for r in rows for c in (column, column - 1) if (r, c) not in fixed]
        up = not up
    return way


def _masked(side, fixed, plain, mask) -> tuple[str, ...]:
    dark = dict(fixed)
    for place in product(range(side), repeat=2):
        if place not in fixed:
            dark[place] = plain.get(place, 0) ^ (not _MASKS[mask](*place))
    code = (mask << 10 | _bch(mask << 10, 0x537)) ^ 0x5412  # level M is 00
    for i in range(15):
        bit = code >> i & 1
        near = (i if i < 6 else i + 1, 8) if i < 8 else (8, 7 if i == 8 else 14 - i)
        far = (8, side - 1 - i) if i < 8 else (side - 15 + i, 8)
        dark[near] = dark[far] = bit
    return tuple("".join(str(int(dark[r, c])) for c in range(side)) for r in range(side))


def _penalty(rows: tuple[str, ...]) -> int:
    side = len(rows)
    columns = ["".join(column) for column in zip(*rows, strict=True)]
    total = 0
    for line in (*rows, *columns):
        for run in line.replace("01", "0 1").replace("10", "1 0").split():
            total += len(run) - 2 if len(run) >= 5 else 0
        total += 40 * (line.count("00001011101") + line.count("10111010000"))
    for r, c in product(range(side - 1), repeat=2):
        total += 3 * (len({rows[r][c], rows[r][c + 1], rows[r + 1][c], rows[r + 1][c + 1]}) == 1)
    dark = sum(row.count("1") for row in rows) * 20
    return total + 10 * (abs(dark - 10 * side * side) // (side * side))
