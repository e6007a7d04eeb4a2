"""Debian packages without root: apt with a state of its own, unpacked by dpkg.

The mirror is the one that this machine's apt is set up with; no host is named
here. Nothing is installed: packages are downloaded and unpacked into a folder.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from devtools import console, paths
from devtools.console import DevError
from devtools.fetch import Download, fetch

TARGET = "|".join(
    f"$({field})"
    for field in ("CREATED_BY", "REPO_URI", "RELEASE", "COMPONENT", "ORIGIN", "SOURCESENTRY")
)

# Fonts of the machine, and those unpacked beside a program.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{root}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{home}/fontcache</cachedir>
  <include ignore_missing="yes">/etc/fonts/conf.d</include>
  <include ignore_missing="yes">{root}/etc/fonts/conf.d</include>
</fontconfig>
"""


@dataclass(frozen=True)
class Source:
    """One suite of one mirror, as a line of apt's sources."""

    uri: str
    suite: str
    component: str
    signed_by: str = ""

    def __str__(self) -> str:
        option = f"[signed-by={self.signed_by}] " if self.signed_by else ""
        return f"deb {option}{self.uri} {self.suite} {self.component}"


def available() -> bool:
    """Tell whether this machine has apt and dpkg at all."""
    return all(shutil.which(tool) for tool in ("apt-get", "apt-cache", "dpkg-deb"))


def machine_sources() -> list[Source]:
    """Return the Debian suites that this machine's apt is set up with."""
    if not available():
        return []
    listing = subprocess.run(
        ["apt-get", "indextargets", "--format", TARGET],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    found = []
    for line in listing.splitlines():
        created_by, uri, suite, component, origin, entry = line.split("|")
        unread = not origin or origin.startswith("$")  # its lists were never fetched
        debian = origin == "Debian" or (unread and "debian" in uri)
        if created_by == "Packages" and component == "main" and debian:
            found.append(Source(uri, suite, component, _signed_by(entry)))
    return list(dict.fromkeys(found))


def sid_sources() -> list[Source]:
    """Return the unstable suite of the mirror that serves this machine's suite."""
    whole = [source for source in machine_sources() if "-" not in source.suite]
    return [replace(source, suite="sid") for source in whole[:1]]


def _signed_by(entry: str) -> str:
    """Return the key file of a sources entry given as ``path:number``."""
    path, _, number = entry.rpartition(":")
    if not number.isdigit() or not Path(path).is_file():
        return ""
    text = Path(path).read_text()
    if path.endswith(".sources"):
        stanzas = re.split(r"\n\s*\n", text.strip())
        text = stanzas[min(int(number), len(stanzas)) - 1]
        match = re.search(r"^Signed-By:[ \t]*(/\S+)", text, re.MULTILINE | re.IGNORECASE)
    else:
        line = text.splitlines()[int(number) - 1]
        match = re.search(r"signed-by=(/[^\s\]]+)", line)
    return match[1] if match else ""


def installed() -> Path:
    """Return dpkg's record of what this machine has installed."""
    done = subprocess.run(
        ["apt-config", "shell", "status", "Dir::State::status/f"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return Path(done.stdout.strip().removeprefix("status=").strip("'"))


class PrivateApt:
    """apt with its own lists, cache and sources below ``.dev/apt/<name>``."""

    def __init__(self, name: str, sources: list[Source], installed: Path | None = None):
        """Set up the state.

        :param installed: dpkg's status file to resolve against; none installed if left out
        """
        self.home = paths.APT / name
        self.sources = sources
        self.archives = self.home / "archives"
        self.status = installed or self.home / "status"
        for folder in ("lists/partial", "cache", "archives/partial", "etc"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        (self.home / "status").touch()
        listing = "".join(f"{source}\n" for source in sources)
        (self.home / "etc" / "sources.list").write_text(listing)

    @property
    def options(self) -> list[str]:
        home = self.home
        settings = {
            "Dir::State": home,
            "Dir::State::lists": home / "lists",
            "Dir::State::status": self.status,
            "Dir::Cache": home / "cache",
            "Dir::Cache::pkgcache": home / "cache" / "pkgcache.bin",
            "Dir::Cache::srcpkgcache": home / "cache" / "srcpkgcache.bin",
            "Dir::Cache::archives": self.archives,
            "Dir::Etc::sourcelist": home / "etc" / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Dir::Log": home,
            "APT::Sandbox::User": "root",
            "APT::Get::List-Cleanup": "false",
            "APT::Install-Recommends": "false",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "DPkg::Post-Invoke": "",
            "APT::Update::Post-Invoke": "",
        }
        return [word for key, value in settings.items() for word in ("-o", f"{key}={value}")]

    def update(self) -> None:
        """Fetch the package lists."""
        names = ", ".join(source.suite for source in self.sources)
        console.run(
            f"package lists of {names}",
            ["apt-get", *self.options, "update"],
            f"apt-{self.home.name}-update",
            hint="Check that 'apt-get update' works on this machine.",
            env=_environ(),
        )

    def candidate(self, package: str) -> str:
        """Return the version on offer, or nothing."""
        done = subprocess.run(
            ["apt-cache", *self.options, "policy", package],
            capture_output=True, text=True, check=True, env=_environ(),
        )  # fmt: skip
        match = re.search(r"Candidate: (\S+)", done.stdout)
        return match[1] if match and match[1] != "(none)" else ""

    def closure(self, *packages: str) -> list[str]:
        """Return the given packages with all that they still need here."""
        done = subprocess.run(
            ["apt-get", *self.options, "install", "--simulate", "--quiet=2", *packages],
            capture_output=True, text=True, check=False, env=_environ(),
        )  # fmt: skip
        if done.returncode:
            raise DevError(f"apt finds no way to get {', '.join(packages)}:\n{done.stderr}")
        return sorted(set(re.findall(r"^Inst (\S+)", done.stdout, re.MULTILINE)))

    def download(self, title: str, packages: list[str]) -> list[Path]:
        """Download packages, going on where an earlier attempt stopped.

        :return: the package files
        """
        wanted = self._wanted(packages)
        progress = console.Progress(f"{title} ({sum(file.size for file in wanted) >> 20} MB)")
        for file in wanted:
            if file.plain:
                fetch(file, self.archives, progress)
        progress.done()
        rest = [file for file in wanted if not file.there(self.archives)]
        if rest:
            self._download_by_apt(title, packages)
        return [self.archives / file.name for file in wanted]

    def _wanted(self, packages: list[str]) -> list[Download]:
        """Return where apt would get the packages from."""
        done = subprocess.run(
            ["apt-get", *self.options, "download", "--print-uris", *packages],
            capture_output=True, text=True, check=False, env=_environ(),
        )  # fmt: skip
        found = re.findall(r"^'(\S+)' (\S+) (\d+) SHA256:(\w+)", done.stdout, re.MULTILINE)
        if done.returncode or len(found) < len(set(packages)):
            raise DevError(f"apt does not offer all of {', '.join(packages)}:\n{done.stderr}")
        return [Download(uri, name, int(size), sha256) for uri, name, size, sha256 in found]

    def _download_by_apt(self, title: str, packages: list[str]) -> None:
        """Leave it to apt where an address is of a kind that only apt reads."""
        console.run(
            f"{title}, by apt",
            ["apt-get", *self.options, "download", *packages],
            f"apt-{self.home.name}-download",
            cwd=self.archives,
            env=_environ(),
        )


def unpack(title: str, files: list[Path], into: Path, exclude: tuple[str, ...] = ()) -> None:
    """Unpack package files into a folder as if it were the root."""
    progress = console.Progress(title)
    into.mkdir(parents=True, exist_ok=True)
    excludes = [f"--exclude={pattern}" for pattern in exclude]
    for file in files:
        progress.note(file.name)
        source = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", file], stdout=subprocess.PIPE)
        target = subprocess.run(
            ["tar", "-x", "--no-same-owner", "--no-same-permissions", *excludes, "-C", into],
            stdin=source.stdout, check=False,
        )  # fmt: skip
        source.stdout.close()
        if source.wait() or target.returncode:
            raise DevError(
                f"Unpacking {file.name} failed.",
                f"Is the disk full? Else delete {file} and run the command again.",
            )
    progress.done()


def library_path(root: Path) -> str:
    """Return every unpacked folder that has shared libraries in it, for the loader."""
    folders = {
        str(Path(parent))
        for base in ("lib", "usr/lib")
        for parent, _folders, files in os.walk(root / base)
        if any(".so" in name for name in files)
        and Path(parent).name != "chromium"
        and "plugins" not in Path(parent).parts
    }
    return ":".join(sorted(folders))


def _environ() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
