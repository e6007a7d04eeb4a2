"""Steps that are done once: stamps, whole-folder swaps and one lock for all."""

import fcntl
import hashlib
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools import console, paths


@contextmanager
def locked(name: str = "setup") -> Iterator[None]:
    """Let one ``./dev`` at a time change what several of them share."""
    paths.STATE.mkdir(exist_ok=True)
    with (paths.STATE / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            console.say("   another ./dev is at work on this; waiting for it …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def digest(parts: Iterable[Path | str | bytes]) -> str:
    """Hash the given words and files' contents into a short name."""
    sha = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            part = part.read_bytes()
        elif isinstance(part, str):
            part = part.encode()
        sha.update(len(part).to_bytes(8, "big") + part)
    return sha.hexdigest()[:16]


def stamped(folder: Path, mark: str) -> bool:
    """Tell whether a step left its folder complete, for this very input."""
    stamp = folder / ".stamp"
    return stamp.is_file() and stamp.read_text() == mark


def stamp(folder: Path, mark: str) -> None:
    """Note that a step is complete; the last thing it does."""
    (folder / ".stamp").write_text(mark)


@contextmanager
def rebuilt(folder: Path) -> Iterator[Path]:
    """Fill a folder beside the real one and swap it in when nothing failed."""
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    yield fresh
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
