from odoo.tests import tagged

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestMove(BarcodeCommon):
    """Each state of the flow, and each way out of it."""

    def setUp(self):
        super().setUp()
        self.shelf, self.other = (
            self.env["stock.location"].create(
                {"name": name, "barcode": name, "location_id": self.stock().id}
            )
            for name in ("A-01", "B-02")
        )
        for number, product in enumerate(self.products.values(), 1):
            self.receive(product, 10 * number, 5, dest=self.shelf)

    def quantity(self, product, location, **where):
        quants = self.env["stock.quant"]._gather(product, location, strict=False)
        for name, value in where.items():
            quants = quants.filtered(lambda quant: quant[name] == value)  # noqa: B023
        return sum(quants.mapped("quantity"))

    def from_shelf(self):
        self.start("move")
        answer = self.scan("A-01")
        self.assertEqual(answer["state"], "goods", answer)
        return answer

    def reserve(self, product, quantity):
        """A delivery that has these goods reserved."""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse().out_type_id.id,
                "location_id": self.shelf.id,
                "location_dest_id": self.customers.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "location_id": self.shelf.id,
                            "location_dest_id": self.customers.id,
                        },
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    # From where

    def test_start(self):
        answer = self.start("move")
        self.assertEqual(answer["state"], "source")
        self.assertIn("Scan the bin", answer["view"]["prompt"])

    def test_goods_before_their_bin(self):
        self.start("move")
        answer = self.scan(self.average.barcode)
        self.assert_error(answer, "Scan first the bin")
        self.assertEqual(answer["state"], "source")

    def test_no_bin_at_all(self):
        self.start("move")
        self.customers.barcode = "CUSTOMERS"
        self.assert_error(self.scan("CUSTOMERS"), "is no bin of this company")

    def test_another_bin_before_any_goods(self):
        self.from_shelf()
        answer = self.scan("B-02")
        self.assert_good(answer)
        self.assertEqual(answer["view"]["subtitle"], f"From {self.other.display_name}")

    # What

    def test_goods_of_every_costing_method(self):
        self.from_shelf()
        self.standard.barcode = "STANDARD"
        for product, quantity in ((self.standard, 1), (self.average, 2), (self.fifo, 3)):
            self.assert_good(self.scan(f"x{quantity}"))
            self.assert_good(self.scan(product.barcode))
        before = {name: self.balance(name) for name in ("inventory", "transit")}
        answer = self.scan("B-02")
        self.assert_good(answer)
        self.assertEqual(answer["state"], "done")
        picking = self.env["stock.picking"].search([], order="id desc", limit=1)
        self.assertRecordValues(
            picking,
            [
                {
                    "state": "done",
                    "location_id": self.shelf.id,
                    "location_dest_id": self.other.id,
                    "picking_type_code": "internal",
                }
            ],
        )
        self.assertEqual(len(picking.move_ids), 3)
        for number, product in enumerate(self.products.values(), 1):
            self.assertEqual(self.quantity(product, self.other), number, product.name)
            # The ledger knows it: no value moved, and the place changed.
            entry = self.last_entry(product)
            self.assertRecordValues(
                entry,
                [
                    {
                        "kind": "transfer",
                        "moved_quantity": number,
                        "value": 0.0,
                        "location_id": self.shelf.id,
                        "location_dest_id": self.other.id,
                        "stock_move_id": picking.move_ids.filtered(
                            lambda move: move.product_id == product  # noqa: B023
                        ).id,
                    }
                ],
            )
        self.assertEqual({name: self.balance(name) for name in before}, before)
        self.assertFalse(picking.move_ids.account_move_id)

    def test_repeated_scans_are_one_line(self):
        self.from_shelf()
        for _number in range(3):
            answer = self.scan(self.average.barcode)
        self.assertEqual(self.done(answer), {self.average.display_name: 3})

    def test_keypad(self):
        self.from_shelf()
        self.scan(self.average.barcode)
        answer = self.do("quantity", line=1, quantity=7)
        self.assertEqual(self.done(answer), {self.average.display_name: 7})
        self.assert_error(self.do("quantity", line=1, quantity=21), "Only 20 of")
        self.assert_error(self.do("quantity", line=2, quantity=1), "This line is gone")
        self.assert_error(self.do("quantity", line=1, quantity="many"), "Type a quantity")
        self.assert_error(self.do("quantity", line=1, quantity=-1), "Type a quantity")
        self.assertEqual(self.done(self.do("undo")), {self.average.display_name: 1})
        self.assertEqual(self.do("quantity", line=1, quantity=0)["view"]["lines"], [])

    def test_what_is_not_there(self):
        self.start("move")
        self.scan("B-02")
        self.assert_error(self.scan(self.average.barcode), f"There is no {self.average.name} in")

    def test_more_than_is_there(self):
        self.from_shelf()
        self.scan("x21")
        answer = self.scan(self.average.barcode)
        self.assert_error(answer, "Only 20 of")
        # The quantity was meant for that scan.
        self.assertEqual(answer["times"], 0)
        self.assertEqual(answer["view"]["lines"], [])

    def test_what_is_reserved(self):
        picking = self.reserve(self.average, 18)
        self.from_shelf()
        self.assert_good(self.scan(self.average.barcode))
        self.assert_good(self.scan(self.average.barcode))
        answer = self.scan(self.average.barcode)
        self.assert_error(answer, "Only 2 of 20")
        self.assert_error(answer, picking.name)
        self.assertEqual(self.done(answer), {self.average.display_name: 2})

    def test_reserved_since(self):
        self.from_shelf()
        self.scan("x5")
        self.scan(self.average.barcode)
        picking = self.reserve(self.average, 18)
        answer = self.scan("B-02")
        self.assert_error(answer, picking.name)
        self.assertEqual((answer["state"], len(answer["view"]["lines"])), ("goods", 1))
        self.assertEqual(self.quantity(self.average, self.other), 0)

    def test_unknown(self):
        self.from_shelf()
        self.assert_error(self.scan("NOBODY-KNOWS"), "not known here")

    def test_undo(self):
        self.from_shelf()
        self.scan(self.average.barcode)
        self.scan("x3")
        self.scan(self.average.barcode)
        self.assertEqual(self.done(self.do("undo")), {self.average.display_name: 1})
        self.assertEqual(self.do("undo")["view"]["lines"], [])
        self.assert_error(self.do("undo"), "nothing to undo")

    def test_undo_comes_too_late(self):
        self.from_shelf()
        self.scan(self.average.barcode)
        self.scan("B-02")
        self.assert_error(self.do("undo"), "moved already")

    # Lots

    def lots(self):
        self.average.tracking = "lot"
        lots = [self.make_lot(self.average, name) for name in ("L1", "L2")]
        for lot in lots:
            self.receive(self.average, 3, 5, lot=lot, dest=self.other)
        self.start("move")
        self.scan("B-02")
        return lots

    def test_a_lot(self):
        first, second = self.lots()
        answer = self.scan(self.average.barcode)
        self.assertEqual(answer["state"], "lot")
        self.assert_good(self.scan("L2"))
        self.assert_good(self.scan("A-01"))
        self.assertEqual(self.quantity(self.average, self.shelf, lot_id=second), 1)
        self.assertEqual(self.quantity(self.average, self.shelf, lot_id=first), 0)

    def test_a_lot_by_its_own_label(self):
        _first, second = self.lots()
        self.assert_good(self.scan("x3"))
        self.assert_good(self.scan("L2"))
        self.assert_error(self.scan("L2"), "Only 3 of")
        self.assert_good(self.scan("A-01"))
        self.assertEqual(self.quantity(self.average, self.shelf, lot_id=second), 3)

    def test_no_such_lot(self):
        self.lots()
        self.scan(self.average.barcode)
        answer = self.scan("L9")
        self.assert_error(answer, "L9 is no lot of")
        self.assertEqual(answer["state"], "lot")
        self.assertEqual(self.do("back")["state"], "goods")

    # Packages

    def packed(self, quantity=4, name="PACK-1"):
        """A package on the shelf, packed with the app."""
        self.start("move")
        self.scan("A-01")
        self.scan(f"x{quantity}")
        self.scan(self.average.barcode)
        self.assertEqual(self.do("pack")["state"], "pack")
        answer = self.scan(name)
        self.assert_good(answer)
        self.assertEqual(answer["state"], "goods")
        self.assert_good(self.scan("A-01"))
        return self.env["stock.package"].search([("name", "=", name)])

    def test_into_a_new_package(self):
        package = self.packed()
        self.assertEqual(package.location_id, self.shelf)
        self.assertRecordValues(package.quant_ids, [{"product_id": self.average.id, "quantity": 4}])

    def test_into_a_package_that_stands_in_a_bin(self):
        package = self.packed()
        self.start("move")
        self.scan("A-01")
        self.scan(self.fifo.barcode)
        self.do("pack")
        answer = self.scan("PACK-1")
        self.assertEqual(answer["state"], "done")
        self.assertEqual(package.quant_ids.product_id, self.average + self.fifo)

    def test_pack_needs_goods_and_a_package(self):
        self.from_shelf()
        self.assert_error(self.do("pack"), "Scan the goods first")
        self.scan(self.average.barcode)
        self.do("pack")
        self.assert_error(self.scan("B-02"), "Scan a package")
        self.assertEqual(self.do("back")["state"], "goods")

    def test_a_whole_package(self):
        package = self.packed()
        self.start("move")
        answer = self.scan("PACK-1")
        self.assertEqual(answer["state"], "goods")
        self.assertEqual(self.done(answer), {"Package PACK-1": 1})
        self.assert_error(self.scan("PACK-1"), "is scanned already")
        self.assert_good(self.scan("B-02"))
        self.assertEqual(package.location_id, self.other)
        self.assertEqual(self.quantity(self.average, self.other, package_id=package), 4)

    def test_a_package_among_other_goods(self):
        self.packed()
        self.from_shelf()
        self.assert_good(self.scan("PACK-1"))
        # What is in the package is not there a second time.
        self.scan("x17")
        self.assert_error(self.scan(self.average.barcode), "Only 16 of")
        self.scan("x16")
        self.assert_good(self.scan(self.average.barcode))
        self.assert_good(self.scan("B-02"))
        self.assertEqual(self.quantity(self.average, self.other), 20)

    def test_a_package_is_undone(self):
        self.packed()
        self.start("move")
        self.scan("PACK-1")
        self.assertEqual(self.do("undo")["view"]["lines"], [])

    def test_a_package_of_another_bin(self):
        self.packed()
        self.start("move")
        self.scan("B-02")
        self.assert_error(self.scan("PACK-1"), "PACK-1 is in")

    def test_a_package_that_is_reserved_or_empty(self):
        self.packed(quantity=20)
        picking = self.reserve(self.average, 1)
        self.start("move")
        self.assert_error(self.scan("PACK-1"), picking.name)
        self.env["stock.package"].create({"name": "EMPTY"})
        self.scan("A-01")
        self.assert_error(self.scan("EMPTY"), "EMPTY is empty")

    # Where to

    def test_to_the_same_bin(self):
        self.from_shelf()
        self.scan(self.average.barcode)
        self.assert_error(self.scan("A-01"), f"in {self.shelf.display_name} already")

    def test_to_no_bin(self):
        self.suppliers.barcode = "SUPPLIERS"
        self.from_shelf()
        self.scan(self.average.barcode)
        self.assert_error(self.scan("SUPPLIERS"), "is no bin")

    def test_the_next_move_starts_with_the_next_scan(self):
        self.from_shelf()
        self.scan(self.average.barcode)
        self.assertEqual(self.scan("B-02")["state"], "done")
        answer = self.scan("B-02")
        self.assertEqual(answer["state"], "goods")
        self.scan(self.average.barcode)
        self.assertEqual(self.scan("A-01")["state"], "done")
        self.assertEqual(self.quantity(self.average, self.shelf), 20)

    def test_a_dead_phone_goes_on(self):
        self.from_shelf()
        self.scan(self.average.barcode)
        home = self.env["perpetual.barcode"].with_user(self.worker).home()
        self.assertEqual([row["flow"] for row in home["sessions"]], ["move"])
        answer = self.do("show")
        self.assertEqual(self.done(answer), {self.average.display_name: 1})

    def test_consigned_goods(self):
        owner = self.env["res.partner"].create({"name": "Owner"})
        self.receive(self.standard, 2, owner=owner, dest=self.other)
        self.standard.barcode = "STANDARD"
        self.start("move")
        self.scan("B-02")
        self.scan("STANDARD")
        self.assert_good(self.scan("A-01"))
        self.assertEqual(self.quantity(self.standard, self.shelf, owner_id=owner), 1)
