"""What the box is told: its own file, its token, and the document that the server sends.

The file is TOML; the document is JSON. A key that nobody knows is an error that names it: a setting
that does nothing is worse than one that is refused.
"""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

CONFIG = Path("/etc/perpetual-iot-box/config.toml")
STATE = Path("/var/lib/perpetual-iot-box")


def usual() -> tuple[Path, Path]:
    """File and folder of this person's box: the machine's, where there is one or root asks."""
    if os.geteuid() == 0 or CONFIG.parent.exists():
        return CONFIG, STATE
    home = Path.home()
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    state = Path(os.environ.get("XDG_STATE_HOME") or home / ".local/state")
    return config / CONFIG.parent.name / CONFIG.name, state / STATE.name


#: Section → key → type, of the file.
FILE_KEYS = {
    "server": {"url": str, "database": str, "ca": str},
    "box": {"name": str, "state": str},
    "log": {"level": str},
}
LEVELS = ("debug", "info", "warning")
LANGUAGES = ("zpl", "epl", "tspl", "escpos", "pdf")
FRAMINGS = ("cr", "lf", "crlf", "tab", "stx", "idle", "any", "ssi")
LAYOUTS = ("us", "gb", "de", "fr", "be", "es", "it", "ch")
#: Key → what it may be, of the document.
DOCUMENT_KEYS = {
    "devices": dict,
    "printers": list,
    "readers": list,
    "heartbeat_s": (5, 300),
    "poll_s": (1, 60),
    "log_level": LEVELS,
}
DEVICE_KEYS = {
    "label": str,
    "enabled": bool,
    "layout": LAYOUTS,
    "framing": FRAMINGS,
    "baudrate": (300, 4_000_000),
    "language": LANGUAGES,
    "options": dict,
}
NETWORK_KEYS = {
    "uid": str,
    "driver": str,
    "host": str,
    "port": (1, 65535),
    "language": LANGUAGES,
}


class ConfigError(Exception):
    """A setting that cannot be worked by: names file or document, section and key."""


@dataclass(frozen=True)
class Config:
    """The box's own settings.

    :ivar url: of the server; https, or http to this machine itself
    :ivar database: its name, where the server has several and cannot tell by its address
    :ivar ca: file with the certificate of who signed the server's, where nobody public has
    :ivar state: folder of token, outbox and the last good document
    """

    url: str
    database: str = ""
    ca: str = ""
    name: str = ""
    state: Path = STATE
    level: str = "info"


@dataclass(frozen=True)
class Document:
    """What the server wants, checked."""

    version: int = 0
    devices: dict = field(default_factory=dict)
    printers: list = field(default_factory=list)
    readers: list = field(default_factory=list)
    heartbeat_s: int = 30
    poll_s: int = 2
    log_level: str = "info"

    def device(self, uid: str) -> dict:
        """Settings of a device, with what is usual where nothing is said."""
        return {"enabled": True, "framing": "any", "baudrate": 9600, **self.devices.get(uid, {})}


def load(path: Path = CONFIG) -> Config:
    """The box's own settings.

    :raises ConfigError: the file is not there, no TOML, or has a key or a value that is none
    """
    try:
        data = tomllib.loads(path.read_text())
    except FileNotFoundError as error:
        raise ConfigError(f"{path} is not there. Pair the box: iot-box pair URL CODE.") from error
    except PermissionError as error:
        raise ConfigError(f"{path} cannot be read: run this as root or as the box.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}.") from error
    for section, values in data.items():
        known = FILE_KEYS.get(section)
        if known is None or not isinstance(values, dict):
            raise ConfigError(f"{path}: there is no section [{section}].")
        for key, value in values.items():
            _check_value(f"{path}, [{section}]", key, value, known)
    server, box = data.get("server", {}), data.get("box", {})
    level = data.get("log", {}).get("level", "info")
    if level not in LEVELS:
        raise ConfigError(f"{path}, [log] level: one of {', '.join(LEVELS)}, not “{level}”.")
    return Config(
        url=check_url(server.get("url", ""), f"{path}, [server] url"),
        database=server.get("database", ""),
        ca=server.get("ca", ""),
        name=box.get("name", ""),
        state=Path(box.get("state", STATE)),
        level=level,
    )


def check_url(url: str, where: str) -> str:
    """The address without a slash at its end.

    :raises ConfigError: it is none, or not encrypted on its way to another machine
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f"{where}: an address such as https://odoo.example.com, not “{url}”.")
    if parts.username or parts.password:
        raise ConfigError(f"{where}: no user and password in the address; the box has a token.")
    if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ConfigError(
            f"{where}: {parts.hostname} is another machine: its address has to begin with https."
        )
    return url.rstrip("/")


def check_document(version: int, data: object) -> Document:
    """The server's document, whole or not at all.

    :raises ConfigError: naming the key
    """
    if not isinstance(data, dict):
        raise ConfigError("configuration: it is no object.")
    if not isinstance(version, int) or isinstance(version, bool):
        raise ConfigError("configuration: its version is no number.")
    for key, value in data.items():
        _check_value("configuration", key, value, DOCUMENT_KEYS)
    for uid, values in data.get("devices", {}).items():
        _check_row(f"configuration, device {uid}", values, DEVICE_KEYS, ())
    for name in ("printers", "readers"):
        for number, values in enumerate(data.get(name, []), 1):
            where = f"configuration, {name} {number}"
            _check_row(where, values, NETWORK_KEYS, ("uid", "driver", "host", "port"))
    return Document(version=version, **data)


def _check_row(where: str, values: object, known: dict, required: tuple[str, ...]) -> None:
    if not isinstance(values, dict):
        raise ConfigError(f"{where}: it is no object.")
    for key, value in values.items():
        _check_value(where, key, value, known)
    missing = [key for key in required if key not in values]
    if missing:
        raise ConfigError(f"{where}: {missing[0]} is missing.")


def _check_value(where: str, key: str, value: object, known: dict) -> None:
    """``known``: key → a type, the words that it may be, or the least and the most."""
    kind = known.get(key)
    if kind is None:
        raise ConfigError(f"{where}: there is no “{key}”.")
    if isinstance(kind, type):
        is_right, wanted = isinstance(value, kind), f"a {kind.__name__}"
    elif isinstance(kind[0], int):
        is_number = isinstance(value, int) and not isinstance(value, bool)
        is_right, wanted = is_number and kind[0] <= value <= kind[1], f"{kind[0]} to {kind[1]}"
    else:
        is_right, wanted = value in kind, f"one of {', '.join(kind)}"
    if not is_right:
        raise ConfigError(f"{where}, {key}: {wanted}, not {value!r}.")


class Kept:
    """Token and last good document in the box's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def key(self) -> tuple[str, str, str]:
        """(id of the box, token, the token before it or "").

        :raises ConfigError: the box is not paired, or others can read the token
        """
        path = self.folder / "token"
        try:
            mode = path.stat().st_mode & 0o777
            box, token, *before = path.read_text().split()
        except FileNotFoundError as error:
            raise ConfigError("The box is not paired: iot-box pair URL CODE.") from error
        except PermissionError as error:
            raise ConfigError(f"{path} cannot be read: run this as root or as the box.") from error
        except ValueError as error:
            raise ConfigError(f"{path} is damaged. Pair the box again.") from error
        if mode & 0o077:
            raise ConfigError(f"Others can read {path}: chmod 600 {path}, then change the token.")
        return box, token, *(before or [""])[:1]

    def keep_key(self, box: str, token: str, before: str = "") -> None:
        """At once or not at all.

        :param before: the token until now, while nobody knows whether the new one is let in
        """
        replace(self.folder / "token", f"{box} {token} {before}".strip() + "\n")

    def document(self) -> Document:
        """The last good document; what is usual if there is none."""
        try:
            kept = json.loads((self.folder / "configuration.json").read_text())
            return check_document(kept["version"], kept["document"])
        except (OSError, ValueError, KeyError, TypeError, ConfigError):
            return Document()

    def keep_document(self, version: int, data: dict) -> Document:
        """Check it, keep it, and return it.

        :raises ConfigError: it cannot be worked by; the last good one stays
        """
        document = check_document(version, data)
        text = json.dumps({"version": version, "document": data}, indent=1)
        replace(self.folder / "configuration.json", text)
        return document


def replace(path: Path, text: str, mode: int = 0o600) -> None:
    """Write a file that is the old or the new one, also if the power goes.

    Where root writes it (``iot-box pair``), it belongs to whom its folder belongs.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w") as file:
            os.fchmod(handle, mode)
            if os.geteuid() == 0:
                owner = path.parent.stat()
                os.fchown(handle, owner.st_uid, owner.st_gid)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
