from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import PerpetualCommon


@tagged("post_install", "-at_install")
class TestTransfer(PerpetualCommon):
    """Goods that move inside the company keep their value."""

    def place(self, product, location, at=None):
        """Quantity in a location at an instant: what the ledger moved in less out."""
        entries = self.entries(product)
        if at:
            instant = fields.Datetime.to_datetime(at)
            entries = entries.filtered(lambda entry: entry.effective_at <= instant)
        incoming = entries.filtered(lambda entry: entry.location_dest_id == location)
        outgoing = entries.filtered(lambda entry: entry.location_id == location)
        return sum(incoming.mapped("moved_quantity")) - sum(outgoing.mapped("moved_quantity"))

    def test_internal_transfer(self):
        shelf = self.make_location()
        for product in self.products.values():
            self.receive(product, 10, 10)
            move = self.transfer(product, 4, self.stock(), shelf)
            self.assert_ledger(
                product, [("receipt", 10, 100, 10, 100), ("transfer", 0, 0, 10, 100)]
            )
            self.assert_no_entry(move)
            self.assertEqual(move.value, 0)
            self.assertEqual(move.perpetual_entry_ids.unit_cost, 10)
            self.assertEqual(self.place(product, self.stock()), 6)
            self.assertEqual(self.place(product, shelf), 4)

    def test_between_warehouses_in_two_steps(self):
        """Out to the company's transit location, later in: carried all the way."""
        other = self.env["stock.warehouse"].create(
            {"name": "Shop", "code": "SHOP", "company_id": self.company.id}
        )
        transit = self.company.internal_transit_location_id
        transit.active = True
        for product in self.products.values():
            self.receive(product, 10, 10)
            out = self.transfer(product, 4, self.stock(), transit)
            self.assertEqual(self.on_hand(product), (10, 100))
            self.assertEqual(self.place(product, transit), 4)
            self.assert_entry(out, [("transit", 40, 0), ("inventory", 0, 40)])
            back = self.transfer(product, 4, transit, other.lot_stock_id)
            self.assert_entry(back, [("inventory", 40, 0), ("transit", 0, 40)])
            self.assert_ledger(
                product,
                [
                    ("receipt", 10, 100, 10, 100),
                    ("transfer", 0, -40, 10, 60),
                    ("transfer", 0, 40, 10, 100),
                    ("transfer", 0, 40, 10, 140),
                    ("transfer", 0, -40, 10, 100),
                ],
            )
            self.assertEqual((out.value, back.value), (0, 0))
            self.assertEqual(self.place(product, other.lot_stock_id), 4)
            move = self.deliver(product, 4, source=other.lot_stock_id)
            self.assert_entry(move, [("cogs", 40, 0), ("inventory", 0, 40)])

    def test_through_a_transit_that_no_company_owns(self):
        """Out of the company's stock and in again, against goods in transit."""
        transit = self.env["stock.location"].create(
            {"name": "At sea", "usage": "transit", "company_id": False}
        )
        for product in self.products.values():
            self.receive(product, 10, 10)
            out = self.transfer(product, 4, self.stock(), transit)
            self.assert_entry(out, [("transit", 40, 0), ("inventory", 0, 40)])
            back = self.transfer(product, 4, transit, self.stock())
            self.assert_entry(back, [("inventory", 40, 0), ("transit", 0, 40)])
        self.assertEqual(self.balance("transit"), 0)

    def test_another_transit_account_while_goods_are_between_companies(self):
        """What companies owe each other stays on the account of its day, and ties out."""
        between = self.env["stock.location"].create(
            {"name": "At sea", "usage": "transit", "company_id": False}
        )
        old = self.account("transit")
        self.receive(self.average, 10, 10)
        self.transfer(self.average, 4, self.stock(), between)
        self.company.perpetual_transit_account_id = old.copy({"code": "110398"})
        self.company.perpetual_transit_account_id = new = old.copy({"code": "110399"})
        self.assertEqual(self.company.perpetual_former_transit_account_ids & old, old)
        back = self.transfer(self.average, 4, between, self.stock())
        self.assert_entry(back, [("inventory", 40, 0), ("transit", 0, 40)])
        rows = self.company.with_user(self.users["accountant"]).perpetual_tie_out()
        on_transit = {row["account"]: row for row in rows if row["check"] == "transit_account"}
        self.assertEqual(
            {account.id: row["actual"] for account, row in on_transit.items()},
            {old.id: 40, new.id: -40},
        )
        self.assertFalse([row for row in rows if row["difference"]])

    def test_where_goods_were_at_an_instant(self):
        shelf = self.make_location()
        with freeze_time("2026-03-02 08:00:00"):
            self.receive(self.average, 10, 10)
        with freeze_time("2026-03-03 09:00:00"):
            moved = self.transfer(self.average, 4, self.stock(), shelf)
        with freeze_time("2026-03-04 10:00:00"):
            self.deliver(self.average, 3, source=shelf)
        with freeze_time("2026-03-05 11:00:00"):
            self.edit(moved, 5)
        with freeze_time("2026-03-06 12:00:00"):
            self.edit(moved, 2)
        for at, in_stock, on_shelf in (
            ("2026-03-02 07:59:59", 0, 0),
            ("2026-03-02 08:00:00", 10, 0),
            ("2026-03-03 09:00:00", 6, 4),
            ("2026-03-04 10:00:00", 6, 1),
            ("2026-03-05 11:00:00", 5, 2),
            ("2026-03-06 12:00:00", 8, -1),
        ):
            self.assertEqual(self.place(self.average, self.stock(), at), in_stock, at)
            self.assertEqual(self.place(self.average, shelf, at), on_shelf, at)

    def test_consigned_goods_move_too(self):
        shelf = self.make_location()
        self.receive(self.average, 10, 99, owner=self.vendor)
        self.transfer(self.average, 4, self.stock(), shelf, owner=self.vendor)
        self.assertEqual(self.place(self.average, shelf), 4)
        self.assertEqual(self.on_hand(self.average), (0, 0))

    def test_a_pushed_chain_of_steps(self):
        """Receipt in three steps: valued once, at the first; the rest is transfers."""
        warehouse = self.warehouse()
        warehouse.reception_steps = "three_steps"
        self.receive(self.fifo, 6, 5, dest=warehouse.wh_input_stock_loc_id)
        self.transfer(self.fifo, 6, warehouse.wh_input_stock_loc_id, warehouse.wh_qc_stock_loc_id)
        self.transfer(self.fifo, 6, warehouse.wh_qc_stock_loc_id, self.stock())
        self.assert_ledger(
            self.fifo,
            [
                ("receipt", 6, 30, 6, 30),
                ("transfer", 0, 0, 6, 30),
                ("transfer", 0, 0, 6, 30),
            ],
        )
