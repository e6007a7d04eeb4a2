import functools
import json
import logging
from pathlib import Path

try:
    import fastjsonschema
except ImportError:  # A server without it answers as well, unchecked.
    fastjsonschema = None

ANSWER = Path(__file__).with_name("answer.json")

_logger = logging.getLogger(__name__)


@functools.cache
def _validator():
    """The schema, compiled once in a process; ``None`` where the library is missing."""
    if not fastjsonschema:
        _logger.info("fastjsonschema is not installed: answers of the barcode app go unchecked")
        return None
    return fastjsonschema.compile(json.loads(ANSWER.read_text(encoding="utf-8")))


def problem(answer):
    """What is wrong with an answer's shape.

    :param answer: dict as of ``perpetual.barcode.process``
    :returns: a sentence that names the place, such as ``data.view.lines[0].done must be
        number``; empty if nothing is wrong
    """
    validate = _validator()
    if not validate:
        return ""
    try:
        validate(answer)
    except fastjsonschema.JsonSchemaException as error:
        return error.message
    return ""
