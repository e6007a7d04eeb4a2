"""Verifying the chain: SQL that recomputes every digest, and what it finds.

Plain SQL on a cursor, so that the button, the tie-out, the nightly check and the command
line do exactly the same, the last without loading the addons. Only reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from .digest import sql_text

#: What can be wrong with an entry, in the order in which it is told.
FAULTS = ("gap", "digest", "balance", "head", "mark", "kept")


@dataclass(frozen=True)
class Fault:
    """The first entry of a pool that breaks one rule.

    ``code``: ``gap`` (entries before it are missing), ``digest`` (it is not as it was
    written), ``balance`` (its running balance does not follow), ``head`` (the pool's last
    entry is not the one that the pool remembers), ``mark`` and ``kept`` (its digest is not the
    one that was noted). ``entry_id`` is empty where the entry itself is missing.
    """

    code: str
    pool_id: int
    sequence: int
    entry_id: int | None


@dataclass(frozen=True)
class Head:
    """The last digest of a pool: it seals all the pool's entries."""

    pool_id: int
    sequence: int
    digest: str
    product: str = ""
    lot: str = ""


#: Where the verification of each pool starts: at its first entry.
FROM_THE_BEGINNING = """
    SELECT id AS pool_id, 0 AS sequence, '' AS digest, 0 AS quantity, 0 AS value
      FROM perpetual_cost_pool WHERE company_id = %(company)s"""

#: … or after the last entry that was verified, for pools that have new ones.
SINCE_MARKS = """
    SELECT pool.id AS pool_id, COALESCE(mark.sequence, 0) AS sequence,
           COALESCE(mark.digest, '') AS digest,
           COALESCE(marked.balance_quantity, 0) AS quantity,
           COALESCE(marked.balance_value, 0) AS value
      FROM perpetual_cost_pool pool
      LEFT JOIN perpetual_digest_mark mark ON mark.pool_id = pool.id
      LEFT JOIN perpetual_ledger_entry marked
             ON marked.pool_id = pool.id AND marked.sequence = mark.sequence
     WHERE pool.company_id = %(company)s
       AND pool.last_sequence IS DISTINCT FROM mark.sequence"""

_CHAIN = """
    SELECT entry.pool_id, entry.sequence, entry.id,
           entry.sequence != COALESCE(LAG(entry.sequence) OVER chain, start.sequence) + 1 AS gap,
           entry.digest IS DISTINCT FROM encode(sha256(convert_to(
               COALESCE(LAG(entry.digest) OVER chain, start.digest) || '|' || {text}, 'UTF8'
           )), 'hex') AS digest,
           (entry.balance_quantity, entry.balance_value) IS DISTINCT FROM
           (COALESCE(LAG(entry.balance_quantity) OVER chain, start.quantity) + entry.quantity,
            COALESCE(LAG(entry.balance_value) OVER chain, start.value) + entry.value) AS balance
      FROM perpetual_ledger_entry entry JOIN start ON start.pool_id = entry.pool_id
     WHERE entry.sequence > start.sequence
    WINDOW chain AS (PARTITION BY entry.pool_id ORDER BY entry.sequence)"""

_FAULTS = """
    WITH start AS ({start}), chain AS ({chain})
    SELECT DISTINCT ON (fault.code, chain.pool_id)
           fault.code, chain.pool_id, chain.sequence, chain.id
      FROM chain
     CROSS JOIN LATERAL (VALUES ('gap', chain.gap), ('digest', chain.digest),
                                ('balance', chain.balance)) fault (code, is_wrong)
     WHERE fault.is_wrong
     ORDER BY fault.code, chain.pool_id, chain.sequence"""

_LAST = """
    SELECT pool.id AS pool_id, last.sequence, last.digest, last.id,
           COALESCE(pool.last_sequence, 0) AS known_sequence,
           COALESCE(pool.last_digest, '') AS known_digest
      FROM perpetual_cost_pool pool
      LEFT JOIN LATERAL (SELECT id, sequence, digest FROM perpetual_ledger_entry
                          WHERE pool_id = pool.id ORDER BY sequence DESC LIMIT 1) last ON TRUE
     WHERE pool.company_id = %(company)s"""

_MARKS = """
    SELECT mark.pool_id, mark.sequence, entry.id
      FROM perpetual_digest_mark mark
      JOIN perpetual_cost_pool pool ON pool.id = mark.pool_id
      LEFT JOIN perpetual_ledger_entry entry
             ON entry.pool_id = mark.pool_id AND entry.sequence = mark.sequence
     WHERE pool.company_id = %(company)s AND entry.digest IS DISTINCT FROM mark.digest
     ORDER BY mark.pool_id"""


class Chain:
    """The chains of one company, on a database cursor."""

    def __init__(self, cr, company_id: int):
        self.cr = cr
        self.params = {"company": company_id}

    def faults(self, since_marks: bool = False) -> list[Fault]:
        """What is wrong, the first entry of each pool for each rule.

        :param since_marks: only entries since those that were verified before (see
            ``perpetual.digest.mark``), and whether those still have their digest
        """
        start = SINCE_MARKS if since_marks else FROM_THE_BEGINNING
        query = _FAULTS.format(start=start, chain=_CHAIN.format(text=sql_text("entry")))
        found = [Fault(*row) for row in self._rows(query)]
        found += self._heads_lost()
        if since_marks:
            found += [Fault("mark", *row) for row in self._rows(_MARKS)]
        return sorted(found, key=lambda fault: (fault.pool_id, fault.sequence, fault.code))

    def _heads_lost(self) -> list[Fault]:
        """Pools whose last entry is not the one that they remember."""
        query = f"""SELECT pool_id, GREATEST(known_sequence, COALESCE(sequence, 0)), id
                      FROM ({_LAST}) last
                     WHERE (COALESCE(sequence, 0), COALESCE(digest, ''))
                           IS DISTINCT FROM (known_sequence, known_digest)
                     ORDER BY pool_id"""
        return [Fault("head", *row) for row in self._rows(query)]

    def heads(self) -> list[Head]:
        """The last digest of each pool that has entries, by the pool's id."""
        query = f"""SELECT last.pool_id, last.sequence, last.digest,
                           COALESCE(product.default_code || ' ', '')
                               || COALESCE(template.name->>'en_US', ''),
                           COALESCE(lot.name, '')
                      FROM ({_LAST}) last
                      JOIN perpetual_cost_pool pool ON pool.id = last.pool_id
                      JOIN product_product product ON product.id = pool.product_id
                      JOIN product_template template ON template.id = product.product_tmpl_id
                      LEFT JOIN stock_lot lot ON lot.id = pool.lot_id
                     WHERE last.sequence IS NOT NULL
                     ORDER BY last.pool_id"""
        return [Head(*row) for row in self._rows(query)]

    def compare(self, kept: Iterable[Head]) -> list[Fault]:
        """Which of the kept heads are not in the ledger any more, as they were then.

        What was written since does not matter: the entry that was the head is still there.
        """
        kept = list(kept)
        known = {}
        for part in range(0, len(kept), 5000):
            pools = [head.pool_id for head in kept[part : part + 5000]]
            sequences = [head.sequence for head in kept[part : part + 5000]]
            known |= {
                (pool_id, sequence): (entry_id, digest)
                for pool_id, sequence, entry_id, digest in self._rows(
                    """SELECT entry.pool_id, entry.sequence, entry.id, entry.digest
                         FROM unnest(%(pools)s, %(sequences)s) kept (pool_id, sequence)
                         JOIN perpetual_ledger_entry entry USING (pool_id, sequence)
                        WHERE entry.company_id = %(company)s""",
                    pools=pools,
                    sequences=sequences,
                )
            }
        faults = []
        for head in kept:
            entry_id, digest = known.get((head.pool_id, head.sequence), (None, ""))
            if digest != head.digest:
                faults.append(Fault("kept", head.pool_id, head.sequence, entry_id))
        return faults

    def entry_count(self) -> int:
        """How many entries the company has."""
        ((count,),) = self._rows(
            "SELECT COUNT(*) FROM perpetual_ledger_entry WHERE company_id = %(company)s"
        )
        return count

    def _rows(self, query: str, **params) -> list[tuple]:
        self.cr.execute(query, {**self.params, **params})
        return self.cr.fetchall()


def fingerprint(heads: Iterable[Head]) -> str:
    """One digest over all heads, short enough to be written down.

    >>> fingerprint([]) == hashlib.sha256(b"").hexdigest()
    True
    """
    text = "".join(
        f"{head.pool_id}:{head.sequence}:{head.digest}\n"
        for head in sorted(heads, key=lambda head: head.pool_id)
    )
    return hashlib.sha256(text.encode()).hexdigest()
