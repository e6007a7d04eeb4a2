import pytest

from ..shape import problem

LINE = {
    "id": 7,
    "product": "Bolt",
    "tracking": "none",
    "unit": "Units",
    "demand": 3.0,
    "done": 1.0,
    "barcodes": {"4006381333931": 1.0},
    "keypad": True,
    "details": [],
}


def answer(message=None, **view):
    return {
        "uuid": "0",
        "session": 1,
        "flow": "receive",
        "state": "lines",
        "view": {"title": "IN/1", "prompt": "Scan", **view},
        "message": {"level": "good", "text": "", **(message or {})},
    }


def test_an_answer():
    assert problem(answer(lines=[LINE], actions=[])) == ""
    assert problem(answer(own_of_a_flow=[1])) == ""


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (answer({"level": "fine"}), "data.message.level"),
        (answer({"cost": 5.0}), "data.message"),
        (answer(lines=[{**LINE, "done": "1"}]), "data.view.lines[0].done"),
        (answer(lines=[{**LINE, "cost": 5.0}]), "data.view.lines[0]"),
        (answer(choices=[{"value": "take", "label": "Take"}]), "data.view"),
        (answer(actions=[{"name": "undo", "label": "Undo"}]), "data.view.actions[0]"),
        ({**answer(), "book": 5}, "data must not contain"),
    ],
)
def test_what_is_wrong_is_named(wrong, named):
    assert problem(wrong).startswith(named)
