import json

from odoo.tests import HttpCase

from odoo.addons.perpetual_stock.tests.common import PerpetualCommon

from ..wire import openapi

ROUTE = "/perpetual_api/v1/"


class ChannelCommon(PerpetualCommon):
    """A web shop with a key; ten of each product are on hand at 10."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.users["stock_manager"]
        for product, sku in zip(cls.products.values(), ("STD", "AVG", "FIFO"), strict=True):
            product.write({"default_code": sku, "barcode": f"40000{sku}"})
        cls.channel = cls.make_channel("Web Shop")
        cls.key = cls.new_key(cls.channel)

    @classmethod
    def make_channel(cls, name, company=None, **vals):
        company = company or cls.company
        warehouse = cls.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        return cls.env["perpetual.channel"].create(
            {
                "name": name,
                "company_id": company.id,
                "warehouse_ids": warehouse.ids,
                "user_id": cls.users["stock_user"].id,
                "partner_id": cls.customer.id,
                **vals,
            }
        )

    @classmethod
    def new_key(cls, channel):
        """The text of a new key, as it is shown to who makes it."""
        action = channel.with_user(cls.admin).with_company(channel.company_id).action_new_key()
        return action["context"]["default_secret"]

    def orders(self, **domain):
        domain = {"company_id": self.company.id, **domain}
        domain = [(name, "=", value) for name, value in domain.items()]
        return self.env["perpetual.channel.order"].search(domain)

    def over(self):
        """As if what was changed so far had been done by a transaction that is over."""
        self.env.flush_all()
        xid = self.env["perpetual.stock.level"]._horizon() - 1
        self.env.cr.execute("SELECT DISTINCT product_id FROM perpetual_level_change")
        ids = [row[0] for row in self.env.cr.fetchall()]
        self.env.cr.execute("DELETE FROM perpetual_level_change")
        self.env.cr.execute(
            "INSERT INTO perpetual_level_change (xid, product_id) SELECT %s, unnest(%s::int[])",
            [xid, ids],
        )


class ChannelHttp(ChannelCommon, HttpCase):
    """Calls as a channel makes them."""

    def setUp(self):
        super().setUp()
        self.schemas = openapi.document()["components"]["schemas"]

    def call(self, method, path, body=None, key=None, data=None, **headers):
        """One call: the response."""
        self.env.flush_all()
        headers = {"Authorization": f"Bearer {key or self.key}", **headers}
        if body is not None or data is not None:
            headers.setdefault("Content-Type", "application/json")
            data = json.dumps(body) if data is None else data
        url = f"{self.base_url()}{ROUTE}{path}"
        response = self.opener.request(
            method, url, data=data, headers=headers, timeout=60, allow_redirects=False
        )
        self.env.invalidate_all()
        return response

    def told(self, method, path, body=None, status=200, **how):
        """What the server answers to a call that is done."""
        response = self.call(method, path, body, **how)
        self.assertEqual(response.status_code, status, response.text)
        return response.json()

    def refused(self, method, path, body=None, status=409, code="conflict", **how):
        """The problem that a call is refused with."""
        response = self.call(method, path, body, **how)
        self.assertEqual(response.status_code, status, response.text)
        self.assertEqual(response.headers["Content-Type"], "application/problem+json")
        problem = response.json()
        self.assertEqual(problem["type"], f"urn:perpetual:problem:{code}")
        self.assertTrue(problem["detail"])
        self.assertNotIn("Traceback", response.text)
        return problem

    def sell(self, reference, *goods, status=201, **more):
        body = {"reference": reference, "lines": self.lines(*goods), **more}
        return self.told("POST", "orders", body, status)

    def hold(self, reference, *goods, status=201, **more):
        body = {"reference": reference, "lines": self.lines(*goods), **more}
        return self.told("POST", "reservations", body, status)

    def lines(self, *goods):
        return [{"sku": sku, "quantity": quantity} for sku, quantity in goods]

    def level(self, sku="AVG"):
        """What the channel sees of one article."""
        (level,) = self.told("GET", f"levels?sku={sku}")["levels"]
        return level

    def ship(self, reference):
        """The warehouse ships an order."""
        pickings = self.orders(reference=reference).picking_ids.with_env(self.as_role("stock_user"))
        pickings.move_ids.picked = True
        pickings.button_validate()
