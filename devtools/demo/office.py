"""The back office: a second Odoo process that writes the invoices of the day before.

Invoices touch no stock, so they can be written while the next day is traded; a
machine with two cores builds the demo in less time. The office is never more
than one day behind, and customers bring nothing back before the second day, so
the two never work on the same order: the result is the same as in one process.

Run as a script (by :class:`Office`), it reads a task per line and answers each.
"""

import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from devtools.demo import selling  # noqa: E402
from devtools.demo.clock import past  # noqa: E402
from devtools.demo.shop import QUIET, desk  # noqa: E402

ATTEMPTS = 5


class Office:
    """The trading process's side: hands over the orders of a day, waits for the answer."""

    def __init__(self, db: str):
        self._process = subprocess.Popen(
            [sys.executable, ROOT / "devtools" / "in_shell.py", db, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._busy = False

    def hand_over(self, day: date, *papers) -> None:
        """Let the office invoice or credit committed orders; waits for the day before.

        :param papers: groups of orders that share no invoice
        """
        self.wait()
        if not any(papers):
            return
        task = {"day": day.isoformat(), "papers": [orders.ids for orders in papers if orders]}
        print(json.dumps(task), file=self._process.stdin, flush=True)
        self._busy = True

    def wait(self) -> None:
        """Wait until the office has nothing to do.

        :raises RuntimeError: when it has failed; its error is in the output
        """
        if self._busy and not self._process.stdout.readline():
            raise RuntimeError("The back office stopped; its error is above.")
        self._busy = False

    def close(self) -> None:
        """Let the office finish and go home."""
        self.wait()
        self._process.stdin.close()
        self._process.wait()


def work(env) -> None:
    """Do the tasks as they come in until there are no more."""
    env = env(context={**env.context, **QUIET})
    with past(datetime.min.replace(year=2000)) as clock:
        for line in sys.stdin:
            task = json.loads(line)
            clock.set(date.fromisoformat(task["day"]), *selling.INVOICED_AT)
            _invoice(env, task["papers"])
            print("done", flush=True)


def _invoice(env, papers: list[list[int]]) -> None:
    """Invoice and commit; again if the trading process came between."""
    from psycopg2.errors import SerializationFailure

    for attempt in range(1, ATTEMPTS + 1):
        try:
            for orders in papers:
                selling.invoice(desk(env, "accountant")["sale.order"].browse(orders))
            env.cr.commit()
            break
        except SerializationFailure:
            env.cr.rollback()
            if attempt == ATTEMPTS:
                raise
    env.transaction.clear()


if __name__ == "__main__":
    work(env)  # noqa: F821
