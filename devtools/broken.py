"""Every invariant of the ledger in every company of a database, for tools outside a test."""

import unittest

CHECKS = ("tie_out", "core_closes", "core_figures", "moves_are_booked", "places")


def broken(cr) -> list[str]:
    """Return what does not hold, one line each; nothing if all agrees.

    :param cr: cursor of a database with our addons, Odoo's registry loaded
    """
    from odoo import SUPERUSER_ID, api

    from odoo.addons.perpetual_stock.tests.invariants import Invariants

    class Checker(Invariants, unittest.TestCase):
        """The tests' own invariants, each by itself."""

    env = api.Environment(cr, SUPERUSER_ID, {})
    companies = env["perpetual.cost.pool"].search([]).company_id
    checker = Checker()
    checker.env = env(context={"allowed_company_ids": companies.ids, "active_test": False})
    checker.env.invalidate_all()
    lines = []
    for company in companies.with_env(checker.env):
        for name in CHECKS:
            try:
                getattr(checker, f"assert_{name}")(company)
            except Exception as error:
                lines.append(f"{name} of {company.name}: {error!r}")
    return lines
