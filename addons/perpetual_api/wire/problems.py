"""What a caller is told when something is not done: RFC 9457 problem details."""

from typing import Any

CONTENT_TYPE = "application/problem+json"

#: Code → status and title. The type of a problem is ``urn:perpetual:problem:<code>``.
KINDS: dict[str, tuple[int, str]] = {
    "malformed": (400, "The request cannot be read"),
    "unauthorised": (401, "The key is not good"),
    "not-allowed": (403, "The key may not do this"),
    "not-found": (404, "Not found"),
    "method-not-allowed": (405, "The method is not allowed here"),
    "not-acceptable": (406, "Answers are JSON only"),
    "conflict": (409, "It does not fit what was done before"),
    "unknown": (409, "Something that is named is not known here"),
    "insufficient-stock": (409, "There is not enough stock"),
    "cursor-expired": (409, "The cursor is too old, or none of ours"),
    "too-large": (413, "The body is too large"),
    "unsupported-media-type": (415, "Bodies are JSON"),
    "invalid": (422, "The content is not right"),
    "too-many": (429, "Too many calls"),
    "busy": (503, "Others are at work on the same goods"),
}


class Problem(Exception):
    """A call that is not done.

    :param code: one of :data:`KINDS`
    :param detail: what happened, to what
    :param way_out: what the caller can do
    :param errors: single faults, each ``{"pointer", "detail"}`` and more
    :param headers: further headers of the answer
    """

    def __init__(
        self,
        code: str,
        detail: str,
        way_out: str = "",
        errors: list[dict[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
    ):
        super().__init__(detail)
        self.code, self.detail, self.way_out = code, detail, way_out
        self.errors, self.headers = errors or [], headers or {}

    @property
    def status(self) -> int:
        return KINDS[self.code][0]

    def document(self) -> dict[str, Any]:
        """Return the body."""
        status, title = KINDS[self.code]
        document: dict[str, Any] = {
            "type": f"urn:perpetual:problem:{self.code}",
            "title": title,
            "status": status,
            "detail": self.detail,
        }
        if self.way_out:
            document["way_out"] = self.way_out
        if self.errors:
            document["errors"] = self.errors
        return document
