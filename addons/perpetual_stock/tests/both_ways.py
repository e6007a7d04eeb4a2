"""The entries of the ledger posted as rows, beside the same entries posted by core."""

from contextlib import contextmanager
from unittest.mock import patch

from ..ledger import entry_rows, posting

#: What two postings of the same entry cannot have in common.
OWN = {"id", "move_id"}


@contextmanager
def both_ways(case):
    """Each entry that is written as rows is posted by core first, in a savepoint that is
    rolled back; each column of the two must be equal, numbers included.

    :returns: list of the entries compared, to see that there were some
    """
    compared = []
    post = entry_rows.EntryRows.post

    def post_both(self, entries):
        expected = _by_core(self.env, entries)
        moves = post(self, entries)
        case.assertEqual(_differences(_columns(moves), expected), [])
        compared.extend(moves.mapped("name"))
        return moves

    with patch.object(entry_rows.EntryRows, "post", post_both):
        yield compared


def _by_core(env, entries):
    env.flush_all()
    numbers = env.cr.precommit.data.setdefault("sequence.mixin", {})
    before = dict(numbers)
    with env.cr.savepoint(flush=False) as savepoint:
        found = _columns(posting._create_and_post(env, entries))
        savepoint.rollback()
        env.clear()
    numbers.clear()
    numbers.update(before)
    return found


def _columns(moves):
    """Rows of the entries and of their items, as the database has them."""
    moves.env.flush_all()
    rows = []
    for move in moves:
        rows += _read(moves.env.cr, "account_move", "id", move.id)
        rows += _read(moves.env.cr, "account_move_line", "move_id", move.id)
    return rows


def _differences(rows, expected):
    """(column, written, by core) of each that is not equal."""
    if len(rows) != len(expected):
        return [("number of rows", len(rows), len(expected))]
    return [
        (name, row[name], other[name])
        for row, other in zip(rows, expected, strict=True)
        for name in row
        if row[name] != other[name]
    ]


def _read(cr, table, column, number):
    cr.execute(f"SELECT * FROM {table} WHERE {column} = %s ORDER BY id", [number])
    rows = cr.dictfetchall()
    return [{name: row[name] for name in row if name not in OWN} for row in rows]
