"""Where things lie: everything the command makes is under one ignored folder."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ROOT / "addons"
TESTS = ROOT / "tests"
REQUIREMENTS = ROOT / "requirements"

STATE = ROOT / ".dev"
LOGS = STATE / "log"
VENV = STATE / "venv"
APT = STATE / "apt"
ODOO = STATE / "odoo"
POSTGRES = STATE / "postgres"
CHROMIUM = STATE / "chromium"
WKHTMLTOPDF = STATE / "wkhtmltopdf"
DATA = STATE / "data"
TMP = STATE / "tmp"
