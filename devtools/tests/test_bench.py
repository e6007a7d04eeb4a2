"""The bench's own words: topics, sizes, table."""

import argparse
import json
from types import SimpleNamespace

import pytest

from devtools import bench
from devtools.console import DevError


def parse(*words):
    parser = argparse.ArgumentParser()
    bench.add_arguments(parser)
    return parser.parse_args(words)


def test_each_topic_has_a_script_and_sizes():
    for name, topic in bench.TOPICS.items():
        assert (bench.SCRIPTS / f"{name}.py").is_file()
        assert bench._checked(topic.quick)[-1] <= bench._checked(topic.full)[-1]


def test_sizes_in_order_and_once():
    assert bench._checked("100,0,100") == [0, 100]


@pytest.mark.parametrize("text", ["", "ten", "-1,5", "1;2"])
def test_bad_sizes(text):
    with pytest.raises(DevError, match="--sizes"):
        bench._checked(text)


def test_sizes_belong_to_one_topic():
    with pytest.raises(DevError, match="one topic"):
        bench.run(parse("all", "--sizes", "5"), env=None)


def test_table(tmp_path, monkeypatch, capsys):
    """What does not hold stands out."""
    results = tmp_path / "bench.jsonl"
    rows = [
        {"what": "a", "bound": "≤ 1.2×", "measured": "1.00×", "holds": True},
        {"what": "b", "bound": "≤ 1.5×", "measured": "2.00×", "holds": False},
    ]
    results.write_text("".join(json.dumps(row) + "\n" for row in rows))
    monkeypatch.setattr(bench, "RESULTS", results)
    odoo = SimpleNamespace(version="19.0-x")
    env = SimpleNamespace(odoo=odoo, query=lambda sql: [["18.6 (Debian 18.6-1)"]])
    bench._print_bounds(env)
    printed = capsys.readouterr().out
    assert "| a | ≤ 1.2× | 1.00× | yes |" in printed
    assert "| b | ≤ 1.5× | 2.00× | **no** |" in printed
    assert "cores" in printed
    assert "PostgreSQL 18.6, Odoo 19.0-x" in printed
