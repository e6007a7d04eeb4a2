"""Two people scan one receipt at the same moment, and each scan arrives twice."""

import re
import threading
import uuid

import requests

import odoo
from odoo.tests import BaseCase, tagged

from .served.server import Server, ServerError, Trade

ROUNDS = 8
PEOPLE = ("clerk1", "clerk2")
GOODS = "Goods average"
CODE = "GOODS-AVERAGE"


@tagged("post_install", "-at_install")
class TestTwoScanners(BaseCase):
    """Through HTTP, each request in a process of its own, all at the same moment: a scan counts
    once, two scans count twice, and both askers of one get the same answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Each person is there twice: a phone that asks again while the first is on its way.
        cls.server = Server(f"{odoo.tools.config['db_name'][0]}-scans", 2 * len(PEOPLE))
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()

    def test_one_receipt(self):
        chief = Trade(self.server.client(PEOPLE[0]))
        (product,) = chief.products(GOODS)
        self.picking = chief.prepare(True, [(product, 100)], price=10)
        self.together = threading.Barrier(2 * len(PEOPLE))
        self.errors, self.answers = [], {}
        scans = {login: [str(uuid.uuid4()) for _round in range(ROUNDS)] for login in PEOPLE}
        phones = [
            threading.Thread(target=self.work, args=(login, scans[login], chance))
            for login in PEOPLE
            for chance in (0, 1)
        ]
        for phone in phones:
            phone.start()
        for phone in phones:
            phone.join()
        self.assertEqual(self.errors, [])
        self.assert_each_counts_once([key for keys in scans.values() for key in keys])
        chief.validate(self.picking)
        self.assertEqual(self.server.verify(), [])
        # They did meet: otherwise this proves nothing.
        log = self.server.log.read_text()
        self.assertTrue(re.search(r"tries left, try again", log))
        self.assertEqual(re.findall(r".* ERROR (?!.*odoo\.sql_db).*|Traceback.*", log), [])

    def work(self, login, keys, chance):
        """Open the receipt, then scan; both phones of a person make the same calls."""
        try:
            client = self.server.client(login)
            begin = f"00000000-0000-4000-8000-{PEOPLE.index(login):012}"
            self.tell(client, begin, None, "start", {"picking": self.picking}, "receive")
            for key in keys:
                self.together.wait(300)
                answer = self.tell(client, key, begin, "scan", {"barcode": CODE})
                self.answers.setdefault(key, []).append(answer)
        except (ServerError, requests.RequestException, threading.BrokenBarrierError) as error:
            self.errors.append(f"{login} {chance}: {error!r}")
            self.together.abort()

    def tell(self, client, key, session, action, data, flow=None):
        call = {"uuid": key, "session": session, "action": action, "data": data, "flow": flow}
        (answer,) = client.call("perpetual.barcode", "process", [call], "phone")
        if answer["message"]["level"] == "error":
            raise ServerError(answer["message"]["text"])
        return answer

    def assert_each_counts_once(self, keys):
        for key in keys:
            first, second = sorted(self.answers[key], key=lambda answer: "repeated" in answer)
            self.assertEqual({**first, "repeated": True}, second)
        with self.server.connect() as connection, connection.cursor() as cr:
            cr.execute("SELECT uuid FROM perpetual_barcode_scan WHERE action = 'scan'")
            self.assertEqual(sorted(row[0] for row in cr.fetchall()), sorted(keys))
            cr.execute(
                "SELECT SUM(quantity) FROM stock_move_line WHERE picking_id = %s AND picked",
                [self.picking],
            )
            self.assertEqual(cr.fetchone(), (len(keys),))
