"""The command ``iot-box``."""

from __future__ import annotations

import argparse
import json
import logging
import os
import re
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from . import __version__, doctor, machine, service
from .config import Config, ConfigError, Kept, check_url, load, replace, usual
from .outbox import OutboxError
from .uplink import Link, Refused, Unreachable

#: Seconds between two looks whether the box is paired.
LOOK = 2.0
#: Exit codes: something is wrong; bad words.
WRONG = 1
BEGIN = "sudo systemctl start perpetual-iot-box; where it is no service: iot-box run"
#: journald's numbers of our levels.
PRIORITIES = {"DEBUG": 7, "INFO": 6, "WARNING": 4, "ERROR": 3, "CRITICAL": 2}


def main(argv: list[str] | None = None) -> int:
    """Run one verb; the exit code."""
    args = _parser().parse_args(argv)
    try:
        return args.run(args) or 0
    except (ConfigError, Unreachable) as error:
        return _fail(str(error))
    except (OutboxError, Refused) as error:
        return _fail(f"{error} {error.way_out}")
    except PermissionError as error:
        return _fail(f"{error}. Run it with sudo.")
    except KeyboardInterrupt:
        return 130


def _fail(text: str) -> int:
    print(f"iot-box: {text}", file=sys.stderr)
    return WRONG


def _parser() -> argparse.ArgumentParser:
    config, state = usual()
    parser = argparse.ArgumentParser(
        prog="iot-box", description="Scanners and label printers for Perpetual on Odoo."
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument(
        "--config", type=Path, default=config, metavar="FILE", help=f"instead of {config}"
    )
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    def verb(name: str, run, text: str) -> argparse.ArgumentParser:
        sub = verbs.add_parser(name, help=text, description=text)
        sub.set_defaults(run=run)
        return sub

    sub = verb("pair", pair, "Pair this box with a server: Inventory, Configuration, IoT Boxes.")
    sub.add_argument("url", metavar="URL", help="such as https://odoo.example.com")
    sub.add_argument("code", metavar="CODE", help="as the server shows it")
    sub.add_argument("--name", default="", help="of this box")
    sub.add_argument("--database", default="", help="where the server has several")
    sub.add_argument("--ca", default="", help="certificate of your own authority, a PEM file")
    sub.add_argument("--state", type=Path, default=state, help=f"folder, instead of {state}")
    verb("run", run, "Work until you are stopped; the service does this.")
    verb("status", status, "How the running box is.")
    verb("devices", devices, "Scanners and printers that are there.")
    sub = verb("doctor", diagnose, "What is wrong with this box, and what to do.")
    sub = verb("simulate", simulated, "A scanner and a label printer that are none, to try it all.")
    sub.add_argument("--labels", type=Path, metavar="DIR", help="keep printed labels here")
    for kind in ("scanner", "printer"):
        sub.add_argument(
            f"--{kind}",
            action="append",
            type=_name,
            metavar="NAME",
            help=f"a {kind} of this name; several are more than one (default: {kind})",
        )
    sub.add_argument("scans", nargs="*", metavar="TEXT", help="scan these and end")
    return parser


def _name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,30}", text):
        raise argparse.ArgumentTypeError("letters, digits and dashes, at most 31")
    return text


def pair(args: argparse.Namespace) -> None:
    """Exchange a code for a token, and write down where the server is."""
    url = check_url(args.url, "URL")
    ca = str(Path(args.ca).resolve()) if args.ca else ""
    config = Config(url, args.database, ca, args.name or machine.name(), args.state)
    for folder, mode in ((config.state, 0o700), (args.config.parent, 0o755)):
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    kept = Kept(config.state)
    # Before the code is used up: can all be written that has to be?
    replace(args.config, _toml(config), 0o644)
    replace(config.state / "paired", "")
    answer = Link(config).pair(args.code, config.name)
    kept.keep_key(answer["box"], answer["token"])
    (config.state / "session").unlink(missing_ok=True)
    given = answer.get("config")
    if isinstance(given, dict):
        with suppress(ConfigError):  # the next heartbeat brings it, and tells the server why not
            kept.keep_document(given.get("version"), given.get("document"))
    replace(config.state / "paired", f"{url} {answer['box']} {time.time_ns()}")
    print(f"Paired with {url} as “{answer.get('name') or config.name}”.")
    how = "iot-box" if args.config == usual()[0] else f"iot-box --config {args.config}"
    if os.geteuid() == 0:
        print(f"The service begins within seconds; without it: {how} run")
    else:
        print(f"Begin with: {how} run")
    print(f"Without scanners and printers: {how} simulate")


def _toml(config: Config) -> str:
    server = {"url": config.url, "database": config.database, "ca": config.ca}
    box = {"name": config.name, "state": str(config.state)}
    lines = []
    for section, values in (("server", server), ("box", box)):
        lines += [f"[{section}]"]
        lines += [f"{key} = {json.dumps(value)}" for key, value in values.items() if value]
    return "\n".join(lines) + "\n"


def run(args: argparse.Namespace) -> None:
    """Work; where the box is not paired yet, wait for it."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: stop.set())
    _log_to_journal()
    while not stop.is_set():
        config = _paired(args.config, stop)
        if config:
            machine.as_owner_of(config.state)
            service.Box(config).run(stop)


def _paired(path: Path, stop: threading.Event) -> Config | None:
    """The settings, as soon as there are some."""
    is_told = False
    while not stop.is_set():
        if path.exists():
            config = load(path)
            if (config.state / "token").exists():
                return config
        if not is_told:
            logging.getLogger(__name__).warning("Not paired yet: sudo iot-box pair URL CODE")
            machine.tell_systemd("READY=1\nSTATUS=Not paired yet")
            is_told = True
        machine.tell_systemd("WATCHDOG=1")
        stop.wait(LOOK)
    return None


def _log_to_journal() -> None:
    """Lines with journald's priorities, or plain ones for a person."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines(is_journal=bool(os.environ.get("JOURNAL_STREAM"))))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger(__package__).setLevel(logging.INFO)


class _Lines(logging.Formatter):
    def __init__(self, is_journal: bool) -> None:
        super().__init__("%(message)s" if is_journal else "%(asctime)s %(levelname)s %(message)s")
        self.is_journal = is_journal

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        if not self.is_journal:
            return text
        sign = f"<{PRIORITIES.get(record.levelname, 6)}>"
        return "\n".join(f"{sign}{line}" for line in text.splitlines())


def _told(config: Config) -> dict | None:
    """How the running box is; ``None`` if none runs. The box's eyes and rights from here on."""
    machine.as_owner_of(config.state)
    try:
        service.locked(config.state).close()
        return None
    except ConfigError:
        pass
    for place in service.status_files(config):
        with suppress(OSError, ValueError):
            return json.loads(place.read_text())
    return {}


def status(args: argparse.Namespace) -> int:
    """What the box tells the server."""
    config = load(args.config)
    said = _told(config)
    if said is None:
        return _fail(f"The box is not running. {BEGIN}")
    if not said:
        return _fail("The box has just begun: ask again in a few seconds.")
    queue = said["queue"]
    print(f"Server    {said['url']}, box {said['box']}")
    print(f"Doorbell  {said['doorbell']}")
    print(f"Waiting   {queue['scans']} scans, {queue['jobs']} jobs")
    print(f"Settings  version {said['config_version']} {said['config_error']}".rstrip())
    for row in said["devices"]:
        print(f"{row['kind']:9} {row['uid']}: {row['state']} {row['detail']}".rstrip())
    for problem in said["problems"]:
        print(f"PROBLEM   {problem['message']}")
    return WRONG if said["problems"] else 0


def devices(args: argparse.Namespace) -> None:
    """Those of the running box, else what is plugged in."""
    from . import drivers

    said = None
    with suppress(ConfigError):
        said = _told(load(args.config))
    rows = said["devices"] if said else []
    for row in rows:
        print(f"{row['uid']}\n    {row['kind']}, {row['name']}, {row['driver']}: {row['state']}")
        if row["detail"]:
            print(f"    {row['detail']}")
    if not said:
        for one in drivers.plugged_in():
            driver = drivers.choose(one, {})
            print(f"{one.uid}\n    {one.name} at {one.path}, {driver.name if driver else '?'}")


def diagnose(args: argparse.Namespace) -> int:
    """Look at everything."""
    config = load(args.config)
    said = _told(config)
    if said is None:
        print(doctor.bad("The box is not running.", BEGIN))
    is_well = doctor.show(config, said.get("devices") if said else None, print)
    return 0 if is_well and said is not None else WRONG


def simulated(args: argparse.Namespace) -> None:
    """See ``simulate/session.py``."""
    from .simulate import session

    _log_to_journal()
    # The screen belongs to what is scanned and printed.
    logging.getLogger().handlers[0].setLevel(logging.WARNING)
    config = load(args.config)
    folder = _label_folder(args.labels, config.state) if args.labels else None
    machine.as_owner_of(config.state)
    names = (args.scanner or ["scanner"], args.printer or ["printer"])
    session.run(config, args.scans, folder, *names)


def _label_folder(folder: Path, state: Path) -> Path:
    """A folder that the box's user can write to, wherever root has it made: the present one."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0 and state.exists():
        os.chown(folder, state.stat().st_uid, state.stat().st_gid)
    os.chdir(folder)
    return Path(".")


if __name__ == "__main__":
    sys.exit(main())
