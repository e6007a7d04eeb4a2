"""What a call says, made into what a database can keep."""

import json
import math

#: Whole numbers beyond are none that anything is counted, timed or named by.
MOST = 2**62


def parsed(data):
    """The JSON object in a body.

    :raises ValueError: it is none
    """
    body = json.loads(data.decode())
    if not isinstance(body, dict):
        raise ValueError("it is no object")
    return cleaned(body)


def cleaned(value):
    """The same without what PostgreSQL cannot keep: NUL and halves of surrogate pairs in texts,
    numbers that are infinite, none, or too large."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    if isinstance(value, dict):
        return {cleaned(name): cleaned(one) for name, one in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return max(-MOST, min(value, MOST))
    return value


def are_ids(values):
    """Whether it is a list of numbers that rows can have."""
    return isinstance(values, list) and all(map(is_id, values))


def is_id(value):
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31
