"""Tests of the pairing: plain pytest, no Odoo (plugin ``devtools.pytest_pure``)."""
