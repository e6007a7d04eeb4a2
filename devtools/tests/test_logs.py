"""Which of Odoo's log lines are complaints."""

import pytest

from devtools import logs

LOG = """\
2026-01-31 12:00:00,000 123 INFO db odoo.modules.loading: loading
2026-01-31 12:00:00,001 123 WARNING db odoo.addons.x: known trouble 7
2026-01-31 12:00:00,002 123 ERROR db odoo.addons.x: new trouble
Traceback (most recent call last):
2026-01-31 12:00:00,003 123 WARNING db odoo.addons.xy: known trouble 7
"""


def allowed(tmp_path, text):
    file = tmp_path / "allowed.toml"
    file.write_text(text)
    return logs.read_allowed(file)


def test_what_no_rule_expects_is_returned(tmp_path):
    rules = allowed(
        tmp_path,
        '[[allow]]\nlogger = "odoo.addons.x"\nmessage = "known trouble"\nreason = "core"\n',
    )
    lines = logs.unexpected_lines(LOG, rules)
    assert [line.split(" ", 3)[3] for line in lines] == [
        "ERROR db odoo.addons.x: new trouble",
        "WARNING db odoo.addons.xy: known trouble 7",
    ]


def test_a_rule_needs_a_reason(tmp_path):
    with pytest.raises(ValueError, match="no reason"):
        allowed(tmp_path, '[[allow]]\nlogger = "x"\nmessage = "y"\nreason = " "\n')


def test_the_committed_rules_can_be_read():
    assert all(rule.reason for rule in logs.read_allowed())
