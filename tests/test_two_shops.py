"""Two shops, several customers each at the same moment: the last pieces are sold once."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import requests

import odoo
from odoo.tests import BaseCase, tagged

from .served.server import Server

GOODS = "GOODS-FIFO"
ON_HAND, PIECES = 100, 8
ATTEMPTS, AT_ONCE = 40, 8


@tagged("post_install", "-at_install")
class TestTwoShops(BaseCase):
    """Through HTTP, each request in a process of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = Server(f"{odoo.tools.config['db_name'][0]}-shops", 4)
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()
        cls.desk = cls.server.client("clerk1")
        cls.url = f"{cls.desk.url}/perpetual_api/v1/"
        cls.keys = [cls.make_shop(name) for name in ("One", "Two")]

    @classmethod
    def make_shop(cls, name):
        """The key of a shop that may sell eight of what is on hand."""
        (customer,) = cls.desk.call("res.partner", "create", [{"name": name}])
        vals = {"name": name, "partner_id": customer, "buffer": ON_HAND - PIECES}
        (shop,) = cls.desk.call("perpetual.channel", "create", [vals])
        action = cls.desk.call("perpetual.channel", "action_new_key", [shop])
        return action["context"]["default_secret"]

    def tearDown(self):
        self.assertEqual(self.server.verify(), [])
        log = self.server.log.read_text()
        self.assertEqual(re.findall(r".* ERROR (?!.*odoo\.sql_db).*|Traceback.*", log), [])
        super().tearDown()

    def call(self, method, path, body=None, shop=0):
        headers = {"Authorization": f"Bearer {self.keys[shop]}"}
        return requests.request(method, self.url + path, json=body, headers=headers, timeout=120)

    def sell(self, reference, quantity=1, shop=0):
        lines = [{"sku": GOODS, "quantity": quantity}]
        return self.call("POST", "orders", {"reference": reference, "lines": lines}, shop)

    def available(self):
        return self.call("GET", f"levels?sku={GOODS}").json()["levels"][0]["available"]

    def test_last_pieces(self):
        """Forty customers want eight pieces: eight get one, the others are told."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(lambda n: self.sell(f"last-{n}", shop=n % 2), range(ATTEMPTS)))
        codes = [answer.status_code for answer in answers]
        self.assertEqual((codes.count(201), codes.count(409)), (PIECES, ATTEMPTS - PIECES), codes)
        self.assertEqual(self.available(), 0)
        sold = [answer.json() for answer in answers if answer.status_code == 201]
        self.assertEqual(len({transfer for one in sold for transfer in one["transfers"]}), PIECES)
        for number, answer in enumerate(answers):
            if answer.status_code == 201:
                self.call("POST", f"orders/last-{number}/cancel", shop=number % 2)
        self.assertEqual(self.available(), PIECES)

    def test_one_order_sent_thrice(self):
        """At the same moment: it is sold once, and each gets the same answer."""
        barrier = threading.Barrier(3)

        def send(_number):
            barrier.wait(60)
            return self.sell("thrice", 2)

        with ThreadPoolExecutor(3) as pool:
            answers = list(pool.map(send, range(3)))
        self.assertEqual(sorted(answer.status_code for answer in answers), [200, 200, 201])
        self.assertEqual(len({answer.text for answer in answers}), 1)
        self.assertEqual(self.available(), PIECES - 2)
        self.call("POST", "orders/thrice/cancel")
