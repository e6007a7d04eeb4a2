"""``./dev clean``: remove what the command made, step by step or altogether."""

import shutil

from devtools import console, paths, postgres
from devtools.postgres import Cluster

# What each option removes, beside the databases' server.
PARTS = {
    "python": (paths.VENV, paths.STATE / "js-lint"),
    "odoo": (paths.ODOO,),
    "chromium": (paths.CHROMIUM,),
    "wkhtmltopdf": (paths.WKHTMLTOPDF,),
    "downloads": (paths.APT,),
}


def add_arguments(parser) -> None:
    """Declare the choice of parts; without one, databases and logs go."""
    parser.add_argument("--all", action="store_true", help="everything, downloads too")
    for part in PARTS:
        parser.add_argument(f"--{part}", action="store_true", help=f"only {part}")


def run(args) -> None:
    """Remove the chosen parts."""
    chosen = [part for part in PARTS if getattr(args, part)]
    if args.all or not chosen:
        _remove_databases()
    if args.all:
        _remove(paths.STATE)
        return
    for part in chosen:
        for folder in PARTS[part]:
            _remove(folder)


def _remove_databases() -> None:
    """Remove the embedded server with its databases, their files, and logs."""
    if postgres.named():
        console.say("   the server that the environment names is not touched")
    cluster = Cluster()
    cluster.stop()
    for folder in (cluster.home, cluster.sockets, paths.DATA, paths.LOGS):
        _remove(folder)


def _remove(folder) -> None:
    if folder.exists():
        console.say(f"   removing {folder}")
        shutil.rmtree(folder)
