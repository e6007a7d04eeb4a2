"""Odoo in this environment: configuration, command lines, databases, scripts.

The other parts of the project (demo, bench, tests) reach Odoo through
:class:`OdooEnv` and know nothing of where it came from.
"""

import os
import re
import shutil
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from devtools import console, paths, python_env
from devtools.console import DevError
from devtools.odoo_source import Odoo
from devtools.postgres import Server

CONFIG = paths.STATE / "odoo.conf"


def free_port() -> int:
    """Return a TCP port on 127.0.0.1 that is free right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def copy_filestore(source: Path, target: Path) -> None:
    """Copy attachments by hard links: Odoo never changes such a file in place."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, copy_function=os.link)


@dataclass
class OdooEnv:
    """One Odoo with its Python, its server and its settings.

    :param path_extra: folders put before PATH (the test browser)
    :param extra: environment variables of this run
    """

    odoo: Odoo
    server: Server
    path_extra: list[Path] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def python(self) -> Path:
        """The interpreter that has Odoo's requirements."""
        return python_env.python()

    @property
    def addons_path(self) -> list[Path]:
        """Odoo's folders of modules, then ours."""
        ours = [paths.ADDONS] if any(paths.ADDONS.glob("*/__manifest__.py")) else []
        return [*self.odoo.addons, *ours]

    @property
    def environ(self) -> dict[str, str]:
        """Environment variables for any program that works with Odoo."""
        folders = [*self.path_extra, python_env.python().parent]
        if self.server.bin:
            folders.append(self.server.bin)
        environ = {
            **{key: value for key, value in os.environ.items() if not key.startswith("PYTHON")},
            **self.server.variables,
            "PATH": os.pathsep.join([*map(str, folders), os.environ.get("PATH", os.defpath)]),
            "PYTHONPATH": str(self.odoo.python_path),
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "ignore::DeprecationWarning,ignore::PendingDeprecationWarning",
            "ODOO_RC": str(CONFIG),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(paths.STATE / "hypothesis"),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            **self.extra,
        }
        return environ

    def write_config(self) -> Path:
        """Write the settings that every Odoo of this checkout starts from.

        Threaded mode (no workers) without limits of time and memory: they
        would restart a developer's server in the middle of a long step.
        """
        paths.DATA.mkdir(parents=True, exist_ok=True)
        settings = {
            "addons_path": ",".join(map(str, self.addons_path)),
            "data_dir": paths.DATA,
            "db_host": self.server.host,
            "db_port": self.server.port,
            "db_user": self.server.user,
            "db_password": self.server.variables.get("PGPASSWORD", ""),
            "db_maxconn": 32,
            "http_interface": "127.0.0.1",
            "workers": 0,
            "max_cron_threads": 0,
            "limit_time_real": 0,
            "limit_time_cpu": 0,
            "limit_memory_soft": 0,
            "limit_memory_hard": 0,
            "admin_passwd": "admin",
            "log_level": "info",
        }
        lines = [f"{key} = {value}" for key, value in settings.items() if value != ""]
        text = "\n".join(["[options]", *lines, ""])
        if not CONFIG.exists() or CONFIG.read_text() != text:
            fresh = CONFIG.with_suffix(f".{os.getpid()}")
            fresh.write_text(text)
            fresh.rename(CONFIG)
        return CONFIG

    def odoo_argv(self, db: str = "", *args) -> list[str]:
        """Return Odoo's server command line for a database."""
        base = [str(self.python), "-m", "odoo", "server"]
        return [*base, *(["-d", db] if db else []), *map(str, args)]

    def run(self, db: str, args: list, log: Path | None = None, title: str = "") -> None:
        """Run Odoo to its end (give ``--stop-after-init``).

        :param log: file for the whole output; default ``.dev/log/odoo-<db>.log``
        :raises DevError: when Odoo exits with an error
        """
        argv = self.odoo_argv(db, "--no-http", *args)
        log = log or paths.LOGS / f"odoo-{db}.log"
        console.run(title or f"Odoo on {db}", argv, log, env=self.environ, cwd=paths.ROOT)

    def popen(self, db: str, args: list, log: Path) -> subprocess.Popen:
        """Start an Odoo that goes on running; its output goes to a log file."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as out:
            return console.start(
                self.odoo_argv(db, *args), stdout=out, env=self.environ, cwd=paths.ROOT
            )

    def shell_script(self, db: str, path: Path, args: list = (), title: str = "") -> None:
        """Run a Python file where ``env`` is the database's environment.

        The file runs as the superuser, with ``args`` in ``sys.argv[1:]``; what
        it prints is shown as it comes; it must commit by itself
        (``env.cr.commit()``).

        :raises DevError: when the script ends with an exception
        """
        self.python_script(paths.ROOT / "devtools" / "in_shell.py", [db, path, *args], title)

    def python_script(self, path: Path, args: list = (), title: str = "") -> None:
        """Run a plain Python file with the environment's interpreter."""
        if title:
            console.say(f"   {title} …")
        argv = [str(word) for word in (self.python, path, *args)]
        code = subprocess.call(argv, env=self.environ, cwd=paths.ROOT)
        if code:
            raise DevError(f"{Path(path).name} failed (exit {code}); its output is above.")

    # Databases

    def query(self, sql: str, db: str = "postgres") -> list[list[str]]:
        """Run SQL through psql; rows of texts."""
        done = subprocess.run(
            [self.psql, "--no-psqlrc", "-qAt", "-F", "\x1f", "-v", "ON_ERROR_STOP=1",
             "-d", db, "-c", sql],
            env=self.environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise DevError(f"PostgreSQL refused:\n{done.stderr}")
        return [line.split("\x1f") for line in done.stdout.splitlines()]

    @property
    def psql(self) -> str:
        found = shutil.which("psql", path=self.environ["PATH"])
        if not found:
            raise DevError("psql was not found.", "On Debian: apt-get install postgresql-client")
        return found

    def databases(self) -> list[str]:
        """Return the names of this role's databases."""
        return [row[0] for row in self.query(
            "SELECT datname FROM pg_database WHERE datdba = current_user::regrole ORDER BY 1"
        )]  # fmt: skip

    def db_exists(self, name: str) -> bool:
        """Tell whether there is a database of this name."""
        _check_name(name)
        return bool(self.query(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))

    def create_db(self, name: str, template: str | None = None) -> None:
        """Create a database: empty, or a copy with the template's files too."""
        _check_name(name)
        if template is None:
            self.query(f"""CREATE DATABASE "{name}" ENCODING 'UTF8' TEMPLATE template0""")
            return
        self._disconnect(template)
        self.query(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        files = self.filestore(template)
        if files.is_dir():
            copy_filestore(files, self.filestore(name))

    def drop_db(self, name: str) -> None:
        """Drop a database, if there is one, with its files."""
        _check_name(name)
        try:
            self.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        except DevError:
            # FORCE may not end PostgreSQL's own workers; without it they are asked to go.
            self._disconnect(name)
            self.query(f'DROP DATABASE IF EXISTS "{name}"')
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def rename_db(self, old: str, new: str) -> None:
        """Rename a database together with its files."""
        _check_name(new)
        self._disconnect(old)
        self.query(f'ALTER DATABASE "{old}" RENAME TO "{new}"')
        if self.filestore(old).is_dir():
            shutil.rmtree(self.filestore(new), ignore_errors=True)
            self.filestore(old).rename(self.filestore(new))

    @staticmethod
    def filestore(name: str) -> Path:
        """Return the folder of a database's attachments."""
        return paths.DATA / "filestore" / name

    def _disconnect(self, name: str) -> None:
        """End all sessions on a database; PostgreSQL sees to its own workers by itself."""
        _check_name(name)
        self.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{name}' AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]{0,60}", name):
        raise DevError(f"{name!r} is no fit name for a database.")
