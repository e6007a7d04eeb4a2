"""Keys of channels: shown once, kept as a digest.

A key reads ``pk_<eight characters>_<43 characters>``: the first part finds it, the second one
proves it (256 bits, base64url without padding).
"""

import hashlib
import hmac
import re
import secrets

FORM = re.compile(r"pk_([A-Za-z0-9]{8})_([A-Za-z0-9_-]{43})")


def make() -> tuple[str, str, str]:
    """Return a new key: what the channel is given, its public part, its digest."""
    prefix = secrets.token_hex(4)
    key = f"pk_{prefix}_{secrets.token_urlsafe(32)}"
    return key, prefix, digest(key)


def digest(key: str) -> str:
    """Return SHA-256 in hex; a key has 256 bits of its own, so that it needs no salt."""
    return hashlib.sha256(key.encode()).hexdigest()


def prefix(key: str) -> str | None:
    """Return the public part of what may be a key, or None."""
    found = FORM.fullmatch(key)
    return found.group(1) if found else None


def proves(key: str, kept: str) -> bool:
    """Tell in constant time whether a key is the one that a digest was made of."""
    return hmac.compare_digest(digest(key), kept)
