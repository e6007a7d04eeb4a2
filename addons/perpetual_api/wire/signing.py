"""Signatures of webhooks, as *Standard Webhooks* 1.0 has them (standardwebhooks.com).

The receiver checks ``webhook-signature: v1,<base64>`` over ``id.timestamp.body`` with the shared
secret, and that the timestamp (seconds of Unix time) is not older than some minutes.
"""

import base64
import binascii
import hashlib
import hmac
import secrets

PREFIX = "whsec_"
#: Seconds that a message's timestamp may be off.
TOLERANCE = 300


def make_secret() -> str:
    """Return a new secret: ``whsec_`` and 256 bits in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the header's value.

    :param timestamp: seconds of Unix time
    :raises ValueError: the secret is none
    """
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    mac = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(mac).decode()


def headers(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the three headers of a message."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secret, message_id, timestamp, body),
    }


def verify(secret: str, given: dict[str, str], body: bytes, now: float) -> bool:
    """Tell whether a message is the sender's and fresh; for receivers and tests.

    :param given: headers by lower-case name
    :param now: seconds of Unix time
    """
    try:
        timestamp = int(given["webhook-timestamp"])
        expected = sign(secret, given["webhook-id"], timestamp, body)
    except (KeyError, ValueError):
        return False
    fresh = abs(now - timestamp) <= TOLERANCE
    signatures = given.get("webhook-signature", "").split()
    return fresh and any(hmac.compare_digest(expected, one) for one in signatures)


def _key(secret: str) -> bytes:
    if not secret.startswith(PREFIX):
        raise ValueError("A webhook's secret begins with whsec_.")
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("A webhook's secret is base64 after whsec_.") from error
