"""The file of kept heads: what an auditor keeps this year and compares the next.

CSV that a person and a spreadsheet can read. Lines that begin with ``#`` state what it is;
one of them is the fingerprint over all heads, so that the file itself cannot be changed unseen
by whoever wrote the fingerprint down.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from .chain import Head, fingerprint

MARK = "# Perpetual stock ledger: head digests, version 1"
FIELDS = ("pool_id", "sequence", "digest", "product", "lot")


class HeadsError(ValueError):
    """The file is no file of heads, or was changed."""


def write_heads(heads: Iterable[Head], facts: Iterable[tuple[str, str]] = ()) -> str:
    """The file's text.

    :param facts: (label, text) such as company, database and time, for the reader
    """
    heads = list(heads)
    stream = io.StringIO()
    stream.write(f"{MARK}\n")
    for label, text in facts:
        stream.write(f"# {label}: {' '.join(str(text).split())}\n")
    stream.write(f"# Fingerprint: {fingerprint(heads)}\n")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(FIELDS)
    for head in heads:
        writer.writerow([_harmless(getattr(head, name)) for name in FIELDS])
    return stream.getvalue()


def read_heads(text: str) -> list[Head]:
    """The heads of a file.

    :raises HeadsError: it is no file of heads, a line is spoilt, or the fingerprint in it
        is not that of its lines
    """
    lines = text.lstrip("\ufeff").splitlines()
    if not lines or lines[0].strip().rstrip(",;") != MARK:
        raise HeadsError("This is not a file of last entries.")
    stated = next((line for line in lines if line.startswith("# Fingerprint:")), "")
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    try:
        heads = [
            Head(
                int(row["pool_id"]), int(row["sequence"]), row["digest"], row["product"], row["lot"]
            )
            for row in rows
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise HeadsError(f"A line of the file cannot be read: {error}") from error
    if stated.split(":")[-1].strip().rstrip(",;") != fingerprint(heads):
        raise HeadsError("The file was changed: its fingerprint is not that of its lines.")
    return heads


def _harmless(cell):
    """No name of a product becomes a formula in a spreadsheet."""
    return f"'{cell}" if str(cell).startswith(("=", "+", "-", "@")) else cell
