import json

from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestLookUp(BarcodeCommon):
    """Where goods are and what happened to them, for a warehouse worker."""

    def setUp(self):
        super().setUp()
        self.shelf = self.make_location("A-01")
        self.shelf.barcode = "A-01"
        self.start("lookup")

    def look(self, barcode):
        """The view of what was scanned."""
        answer = self.scan(barcode)
        self.assert_good(answer)
        self.assertEqual(answer["state"], "found")
        return answer["view"]

    def places(self, view):
        return [
            (row["place"], row["product"], row["lot"], row["package"], row["quantity"])
            for row in view["places"]
        ]

    def movements(self, view):
        """The last ones, latest first."""
        return [
            (row["product"], row["lot"], row["quantity"], row["from"], row["to"])
            for row in view["movements"]
        ]

    def receive_packed(self, package, *goods):
        kind = self.warehouse().in_type_id
        picking = self.prepare(goods, self.suppliers, self.stock(), kind, cost=5)
        picking.move_line_ids.result_package_id = package
        self.validate(picking)

    def at(self, place, *goods):
        return (place.display_name, *goods)

    def test_a_product(self):
        with freeze_time("2026-03-02 08:00:00"):
            self.receive(self.average, 10, 5)
        with freeze_time("2026-03-03 09:30:00"):
            moved = self.transfer(self.average, 4, self.stock(), self.shelf)
        picking = self.prepare(
            [(self.average, 3)], self.stock(), self.customers, self.warehouse().out_type_id
        )
        picking.action_assign()
        view = self.look(self.average.barcode)
        self.assertEqual(view["title"], self.average.display_name)
        name = self.average.display_name
        self.assertEqual(
            self.places(view),
            [
                self.at(self.stock(), name, "", "", 6),
                self.at(self.shelf, name, "", "", 4),
            ],
        )
        self.assertEqual([row["reserved"] for row in view["places"]], [3, 0])
        self.assertEqual({row["unit"] for row in view["places"]}, {self.average.uom_id.name})
        supplier, stock = self.suppliers.display_name, self.stock().display_name
        self.assertEqual(
            self.movements(view),
            [(name, "", 4, stock, self.shelf.display_name), (name, "", 10, supplier, stock)],
        )
        last = view["movements"][0]
        self.assertEqual(last["reference"], moved.reference)
        self.assertEqual(last["when"], "2026-03-03 09:30:00")

    def test_a_serial(self):
        self.average.tracking = "serial"
        first, second = (self.make_lot(self.average, name) for name in ("SN-1", "SN-2"))
        for lot in (first, second):
            self.receive(self.average, 1, 5, lot=lot)
        self.transfer(self.average, 1, self.stock(), self.shelf, lot=first)
        view = self.look("SN-1")
        self.assertEqual(view["facts"][0]["value"], self.average.display_name)
        name = self.average.display_name
        self.assertEqual(self.places(view), [self.at(self.shelf, name, "SN-1", "", 1)])
        self.assertEqual([row[1] for row in self.movements(view)], ["SN-1", "SN-1"])
        self.deliver(self.average, 1, source=self.shelf, lot=first)
        view = self.look("SN-1")
        self.assertFalse(view["places"])
        self.assertEqual(view["movements"][0]["to"], self.customers.display_name)

    def test_a_package_with_several_goods(self):
        package = self.env["stock.package"].create({"name": "PACK-7"})
        self.receive_packed(package, (self.average, 4), (self.fifo, 2))
        view = self.look("PACK-7")
        goods = {(row["product"], row["package"], row["quantity"]) for row in view["places"]}
        average, fifo = self.average.display_name, self.fifo.display_name
        self.assertEqual(goods, {(average, "PACK-7", 4), (fifo, "PACK-7", 2)})
        # What came in with the package, and which goods.
        self.assertEqual({row[0] for row in self.movements(view)}, {average, fifo})

    def test_a_package_in_another(self):
        pallet, box = self.env["stock.package"].create([{"name": "PALLET"}, {"name": "BOX"}])
        self.receive_packed(box, (self.average, 4))
        box.parent_package_id = pallet
        (row,) = self.look("PALLET")["places"]
        self.assertEqual((row["package"], row["quantity"]), (box.name, 4))

    def test_a_location(self):
        self.receive(self.average, 10, 5)
        self.transfer(self.average, 4, self.stock(), self.shelf)
        view = self.look("A-01")
        name = self.average.display_name
        self.assertEqual(self.places(view), [self.at(self.shelf, name, "", "", 4)])
        self.assertEqual([row[2] for row in self.movements(view)], [4])
        # Of a place with bins, what is in the bins.
        self.stock().barcode = "STOCK"
        view = self.look("STOCK")
        self.assertEqual(
            self.places(view),
            [self.at(self.stock(), name, "", "", 6), self.at(self.shelf, name, "", "", 4)],
        )

    def test_an_empty_bin(self):
        view = self.look("A-01")
        self.assertFalse(view["places"] or view["movements"])

    def test_as_many_as_fit(self):
        """The last ten movements, however many there were."""
        for _number in range(12):
            self.receive(self.average, 1, 5)
        view = self.look(self.average.barcode)
        self.assertEqual(len(view["movements"]), 10)
        self.assertEqual(view["places"][0]["quantity"], 12)

    def test_unknown(self):
        self.assert_error(self.scan("NOBODY-KNOWS"), "NOBODY-KNOWS")

    def test_goods_of_other_companies(self):
        other = self.make_second_company()
        self.receive(self.average, 3, 5, company=other)
        view = self.look(self.average.barcode)
        self.assertFalse(view["places"] or view["movements"])

    def test_no_cost(self):
        self.receive(self.average, 10, 4321.98)
        view = self.look(self.average.barcode)
        self.assertNotIn("4321", json.dumps(view, default=fields.Datetime.to_string))
