from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CountCommon


@tagged("post_install", "-at_install")
class TestDoors(CountCommon):
    """*Only Approvers Adjust Stock*: each of core's ways past the counts."""

    def setUp(self):
        super().setUp()
        self.receive(self.average, 10, 5)
        self.company.perpetual_only_approvers_adjust = True
        # An inventory administrator may use each of core's doors, and is no approver.
        self.worker = self.users["stock_manager"]

    def quants(self, user=None):
        quant = self.env["stock.quant"]._gather(self.average, self.stock())
        return quant.with_user(user or self.worker).with_context(inventory_mode=True)

    def refused(self, way):
        words = "only approvers adjust stock"
        with self.assertRaisesRegex(AccessError, words), self.env.cr.savepoint():
            way()
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.on_hand_at(self.average), 10)

    def apply(self, quants):
        quants.inventory_quantity = 4
        quants.action_apply_inventory()

    def test_apply(self):
        for role in ("stock_user", "stock_manager"):
            self.refused(lambda role=role: self.apply(self.quants(self.users[role])))

    def test_apply_at_once(self):
        self.refused(lambda: self.quants().write({"inventory_quantity_auto_apply": 4}))

    def test_a_new_quant(self):
        vals = {
            "product_id": self.average.id,
            "location_id": self.make_location().id,
            "inventory_quantity_auto_apply": 4,
        }
        self.refused(lambda: self.quants().create(vals))

    def test_set_to_zero(self):
        quants = self.quants()
        quants.action_set_inventory_quantity_zero()
        self.refused(quants.action_apply_inventory)

    def test_import(self):
        """Core's import sets what is counted; applying it is the door."""
        rows = [[self.average.display_name, self.stock().complete_name, "4"]]
        fields = ["product_id", "location_id", "inventory_quantity"]
        found = self.quants().browse().load(fields, rows)
        self.assertFalse(found["messages"])
        self.refused(self.quants().browse(found["ids"]).action_apply_inventory)

    def test_a_move_by_hand(self):
        """Without a quant: a movement from or to a loss location."""
        loss = self.average.with_company(self.company).property_stock_inventory
        for is_inventory in (True, False):
            with self.subTest(is_inventory=is_inventory):
                self.refused(lambda flag=is_inventory: self.move_by_hand(loss, flag))

    def move_by_hand(self, loss, is_inventory):
        move = self.env["stock.move"].with_user(self.worker)
        move = move.create(
            {
                "product_id": self.average.id,
                "product_uom_qty": 6,
                "location_id": self.stock().id,
                "location_dest_id": loss.id,
                "is_inventory": is_inventory,
            }
        )
        move._action_confirm()
        move.write({"quantity": 6, "picked": True})
        move._action_done()

    def refused_done(self, way):
        """As :meth:`refused`, of what is done already."""
        before = self.on_hand_at(self.average)
        with (
            self.assertRaisesRegex(AccessError, "only approvers adjust stock"),
            self.env.cr.savepoint(),
        ):
            way()
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.on_hand_at(self.average), before)

    def test_a_done_line(self):
        """What has moved is not rewritten: receipts, and scrap, by whoever may write lines."""
        received = self.env["stock.move.line"].search(
            [("product_id", "=", self.average.id), ("state", "=", "done")]
        )
        scrapped = self.scrap(self.average, 1).move_line_ids
        for role in ("stock_user", "stock_manager"):
            for line in (received, scrapped):
                with self.subTest(role=role, reference=line.reference):
                    own = line.with_user(self.users[role])
                    self.refused_done(lambda own=own: own.write({"quantity": 3}))
                    self.refused_done(lambda own=own: own.move_id.write({"quantity": 3}))

    def test_another_line_of_a_done_move(self):
        move = self.env["stock.move"].search(
            [("product_id", "=", self.average.id), ("state", "=", "done")]
        )
        vals = {
            "product_id": self.average.id,
            "product_uom_id": self.average.uom_id.id,
            "quantity": 5,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
        }
        lines = self.env["stock.move.line"].with_user(self.worker)
        self.refused_done(lambda: lines.create({**vals, "move_id": move.id}))
        self.refused_done(lambda: lines.create({**vals, "picking_id": move.picking_id.id}))

    def test_a_move_that_calls_itself_scrap(self):
        """Only what the scrap order's own button moves is scrap."""
        loss = self.average.with_company(self.company).property_stock_inventory
        scrap = self.env["stock.scrap"].create({"product_id": self.average.id, "scrap_qty": 1})
        vals = {
            "product_id": self.average.id,
            "location_id": self.stock().id,
            "location_dest_id": scrap.scrap_location_id.id,
            "scrap_id": scrap.id,
        }
        back = {"location_id": loss.id, "location_dest_id": self.stock().id}
        for quantity, more in ((6, {}), (1, back)):
            self.refused(lambda quantity=quantity, more=more: self.by_hand(vals | more, quantity))
        scrap.action_validate()
        self.refused_done(lambda: self.by_hand(vals, 1))

    def test_a_move_that_calls_itself_production(self):
        made = self.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", self.company.id)], limit=1
        )
        vals = {
            "product_id": self.average.id,
            "location_id": made.id,
            "location_dest_id": self.stock().id,
        }
        self.refused(lambda: self.by_hand(vals, 6))

    def by_hand(self, vals, quantity):
        moves = self.env["stock.move"].with_user(self.worker)
        move = moves.create({"product_uom_qty": quantity, **vals})
        move._action_confirm()
        move.write({"quantity": quantity, "picked": True})
        move._action_done()

    def test_work_that_is_none(self):
        """Receipts and transfers are changed as ever until they are done."""
        picking = self.prepare(
            [(self.average, 5)], self.suppliers, self.stock(), self.warehouse().in_type_id, cost=5
        )
        picking.with_user(self.worker).move_line_ids.quantity = 6
        self.validate(picking)
        self.assertEqual(self.on_hand_at(self.average), 16)

    def test_a_context_opens_nothing(self):
        """What our own posting is known by cannot be sent by a client."""
        for mark in (True, 1, "APPROVED", {}):
            quants = self.quants().with_context(perpetual_approved_count=mark)
            self.refused(lambda quants=quants: self.apply(quants))

    def test_approvers_may(self):
        self.apply(self.quants(self.approver))
        self.assertEqual(self.on_hand_at(self.average), 4)

    def test_scrap_is_no_adjustment(self):
        self.scrap(self.average, 1)
        self.assertEqual(self.on_hand_at(self.average), 9)

    def test_counts_post_all_the_same(self):
        """Within tolerance nobody approves, and no right is needed."""
        self.receive(self.average, 90, 5)
        session = self.open_session(self.average)
        self.tally(session, {self.average: 99})
        session.with_user(self.controller).action_post()
        self.assertEqual(self.on_hand_at(self.average), 99)

    def test_without_the_setting(self):
        """Core's own Physical Inventory works as before."""
        self.company.perpetual_only_approvers_adjust = False
        self.apply(self.quants())
        self.assertEqual(self.on_hand_at(self.average), 4)
