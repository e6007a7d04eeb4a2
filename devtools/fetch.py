"""Download one file so that an interrupted attempt is not lost.

apt keeps no half-done file of ``apt-get download``; Odoo's package is 120 MB.
What to fetch, its size and its hash come from apt's verified lists.
"""

import hashlib
import http.client
import os
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from devtools.console import DevError, Progress

BLOCK = 1 << 18
ATTEMPTS = 4
SILENCE = 60  # seconds without a byte until an attempt counts as dead


@dataclass(frozen=True)
class Download:
    """One file to have: where from, how big, and what it must hash to."""

    uri: str
    name: str
    size: int
    sha256: str

    @property
    def plain(self) -> bool:
        """Tell whether this is a kind of address that can be read here."""
        return self.uri.startswith(("http://", "https://"))

    def there(self, folder: Path) -> bool:
        """Tell whether the folder has the whole file (its hash was checked then)."""
        path = folder / self.name
        return path.is_file() and path.stat().st_size == self.size


def fetch(download: Download, folder: Path, progress: Progress) -> Path:
    """Have a file in a folder, going on where an earlier attempt stopped."""
    target = folder / download.name
    if download.there(folder):
        return target
    partial = folder / "partial" / download.name
    partial.parent.mkdir(parents=True, exist_ok=True)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _go_on(download, partial, progress)
            break
        except (OSError, http.client.HTTPException) as error:
            if attempt == ATTEMPTS:
                raise DevError(
                    f"Downloading {download.name} failed: {error}",
                    "Run the same command again: it goes on where it stopped.",
                ) from error
    _check(download, partial)
    partial.rename(target)
    return target


def _go_on(download: Download, partial: Path, progress: Progress) -> None:
    """Fetch what is missing at the end of the partial file."""
    have = partial.stat().st_size if partial.exists() else 0
    if have > download.size:
        partial.unlink()
        have = 0
    if have == download.size:
        return
    request = urllib.request.Request(download.uri)
    request.add_header("User-Agent", "perpetual-dev")
    if have:
        request.add_header("Range", f"bytes={have}-")
    with _opener().open(request, timeout=SILENCE) as answer:
        if answer.status != 206:
            have = 0
        with partial.open("r+b" if have else "wb") as file:
            file.seek(have)
            while block := answer.read(BLOCK):
                file.write(block)
                have += len(block)
                progress.note(f"{download.name}  {have * 100 // download.size} %")
    if have < download.size:
        raise OSError(f"the connection ended after {have} of {download.size} bytes")


def _check(download: Download, partial: Path) -> None:
    with partial.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != download.sha256:
        partial.unlink()
        raise DevError(
            f"{download.name} is not what apt's lists say (SHA-256 differs).",
            "The mirror may just be changing; run the same command again in a while.",
        )


def _opener() -> urllib.request.OpenerDirector:
    """Go through the proxy that apt is set up with, else the environment's."""
    proxies = urllib.request.getproxies()
    for scheme in ("http", "https"):
        found = _apt_setting(f"Acquire::{scheme}::Proxy")
        if found and found not in ("DIRECT", "false"):
            proxies[scheme] = found
    return urllib.request.build_opener(urllib.request.ProxyHandler(proxies))


def _apt_setting(name: str) -> str:
    done = subprocess.run(
        ["apt-config", "shell", "value", name], capture_output=True, text=True, check=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    return done.stdout.strip().removeprefix("value=").strip("'")
