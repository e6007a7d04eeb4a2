"""The file of kept heads and the fingerprint. The SQL is tested in Odoo."""

from __future__ import annotations

import pytest

from ..chain import Head, fingerprint
from ..heads import HeadsError, read_heads, write_heads

HEADS = [
    Head(7, 3, "c" * 64, "Tea, black", "L-1"),
    Head(2, 12, "a" * 64, '=HYPERLINK("x")', ""),
]


def test_written_and_read():
    text = write_heads(HEADS, [("Company", "A | B\nC"), ("Database", "db")])
    assert "# Company: A | B C\n" in text
    found = read_heads(text)
    assert [(head.pool_id, head.sequence, head.digest) for head in found] == [
        (7, 3, "c" * 64),
        (2, 12, "a" * 64),
    ]
    assert found[0] == HEADS[0]


def test_no_name_becomes_a_formula():
    assert "\n2,12," in write_heads(HEADS)
    assert "'=HYPERLINK" in write_heads(HEADS)


def test_saved_by_a_spreadsheet():
    """With a byte order mark, and commas that fill up the comments."""
    lines = write_heads(HEADS).splitlines()
    text = "\ufeff" + "\r\n".join(f"{line},,,," if line.startswith("#") else line for line in lines)
    assert len(read_heads(text)) == 2


def test_nothing_kept():
    assert read_heads(write_heads([])) == []


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda text: "", "not a file of last entries"),
        (lambda text: "pool_id,sequence\n1,2\n", "not a file of last entries"),
        (lambda text: text.replace("a" * 64, "b" * 64), "was changed"),
        (lambda text: text.replace("2,12,", "2,11,"), "was changed"),
        (lambda text: text.rsplit("\n", 2)[0] + "\n", "was changed"),
        (lambda text: text.replace("2,12,", "two,12,"), "cannot be read"),
        (lambda text: text.replace("pool_id,", "pool,"), "cannot be read"),
    ],
)
def test_a_spoilt_file_is_refused(spoil, message):
    with pytest.raises(HeadsError, match=message):
        read_heads(spoil(write_heads(HEADS)))


def test_fingerprint_is_of_pool_number_and_digest():
    assert fingerprint(HEADS) == fingerprint(HEADS[::-1])
    assert fingerprint(HEADS) != fingerprint(HEADS[:1])
    assert fingerprint([Head(7, 3, "c" * 64)]) == fingerprint(HEADS[:1])
    assert fingerprint([Head(7, 4, "c" * 64)]) != fingerprint(HEADS[:1])
