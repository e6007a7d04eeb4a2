import pytest

from .running import Running


@pytest.fixture
def run():
    """Begin a reader's work; it ends with the test."""
    running = []

    def begin(driver):
        running.append(Running(driver))
        return running[-1]

    yield begin
    for one in running:
        one.end()
