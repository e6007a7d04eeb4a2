"""Run ``FILE`` with ``env`` of database ``DB``: ``in_shell.py DB FILE [ARGS…]``.

Like piping a script into ``odoo shell``, but an exception ends it with an
error, tracebacks name the right lines, and the script gets arguments.
"""

import runpy
import sys
from pathlib import Path


def main(db: str, path: str, args: list[str]) -> None:
    """Open the registry as Odoo's shell does and run the file inside it."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.service import server
    from odoo.tools import config

    config.parse_config(["-d", db, "--no-http", "--log-level=warn"], setup_logging=True)
    server.start(preload=[], stop=True)
    sys.argv = [path, *args]
    # Scripts may import from this package, which lies beside Odoo, not in it.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    with Registry(db).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        runpy.run_path(path, init_globals={"env": env}, run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
