import time
import uuid

from odoo.addons.perpetual_stock.tests.common import PerpetualCommon


class BarcodeCommon(PerpetualCommon):
    """A phone in the hands of a warehouse worker: verbs are what the app calls."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.average.barcode = "4006381333931"
        cls.fifo.barcode = "96385074"
        cls.worker = cls.users["stock_user"]
        cls.device = "phone-1"

    def call(self, action, data=None, session=None, flow=None, user=None, key=None):
        """One call of the app, answered."""
        door = self.env["perpetual.barcode"].with_user(user or self.worker)
        call = {
            "uuid": key or str(uuid.uuid4()),
            "flow": flow,
            "session": session,
            "action": action,
            "data": data or {},
            "at": int(time.time() * 1000),
        }
        (answer,) = door.process([call], self.device)
        self.view = answer["view"]
        return answer

    def start(self, flow, picking=None):
        answer = self.call("start", {"picking": picking and picking.id}, flow=flow)
        self.session = answer["session"]
        return answer

    def do(self, action, **data):
        """An answer that needs a reason gets the first one, unless the test gives another."""
        if action == "answer" and data.get("choice") in self.view.get("reason_for", ()):
            data.setdefault("reason", self.view["reasons"][0]["id"])
        return self.call(action, data, session=self.session)

    def scan(self, barcode, **data):
        return self.do("scan", barcode=barcode, **data)

    def incoming(self, *goods, price=5.0):
        """A receipt that waits: ``(product, quantity)``."""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse().in_type_id.id,
                "partner_id": self.vendor.id,
                "location_id": self.suppliers.id,
                "location_dest_id": self.stock().id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "location_id": self.suppliers.id,
                            "location_dest_id": self.stock().id,
                        },
                    )
                    for product, quantity in goods
                ],
            }
        )
        picking.action_confirm()
        return picking

    def outgoing(self, *goods):
        """A delivery that is reserved: ``(product, quantity)``."""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse().out_type_id.id,
                "partner_id": self.customer.id,
                "location_id": self.stock().id,
                "location_dest_id": self.customers.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "location_id": self.stock().id,
                            "location_dest_id": self.customers.id,
                        },
                    )
                    for product, quantity in goods
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def done(self, answer):
        """Product → what is scanned of it, from the app's view."""
        return {line["product"]: line["done"] for line in answer["view"]["lines"]}

    def assert_good(self, answer):
        self.assertEqual(answer["message"]["level"], "good", answer["message"])

    def assert_error(self, answer, words):
        self.assertEqual(answer["message"]["level"], "error", answer["message"])
        self.assertIn(words, answer["message"]["text"])
