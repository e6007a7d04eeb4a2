"""Two registers sell the same goods at the same moment."""

import re
import threading

import requests

import odoo
from odoo.tests import BaseCase, tagged

from .served.floor import Floor
from .served.server import Server, ServerError

ROUNDS = 8
REGISTERS = ("Register", "Second register")
GOODS = ("Goods standard", "Goods average", "Goods fifo")


@tagged("post_install", "-at_install")
class TestTwoRegisters(BaseCase):
    """Through HTTP, each in a process and a session of its own: no cashier sees an error, no
    order waits for its cost, each is posted once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = Server(f"{odoo.tools.config['db_name'][0]}-tills", len(REGISTERS))
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()

    def test_same_goods_at_once(self):
        self.together = threading.Barrier(len(REGISTERS))
        self.errors, self.sold = [], []
        cashiers = [
            threading.Thread(target=self.work, args=(f"clerk{number}", name))
            for number, name in enumerate(REGISTERS, 1)
        ]
        for cashier in cashiers:
            cashier.start()
        for cashier in cashiers:
            cashier.join()
        self.assertEqual(self.errors, [])
        self.assertEqual(len(self.sold), len(REGISTERS) * ROUNDS)
        self.assert_each_is_posted_once()
        self.assertEqual(self.server.verify(), [])
        # They did meet: otherwise this proves nothing.
        log = self.server.log.read_text()
        self.assertTrue(re.search(r"tries left, try again", log))
        self.assertEqual(re.findall(r".* ERROR (?!.*odoo\.sql_db).*|Traceback.*", log), [])

    def work(self, login, register):
        """Ring up one order a round, then close the session."""
        try:
            floor = Floor(self.server.client(login))
            products = floor.products(*GOODS)
            if register != REGISTERS[0]:
                products.reverse()  # who locks in the order of lines waits in a ring
            session = floor.open_till(register)
            for _round in range(ROUNDS):
                ticket = floor.ticket(session, [(product, 1) for product in products])
                self.together.wait(300)
                floor.ring_up(ticket)
                self.sold.append(ticket["uuid"])
            floor.close_till(session)
        except (ServerError, requests.RequestException, threading.BrokenBarrierError) as error:
            self.errors.append(f"{register}: {error!r}")
            self.together.abort()

    def assert_each_is_posted_once(self):
        """Each order has left stock, and cost of goods sold has it, once and at once."""
        with self.server.connect() as connection, connection.cursor() as cr:
            cr.execute("SELECT uuid FROM pos_order WHERE state = 'done'")
            self.assertEqual(sorted(row[0] for row in cr.fetchall()), sorted(self.sold))
            cr.execute("SELECT COUNT(*) FROM perpetual_pos_queue")
            self.assertEqual(cr.fetchone(), (0,))
            cr.execute(
                """SELECT COUNT(*), SUM(entry.quantity), COUNT(DISTINCT entry.account_move_id)
                     FROM perpetual_ledger_entry entry
                     JOIN stock_move move ON move.id = entry.stock_move_id
                     JOIN stock_picking picking ON picking.id = move.picking_id
                    WHERE picking.pos_order_id IS NOT NULL
                    GROUP BY entry.product_id"""
            )
            orders = len(self.sold)
            self.assertEqual(cr.fetchall(), [(orders, -orders, orders)] * len(GOODS))
            cr.execute("SELECT quantity FROM perpetual_cost_pool")
            self.assertEqual(cr.fetchall(), [(100 - orders,)] * len(GOODS))
            # All three cost 10 a unit.
            cr.execute(
                """SELECT SUM(item.balance) FROM account_move_line item
                    WHERE (item.move_id, item.account_id) IN (
                          SELECT entry.account_move_id, entry.counterpart_account_id
                            FROM perpetual_ledger_entry entry
                            JOIN stock_move move ON move.id = entry.stock_move_id
                            JOIN stock_picking picking ON picking.id = move.picking_id
                           WHERE picking.pos_order_id IS NOT NULL)"""
            )
            self.assertEqual(cr.fetchone(), (10 * orders * len(GOODS),))
