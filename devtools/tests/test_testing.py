"""How ./dev test reads its arguments and its stages' exit codes."""

import pytest

from devtools import testing
from devtools.console import DevError
from devtools.pytest_outcomes import short_name
from devtools.pytest_strict import complaint


def test_arguments_are_parted_into_paths_and_options(monkeypatch, tmp_path):
    (tmp_path / "tests").mkdir()
    monkeypatch.chdir(tmp_path)
    words = ["tests::TestX", "-k", "tests", "-x", "--maxfail=3"]
    assert testing._split(words) == (["tests::TestX"], ["-k", "tests", "-x", "--maxfail=3"])


def test_a_path_that_is_not_there_is_an_error():
    with pytest.raises(DevError, match="nowhere/test_x.py"):
        testing._split(["nowhere/test_x.py"])


@pytest.mark.parametrize(
    ("codes", "selected", "code"),
    [([0, 0], False, 0), ([0, 1], False, 1), ([5, 0], False, 5), ([5, 0], True, 0)],
)
def test_verdict(codes, selected, code):
    assert testing._verdict(codes, selected) == code


@pytest.mark.parametrize("selected", [True, False])
def test_no_test_at_all_is_never_a_success(selected):
    with pytest.raises(DevError, match="No test ran"):
        testing._verdict([5, 5], selected)


@pytest.mark.parametrize(
    ("path", "reason", "words"),
    [
        ("addons/x/tests/test_x.py", "Skipped: ", "without a stated reason"),
        ("addons/x/tests/test_x.py", "Skipped: unconditional skip", "without a stated reason"),
        ("lib/odoo/tests/common.py", "Skipped: Chrome executable not found", "missing: Chrome"),
    ],
)
def test_a_skip_that_proves_nothing_is_named(path, reason, words):
    assert words in complaint((path, 1, reason))


def test_a_skip_with_a_reason_is_in_order():
    assert complaint(("addons/x/tests/test_x.py", 1, "Skipped: only in leap years")) == ""


@pytest.mark.parametrize("root", [".dev/python/odoo/addons/", "/opt/odoo/addons/", ""])
def test_names_in_the_record_do_not_tell_where_odoo_lies(root):
    name = short_name(f"{root}stock_account/tests/test_a.py::TestA::test_b")
    assert name == "stock_account/test_a.py::TestA::test_b"
