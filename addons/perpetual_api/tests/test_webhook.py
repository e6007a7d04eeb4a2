import json
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from odoo import fields
from odoo.tests import tagged

from ..models.perpetual_channel_event import AGAIN
from ..wire import signing
from .common import ChannelCommon


class Shop(BaseHTTPRequestHandler):
    """A shop's end of the webhook."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.server.heard.append((headers, body, status))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()

    def log_message(self, *args):
        """Tests look at what was heard."""


@tagged("post_install", "-at_install")
class TestWebhook(ChannelCommon):
    """Changed levels are told: signed, in order, until they are taken."""

    def setUp(self):
        super().setUp()
        self.shop = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
        self.env["perpetual.channel"].search([]).webhook_url = False
        self.shop.heard, self.shop.answers = [], []
        threading.Thread(target=self.shop.serve_forever, daemon=True).start()
        self.addCleanup(self.shop.server_close)
        self.addCleanup(self.shop.shutdown)
        self.channel.categ_ids = self.average.categ_id | self.fifo.categ_id
        self.channel.webhook_url = f"http://127.0.0.1:{self.shop.server_port}/stock"

    def run_job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("perpetual_api.ir_cron_send").method_direct_trigger()
        self.env.invalidate_all()

    def heard(self):
        """What the shop was told and took, message by message: {sku: available}."""
        return [
            {row["sku"]: row["available"] for row in json.loads(body)["data"]["levels"]}
            for _headers, body, status in self.shop.heard
            if 200 <= status < 300
        ]

    def since_last(self):
        """Let the next job find the changes that were made after this."""
        self.over()
        xid = self.env["perpetual.stock.level"]._horizon() - 1
        self.channel.webhook_xid = str(xid)
        self.env.cr.execute("DELETE FROM perpetual_level_change")

    def test_everything_first_then_what_changed(self):
        self.receive(self.average, 10, 10)
        self.run_job()
        self.assertEqual(self.heard(), [{"AVG": 10, "FIFO": 0}])
        headers, body, _status = self.shop.heard[0]
        secret = self.channel.webhook_secret
        self.assertTrue(signing.verify(secret, headers, body, time.time()))
        self.assertEqual(headers["webhook-id"], json.loads(body)["id"])
        self.since_last()
        self.deliver(self.average, 3)
        self.over()
        self.run_job()
        self.assertEqual(self.heard()[1:], [{"AVG": 7}])
        self.since_last()
        self.run_job()
        self.assertEqual(len(self.heard()), 2)
        self.assertEqual(self.channel.webhook_state, "ok")

    def test_tried_again_in_order(self):
        """What is not taken is sent again, the same; what changes meanwhile comes after it."""
        self.run_job()
        self.since_last()
        self.receive(self.average, 10, 10)
        self.over()
        self.shop.answers = [500, 302]
        self.run_job()
        event = self.channel.event_ids[:1]
        self.assertEqual((event.attempts, event.status, event.state), (1, 500, "waiting"))
        self.assertEqual(self.channel.webhook_state, "failing")
        self.since_last()
        self.deliver(self.average, 4)
        self.deliver(self.average, 1)
        self.over()
        self.run_job()
        self.assertEqual(len(self.shop.heard), 2, "It is not asked before its time.")
        event.next_at = fields.Datetime.now() - timedelta(seconds=1)
        self.run_job()
        self.assertEqual((event.attempts, event.error), (2, "HTTP 302"), "No redirect is followed.")
        event.next_at = fields.Datetime.now() - timedelta(seconds=1)
        self.run_job()
        self.assertEqual(self.heard()[1:], [{"AVG": 10}, {"AVG": 5}])
        ids = [headers["webhook-id"] for headers, _body, _status in self.shop.heard]
        self.assertEqual(len(set(ids[1:4])), 1, "The same message keeps its id.")

    def test_stopped_and_resumed(self):
        """After the last try somebody is told; nothing is lost."""
        self.run_job()
        self.since_last()
        self.receive(self.average, 10, 10)
        self.over()
        self.shop.answers = [503] * (len(AGAIN) + 1)
        for _try in range(len(AGAIN) + 1):
            self.run_job()
            self.channel.event_ids[:1].next_at = fields.Datetime.now() - timedelta(seconds=1)
        self.assertEqual(self.channel.webhook_state, "stopped")
        self.assertIn("HTTP 503", self.channel.activity_ids.note)
        self.run_job()
        self.assertEqual(len(self.heard()), 1)
        self.channel.with_user(self.admin).action_resume_webhook()
        self.run_job()
        self.assertEqual(self.heard()[1:], [{"AVG": 10}])

    def test_nobody_there(self):
        self.channel.webhook_url = "http://127.0.0.1:9/"
        self.run_job()
        event = self.channel.event_ids.filtered(lambda event: event.state == "waiting")
        self.assertEqual((event.attempts, event.status), (1, 0))

    def test_woken_by_a_change(self):
        """A transaction that changes stock wakes the job, once."""
        cron = self.env.ref("perpetual_api.ir_cron_send")
        triggers = self.env["ir.cron.trigger"].search_count
        domain = [("cron_id", "=", cron.id)]
        self.env.cr.precommit.run()
        before = triggers(domain)
        self.receive(self.average, 10, 10)
        self.deliver(self.average, 1)
        self.env.cr.precommit.run()
        self.assertEqual(triggers(domain), before + 1)
        self.channel.webhook_url = False
        self.env.cr.precommit.run()
        before = triggers(domain)
        self.receive(self.average, 10, 10)
        self.env.cr.precommit.run()
        self.assertEqual(triggers(domain), before)

    def test_large(self):
        """Many changes are several messages, none of them twice."""
        for number in range(150):
            self.make_product("average", default_code=f"P{number:03}")
        self.run_job()
        told = self.heard()
        self.assertEqual([len(levels) for levels in told], [100, 52])
        self.assertEqual(len({sku for levels in told for sku in levels}), 152)
