"""Counting by several people at the same moment: each count once, each variance posted once."""

import re
import threading
import time
import uuid

import requests

import odoo
from odoo.tests import BaseCase, tagged

from .served.counting import SESSION, VARIANCE, Counting
from .served.server import Server, ServerError, Trade

PEOPLE = ("clerk1", "clerk2", "clerk3", "clerk4")
GOODS = "Goods average"
TIMES = 3


@tagged("post_install", "-at_install")
class TestTwoCounters(BaseCase):
    """Through HTTP, each request in a process of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = Server(f"{odoo.tools.config['db_name'][0]}-count", TIMES)
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()
        cls.clients = {login: cls.server.client(login) for login in PEOPLE}
        one, two, three, four = cls.clients.values()
        cls.counting = Counting([one, two], three, four)
        (cls.product,) = Trade(three).products(GOODS)

    def tearDown(self):
        self.assertEqual(self.server.verify(), [])
        log = self.server.log.read_text()
        self.assertEqual(re.findall(r".* ERROR (?!.*odoo\.sql_db).*|Traceback.*", log), [])
        super().tearDown()

    def together(self, *works):
        """Do all of it at the same moment.

        :returns: (answers, what was refused), in no order
        """
        answers, refused, barrier = [], [], threading.Barrier(len(works))

        def person(work):
            barrier.wait(60)
            try:
                answers.append(work())
            except (ServerError, requests.RequestException) as error:
                refused.append(str(error))

        threads = [threading.Thread(target=person, args=[work]) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers, refused

    def query(self, sql, *values):
        with self.server.connect() as connection, connection.cursor() as cr:
            cr.execute(sql, values)
            return cr.fetchall()

    def on_hand(self):
        ((quantity,),) = self.query(
            """SELECT SUM(quant.quantity) FROM stock_quant quant JOIN stock_location location
                   ON location.id = quant.location_id AND location.usage = 'internal'
                WHERE quant.product_id = %s""",
            self.product,
        )
        return quantity

    def test_all_at_once(self):
        """One session, from its sheet to the books; each step by several at once."""
        before = self.on_hand()
        session = self.counting.open(self.product)
        one, two = self.counting.counters
        sheet = self.counting.sheet(session)
        # Two take one sheet: one has it.
        answers, refused = self.together(
            *(
                lambda c=c: c.call("perpetual.count.sheet", "action_take", [sheet])
                for c in (one, two)
            )
        )
        self.assertEqual((len(answers), len(refused)), (1, 1), refused)
        self.assertIn("is counted by", refused[0])
        ((owner,),) = self.query("SELECT user_id FROM perpetual_count_sheet WHERE id = %s", sheet)
        first = one if one.user["uid"] == owner else two
        # One count is sent three times at once.
        line, key = self.counting.line(sheet), str(uuid.uuid4())
        count = ("perpetual.count.line", "action_count", [line], before - 7, key)
        answers, refused = self.together(*[lambda: first.call(*count)] * TIMES)
        self.assertEqual((len(answers), refused), (TIMES, []))
        self.assertEqual({answer["uuid"] for answer in answers}, {key})
        self.assertEqual(self.query("SELECT COUNT(*) FROM perpetual_count_entry"), [(1,)])
        # Finished three times at once: one next sheet.
        close = ("perpetual.count.sheet", "action_close", [sheet])
        answers, refused = self.together(*[lambda: first.call(*close)] * TIMES)
        self.assertEqual((len(answers), len(refused)), (1, TIMES - 1), refused)
        second = two if first is one else one
        again = self.counting.sheet(session)
        second.call("perpetual.count.sheet", "action_take", [again])
        line = self.counting.line(again)
        second.call("perpetual.count.line", "action_count", [line], before - 7)
        second.call("perpetual.count.sheet", "action_close", [again])
        # Approved and posted by several at once: once.
        variance = self.counting.variance(session)
        self.counting.explain(variance)
        approve = (VARIANCE, "action_approve", [variance])
        answers, refused = self.together(*[lambda: self.counting.approver.call(*approve)] * TIMES)
        self.assertEqual((len(answers), len(refused)), (1, TIMES - 1), refused)
        self.assertIn("there is nothing to approve", refused[0])
        post = (SESSION, "action_post", [session])
        answers, refused = self.together(*[lambda: self.counting.controller.call(*post)] * TIMES)
        self.assertGreaterEqual(len(answers), 1, refused)
        self.assertEqual(self.on_hand(), before - 7)
        states = self.query("SELECT state FROM perpetual_count_variance WHERE id = %s", variance)
        self.assertEqual(states, [("posted",)])
        self.assertEqual(
            self.query(
                "SELECT COUNT(*) FROM perpetual_variance_approval WHERE variance_id = %s", variance
            ),
            [(1,)],
        )

    def finish_together(self, session, sheets, found):
        """Both counters finish at the same moment: each has read the other's sheet as open before
        any of the two writes, for a third transaction keeps both from it until then."""
        for client, sheet, quantity in zip(self.counting.counters, sheets, found, strict=True):
            client.call("perpetual.count.sheet", "action_take", [sheet])
            line = self.counting.line(sheet)
            client.call("perpetual.count.line", "action_count", [line], quantity)
        connection = self.server.connect()
        self.addCleanup(connection.close)
        connection.autocommit = False
        with connection.cursor() as cr:
            cr.execute(
                "SELECT FROM perpetual_count_sheet WHERE id = ANY(%s) FOR NO KEY UPDATE", [sheets]
            )
        waiting = threading.Thread(target=self.release, args=(connection,))
        waiting.start()
        answers, refused = self.together(
            *(
                lambda c=client, s=sheet: c.call("perpetual.count.sheet", "action_close", [s])
                for client, sheet in zip(self.counting.counters, sheets, strict=True)
            )
        )
        waiting.join()
        self.assertEqual((len(answers), refused), (2, []))
        return self.query("SELECT state FROM perpetual_count_session WHERE id = %s", session)

    def release(self, connection):
        """Let them go on as soon as both are waiting."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            ((waiting,),) = self.query(
                """SELECT COUNT(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock'"""
            )
            if waiting == 2:
                break
            time.sleep(0.05)
        connection.commit()

    def test_two_sheets_finished_at_once(self):
        """A session of two sheets: both are finished, so it is in review, not left counting."""
        there = self.on_hand()
        place = self.counting.second_place(self.product, 5)
        people = [[6, 0, [client.user["uid"] for client in self.counting.counters]]]
        vals = {"product_ids": [[6, 0, [self.product]]], "grace_minutes": 0}
        controller = self.counting.controller
        (session,) = controller.call(SESSION, "create", [{**vals, "counter_ids": people}])
        controller.call(SESSION, "action_start", [session])
        sheets = sorted(self.counting.sheets(session))
        (near,) = self.query(
            "SELECT location_id FROM perpetual_count_line WHERE sheet_id = %s", sheets[0]
        )
        found = [5, there] if near == (place,) else [there, 5]
        self.assertEqual(self.finish_together(session, sheets, found), [("review",)])
        controller.call(SESSION, "action_post", [session])
        self.assertEqual(self.on_hand(), there + 5)

    def test_two_teams_finished_at_once(self):
        """What two teams count from the start is judged once, with both counts."""
        place = self.counting.second_place(self.product, 20)
        session = self.counting.baseline(self.product, place)
        sheets = self.counting.sheets(session)
        self.assertEqual(self.finish_together(session, sheets, [15, 15]), [("review",)])
        rows = self.query(
            "SELECT quantity, is_disputed FROM perpetual_count_variance WHERE session_id = %s",
            session,
        )
        self.assertEqual(rows, [(-5, False)])
        self.counting.controller.call(SESSION, "action_cancel", [session])

    def test_one_key_in_two_sessions(self):
        """Two open sessions of the same goods at once: one has them."""
        controllers = (self.counting.controller, self.counting.approver)
        sessions = [
            client.call(SESSION, "create", [{"product_ids": [[6, 0, [self.product]]]}])[0]
            for client in controllers
        ]
        works = [
            lambda c=client, s=session: c.call(SESSION, "action_start", [s])
            for client, session in zip(controllers, sessions, strict=True)
        ]
        answers, refused = self.together(*works)
        self.assertEqual((len(answers), len(refused)), (1, 1), refused)
        self.assertRegex(refused[0], "on (other|another) open sheet")
        for session in sessions:
            self.counting.controller.call(SESSION, "action_cancel", [session])

    def test_counted_while_it_is_sold(self):
        """A count beside deliveries of the same goods: what was found is what is posted."""
        before = self.on_hand()
        session = self.counting.approved(self.product, before - 5)
        trade = Trade(self.counting.controller)
        picking = trade.prepare(False, [(self.product, 3)])
        answers, refused = self.together(
            lambda: trade.validate(picking),
            lambda: self.counting.approver.call(SESSION, "action_post", [session]),
        )
        self.assertEqual((len(answers), refused), (2, []))
        self.assertEqual(self.on_hand(), before - 5 - 3)
