"""The box at a station: scanners and printers for Perpetual on Odoo. See ``README.md``."""

__version__ = "0.1.0"
PROTOCOL = 1
