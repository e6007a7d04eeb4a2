from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import ChannelHttp


@tagged("post_install", "-at_install")
class TestLevels(ChannelHttp):
    """What a channel sees, and what it is told to read again."""

    def test_level(self):
        self.receive(self.average, 10, 10)
        self.assertEqual(
            self.level(),
            {
                "product_id": self.average.id,
                "sku": "AVG",
                "barcode": "40000AVG",
                "name": "Product average",
                "unit": "Units",
                "warehouse": self.warehouse().code,
                "on_hand": 10,
                "reserved": 0,
                "available": 10,
                "forecast": 10,
                "next_receipt": None,
            },
        )
        self.channel.buffer = 4
        self.assertEqual(self.level("40000AVG")["available"], 6)
        self.channel.buffer = 40
        self.assertEqual(self.level()["available"], 0)

    def test_as_core_says(self):
        """On hand, free and forecast are core's own, through steps, transit and other places."""
        warehouse = self.warehouse()
        warehouse.write({"reception_steps": "three_steps", "delivery_steps": "pick_pack_ship"})
        shelf = self.make_location()
        self.receive(self.average, 10, 10)
        self.receive(self.fifo, 8, 10, dest=shelf)
        self.receive(self.standard, 5, 10, dest=warehouse.wh_input_stock_loc_id)
        self.sell("1", ("AVG", 3), ("FIFO", 2))
        soon, later = (fields.Datetime.now() + timedelta(days=days) for days in (2, 5))
        for date, units in ((later, 20), (soon, 7)):
            picking = self.prepare(
                [(self.average, units)], self.suppliers, self.stock(), warehouse.in_type_id, cost=5
            )
            picking.move_ids.picked = False
            picking.scheduled_date = date
        for product in self.products.values():
            seen = self.level(product.default_code)
            core = product.with_company(self.company).with_context(warehouse_id=warehouse.id)
            self.assertEqual(
                (seen["on_hand"], seen["on_hand"] - seen["reserved"], seen["forecast"]),
                (core.qty_available, core.free_qty, core.virtual_available),
                product.name,
            )
        receipt = self.level()["next_receipt"]
        self.assertEqual(
            receipt, {"at": f"{soon.replace(microsecond=0).isoformat()}Z", "quantity": 7}
        )

    def test_pages(self):
        everything = self.told("GET", "levels?limit=1000")["levels"]
        seen, path = [], "levels?limit=2"
        while path:
            page = self.told("GET", path)
            self.assertLessEqual(len(page["levels"]), 2)
            seen += page["levels"]
            path = page["next"] and f"levels?limit=2&page={page['next']}"
        self.assertEqual(seen, everything)
        ours = [row["sku"] for row in seen if row["sku"] in ("STD", "AVG", "FIFO")]
        self.assertEqual(ours, ["STD", "AVG", "FIFO"])

    def test_since(self):
        """Only what may have changed, and nothing twice once its transaction is over."""
        cursor = self.told("GET", "levels?limit=1000")["cursor"]
        # One test is one transaction: it is under way at every reading, so told again each time.
        self.receive(self.average, 10, 10)
        changed = self.told("GET", f"levels?since={cursor}")
        self.assertIn("AVG", [row["sku"] for row in changed["levels"]])
        again = self.told("GET", f"levels?since={changed['cursor']}")
        self.assertIn("AVG", [row["sku"] for row in again["levels"]])
        self.over()
        over = self.told("GET", f"levels?since={changed['cursor']}")
        self.assertEqual(over["levels"], [])

    def test_every_path_leaves_a_change(self):
        """Also what goes past the ORM: triggers of the database see it."""
        self.receive(self.average, 10, 10)
        cursor = self.told("GET", "levels?limit=1000")["cursor"]
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM perpetual_level_change")
        self.env.cr.execute(
            "UPDATE stock_quant SET reserved_quantity = 1 WHERE product_id = %s", [self.average.id]
        )
        rows = self.told("GET", f"levels?since={cursor}")["levels"]
        self.assertEqual([row["sku"] for row in rows], ["AVG"])
        self.env.cr.execute(
            "UPDATE stock_quant SET reserved_quantity = 0 WHERE product_id = %s", [self.average.id]
        )

    def test_cursor_too_old(self):
        cursor = self.told("GET", "levels?limit=1")["cursor"]
        self.receive(self.average, 10, 10)
        self.env["perpetual.stock.level"]._gc_changes(days=0)
        self.refused("GET", f"levels?since={cursor}", code="cursor-expired")
        self.refused("GET", "levels?since=nonsense", code="cursor-expired")
        self.refused("GET", f"levels?page={cursor}", code="cursor-expired")

    def test_etag(self):
        self.receive(self.average, 10, 10)
        path = "levels?sku=AVG"
        response = self.call("GET", path)
        tag = response.headers["ETag"]
        same = self.call("GET", path, **{"If-None-Match": tag})
        self.assertEqual((same.status_code, same.content), (304, b""))
        self.deliver(self.average, 1)
        other = self.call("GET", path, **{"If-None-Match": tag})
        self.assertEqual(other.status_code, 200)
        self.assertNotEqual(other.headers["ETag"], tag)

    def test_what_the_channel_may_see(self):
        """Its warehouses, its categories, its company; storable goods that are for sale."""
        other = self.env["stock.warehouse"].create(
            {"name": "Second", "code": "SEC", "company_id": self.company.id}
        )
        self.refused("GET", "levels?warehouse=SEC", status=404, code="not-found")
        self.channel.warehouse_ids |= other
        rows = self.told("GET", "levels?sku=AVG")["levels"]
        self.assertEqual({row["warehouse"] for row in rows}, {self.warehouse().code, "SEC"})
        self.assertEqual(len(self.told("GET", "levels?sku=AVG&warehouse=SEC")["levels"]), 1)
        self.channel.categ_ids = self.fifo.categ_id
        self.refused("GET", "levels?sku=AVG", status=404, code="not-found")
        self.assertEqual({row["sku"] for row in self.told("GET", "levels")["levels"]}, {"FIFO"})

    def test_codes_of_two(self):
        self.make_product("fifo", default_code="AVG")
        self.refused("GET", "levels?sku=AVG", status=404, code="not-found")
        self.assertEqual(self.level("40000AVG")["product_id"], self.average.id)
        self.refused("GET", "levels?sku=NONE", status=404, code="not-found")
