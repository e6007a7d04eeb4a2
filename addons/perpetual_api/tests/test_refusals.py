from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..controllers import channel as controller
from .common import ChannelHttp


@tagged("post_install", "-at_install")
class TestRefusals(ChannelHttp):
    """Bad keys, bad content, too much of it: a clear problem, and nothing is done."""

    def setUp(self):
        super().setUp()
        self.receive(self.average, 10, 10)
        self.own = self.channel.key_ids

    def test_keys(self):
        bad = {"status": 401, "code": "unauthorised"}
        self.refused("GET", "levels", key="nonsense", **bad)
        self.refused(
            "GET", "levels", key=self.key[:-1] + ("A" if self.key[-1] != "A" else "B"), **bad
        )
        self.refused("GET", "levels", Authorization="Basic abc", **bad)
        self.own.expires_on = fields.Date.today() - timedelta(days=1)
        self.refused("GET", "levels", **bad)
        self.own.expires_on = False
        self.told("GET", "levels")
        self.own.with_user(self.admin).action_revoke()
        self.refused("GET", "levels", **bad)

    def test_channel_or_user_gone(self):
        bad = {"status": 401, "code": "unauthorised"}
        self.channel.active = False
        self.refused("GET", "levels", **bad)
        self.channel.active = True
        self.users["stock_user"].active = False
        self.refused("GET", "levels", **bad)

    def test_scopes(self):
        self.own.write({"can_sell": False, "can_return": False, "can_reserve": False})
        self.told("GET", "levels")
        no = {"status": 403, "code": "not-allowed"}
        body = {"reference": "1", "lines": self.lines(("AVG", 1))}
        self.refused("POST", "orders", body, **no)
        self.refused("POST", "orders/1/cancel", **no)
        self.refused("POST", "orders/1/returns", body, **no)
        self.refused("POST", "reservations", body, **no)
        self.own.write({"can_sell": True, "can_read": False})
        self.refused("GET", "levels", **no)
        self.told("POST", "orders", body, 201)

    def test_rate(self):
        with patch.object(controller, "BUCKETS", controller.Buckets()):
            self.channel.rate = 3
            codes = [self.call("GET", "levels?sku=AVG").status_code for _call in range(4)]
            self.assertEqual(codes, [200, 200, 200, 429])
            response = self.call("GET", "levels")
            self.assertGreater(int(response.headers["Retry-After"]), 0)
            with patch.object(controller, "STRANGERS", 2):
                codes = [self.call("GET", "levels", key="x").status_code for _call in range(3)]
            self.assertEqual(codes, [401, 401, 429])

    def test_addresses_and_methods(self):
        self.refused("GET", "nothing", status=404, code="not-found")
        self.refused("GET", "", status=404, code="not-found")
        response = self.call("DELETE", "levels")
        self.assertEqual((response.status_code, response.headers["Allow"]), (405, "GET"))
        response = self.call("PUT", "reservations/1")
        self.assertEqual(response.headers["Allow"], "DELETE, GET")

    def test_content(self):
        def refused(body, code="invalid", status=422):
            problem = self.refused("POST", "orders", body, status=status, code=code)
            return [error["pointer"] for error in problem.get("errors", [])]

        for quantity in (-1, 0, 1e12, "x"):
            self.assertEqual(
                refused({"reference": "1", "lines": self.lines(("AVG", quantity))}),
                ["/lines/0/quantity"],
            )
        lines = self.lines(("AVG", 1), ("NOPE", 1))
        body = {"reference": "1", "lines": lines}
        self.assertEqual(refused(body, "unknown", 409), ["/lines/1/sku"])
        body["lines"] = self.lines(("AVG", 1.0001))
        self.assertEqual(refused(body, "conflict", 409), ["/lines/0/quantity"])
        good = {"reference": "1", "lines": self.lines(("AVG", 1))}
        refused({**good, "warehouse": "NOPE"}, "unknown", 409)
        refused({**good, "ship_to": {"name": "x", "country": "QQ"}}, "unknown", 409)
        refused({**good, "reservation": "NOPE"}, "not-found", 404)
        for data, status, code in (
            ("{", 400, "malformed"),
            ("[" * 100000, 400, "malformed"),
            ('{"reference": NaN}', 400, "malformed"),
            ("[]", 422, "invalid"),
            (b"\xff", 400, "malformed"),
            ("x" * (300 * 1024), 413, "too-large"),
        ):
            self.refused("POST", "orders", data=data, status=status, code=code)
        self.refused("POST", "orders", data="a=1", status=415, code="unsupported-media-type",
                     **{"Content-Type": "application/x-www-form-urlencoded"})  # fmt: skip
        self.refused("GET", "levels?limit=0", status=422, code="invalid")
        self.refused("GET", "levels?x=1", status=422, code="invalid")
        self.refused("POST", "orders/%00/cancel", status=422, code="invalid")
        self.assertFalse(self.orders())
        self.assertEqual(self.level()["available"], 10)

    def test_other_company(self):
        """Goods, orders and places of another company are not there."""
        company = self.make_second_company()
        self.receive(self.average, 7, 10, company=company)
        other = self.make_channel("Second Shop", company)
        key = self.new_key(other)
        (level,) = self.told("GET", "levels?sku=AVG", key=key)["levels"]
        self.assertEqual(level["on_hand"], 7)
        self.sell("W-1", ("AVG", 1))
        for path in ("orders/W-1",):
            self.refused("GET", path, status=404, code="not-found", key=key)
        body = {"reference": "W-1", "lines": self.lines(("AVG", 2))}
        self.told("POST", "orders", body, 201, key=key)
        order = self.orders(reference="W-1", company_id=company.id)
        self.assertEqual(order.picking_ids.company_id, company)

    def test_what_odoo_refuses(self):
        """A delivery that cannot be posted: the reason, and nothing is sold."""
        self.channel.ship = "at_once"
        self.company.account_stock_valuation_id.account_stock_variation_id = False
        category = self.average.categ_id
        category.property_account_expense_categ_id = False
        self.company.expense_account_id = False
        problem = self.refused(
            "POST", "orders", {"reference": "1", "lines": self.lines(("AVG", 1))}
        )
        self.assertIn("account", problem["detail"].lower())
        self.assertFalse(self.orders())
        self.assertEqual(self.on_hand(self.average), (10, 100))
