from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ChannelCommon


@tagged("post_install", "-at_install")
class TestAccess(ChannelCommon):
    """Who may see and set up what."""

    def test_stock_user(self):
        env = self.as_role("stock_user")
        channel = self.channel.with_env(env)
        self.assertEqual(channel.name, "Web Shop")
        with self.assertRaises(AccessError):
            channel.name = "Mine"
        with self.assertRaises(AccessError):
            _secret = channel.webhook_secret
        with self.assertRaises(AccessError):
            channel.action_new_key()
        with self.assertRaises(AccessError):
            env["perpetual.channel.key"].search([])
        with self.assertRaises(AccessError):
            env["perpetual.channel.order"].create({"channel_id": channel.id, "state": "sold"})

    def test_admin(self):
        env = self.as_role("stock_manager")
        channel = self.channel.with_env(env)
        key = channel.key_ids[:1]
        self.assertTrue(key.prefix)
        # Nobody reads what a key is proved by.
        with self.assertRaises(AccessError):
            _digest = key.digest
        with self.assertRaises(ValidationError):
            env["perpetual.channel.key"].create(
                {"channel_id": channel.id, "name": "x", "prefix": "12345678"}
            )
        self.assertTrue(channel.webhook_secret.startswith("whsec_"))
        before = channel.webhook_secret
        channel.action_new_webhook_secret()
        self.assertNotEqual(channel.webhook_secret, before)

    def test_auditor(self):
        env = self.as_role("auditor")
        self.assertTrue(self.channel.with_env(env).name)
        with self.assertRaises(AccessError):
            self.channel.with_env(env).active = False

    def test_employee(self):
        with self.assertRaises(AccessError):
            self.as_role("employee")["perpetual.channel"].search([])

    def test_companies(self):
        company = self.make_second_company()
        other = self.make_channel("Second Shop", company)
        seen = self.as_role("stock_manager")["perpetual.channel"].search([])
        self.assertNotIn(other.id, seen.ids)

    def test_wrong_set_up(self):
        company = self.make_second_company()
        for vals, words in (
            ({"user_id": self.users["employee"].id}, "Inventory right"),
            ({"warehouse_ids": self.warehouse(company).ids}, "warehouses of"),
            ({"webhook_url": "ftp://x"}, "no address"),
            ({"webhook_url": "https://a:b@x"}, "no address"),
        ):
            with self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
                self.channel.write(vals)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.channel.buffer = -1
            self.channel.flush_recordset()
