"""Run by Odoo's Python with ``env`` at hand: makes the demo in an empty company."""

import sys
import time
from datetime import date, datetime, timedelta
from datetime import time as day_time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from devtools.demo import catalogue, company, counting, figures, journey, stations
from devtools.demo.clock import past
from devtools.demo.office import Office
from devtools.demo.trading import OPENING_DAYS, Trade


class Stopwatch:
    """Prints lines with the real seconds since it was made, whatever the clock shows."""

    def __init__(self):
        self._clock = time.monotonic  # kept before the clock is frozen
        self._start = self._clock()

    def say(self, text: str) -> None:
        print(f"   {self._clock() - self._start:4.0f} s  {text}", flush=True)


def main(env, last: date, weeks: int, products: int, stores: int, per_day: int) -> None:
    """Make the company and trade its history up to and with ``last``."""
    watch = Stopwatch()
    history = journey.load(last, weeks, products, stores, per_day)
    watch.say(f"{history.line_count} lines of {len(history.baskets)} baskets read")
    opening = datetime.combine(history.first, day_time(4)) - timedelta(days=OPENING_DAYS)
    # The store room has been counted for a year when the first baskets are sold.
    before = opening - timedelta(weeks=counting.WEEKS, days=1)
    with past(before) as clock:
        shop = company.prepare(env, clock, history, catalogue.build(history))
        room = counting.prepare(shop)
        env.cr.commit()
        room.run(opening.date() - timedelta(days=1), watch.say)
        watch.say(f"{len(shop.products)} products of {len(shop.makers)} makers")
        trade = Trade(shop, history, Office(env.cr.dbname))
        trade.run(lambda day, lines: watch.say(f"{day:%a %d %b %Y}  {lines:6,} basket lines"))
        counting.offer(shop)
        stations.prepare(shop)
        env["perpetual.tie.out.result"]._cron_check()
        watch.say("the nightly check has run")
    figures.remember(env, first=history.first, last=history.last, lines=history.line_count)
    env.cr.commit()


if __name__ == "__main__":
    main(env, date.fromisoformat(sys.argv[1]), *map(int, sys.argv[2:]))  # noqa: F821
