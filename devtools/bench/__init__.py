"""``./dev bench``: the suite's speed beside core's, as ratios from one run.

Both sides run in one process on one database, taking turns, so that whatever else
the machine does falls on both. Times are medians; the ratios are what counts.
"""

import argparse
import json
import os
import platform
from dataclasses import dataclass
from pathlib import Path

from devtools import paths
from devtools.console import DevError, heading, say

DATABASE = "perpetual-bench"
INSTALLED = f"{DATABASE}-installed"
MODULES = "perpetual_stock,purchase_stock,sale_stock"
SCRIPTS = Path(__file__).parent
RESULTS = paths.STATE / "bench.jsonl"


@dataclass(frozen=True)
class Topic:
    """A script of this folder; ``quick`` and ``full`` are its sizes without ``--sizes``,
    ``also`` the modules that it needs besides."""

    text: str
    unit: str
    quick: str
    full: str
    repeat: int = 5
    also: str = ""


TOPICS = {
    "history": Topic(
        "one receipt and one delivery after more and more earlier receipts",
        "earlier receipts",
        "0,100,1000",
        "0,100,1000,10000,100000",
        repeat=3,
    ),
    "cycle": Topic("buy-to-sell cycle without history", "lines per document", "10", "10", 7),
    "transfer": Topic("receipt and delivery of many lines", "lines", "10,50", "50,500", 3),
    "valuation": Topic(
        "valuation as of a past date and tie-out, 50 entries per product",
        "products",
        "1000",
        "20000",
        repeat=3,
    ),
    "bill": Topic(
        "bill of an order line that came in many parts", "receipts", "10,25", "25,50,100,200", 3
    ),
    "scan": Topic(
        "scan to confirmed in the barcode app, over HTTP",
        "devices at once",
        "1,10",
        "1,10",
        also="perpetual_barcode",
    ),
    "adjust": Topic(
        "posting the differences of a count",
        "lines",
        "50,200",
        "1000",
        repeat=3,
        also="perpetual_cycle_count",
    ),
    "session": Topic(
        "pages of a session of very many lines",
        "lines",
        "1000",
        "10000",
        repeat=1,
        also="perpetual_cycle_count",
    ),
    "abc": Topic(
        "ABC classes of products in ten warehouses",
        "product-warehouse pairs",
        "20000",
        "1000000",
        repeat=1,
        also="perpetual_cycle_count",
    ),
    "box": Topic(
        "scans and labels through a box process",
        "scans kept offline",
        "20000",
        "250000",
        repeat=1,
        also="perpetual_devices",
    ),
    "api": Topic(
        "levels, webhook and the last pieces, over HTTP",
        "products",
        "1000",
        "20000",
        also="perpetual_api",
    ),
    "golive": Topic("check and switch of a company to continuous", "products", "2000", "100000"),
}
#: Going live with 100,000 products takes as long as all the others together.
ALONE = ("golive",)
#: Topics that make up a word of the command line.
GROUPS = {"count": ("abc", "adjust", "session")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's options."""
    topics = "; ".join(
        f"{name}: {topic.text} ({topic.unit} {topic.quick}, full {topic.full})"
        for name, topic in TOPICS.items()
    )
    groups = "; ".join(f"{name}: {', '.join(own)}" for name, own in GROUPS.items())
    parser.add_argument(
        "topic",
        nargs="?",
        default="history",
        choices=[*TOPICS, *GROUPS, "all"],
        help=f"{topics}; {groups}; all: all but {', '.join(ALONE)}",
    )
    parser.add_argument("--full", action="store_true", help="the sizes that the bounds speak of")
    parser.add_argument("--sizes", help="other sizes, such as 0,100,1000")
    parser.add_argument("--repeat", type=int, help="measurements of each")


def run(args: argparse.Namespace, env) -> int:
    """Build a database, measure each topic on a copy of it, print the table of bounds."""
    everything = {"all": [name for name in TOPICS if name not in ALONE], **GROUPS}
    names = everything.get(args.topic, [args.topic])
    if args.sizes and len(names) > 1:
        raise DevError("--sizes belongs to one topic.", "Say --full, or name the topic.")
    if args.sizes:
        _checked(args.sizes)
    RESULTS.unlink(missing_ok=True)
    env.drop_db(INSTALLED)
    env.create_db(INSTALLED)
    try:
        env.run(
            INSTALLED,
            ["-i", MODULES, "--stop-after-init"],
            title="installing on a fresh database",
        )
        for name in names:
            _run_topic(name, args, env)
    finally:
        env.drop_db(INSTALLED)
    _print_bounds(env)
    return 0


def _run_topic(name: str, args: argparse.Namespace, env) -> None:
    topic = TOPICS[name]
    sizes = _checked(args.sizes or (topic.full if args.full else topic.quick))
    heading(f"Bench {name}: {topic.text}")
    say(f"   {topic.unit}: {', '.join(f'{size:,}' for size in sizes)}")
    env.drop_db(DATABASE)
    env.create_db(DATABASE, template=INSTALLED)
    try:
        if topic.also:
            env.run(DATABASE, ["-i", topic.also, "--stop-after-init"], title="installing")
        words = [",".join(map(str, sizes)), args.repeat or topic.repeat, RESULTS]
        env.shell_script(DATABASE, SCRIPTS / f"{name}.py", words)
    finally:
        env.drop_db(DATABASE)


def _print_bounds(env) -> None:
    """The table for the README: what holds, and on which machine."""
    if not RESULTS.exists():
        return
    rows = [json.loads(line) for line in RESULTS.read_text().splitlines()]
    heading("Bounds")
    ((database,),) = env.query("SHOW server_version")
    say(f"{_machine()}, PostgreSQL {database.split()[0]}, Odoo {env.odoo.version}\n")
    say("| what | bound | measured | holds |\n| --- | --- | --- | --- |")
    for row in rows:
        holds = "yes" if row["holds"] else "**no**"
        say(f"| {row['what']} | {row['bound']} | {row['measured']} | {holds} |")


def _machine() -> str:
    """Processor, cores and memory."""
    try:
        info = Path("/proc/cpuinfo").read_text()
        models = [
            line.split(":", 1)[1].strip()
            for line in info.splitlines()
            if line.startswith("model name")
        ]
    except OSError:
        models = []
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    processor = models[0] if models else platform.processor() or platform.machine()
    return f"{processor}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}"


def _checked(text: str) -> list[int]:
    """Sizes in ascending order."""
    try:
        sizes = sorted({int(word) for word in text.split(",")})
    except ValueError:
        raise DevError(f"--sizes {text}: give whole numbers, e.g. 0,100,1000.") from None
    if not sizes or sizes[0] < 0:
        raise DevError(f"--sizes {text}: give numbers from 0 up.")
    return sizes
