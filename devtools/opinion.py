"""``./dev test --opinion``: FIFO streams through Odoo, judged by Beancount.

Beancount is a plain-text accounting program with a FIFO of its own. Only this run needs
it, so it is not among the tests' requirements: it goes to a folder of its own, locked.
"""

import os

from devtools import console, paths, setup, state, testing

FOLDER = paths.STATE / "beancount"
REQUIREMENTS = paths.REQUIREMENTS / "opinion.txt"
TESTS = paths.TESTS / "second_opinion.py"


def run(options: list[str]) -> int:
    """Run the streams; the exit code is pytest's."""
    env = setup.ensure(browser=True)
    _install(env)
    env.extra["PYTHONPATH"] = os.pathsep.join([env.environ["PYTHONPATH"], str(FOLDER)])
    return testing.odoo(env, [str(TESTS)], ["-n0", *options])


def _install(env) -> None:
    mark = FOLDER / state.digest([REQUIREMENTS])
    if mark.exists():
        return
    argv = [env.python, "-m", "pip", "install", "--disable-pip-version-check", "--upgrade",
            "--no-deps", "--require-hashes", "--target", FOLDER, "-r", REQUIREMENTS]  # fmt: skip
    console.run("Beancount", argv, paths.LOGS / "pip-opinion.log")
    mark.touch()
