"""Steps that are done once, and wholly or not at all."""

import sys

import pytest

from devtools import console, python_env, state
from devtools.console import DevError


def test_a_folder_is_swapped_in_only_when_it_is_complete(tmp_path):
    folder = tmp_path / "tree"
    with state.rebuilt(folder) as fresh:
        (fresh / "file").write_text("old")
    with pytest.raises(RuntimeError), state.rebuilt(folder) as fresh:
        (fresh / "file").write_text("half")
        raise RuntimeError("interrupted")
    assert (folder / "file").read_text() == "old"
    with state.rebuilt(folder) as fresh:
        assert not list(fresh.iterdir())
        (fresh / "file").write_text("new")
    assert (folder / "file").read_text() == "new"


def test_a_stamp_is_for_one_input(tmp_path):
    assert not state.stamped(tmp_path, "a")
    state.stamp(tmp_path, "a")
    assert state.stamped(tmp_path, "a")
    assert not state.stamped(tmp_path, "b")


def test_a_digest_tells_where_one_part_ends(tmp_path):
    file = tmp_path / "file"
    file.write_text("ab")
    assert state.digest(["ab"]) == state.digest([file])
    assert state.digest(["ab", "c"]) != state.digest(["a", "bc"])


def test_a_failing_step_shows_the_end_of_its_output(tmp_path, capsys):
    script = "print('first'); print('the reason'); raise SystemExit(3)"
    with pytest.raises(DevError, match=r"exit 3(.|\n)*the reason"):
        console.run("a step", [sys.executable, "-c", script], tmp_path / "step.log")
    assert (tmp_path / "step.log").read_text().startswith("first")
    assert "a step: failed" in capsys.readouterr().out


def test_a_missing_program_is_named(tmp_path):
    with pytest.raises(DevError, match="no-such-program was not found"):
        console.run("a step", ["no-such-program"], tmp_path / "step.log")


def test_an_interpreter_that_only_pretends_is_no_candidate(tmp_path):
    shim = tmp_path / "python3.12"
    shim.write_text("#!/bin/sh\necho 'command exists in other versions' >&2\nexit 127\n")
    shim.chmod(0o755)
    assert python_env._probe(str(shim)) == ("", "")
    assert python_env._probe(sys.executable)[1] == "{}.{}".format(*sys.version_info)
