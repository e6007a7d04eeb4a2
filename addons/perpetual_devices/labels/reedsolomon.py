"""Reed-Solomon error correction over GF(256), as Data Matrix and QR use it."""

from functools import cached_property


class Field:
    """A field of 256 elements.

    :param polynomial: with its ninth bit
    :param first: the generator's first root is 2 to this power
    """

    def __init__(self, polynomial: int, first: int):
        self.polynomial = polynomial
        self.first = first

    @cached_property
    def powers(self) -> list[int]:
        found, value = [], 1
        for _ in range(255):
            found.append(value)
            value = value << 1 ^ (self.polynomial if value & 0x80 else 0)
        return found

    @cached_property
    def logs(self) -> dict[int, int]:
        return {value: power for power, value in enumerate(self.powers)}

    def times(self, a: int, b: int) -> int:
        """Multiply."""
        return self.powers[(self.logs[a] + self.logs[b]) % 255] if a and b else 0

    def remainder(self, data: list[int], errors: int) -> list[int]:
        """Return the error codewords of a block."""
        generator = self._generator(errors)
        rest = [0] * errors
        for value in data:
            lead = value ^ rest[0]
            shifted = [*rest[1:], 0]
            rest = [a ^ self.times(lead, b) for a, b in zip(shifted, generator, strict=True)]
        return rest

    def _generator(self, errors: int) -> list[int]:
        """Return the coefficients below the leading one."""
        found = [1]
        for power in range(self.first, self.first + errors):
            raised = [*found, 0]
            for i, factor in enumerate(found):
                raised[i + 1] ^= self.times(factor, self.powers[power])
            found = raised
        return found[1:]
