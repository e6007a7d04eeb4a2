"""Goods that somebody else owns: each flow is recorded, nothing is valued or posted."""

from odoo.tests import tagged

from .transit_common import TransitCommon


@tagged("post_install", "-at_install")
class TestConsigned(TransitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.env["res.partner"].create({"name": "Owner"})
        cls.shelf = cls.env["stock.location"].create(
            {
                "name": "Shelf",
                "usage": "internal",
                "location_id": cls.env["stock.warehouse"]
                .search([("company_id", "=", cls.company.id)], limit=1)
                .lot_stock_id.id,
            }
        )

    def flows(self, product):
        """Every flow that can meet such goods: (name, its moves), in order."""
        mine = {"owner": self.owner}
        arrived = self.receive(product, 20, cost=7, **mine)
        yield "receipt", arrived
        gone = self.deliver(product, 5, **mine)
        yield "delivery", gone
        yield "customer return", self.return_from_customer(gone, 2)
        yield "vendor return", self.return_to_vendor(arrived, 3)
        yield "transfer", self.transfer(product, 2, self.stock(), self.shelf, **mine)
        yield "sent", self.send(product, 4, **mine)
        yield "arrived", self.arrive(product, 4, **mine)
        yield "count, less", self.count(product, 6, **mine)
        yield "count, more", self.count(product, 9, **mine)
        yield "scrap", self.scrap(product, 1, owner_id=self.owner.id)

    def assert_recorded_only(self, product):
        # Goods of our own, whose value must not move.
        self.receive(product, 10, cost=10)
        value = self.on_hand(product)
        entries = self.entries(product)
        items = self.env["account.move.line"].search_count([])
        for name, moves in self.flows(product):
            with self.subTest(product=product.name, flow=name):
                self.assertEqual(moves.mapped("state"), ["done"] * len(moves))
                rows = self.entries(product) - entries
                entries |= rows
                self.assertEqual(rows.stock_move_id, moves)
                self.assertRecordValues(
                    rows,
                    [
                        {
                            "owner_id": self.owner.id,
                            "quantity": 0,
                            "value": 0,
                            "counterpart_value": 0,
                            "account_move_id": False,
                        }
                    ]
                    * len(moves),
                )
                self.assertEqual(self.env["account.move.line"].search_count([]), items)
                self.assertEqual(self.on_hand(product), value)

    def test_anglo_saxon(self):
        for product in self.products.values():
            self.assert_recorded_only(product)

    def test_continental(self):
        self.company.anglo_saxon_accounting = False
        for product in self.products.values():
            self.assert_recorded_only(product)
