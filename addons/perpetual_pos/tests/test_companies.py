"""Two registers, two companies."""

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import ConcurrencyError
from odoo.tests import tagged

from odoo.addons.perpetual_stock.models.perpetual_ledger import PerpetualLedger

from .common import PosCommon


@tagged("post_install", "-at_install")
class TestRegisters(PosCommon):
    def test_two_registers_sell_the_same_goods(self):
        other = self.make_register("Kiosk")
        self.receive(self.fifo, 1, 10)
        self.receive(self.fifo, 2, 12)
        first = self.sell([(self.fifo, 1)])
        second = self.sell([(self.fifo, 1)], register=other)
        third = self.sell([(self.fifo, 1)])
        self.assertNotEqual(first.session_id, second.session_id)
        for order, cost in ((first, 10), (second, 12), (third, 12)):
            self.assert_entry(self.moves(order), [("cogs", cost, 0), ("inventory", 0, cost)])
        self.assertEqual(self.entries(self.fifo).mapped("sequence"), [1, 2, 3, 4, 5])
        for session in (first.session_id, second.session_id):
            self.assert_no_cost(self.close(session))

    def test_two_companies(self):
        self.make_second_company(currency="EUR")
        other = self.make_register("Abroad", self.company2)
        for role in ("cashier", "pos_manager"):
            self.users[role].company_ids |= self.company2
        self.receive(self.average, 5, 10)
        self.receive(self.average, 5, 99, company=self.company2)
        here = self.sell([(self.average, 1)])
        there = self.sell([(self.average, 1)], register=other)
        self.assert_entry(self.moves(here), [("cogs", 10, 0), ("inventory", 0, 10)])
        self.assert_entry(self.moves(there), [("cogs", 99, 0), ("inventory", 0, 99)])
        self.assertEqual(self.moves(there).company_id, self.company2)

    def test_each_company_has_its_own_queue(self):
        self.make_second_company()
        other = self.make_register("Abroad", self.company2)
        self.users["cashier"].company_ids |= self.company2
        for company in self.companies:
            self.receive(self.average, 5, 10, company=company)
        self.break_accounts(self.company2)
        here = self.sell([(self.average, 1)])
        there = self.sell([(self.average, 1)], register=other)
        self.assertFalse(self.queue(here))
        rows = self.env["perpetual.pos.queue"].search([("order_id", "=", there.id)])
        self.assertEqual((rows.company_id, rows.state), (self.company2, "waiting"))
        mine = rows.with_env(self.as_role("accountant"))
        self.assertFalse(mine.search([("order_id", "=", there.id)]))
        self.mend_accounts(self.company2)
        rows.with_env(self.as_role("accountant", self.company2)).action_retry()
        self.assert_entry(self.moves(there), [("cogs", 10, 0), ("inventory", 0, 10)])


@tagged("post_install", "-at_install")
class TestAtTheSameTime(PosCommon):
    """Another register was faster: the framework sends the order again, nothing waits."""

    def test_a_conflict_is_no_reason_to_wait(self):
        self.receive(self.fifo, 5, 10)
        session = self.open()
        for conflict in (SerializationFailure, ConcurrencyError):

            def fail(_ledger, facts, conflict=conflict):
                if facts:
                    raise conflict

            with (
                self.subTest(conflict.__name__),
                patch.object(PerpetualLedger, "_record", fail),
                self.assertRaises(conflict),
                self.env.cr.savepoint(),
            ):
                self.sell([(self.fifo, 1)])
        self.env.invalidate_all()
        self.assertFalse(self.queue())
        self.assertFalse(session.order_ids)
        order = self.sell([(self.fifo, 1)])
        self.assert_entry(self.moves(order), [("cogs", 10, 0), ("inventory", 0, 10)])
        self.assertEqual(self.entries(self.fifo).mapped("sequence"), [1, 2])
