"""The command line: one function per verb."""

import argparse
import importlib
import os
import signal
import sys
from functools import partial

from devtools import (
    clean,
    console,
    core_continuous,
    core_suites,
    lint,
    opinion,
    paths,
    postgres,
    setup,
    testing,
)
from devtools.console import DevError


def main(argv: list[str] | None = None) -> int:
    """Parse the words after ``./dev`` and run the verb."""
    argv = sys.argv[1:] if argv is None else argv
    _end_in_order()
    try:
        return _parse(argv)() or 0
    except DevError as error:
        console.fail(error)
        return 1
    except PermissionError as error:
        console.fail(DevError(str(error), f"Does {paths.STATE} belong to another user? Remove it."))
        return 1
    except BrokenPipeError:  # whoever read along has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        console.say("\nstopped; the same command goes on where it was")
        return 130


def _end_in_order() -> None:
    """Let every signal that ends a command end its servers, too, as Ctrl-C does."""
    signal.signal(signal.SIGINT, _stopped)  # ignored where a script started us with "&"
    signal.signal(signal.SIGTERM, _stopped)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, _stopped)


def _stopped(_number, _frame):
    raise KeyboardInterrupt


def _parse(argv: list[str]):
    """Return what to call."""
    parser = argparse.ArgumentParser(
        prog="./dev", description="Everything a developer of Perpetual does."
    )
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    def verb(name: str, run, text: str) -> argparse.ArgumentParser:
        sub = verbs.add_parser(name, help=text, description=text)
        sub.set_defaults(run=run)
        return sub

    verb("setup", _setup, "Fetch what is missing: Python packages, Odoo, PostgreSQL, Chromium.")
    for name, text in (
        ("demo", "A small grocery chain on real trade data: serve it, or check it."),
        ("bench", "Measure the suite's speed against core's."),
    ):
        sub = verb(name, partial(_package, name), text)
        if argv[:1] == [name]:
            _import(name).add_arguments(sub)
    sub = verb("box", _box, "A box paired with the demo, without hardware; or its Debian package.")
    if argv[:1] == ["box"]:
        _import("box").add_arguments(sub)
    test = verb("test", _test, "Run the tests; further arguments go to pytest.")
    test.add_argument("--core", action="store_true", help="core's own suites with ours installed")
    test.add_argument(
        "--continuous", action="store_true", help="with --core: its flows on continuous companies"
    )
    test.add_argument("--opinion", action="store_true", help="FIFO streams judged by Beancount")
    test.add_argument("--record", action="store_true", help="with --core: note what passes alone")
    sub = verb("lint", _lint, "Check the sources' form; with --fix mend what tools can mend.")
    sub.add_argument("--fix", action="store_true", help="mend instead of complaining")
    sub.add_argument("paths", nargs="*", metavar="PATH", help="only these files or folders")
    verb("odoo", _odoo, "Odoo's own command line, e.g. ./dev odoo shell -d NAME.")
    verb("psql", _psql, "PostgreSQL's command line, e.g. ./dev psql NAME.")
    verb("stop", _stop, "Stop the embedded PostgreSQL.")
    sub = verb("clean", clean.run, "Remove databases and logs, or more; see --help.")
    clean.add_arguments(sub)
    if argv[:1] in (["odoo"], ["psql"]):
        return partial(_odoo if argv[0] == "odoo" else _psql, argv[1:])
    args, rest = parser.parse_known_args(argv)
    if rest and args.run is not _test:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    args.rest = rest
    return partial(args.run, args)


def _import(name: str):
    """Import a verb that is a package of its own, only when it is asked for."""
    try:
        return importlib.import_module(f"devtools.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"devtools.{name}":
            raise
        raise DevError(f"There is no devtools/{name} in this checkout yet.") from error


def _package(name: str, args) -> int:
    return _import(name).run(args, setup.ensure())


def _box(args) -> int:
    return _import("box").run(args)


def _setup(_args) -> None:
    env = setup.ensure(browser=True, again=True)
    setup.report(env)


def _test(args) -> int:
    if args.record and not args.core:
        raise DevError("--record belongs to --core.", "Say ./dev test --core --record.")
    if args.continuous and (args.record or not args.core):
        raise DevError("--continuous belongs to --core.", "Say ./dev test --core --continuous.")
    if args.opinion:
        return opinion.run(args.rest)
    if args.continuous:
        return core_continuous.run(args.rest)
    if args.core:
        return core_suites.run(args.record, args.rest)
    return testing.run(args.rest)


def _lint(args) -> int:
    return lint.run(args.fix, args.paths)


def _odoo(words: list[str]) -> None:
    words = words or ["--help"]
    if _asks_help(words) and not setup.complete():
        return _own_help("odoo ARGS…", "Odoo's own command line, e.g. ./dev odoo shell -d NAME.")
    env = setup.ensure()
    os.execve(env.python, [str(env.python), "-m", "odoo", *words], env.environ)


def _psql(words: list[str]) -> None:
    if _asks_help(words) and not setup.complete():
        return _own_help("psql ARGS…", "PostgreSQL's command line, e.g. ./dev psql NAME.")
    env = setup.ensure()
    environ = {"PGDATABASE": "postgres", **env.environ}
    os.execve(env.psql, [env.psql, *words], environ)


def _asks_help(words: list[str]) -> bool:
    return words[:1] in (["--help"], ["-h"])


def _own_help(usage: str, text: str) -> None:
    """Say what the verb is without setting anything up for it."""
    console.say(f"usage: ./dev {usage}\n\n{text}")
    console.say("Its own help needs what ./dev setup fetches.")


def _stop(_args) -> None:
    if postgres.named():
        raise DevError("The environment names its own server (PGHOST …); stop that one yourself.")
    console.say("stopped" if postgres.Cluster().stop() else "nothing was running")
