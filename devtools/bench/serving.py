"""An Odoo with worker processes, served beside a topic of ``./dev bench``."""

import subprocess
import sys
import time

import requests

from devtools import paths
from devtools.odoo_cmd import free_port

START = 60


def serve(env, port: int, workers: int, crons: int = 0) -> subprocess.Popen:
    """Start Odoo on the topic's database; return its process once it answers."""
    argv = [
        sys.executable,
        str(paths.ROOT / "tests" / "served" / "odoo_bin.py"),
        "server",
        f"--database={env.cr.dbname}",
        f"--db-filter=^{env.cr.dbname}$",
        f"--workers={workers}",
        f"--http-port={port}",
        f"--gevent-port={free_port()}",
        f"--max-cron-threads={crons}",
        "--limit-time-real=600",
        "--limit-time-cpu=600",
        "--log-level=warn",
        # A browser asks for a websocket, which this port does not have.
        "--log-handler=odoo.http:CRITICAL",
    ]
    server = subprocess.Popen(argv, cwd=paths.ROOT)
    end = time.monotonic() + START
    while time.monotonic() < end and server.poll() is None:
        try:
            requests.get(f"http://127.0.0.1:{port}/web/health", timeout=5)
            return server
        except requests.RequestException:  # not up, or too busy to say so
            time.sleep(0.2)
    server.kill()
    raise SystemExit("Odoo did not start.")
