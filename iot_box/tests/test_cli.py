"""The command line as a person uses it, with a server, scanners and printers that are none."""

import os
import stat
import subprocess
import sys
import threading

import pytest

from iot_box.perpetual_iot_box import cli, config, drivers, machine
from iot_box.perpetual_iot_box.simulate import session

from .fake_server import BoxServer

LABEL = b"^XA^PW406^LL203^FO20,20^BY2^BCN,80,N^FDSHELF-1^FS^XZ"


@pytest.fixture
def server():
    server = BoxServer()
    yield server
    server.stop()


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A person without a box so far, not root."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(config, "CONFIG", tmp_path / "etc/perpetual-iot-box/config.toml")
    monkeypatch.setattr(drivers, "plugged_in", list)
    monkeypatch.setattr(session, "FOUND", 0.5)
    monkeypatch.setattr("iot_box.perpetual_iot_box.hub.LOOK", 0.1)
    monkeypatch.setattr("iot_box.perpetual_iot_box.heartbeat.LEAST", 0.05)
    monkeypatch.setattr("iot_box.perpetual_iot_box.service.LOOK", 0.1)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def paired(home, server, capsys):
    assert cli.main(["pair", server.url, "abcde-fghjk", "--name", "Laptop"]) == 0
    capsys.readouterr()
    return home


class TestPairing:
    def test_a_person_has_a_box_of_their_own(self, home, server, capsys):
        assert cli.main(["pair", server.url, server.code]) == 0
        said = capsys.readouterr().out
        assert "Paired with" in said and "iot-box run" in said and "sudo" not in said
        own = home / ".config/perpetual-iot-box/config.toml"
        assert config.load(own).url == server.url
        token = home / ".local/state/perpetual-iot-box/token"
        assert stat.S_IMODE(token.stat().st_mode) == 0o600

    def test_the_machines_box_is_everybodys(self, home, server, capsys):
        """Where the package is installed, nobody makes a second one by mistake."""
        config.CONFIG.parent.mkdir(parents=True)
        assert config.usual() == (config.CONFIG, config.STATE)

    def test_a_wrong_code(self, home, server, capsys):
        assert cli.main(["pair", server.url, "WRONG-CODE1"]) == 1
        assert capsys.readouterr().err.startswith("iot-box: ")
        assert not (home / ".local/state/perpetual-iot-box/token").exists()

    def test_an_address_that_is_not_safe(self, home, capsys):
        assert cli.main(["pair", "http://odoo.example.com", "ABCDE-FGHJK"]) == 1
        assert "has to begin with https" in capsys.readouterr().err


class TestLooking:
    def test_not_paired(self, home, capsys):
        for verb in ("status", "doctor", "simulate"):
            assert cli.main([verb]) == 1
            assert "iot-box pair URL CODE" in capsys.readouterr().err

    def test_not_running(self, paired, capsys):
        assert cli.main(["status"]) == 1
        assert "iot-box run" in capsys.readouterr().err
        assert cli.main(["devices"]) == 0
        assert cli.main(["doctor"]) == 1
        said = capsys.readouterr().out
        assert "BAD  The box is not running." in said
        assert "The server lets the box in" in said

    def test_running(self, paired, server, capsys):
        stop, ended = running(paired, server)
        state = paired / ".local/state/perpetual-iot-box"
        server.wait(lambda: (state / "status.json").exists())
        assert cli.main(["status"]) == 0
        said = capsys.readouterr().out
        assert server.url in said and "0 scans, 0 jobs" in said
        cli.main(["doctor"])
        assert "The box is not running" not in capsys.readouterr().out
        stop.set()
        ended.join(10)

    def test_what_the_doctor_finds(self, paired, server, capsys):
        server.stop()
        assert cli.main(["doctor"]) == 1
        said = capsys.readouterr().out
        assert "takes no connection at port" in said
        assert "→ Does the server run" in said
        server.start()
        server.tokens = {"another"}
        assert cli.main(["doctor"]) == 1
        assert "The server refuses the box" in capsys.readouterr().out


def running(home, server):
    """A box at work in another thread: (what stops it, the thread)."""
    from iot_box.perpetual_iot_box import service

    stop = threading.Event()
    box = service.Box(config.load(home / ".config/perpetual-iot-box/config.toml"))
    thread = threading.Thread(target=box.run, args=(stop,), daemon=True)
    thread.start()
    server.wait(lambda: server.beats)
    return stop, thread


class TestSimulating:
    def test_scans_from_the_command_line(self, paired, server, capsys):
        assert cli.main(["simulate", "4006381333931", "0104006381333931<GS>10A"]) == 0
        assert server.texts("serial:simulated-scanner") == [
            "4006381333931",
            "0104006381333931\x1d10A",
        ]
        assert "scanned 4006381333931" in capsys.readouterr().out

    def test_several_and_a_label(self, paired, server, capsys, monkeypatch):
        """Typed at two scanners; a label of the second printer is read back and kept."""
        reader, writer = os.pipe()
        monkeypatch.setattr(sys, "stdin", os.fdopen(reader))
        labels = paired / "labels"
        names = ("--scanner=dock", "--scanner=packing", "--printer=dock", "--printer=packing")
        thread = threading.Thread(
            target=cli.main, args=(["simulate", *names, f"--labels={labels}"],), daemon=True
        )
        monkeypatch.setattr(cli, "_label_folder", made)
        thread.start()
        try:
            os.write(writer, b"ONE\npacking: TWO\n\nno scanner: THREE\n")
            server.wait(lambda: len(server.scans) == 3)
            assert server.texts("serial:simulated-dock") == ["ONE", "no scanner: THREE"]
            assert server.texts("serial:simulated-packing") == ["TWO"]
            server.jobs.add("tcp:simulated-packing", LABEL)
            server.wait(lambda: server.jobs.rows[1].state == "printed", 15)
            server.wait((labels / "packing-001.png").exists)
        finally:
            os.close(writer)
            thread.join(15)
        said = capsys.readouterr().out
        assert "Simulated packing printer has printed label 1: ]C0 SHELF-1" in said
        assert (labels / "packing-001.zpl").read_bytes() == LABEL
        kinds = {row["uid"]: row["kind"] for beat in server.beats for row in beat["devices"]}
        assert kinds["tcp:simulated-dock"] == "printer"
        assert kinds["serial:simulated-packing"] == "scanner"

    def test_a_printer_without_paper(self):
        bench = session.Bench({}, {"printer": type("Printer", (), {"paper_out": False})()})
        assert bench.obey("/paper\n") == "paper out: yes"
        assert bench.printers["printer"].paper_out
        assert bench.obey("/paper\n") == "paper out: no"

    @pytest.mark.parametrize("name", ["", "a/b", "..", "x" * 40, "-x"])
    def test_names_that_are_none(self, home, name, capsys):
        with pytest.raises(SystemExit):
            cli.main(["simulate", f"--scanner={name}"])


def made(folder, _state):
    folder.mkdir()
    return folder


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can go on as somebody else")
def test_root_goes_on_as_the_box(tmp_path):
    """What root looks at or makes in the box's folder stays the box's."""
    state = tmp_path / "state"
    state.mkdir()
    os.chown(state, 65534, 65534)
    tmp_path.chmod(0o755)
    code = (
        "import os, sys; from pathlib import Path;"
        f"sys.path.insert(0, {str(machine.__file__.rpartition('/')[0])!r});"
        "import machine;"
        f"folder = Path({str(state)!r}); machine.as_owner_of(folder);"
        "print(os.geteuid(), os.getegid(), os.getresuid()[2])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["65534", "65534", "65534"]
