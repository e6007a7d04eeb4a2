from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import ChannelHttp


@tagged("post_install", "-at_install")
class TestOrders(ChannelHttp):
    """Reserving, selling, cancelling, returning; each once, whatever is repeated."""

    def setUp(self):
        super().setUp()
        for product in self.products.values():
            self.receive(product, 10, 10)

    def test_sale_picked_by_the_warehouse(self):
        told = self.sell(
            "W-1", ("AVG", 4), ship_to={"name": "Ann", "city": "Kyiv", "country": "UA"}
        )
        self.assertEqual((told["state"], told["reference"]), ("sold", "W-1"))
        self.assertEqual(told["lines"][0]["shipped"], 0)
        order = self.orders(reference="W-1")
        picking = order.picking_ids
        self.assertRecordValues(
            picking,
            [
                {
                    "state": "assigned",
                    "origin": "Web Shop: W-1",
                    "create_uid": self.users["stock_user"].id,
                }
            ],
        )
        self.assertEqual((picking.partner_id.name, picking.partner_id.city), ("Ann", "Kyiv"))
        self.assertEqual((self.level()["available"], self.level()["on_hand"]), (6, 10))
        self.ship("W-1")
        told = self.told("GET", "orders/W-1")
        self.assertEqual((told["state"], told["lines"][0]["shipped"]), ("shipped", 4))
        self.assert_ledger(self.average, [("receipt", 10, 100, 10, 100), ("issue", -4, -40, 6, 60)])
        self.assertEqual(self.balance("cogs"), 40)
        # The same address is the same partner.
        self.sell("W-2", ("AVG", 1), ship_to={"name": "Ann", "city": "Kyiv", "country": "UA"})
        self.assertEqual(self.orders(reference="W-2").partner_id, order.partner_id)

    def test_sale_that_leaves_at_once(self):
        self.channel.ship = "at_once"
        told = self.sell("P-1", ("STD", 1), ("AVG", 2), ("FIFO", 3), ("FIFO", 1))
        self.assertEqual(told["state"], "shipped")
        self.assertEqual([line["shipped"] for line in told["lines"]], [1, 2, 3, 1])
        self.assertEqual(self.on_hand(self.fifo), (6, 60))
        self.assertEqual(self.balance("cogs"), 70)

    def test_in_three_steps(self):
        """The order is reserved at the first step and leaves by the last."""
        self.warehouse().delivery_steps = "pick_pack_ship"
        self.assertEqual(self.sell("S-1", ("AVG", 4))["state"], "sold")
        self.assertEqual(self.level()["available"], 6)
        self.refused("POST", "orders", {"reference": "S-2", "lines": self.lines(("AVG", 7))},
                     code="insufficient-stock")  # fmt: skip
        self.channel.ship = "at_once"
        told = self.sell("S-3", ("AVG", 6))
        self.assertEqual((told["state"], len(told["transfers"])), ("shipped", 3))
        self.assertEqual(self.on_hand(self.average), (4, 40))

    def test_repeated(self):
        """Twice the same is once; another content under the same reference is refused."""
        first = self.sell("W-1", ("AVG", 4))
        self.assertEqual(self.sell("W-1", ("AVG", 4), status=200), first)
        self.assertEqual(self.level()["available"], 6)
        body = {"reference": "W-1", "lines": self.lines(("AVG", 5))}
        self.refused("POST", "orders", body)
        self.assertEqual(len(self.orders(reference="W-1").picking_ids), 1)
        # Another channel has references of its own.
        other = self.make_channel("Other Shop")
        body["lines"] = self.lines(("AVG", 6))
        self.told("POST", "orders", body, 201, key=self.new_key(other))
        self.assertEqual(self.level()["available"], 0)

    def test_not_enough(self):
        """All lines or none, and each that is short is named with what there is."""
        body = {"reference": "W-1", "lines": self.lines(("AVG", 4), ("FIFO", 11), ("AVG", 7))}
        problem = self.refused("POST", "orders", body, code="insufficient-stock")
        told = [(e["pointer"], e["sku"], e["asked"], e["available"]) for e in problem["errors"]]
        self.assertEqual(
            told,
            [("/lines/0", "AVG", 4, 10), ("/lines/1", "FIFO", 11, 10), ("/lines/2", "AVG", 7, 10)],
        )
        self.assertFalse(self.orders(reference="W-1"))
        self.assertFalse(self.env["stock.picking"].search([("origin", "like", "W-1")]))
        self.assertEqual(self.level()["available"], 10)
        self.sell("W-1", ("AVG", 10))
        self.channel.buffer = 2
        body = {"reference": "W-2", "lines": self.lines(("FIFO", 9))}
        problem = self.refused("POST", "orders", body, code="insufficient-stock")
        self.assertEqual(problem["errors"][0]["available"], 8)

    def test_reserved_then_sold(self):
        told = self.hold("B-1", ("AVG", 7), minutes=5)
        self.assertEqual(
            (told["state"], told["reservation"], told["reference"]), ("held", "B-1", None)
        )
        # Nobody else gets them, in no channel and not in Odoo.
        other = self.new_key(self.make_channel("Other Shop"))
        body = {"reference": "O-1", "lines": self.lines(("AVG", 4))}
        self.refused("POST", "orders", body, code="insufficient-stock", key=other)
        self.assertEqual(self.average.with_company(self.company).free_qty, 3)
        transfers = told["transfers"]
        told = self.told("POST", "orders", {"reference": "W-1", "reservation": "B-1"}, 201)
        self.assertEqual((told["state"], told["transfers"]), ("sold", transfers))
        self.refused("DELETE", "reservations/B-1")
        self.refused("POST", "orders", {"reference": "W-2", "reservation": "B-1"})
        self.assertEqual(self.level()["available"], 3)

    def test_basket_that_changed(self):
        """The order sells what it says; what it held besides is free again."""
        self.hold("B-1", ("AVG", 9))
        told = self.sell("W-1", ("AVG", 4), ("FIFO", 1), reservation="B-1")
        self.assertEqual([line["quantity"] for line in told["lines"]], [4, 1])
        self.assertEqual((self.level()["available"], self.level("FIFO")["available"]), (6, 9))

    def test_released_and_expired(self):
        self.hold("B-1", ("AVG", 10))
        self.assertEqual(self.told("DELETE", "reservations/B-1")["state"], "released")
        self.assertEqual(self.told("DELETE", "reservations/B-1")["state"], "released")
        self.assertEqual(self.level()["available"], 10)
        self.hold("B-2", ("AVG", 10), minutes=5)
        order = self.orders(hold_reference="B-2")
        order.hold_until = fields.Datetime.now() - timedelta(seconds=1)
        self.assertEqual(self.told("GET", "reservations/B-2")["state"], "expired")
        # Whoever asks next gets them, though no job has run yet.
        self.sell("W-1", ("AVG", 6))
        self.assertEqual(order.state, "expired")
        # The slow basket is served from what is left, or told.
        body = {"reference": "W-2", "reservation": "B-2"}
        self.refused("POST", "orders", body, code="insufficient-stock")
        self.told("POST", "orders/W-1/cancel")
        self.assertEqual(self.told("POST", "orders", body, 201)["state"], "sold")

    def test_expired_by_the_job(self):
        self.hold("B-1", ("AVG", 10), minutes=5)
        later = fields.Datetime.now() + timedelta(minutes=6)
        with freeze_time(later):
            self.env.ref("perpetual_api.ir_cron_expire").method_direct_trigger()
        self.assertEqual(self.orders(hold_reference="B-1").state, "expired")
        self.assertEqual(self.level()["available"], 10)

    def test_cancelled(self):
        self.sell("W-1", ("AVG", 4))
        self.assertEqual(self.told("POST", "orders/W-1/cancel")["state"], "cancelled")
        self.assertEqual(self.told("POST", "orders/W-1/cancel", {})["state"], "cancelled")
        self.assertEqual(self.level()["available"], 10)
        # Sent again late, the sale does not come back to life.
        self.assertEqual(self.sell("W-1", ("AVG", 4), status=200)["state"], "cancelled")
        self.assertEqual(self.level()["available"], 10)
        self.sell("W-2", ("AVG", 4))
        self.ship("W-2")
        self.refused("POST", "orders/W-2/cancel")

    def test_out_of_order(self):
        """Cancelled before it is sold, returned before it is sold: nothing moves."""
        self.assertEqual(self.told("POST", "orders/W-1/cancel")["state"], "cancelled")
        self.refused("POST", "orders", {"reference": "W-1", "lines": self.lines(("AVG", 1))})
        body = {"reference": "R-1", "lines": self.lines(("AVG", 1))}
        self.refused("POST", "orders/W-2/returns", body, status=404, code="not-found")
        self.sell("W-2", ("AVG", 1))
        self.refused("POST", "orders/W-2/returns", body)
        self.assertEqual(self.level()["on_hand"], 10)

    def test_returned(self):
        self.sell("W-1", ("AVG", 4), ("FIFO", 2))
        self.ship("W-1")
        self.receive(self.average, 10, 30)
        body = {"reference": "R-1", "lines": self.lines(("AVG", 3)), "received": True}
        told = self.told("POST", "orders/W-1/returns", body, 201)
        self.assertEqual(told["lines"][0]["returned"], 3)
        self.assertEqual(told["returns"][0]["state"], "received")
        self.assertEqual(self.told("POST", "orders/W-1/returns", body), told)
        # They come back at the value at which they left.
        self.assertEqual(self.last_entry(self.average).kind, "customer_return")
        self.assertEqual(self.last_entry(self.average).value, 30)
        self.refused("POST", "orders/W-1/returns", {**body, "reference": "R-2"})
        self.refused("POST", "orders/W-1/returns", {**body, "lines": self.lines(("AVG", 1))})
        expected = {"reference": "R-3", "lines": self.lines(("AVG", 1), ("FIFO", 2))}
        told = self.told("POST", "orders/W-1/returns", expected, 201)
        self.assertEqual([line["returned"] for line in told["lines"]], [3, 0])
        self.assertEqual(told["returns"][1]["state"], "expected")
        self.refused("POST", "orders/W-1/returns", {**expected, "reference": "R-4"})

    def test_returned_after_it_was_archived(self):
        """By the code it was sold by; what the order does not have is refused."""
        self.channel.ship = "at_once"
        self.sell("W-1", ("40000AVG", 2))
        self.average.write({"default_code": "OLD", "active": False})
        body = {"reference": "R-1", "lines": self.lines(("FIFO", 1))}
        self.refused("POST", "orders/W-1/returns", body, code="unknown")
        body["lines"] = self.lines(("40000AVG", 1), ("OLD", 1))
        told = self.told("POST", "orders/W-1/returns", body, 201)
        self.assertEqual(told["lines"][0]["returned"], 2)

    def test_serial_numbers(self):
        """A tracked product leaves with what was reserved for it."""
        product = self.make_product("average", tracking="serial", default_code="SER")
        for name in ("S1", "S2"):
            self.receive(product, 1, 10, lot=self.make_lot(product, name))
        self.channel.ship = "at_once"
        self.assertEqual(self.sell("W-1", ("SER", 2))["state"], "shipped")
        self.assertEqual(self.on_hand(product), (0, 0))

    def test_order_stays(self):
        self.sell("W-1", ("AVG", 1))
        order = self.orders(reference="W-1")
        with self.assertRaisesRegex(Exception, "W-1"):
            order.unlink()
