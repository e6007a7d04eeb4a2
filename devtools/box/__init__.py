"""``./dev box``: a box beside the demo, its devices simulated; or its Debian package."""

import argparse
from pathlib import Path

from devtools import paths
from devtools.console import say

PORT = 8069


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's options."""
    parser.add_argument(
        "what",
        nargs="?",
        choices=("run", "package"),
        default="run",
        help="run: a box paired with the demo, which is begun where none runs (default);"
        " package: build the .deb",
    )
    parser.add_argument("--port", type=int, default=PORT, help="of the demo (default %(default)s)")
    parser.add_argument(
        "--out",
        type=Path,
        default=paths.STATE / "box",
        metavar="DIR",
        help="for the package, or for the labels that are printed",
    )


def run(args: argparse.Namespace) -> int:
    """Do what is asked; each needs another half of the tools."""
    if args.what == "package":
        from devtools.box import package

        say(f"   {package.build(args.out)}")
        return 0
    from devtools.box import beside

    return beside.run(args.port, args.out)
