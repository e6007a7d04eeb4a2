"""The demo's web server: started, tried, announced, stopped."""

import json
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from devtools import paths
from devtools.console import DevError, say, tail
from devtools.demo.people import PEOPLE

HOST = "127.0.0.1"
START_SECONDS = 120
STOP_SECONDS = 10
PORTS_TRIED = 100


def serve(env, db: str, port: int) -> int:
    """Serve until Ctrl-C; prints where and as whom to log in."""
    with running(env, db, port) as (process, address):
        width = max(len(person.login) for person in PEOPLE)
        say(f"\n   {address}\n")
        say("   log in as (the password is the same word)")
        for person in PEOPLE:
            say(f"     {person.login:{width}}  {person.task}")
        say("\n   Ctrl-C stops it. The next start begins with a new copy of the data.")
        try:
            process.wait()
        except KeyboardInterrupt:
            say("\n   stopping …")
            return 0
    raise DevError("The server stopped by itself.", f"Its log is {_log(db)}")


def try_logins(env, db: str) -> list[str]:
    """Start the server, log everybody in, stop it; returns who could not."""
    with running(env, db, free_port(0)) as (_process, address):
        failed = [person.login for person in PEOPLE if not _logs_in(address, db, person.login)]
    say(f"\n   logins tried: {len(PEOPLE)}, failed: {len(failed)}")
    return failed


def free_port(wanted: int) -> int:
    """Return the wanted port of 127.0.0.1, or the next that is free; 0 is any.

    :raises DevError: when none of the next hundred is free
    """
    for port in range(wanted, wanted + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise DevError(f"No port from {wanted} to {wanted + PORTS_TRIED - 1} is free.")


@contextmanager
def running(env, db: str, port: int) -> Iterator[tuple[subprocess.Popen, str]]:
    """Run the server of one database; yields it once it answers, with its address."""
    address = f"http://{HOST}:{port}"
    arguments = ["--http-interface", HOST, "--http-port", port, "--db-filter", f"^{db}$"]
    process = env.popen(db, arguments, _log(db))
    try:
        _wait(process, address, db)
        yield process, address
    finally:
        _stop(process)


def _log(db: str):
    return paths.LOGS / f"{db}-server.log"


def _wait(process: subprocess.Popen, address: str, db: str) -> None:
    """Wait until the server answers."""
    for _attempt in range(START_SECONDS * 4):
        if process.poll() is not None:
            raise DevError(f"The server did not start:\n{tail(_log(db), 20)}")
        if answers(address):
            return
        time.sleep(0.25)
    raise DevError(f"The server did not answer in {START_SECONDS} s.", f"Its log is {_log(db)}")


def answers(address: str) -> bool:
    """Tell whether an Odoo answers there."""
    try:
        urllib.request.urlopen(f"{address}/web/health", timeout=5).close()
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False
    return True


def _stop(process: subprocess.Popen) -> None:
    """End the server as Ctrl-C does; it may have got that one itself already."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _logs_in(address: str, db: str, login: str) -> bool:
    return Visitor(address).log_in(db, login)


class Visitor:
    """Somebody at the web client, seen from its calls."""

    def __init__(self, address: str):
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor()
        self._opener = urllib.request.build_opener(cookies)

    def log_in(self, db: str, login: str) -> bool:
        """Tell whether it was let in; the password is the login."""
        params = {"db": db, "login": login, "password": login}
        answer = self._post("/web/session/authenticate", params)
        return bool(answer.get("result", {}).get("uid"))

    def call(self, model: str, method: str, *args, **kwargs):
        """Call a method of a model.

        :raises DevError: Odoo refuses
        """
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        answer = self._post(f"/web/dataset/call_kw/{model}/{method}", params)
        if "error" in answer:
            raise DevError(f"Odoo refuses: {answer['error']['data']['message']}")
        return answer["result"]

    def _post(self, path: str, params: dict) -> dict:
        request = urllib.request.Request(
            self.address + path,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with self._opener.open(request, timeout=60) as response:
            return json.load(response)
