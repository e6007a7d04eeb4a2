"""The box as people install it: the Debian package, its unit and rules, and the wheel."""

import configparser
import re
import subprocess
import sys
import venv

import pytest

from devtools.box import package
from iot_box.perpetual_iot_box.drivers.scanner_hid import MAKERS

UNIT = package.PACKAGING / "perpetual-iot-box.service"


def said(*words, **how):
    done = subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, check=False, **how
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def deb(tmp_path_factory):
    return package.build(tmp_path_factory.mktemp("deb"))


@pytest.fixture(scope="module")
def root(deb, tmp_path_factory):
    """The package as it lies on a machine."""
    folder = tmp_path_factory.mktemp("root")
    said("dpkg-deb", "-x", deb, folder)
    return folder


class TestDeb:
    def test_it_says_what_it_is(self, deb):
        fields = said("dpkg-deb", "-f", deb)
        for line in (
            "Package: perpetual-iot-box",
            f"Version: {package.version()}",
            "Architecture: all",
            "python3-serial",
            "python3-requests",
            "python3-websocket",
        ):
            assert line in fields
        assert "@" not in fields.replace("perpetual@example.com", "")

    def test_the_same_sources_give_the_same_file(self, deb, tmp_path):
        assert package.build(tmp_path).read_bytes() == deb.read_bytes()

    def test_all_belongs_to_root_and_nobody_else_writes(self, deb):
        rows = [line.split() for line in said("dpkg-deb", "-c", deb).splitlines()]
        assert {row[1] for row in rows} == {"root/root"}
        assert {row[0][1:] for row in rows} == {"rwxr-xr-x", "rw-r--r--"}
        assert not [row[5] for row in rows if "__pycache__" in row[5] or "/tests" in row[5]]

    def test_sums_are_right(self, deb, root):
        control = root / "DEBIAN"
        said("dpkg-deb", "-e", deb, control)
        assert "FAILED" not in said("md5sum", "-c", control / "md5sums", cwd=root)

    def test_the_command_runs(self, root):
        environ = {"PYTHONPATH": str(root / "usr/lib/python3/dist-packages")}
        told = said(sys.executable, root / "usr/bin/iot-box", "--version", env=environ)
        assert told.strip() == package.version()

    @pytest.mark.parametrize("name", package.SCRIPTS)
    def test_scripts(self, name):
        script = package.PACKAGING / "debian" / name
        said("sh", "-n", script)
        lines = script.read_text().splitlines()
        assert lines[:2] == ["#!/bin/sh", "set -e"]

    def test_state_goes_with_a_purge_only(self):
        remove, _purge, purge = (
            (package.PACKAGING / "debian/postrm").read_text().partition("purge)")
        )
        assert "rm -rf" not in remove
        assert "/var/lib/perpetual-iot-box" in purge


class TestService:
    @pytest.fixture
    def unit(self):
        parser = configparser.ConfigParser(strict=False, interpolation=None)
        parser.optionxform = str
        parser.read_string(UNIT.read_text())
        return parser["Service"]

    def test_exposure(self):
        """2.0 at most, of 10."""
        verdict = said(
            *package.systemd_analyze(), "security", "--offline=yes", "--threshold=20", UNIT
        )
        level = re.search(r"exposure level for perpetual-iot-box.service: ([\d.]+)", verdict)
        assert float(level[1]) <= 2.0

    def test_it_finds_all_that_it_names(self, root, unit):
        program = unit["ExecStart"].split()[0]
        assert (root / program.lstrip("/")).stat().st_mode & 0o111
        users = (root / "usr/lib/sysusers.d/perpetual-iot-box.conf").read_text()
        assert re.search(rf"^u +{unit['User']} ", users, re.MULTILINE)
        groups = re.findall(rf"^m +{unit['User']} +(\w+)", users, re.MULTILINE)
        assert groups == unit["SupplementaryGroups"].split()
        # Who pairs as root and who works as the box use the same two folders.
        assert f"-o {unit['User']}" in (package.PACKAGING / "debian/postinst").read_text()

    def test_rules_know_the_makers_of_scanners(self, root):
        rules = (root / "usr/lib/udev/rules.d/70-perpetual-iot-box.rules").read_text()
        (makers,) = re.findall(r'ATTRS\{idVendor\}=="([^"]+)"', rules)
        assert set(makers.split("|")) == MAKERS
        for target in re.findall(r'GOTO="(\w+)"', rules):
            assert f'LABEL="{target}"' in rules


def test_the_wheel_in_a_fresh_environment(tmp_path):
    """Built, installed and run; what it asks for is what these tests run with."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    said(
        *pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index",
        "-w", tmp_path, package.SOURCE,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    fresh = tmp_path / "fresh"
    venv.create(fresh, symlinks=True)
    (site,) = fresh.glob("lib/python3.*/site-packages")
    said(*pip, f"--python={fresh / 'bin/python'}", "install", "--no-deps", "--no-index", wheel)
    assert not list(site.glob("tests")), "the tests are no part of it"
    # Its three libraries, as they are here.
    library = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "libraries.pth").write_text(library)
    assert said(fresh / "bin/iot-box", "--version").strip() == package.version()
    said(fresh / "bin/iot-box", "--help")
    (metadata,) = site.glob("perpetual_iot_box-*.dist-info/METADATA")
    wanted = re.findall(r"^Requires-Dist: ([\w-]+)[^;\n]*$", metadata.read_text(), re.MULTILINE)
    assert wanted == ["pyserial", "requests", "websocket-client"]
