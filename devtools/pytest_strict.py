"""pytest plugin of every stage: a skip needs a reason, a wait has an end.

A test that is skipped without saying why fails, and so does one that skips
because a component is missing: Odoo's own test helpers skip when Chromium is
not there, and a run like that would prove nothing.
"""

import pytest

# Skips raised inside these files mean that something is not installed.
MISSING_COMPONENT = ("odoo/tests/common.py", "pytest_odoo.py")
NO_REASON = ("", "unconditional skip", "Skipped")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn a skip that proves nothing into a failure."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        why = complaint(report.longrepr)
        if why:
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid}: {why}"
    return report


def complaint(longrepr) -> str:
    """Say what is wrong with a skip; nothing if it is in order.

    :param longrepr: pytest's (file, line, reason)
    """
    path, _line, reason = longrepr
    reason = reason.removeprefix("Skipped: ").strip()
    if reason in NO_REASON:
        return "skipped without a stated reason"
    if str(path).endswith(MISSING_COMPONENT):
        return f"skipped because a component is missing: {reason}"
    return ""
