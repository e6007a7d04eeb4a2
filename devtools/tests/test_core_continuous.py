"""What counts as a fault when core's flows run on continuous companies."""

from collections import defaultdict

import pytest

from devtools import core_continuous, core_suites

RECORD = {"a/t.py::one", "a/t.py::two", "a/t.py::three"}


def _outcomes(**kinds):
    outcomes = defaultdict(dict)
    for kind, notes in kinds.items():
        outcomes[kind] = notes
    return outcomes


def _faults(listed=(), shown=(), **kinds):
    reasons = dict.fromkeys(listed, "by design")
    known = dict.fromkeys(shown, "the tie-out shows it")
    return core_continuous.faults(_outcomes(**kinds), RECORD, reasons, known)


def test_all_passed():
    assert _faults(passed={"a/t.py::one": [""]}) == []


def test_a_difference_needs_a_reason():
    failed = {"a/t.py::one": [""], "a/t.py::two": [""]}
    assert _faults(failed=failed, listed=["a/t.py::one"]) == [
        "differs without a reason: a/t.py::two"
    ]


def test_what_fails_in_core_too_says_nothing():
    assert _faults(failed={"a/t.py::unknown": [""]}) == []


def test_no_reason_excuses_a_broken_invariant():
    notes = {"a/t.py::one": ["tie_out: off by 3"]}
    found = _faults(failed={"a/t.py::one": [""]}, broken=notes, listed=["a/t.py::one"])
    assert found == ["invariant broken: a/t.py::one: tie_out: off by 3"]


def test_what_the_tie_out_has_to_show():
    name = "a/t.py::one"
    notes = {name: ["tie_out: Not posted by the stock ledger"]}
    missing = [f"not shown by the tie-out: {name}"]
    assert _faults(failed={name: [""]}, broken=notes, shown=[name]) == []
    assert _faults(passed={name: [""]}, shown=[name]) == missing
    assert _faults(failed={name: [""]}, shown=[name]) == missing
    assert _faults(passed={"a/t.py::two": [""]}, shown=[name]) == []


@pytest.mark.parametrize(("listed", "count"), [((), 2), (("a/t.py::one",), 0)])
def test_our_exceptions_need_a_reason(listed, count):
    notes = {"a/t.py::one": ["[ours] UserError: no", "[core's] IndexError: gone"]}
    assert len(_faults(failed={"a/t.py::one": [""]}, stopped=notes, listed=listed)) == count


def test_what_passes_is_not_listed():
    found = _faults(passed={"a/t.py::one": [""]}, listed=["a/t.py::one"])
    assert found == ["passes, take it off the list: a/t.py::one"]


def test_the_list_is_of_known_tests():
    listed = {**core_continuous.read_list(), **core_continuous.read_list("shown")}
    assert set(listed) <= core_suites.read_record()
    assert all(reason.strip() for reason in listed.values())


def test_reading_what_was_noted(monkeypatch, tmp_path):
    lines = ["passed a/t.py::one", "failed a/t.py::two", "differs a/t.py::two: t.py:3 1 != 2"]
    path = tmp_path / "outcomes.txt"
    path.write_text("\n".join(lines))
    monkeypatch.setattr(core_suites, "OUTCOMES", path)
    outcomes = core_continuous.read_outcomes()
    assert list(outcomes["passed"]) == ["a/t.py::one"]
    assert outcomes["differs"] == {"a/t.py::two": ["t.py:3 1 != 2"]}
