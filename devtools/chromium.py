"""The browser for the tests."""

from pathlib import Path

from devtools import paths


def folder() -> Path:
    return paths.BIN


def ready() -> bool:
    return True


def setup() -> None:
    pass


def version() -> str:
    return ""
