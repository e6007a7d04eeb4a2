"""The shape of what the app is answered, as a JSON Schema that other clients can read too."""

from .shape import problem

__all__ = ["problem"]
