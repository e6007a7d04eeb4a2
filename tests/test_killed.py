"""A process is killed in the middle of a flow: all of it is in the books, or nothing."""

import os
import signal
import threading
import time
from contextlib import contextmanager

import requests

import odoo
from odoo.tests import BaseCase, tagged

from .served.counting import Counting
from .served.floor import Floor
from .served.server import Server, ServerError

#: A statement on one of these tables stops the process there; it is killed then.
#: The last instant is inside COMMIT itself: whoever dies there has done all of it.
TABLES = (
    "stock_move",
    "stock_quant",
    "account_move",
    "account_move_line",
    "perpetual_cost_pool",
    "perpetual_cost_layer",
    "perpetual_ledger_entry",
    "product_product",
    "stock_picking",
    "perpetual_grni_match",
    "perpetual_go_live",
    "product_category",
    "pos_order",
    "pos_session",
    "mrp_production",
    "stock_landed_cost",
    "perpetual_count_variance",
)
COMMIT = "commit"
PATIENCE = 60  # seconds until a process must have come to the instant

PAUSES = """
    CREATE FUNCTION pause_here() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_advisory_xact_lock_shared(TG_ARGV[0]::int); RETURN NULL; END $$;
"""
PAUSE_AT = """
    CREATE TRIGGER pause_here AFTER INSERT OR UPDATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION pause_here('{key}');
"""
PAUSE_AT_COMMIT = """
    CREATE CONSTRAINT TRIGGER pause_at_commit AFTER INSERT ON {table}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pause_here('{key}');
"""
WAITING = """
    SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'
       AND wait_event = 'advisory'
"""
#: All that a flow may leave: what is half done shows in one of these.
STATE = """
    SELECT (SELECT COUNT(*) FROM perpetual_ledger_entry),
           (SELECT COUNT(*) FROM account_move WHERE state = 'posted'),
           (SELECT COUNT(*) FROM account_move_line WHERE parent_state = 'posted'),
           (SELECT COUNT(*) FROM stock_move WHERE state = 'done'),
           (SELECT SUM(quantity) FROM stock_quant),
           (SELECT SUM(value) FROM perpetual_cost_pool),
           (SELECT SUM(last_sequence) FROM perpetual_cost_pool),
           (SELECT COUNT(*) FROM perpetual_grni_match),
           (SELECT COUNT(*) FROM pos_order),
           (SELECT COUNT(*) FROM pos_session WHERE state = 'closed'),
           (SELECT COUNT(*) FROM perpetual_pos_queue),
           (SELECT COUNT(*) FROM mrp_production WHERE state = 'done'),
           (SELECT COUNT(*) FROM stock_landed_cost WHERE state = 'done'),
           (SELECT COUNT(*) FROM perpetual_count_variance WHERE state = 'posted')
"""


@tagged("post_install", "-at_install")
class TestKilled(BaseCase):
    """SIGKILL for the process that works on a flow, at several instants of each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = Server(f"{odoo.tools.config['db_name'][0]}-kill", workers=1)
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()
        cls.connection = cls.server.connect()
        cls.addClassCleanup(cls.connection.close)
        cls.execute(PAUSES)
        for key, table in enumerate(TABLES):
            cls.execute(PAUSE_AT.format(table=table, key=key))
        for table in ("perpetual_ledger_entry", "account_move"):
            cls.execute(PAUSE_AT_COMMIT.format(table=table, key=len(TABLES)))
        cls.trade = Floor(cls.server.client("clerk1"))
        cls.goods = cls.trade.products("Goods standard", "Goods average", "Goods fifo")

    @classmethod
    def execute(cls, sql):
        with cls.connection.cursor() as cr:
            cr.execute(sql)
            return cr.fetchall() if cr.description else None

    @classmethod
    def tearDownClass(cls):
        """Whatever was killed: everything agrees. Asked once, by a process of its own."""
        wrong = cls.server.verify()
        super().tearDownClass()
        if wrong:
            raise AssertionError("\n".join(wrong))

    # Flows: each is prepared, killed at every instant, and done in the end

    def test_receipt(self):
        goods = [(product, 5) for product in self.goods]

        def prepare():
            picking = self.trade.prepare(True, goods, 12)
            return lambda: self.trade.validate(picking)

        instants = ("stock_quant", "perpetual_cost_pool", "account_move", "product_product")
        self.kill_at(instants, prepare)

    def test_delivery(self):
        goods = [(product, 2) for product in self.goods]

        def prepare():
            picking = self.trade.prepare(False, goods)
            return lambda: self.trade.validate(picking)

        instants = ("stock_move", "account_move_line", "perpetual_ledger_entry")
        self.kill_at((*instants, "perpetual_cost_layer"), prepare)

    def test_count(self):
        def prepare():
            quant = self.trade.count(self.goods[1], 3)
            return lambda: self.trade.apply(quant)

        self.kill_at(("stock_quant", "perpetual_ledger_entry"), prepare)

    def test_count_session(self):
        """Between the approval of a variance and the books."""
        clerks = [self.server.client(f"clerk{number}") for number in range(1, 5)]
        counting = Counting(clerks[:2], clerks[2], clerks[3])

        def prepare():
            quant = self.trade.quant(self.goods[1])
            (row,) = clerks[2].read("stock.quant", [quant], "quantity")
            # Beyond any tolerance.
            session = counting.approved(self.goods[1], row["quantity"] * 0.8)
            return lambda: clerks[2].call("perpetual.count.session", "action_post", [session])

        instants = ("stock_quant", "perpetual_ledger_entry", "perpetual_count_variance")
        self.kill_at(instants, prepare)

    def test_bill(self):
        """Received at 10, billed at 11: GRNI is matched and the difference goes to stock."""
        self.kill_at(
            ("account_move", "perpetual_grni_match", "perpetual_ledger_entry"), self.prepare_bill
        )

    def test_go_live(self):
        numbers = iter(range(1, 6))

        def prepare():
            run = self.prepare_run(next(numbers))
            return lambda: self.trade.client.call("perpetual.go.live", "action_switch", [run])

        self.kill_at(("perpetual_ledger_entry", "product_category"), prepare)

    def test_pos_order(self):
        """The register does not know whether it was heard: it sends the order again."""

        def prepare():
            ticket = self.trade.ticket(self.trade.open_till(), [(self.goods[2], 1)])
            return lambda: self.trade.ring_up(ticket)

        again = self.kill_at(("pos_order", "perpetual_ledger_entry", "account_move"), prepare)
        before = self.execute(STATE)
        again()
        self.assertEqual(self.execute(STATE), before)

    def test_closing_of_a_session(self):
        def prepare():
            session = self.trade.open_till()
            self.trade.ring_up(self.trade.ticket(session, [(self.goods[1], 2)]))
            return lambda: self.trade.close_till(session)

        self.kill_at(("account_move", "pos_session"), prepare)

    def test_production(self):
        """Components, work in progress and goods: the last table is the order's own state."""

        def prepare():
            order = self.trade.plan(self.goods[0], 2)
            return lambda: self.trade.make(order)

        self.kill_at(("perpetual_ledger_entry", "account_move", "mrp_production"), prepare)

    def test_landed_cost(self):
        goods = [(product, 3) for product in self.goods]

        def prepare():
            picking = self.trade.prepare(True, goods, 12)
            self.trade.validate(picking)
            cost = self.trade.draft_freight(picking, 9)
            return lambda: self.trade.land(cost)

        self.kill_at(("stock_landed_cost", "perpetual_ledger_entry", "account_move"), prepare)

    def prepare_bill(self):
        client, trade = self.trade.client, self.trade
        line = {"product_id": self.goods[1], "product_qty": 4, "price_unit": 10, "tax_ids": []}
        vals = {"partner_id": trade.vendor, "order_line": [[0, 0, line]]}
        (order,) = client.call("purchase.order", "create", [vals])
        client.call("purchase.order", "button_confirm", [order])
        (row,) = client.read("purchase.order", [order], "picking_ids")
        trade.validate(row["picking_ids"][0])
        client.call("purchase.order", "action_create_invoice", [order])
        (row,) = client.read("purchase.order", [order], "invoice_ids")
        (bill,) = row["invoice_ids"]
        client.call("account.move", "write", [bill], {"invoice_date": "2026-01-15"})
        (row,) = client.read("account.move", [bill], "invoice_line_ids")
        lines = [[1, line, {"price_unit": 11}] for line in row["invoice_line_ids"]]
        client.call("account.move", "write", [bill], {"invoice_line_ids": lines})
        return lambda: client.call("account.move", "action_post", [bill])

    def prepare_run(self, number):
        client = self.trade.client
        category = client.search("product.category", [("name", "=", f"Old {number}")])
        gap = client.search("account.account", [("account_type", "=", "expense")], limit=1)
        vals = {"scope": "categories", "category_ids": [[6, 0, category]], "gap_account_id": gap[0]}
        (run,) = client.call("perpetual.go.live", "create", [vals])
        client.call("perpetual.go.live", "action_check", [run])
        return run

    # Killing

    def kill_at(self, instants, prepare):
        """Nothing is done by who dies before the end; the same document is done afterwards.

        :returns: the last job, which was done by who died then
        """
        for instant in instants:
            with self.subTest(instant):
                job = prepare()
                before = self.execute(STATE)
                self.kill(job, TABLES.index(instant))
                self.assertEqual(self.execute(STATE), before)
                job()
                self.assertNotEqual(self.execute(STATE), before)
        with self.subTest(COMMIT):
            job = prepare()
            before = self.execute(STATE)
            self.kill(job, len(TABLES))
            self.assertNotEqual(self.execute(STATE), before)
        return job

    def kill(self, job, key):
        """Kill the process that does the job when it comes to the instant."""
        with self.paused_at(key):
            broken = []
            person = threading.Thread(target=self.suffer, args=(job, broken))
            person.start()
            session = self.who_waits(person)
            (process,) = self.server.worker_pids()
            os.kill(process, signal.SIGKILL)
            person.join()
        self.assertTrue(broken, "The job went on without its process.")
        self.wait_until(lambda: not self.is_alive(session), "PostgreSQL to clear up")

    @staticmethod
    def suffer(job, broken):
        try:
            job()
        except (requests.RequestException, ServerError) as error:
            broken.append(error)

    @contextmanager
    def paused_at(self, key):
        self.execute(f"SELECT pg_advisory_lock({key})")
        try:
            yield
        finally:
            self.execute(f"SELECT pg_advisory_unlock({key})")

    def who_waits(self, person):
        """Return PostgreSQL's session that waits at the instant."""
        found = []

        def look():
            found[:] = self.execute(WAITING)
            self.assertTrue(found or person.is_alive(), "The job never came to this instant.")
            return found

        self.wait_until(look, "the job to come to the instant")
        ((session,),) = found
        return session

    def is_alive(self, session):
        return self.execute(f"SELECT 1 FROM pg_stat_activity WHERE pid = {session}")

    def wait_until(self, condition, what):
        end = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), end, f"Waited in vain for {what}.")
            time.sleep(0.02)
