import contextlib
import logging

from psycopg2 import OperationalError
from psycopg2.errors import LockNotAvailable

from ..wire.problems import Problem

_logger = logging.getLogger(__name__)

#: First half of our advisory locks' keys; the second one is the product.
SPACE = 0x50455250
#: How long a call waits for others who sell the same goods.
WAIT = "8s"


@contextlib.contextmanager
def goods(cr, product_ids):
    """Let one call at a time reserve, sell or return the same goods.

    Commits: what was done before goes in, and so does the work, while the lock is held.
    The lock is taken before the transaction that works under it begins: one that began earlier
    would not see what the call before has sold, and fail in the end. It is the session's, and is
    given back whatever happens. Others who move the same goods without asking for it are still
    met by PostgreSQL's own check, and the call is repeated.

    :raises Problem: ``busy``, others kept the goods too long
    """
    taken = []
    try:
        _take(cr, sorted(set(product_ids)), taken)
        yield
        cr.commit()  # pylint: disable=invalid-commit
    finally:
        _give_back(cr, taken)


def _take(cr, product_ids, taken):
    cr.commit()  # pylint: disable=invalid-commit
    try:
        cr.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
        for product_id in product_ids:
            cr.execute("SELECT pg_advisory_lock(%s, %s)", [SPACE, product_id])
            taken.append(product_id)
    except LockNotAvailable as error:
        raise Problem(
            "busy",
            "Others are selling the same goods right now.",
            "Send it again with the same reference.",
            headers={"Retry-After": "1"},
        ) from error
    cr.commit()  # pylint: disable=invalid-commit


def _give_back(cr, taken):
    try:
        cr.rollback()
        for product_id in taken:
            cr.execute("SELECT pg_advisory_unlock(%s, %s)", [SPACE, product_id])
        cr.commit()  # pylint: disable=invalid-commit
    except OperationalError:
        # The connection is gone, and its locks with it.
        _logger.info("Locks of goods went with their connection")
