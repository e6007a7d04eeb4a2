"""Ports, and the people who can log in."""

import socket

import pytest

from devtools.console import DevError
from devtools.demo import serving
from devtools.demo.people import ADMINISTRATOR, PEOPLE


def test_a_taken_port_gives_the_next_free_one():
    with socket.socket() as taken:
        taken.bind((serving.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serving.free_port(port) > port


def test_no_free_port_is_an_error(monkeypatch):
    monkeypatch.setattr(serving, "PORTS_TRIED", 1)
    with socket.socket() as taken:
        taken.bind((serving.HOST, 0))
        taken.listen()
        with pytest.raises(DevError, match="is free"):
            serving.free_port(taken.getsockname()[1])


def test_there_is_one_login_per_role():
    logins = [person.login for person in PEOPLE]
    assert len(set(logins)) == len(logins)
    assert {"warehouse", "controller", "accountant", ADMINISTRATOR} <= set(logins)
