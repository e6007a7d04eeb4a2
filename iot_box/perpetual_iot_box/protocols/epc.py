"""What is on an RFID tag, as a tag URI (GS1 EPC Tag Data Standard 1.13, chapters 14 and 15)."""

from __future__ import annotations

#: Header → scheme and bits of what it names.
SGTIN_96, SSCC_96, SGTIN_198 = 0x30, 0x31, 0x36
#: Partition → bits and digits of the company, bits and digits of its item or package.
SGTIN_PARTS = (
    (40, 12, 4, 1),
    (37, 11, 7, 2),
    (34, 10, 10, 3),
    (30, 9, 14, 4),
    (27, 8, 17, 5),
    (24, 7, 20, 6),
    (20, 6, 24, 7),
)
SSCC_PARTS = (
    (40, 12, 18, 5),
    (37, 11, 21, 6),
    (34, 10, 24, 7),
    (30, 9, 28, 8),
    (27, 8, 31, 9),
    (24, 7, 34, 10),
    (20, 6, 38, 11),
)
#: Signs of a serial number that a URI writes by their code.
ESCAPED = set('"%&/<>?')


class _Bits:
    """Bits taken off one after the other."""

    def __init__(self, data: bytes) -> None:
        self.number, self.left = int.from_bytes(data), 8 * len(data)

    def take(self, count: int) -> int:
        self.left -= count
        return self.number >> self.left & ((1 << count) - 1)


def uri(data: bytes, length: int = 0) -> str:
    """The tag URI; ``urn:epc:raw`` for what is no number of GS1 that the box knows.

    :param length: in bits, 0: all

    >>> uri(bytes.fromhex("3074257BF7194E4000001A85"))
    'urn:epc:tag:sgtin-96:3.0614141.812345.6789'
    >>> uri(bytes.fromhex("E200001701"))
    'urn:epc:raw:40.xE200001701'
    """
    length = length or 8 * len(data)
    header = data[0] if data else 0
    found = ""
    if header == SGTIN_96 and length == 96:
        found = _numbered(data, "sgtin-96", SGTIN_PARTS)
    elif header == SSCC_96 and length == 96:
        found = _numbered(data, "sscc-96", SSCC_PARTS)
    elif header == SGTIN_198 and length >= 198:
        found = _numbered(data, "sgtin-198", SGTIN_PARTS)
    return found or f"urn:epc:raw:{length}.x{data.hex().upper()}"


def _numbered(data: bytes, scheme: str, parts: tuple) -> str:
    """ "" where the numbers are larger than their digits hold, or the partition is none."""
    bits = _Bits(data)
    bits.take(8)
    kind, partition = bits.take(3), bits.take(3)
    if partition >= len(parts):
        return ""
    company_bits, company_digits, item_bits, item_digits = parts[partition]
    company, item = bits.take(company_bits), bits.take(item_bits)
    if company >= 10**company_digits or item >= 10**item_digits:
        return ""
    names = [str(kind), f"{company:0{company_digits}}", f"{item:0{item_digits}}"]
    if scheme == "sgtin-96":
        names.append(str(bits.take(38)))
    elif scheme == "sgtin-198":
        serial = _serial(bits)
        if not serial:
            return ""
        names.append(serial)
    return f"urn:epc:tag:{scheme}:{'.'.join(names)}"


def _serial(bits: _Bits) -> str:
    """Up to twenty signs of seven bits; "" if there are others than those allowed."""
    signs = "".join(chr(bits.take(7)) for _index in range(20)).rstrip("\0")
    if not all("!" <= sign <= "z" for sign in signs):
        return ""
    return "".join(f"%{ord(sign):02X}" if sign in ESCAPED else sign for sign in signs)
