"""``./dev bench``: the suite's speed beside core's, as ratios from one run.

Both sides run in one process on one database, taking turns, so that whatever else
the machine does falls on both. Times are medians; the ratios are what counts.
"""

import argparse
from pathlib import Path

from devtools.console import DevError, heading, say

DATABASE = "perpetual-bench"
MODULES = "perpetual_stock,purchase_stock,sale_stock"
SCRIPTS = Path(__file__).parent
TOPICS = {
    "history": "one receipt and one delivery after 0, 100, 1,000, 4,000 earlier receipts",
    "golive": "check and switch of a company with 100,000 products on hand",
}
#: Topic → sizes if none are given: earlier receipts, or products.
SIZES = {"history": "0,100,1000,4000", "golive": "100000"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's options."""
    topics = "; ".join(f"{name}: {text}" for name, text in TOPICS.items())
    parser.add_argument("topic", nargs="?", default="history", choices=TOPICS, help=topics)
    parser.add_argument(
        "--sizes",
        help="numbers of earlier receipts (0,100,1000,4000), or of products (100000)",
    )
    parser.add_argument(
        "--repeat", type=int, default=7, help="measurements of each (default %(default)s)"
    )


def run(args: argparse.Namespace, env) -> int:
    """Build a database, measure, print the table."""
    sizes = _sizes(args.sizes or SIZES[args.topic])
    heading(f"Bench {args.topic}: {TOPICS[args.topic]}")
    env.drop_db(DATABASE)
    env.create_db(DATABASE)
    try:
        env.run(
            DATABASE,
            ["-i", MODULES, "--stop-after-init"],
            title="installing on a fresh database",
        )
        if args.topic == "history":
            say("   continuous beside core's real_time, same database, same run")
        env.shell_script(
            DATABASE,
            SCRIPTS / f"{args.topic}.py",
            [",".join(map(str, sizes)), str(args.repeat)],
        )
    finally:
        env.drop_db(DATABASE)
    return 0


def _sizes(text: str) -> list[int]:
    try:
        sizes = sorted({int(word) for word in text.split(",")})
    except ValueError:
        raise DevError(f"--sizes {text}: give whole numbers, e.g. 0,100,1000.") from None
    if not sizes or sizes[0] < 0:
        raise DevError(f"--sizes {text}: give numbers from 0 up.")
    return sizes
