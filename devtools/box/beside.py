"""A box paired with the demo: its scanners are typed at, its labels are drawn and read back."""

import os
import subprocess
from pathlib import Path

from devtools import demo, paths, setup
from devtools.console import DevError, say
from devtools.demo import serving
from devtools.demo.people import ADMINISTRATOR
from devtools.demo.places import BOX, EXPECTED, PLACES


def run(port: int, out: Path) -> int:
    """Pair and simulate until the input ends.

    :param port: where the demo is, or is to be
    :param out: folder of the labels that are printed
    """
    env = setup.ensure()
    with demo.served(env, port) as (address, database):
        home = paths.STATE / "box" / database
        pair(env, address, database, home)
        _explain(address, out)
        names = [word for place in PLACES for word in ("--scanner", place.key)]
        names += [word for place in PLACES for word in ("--printer", place.key)]
        try:
            return _box(env, home, "simulate", "--labels", out.resolve(), *names)
        except KeyboardInterrupt:
            return 0


def pair(env, address: str, database: str, home: Path) -> None:
    """Pair the demo's box, anew if it was paired before: each demo is a new copy."""
    office = serving.Visitor(address)
    office.log_in(database, ADMINISTRATOR)
    (box,) = office.call("perpetual.iot.box", "search", [("name", "=", BOX)], limit=1)
    shown = office.call("perpetual.iot.box", "action_code", [box])
    words = ("pair", address, shown["context"]["default_code"], "--name", BOX)
    if _box(env, home, *words, "--state", home, out=subprocess.DEVNULL):
        raise DevError("The demo's box is not paired; why stands above.")


def _box(env, home: Path, *words, out=None) -> int:
    """Run the command ``iot-box`` as the environment has it."""
    argv = [env.python, "-m", "perpetual_iot_box", "--config", home / "config.toml", *words]
    environ = {**os.environ, "PYTHONPATH": str(paths.ROOT / "iot_box")}
    return subprocess.call([str(word) for word in argv], env=environ, stdout=out)


def _explain(address: str, out: Path) -> None:
    say(f"\n   {address}, in Inventory: Barcode is the app, Stations says who works where")
    for place in PLACES:
        say(f"     {place.name:14} log in as {place.login:10} scanner and printer {place.key}")
    say(f"   {EXPECTED[0][0].partition(': ')[2]} is {EXPECTED[0][1]}; labels: {out}\n")
