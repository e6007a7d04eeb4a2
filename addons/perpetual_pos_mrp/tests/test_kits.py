"""Kits at the register: sold as one, moved and costed by the component."""

from odoo import fields
from odoo.tests import tagged

from odoo.addons.perpetual_pos.tests.common import PosCommon
from odoo.addons.perpetual_stock.tests.kits import make_bom


class KitCommon(PosCommon):
    """A kit of 2 of an average and half a dozen of a FIFO component."""

    seller = "pos_manager"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kit = cls.make_kit("Kit", [(cls.average, 2, cls.unit), (cls.fifo, 0.5, cls.dozen)])

    @classmethod
    def make_kit(cls, name, components):
        kit = cls.env["product.product"].create({"name": name})
        make_bom(
            kit, [(part, units, {"product_uom_id": uom.id}) for part, units, uom in components]
        )
        return kit

    def setUp(self):
        super().setUp()
        self.receive(self.standard, 100, 10)
        self.receive(self.average, 100, 10)
        self.receive(self.fifo, 9, 1)
        self.receive(self.fifo, 100, 2)


@tagged("post_install", "-at_install")
class TestKits(KitCommon):
    def test_sale_and_refunds(self):
        order = self.sell([(self.kit, 2)])
        self.assert_entry(self.moves(order, self.average), self.items(("cogs", 40), ("cogs", 15)))
        self.assertEqual(self.moves(order, self.average).value, 40)
        self.assertEqual(self.moves(order, self.fifo).value, 9 + 3 * 2)
        self.receive(self.average, 100, 30)
        back = self.refund(order, 1)
        self.assertEqual(self.moves(back, self.average).value, 20)
        self.assertEqual(self.moves(back, self.fifo).value, 7.5)
        rest = self.refund(order, 1)
        self.assert_entry(
            self.moves(rest, self.average), self.items(("inventory", 20), ("inventory", 7.5))
        )
        self.assertEqual(self.balance("cogs"), 0)

    def test_components_of_each_method(self):
        """Sold and taken back, line by line: 2 of each in a kit, 3 units at 10 and then at 14."""
        for method, sold, back in (("standard", 40, 20), ("average", 48, 24), ("fifo", 44, 22)):
            with self.subTest(method):
                part = self.make_product(
                    method, name=f"Part {method}", standard_price=10 if method == "standard" else 0
                )
                self.receive(part, 3, 10)
                self.receive(part, 3, 14)
                order = self.sell([(self.make_kit("One", [(part, 2, self.unit)]), 2)])
                self.assert_entry(self.moves(order), self.items(("cogs", sold)))
                self.receive(part, 5, 30)  # the cost of the day is another one
                refund = self.refund(order, 1)
                self.assert_entry(self.moves(refund), self.items(("inventory", back)))

    def items(self, *sides):
        """Both sides of a sale (debit to cogs) or a refund (debit to inventory)."""
        other = {"cogs": "inventory", "inventory": "cogs"}
        return [
            row for name, amount in sides for row in ((name, amount, 0), (other[name], 0, amount))
        ]

    def test_component_sold_by_itself_too(self):
        """Each comes back as what left with it."""
        order = self.sell([(self.fifo, 9), (self.kit, 1)])
        in_kit = self.moves(order, self.fifo).filtered("bom_line_id")
        alone = self.moves(order, self.fifo) - in_kit
        self.assertEqual((alone.value, in_kit.value), (9, 12))
        back = self.refund(order, 0, 1)
        move = self.moves(back, self.fifo)
        self.assertEqual((move.origin_returned_move_id, move.value), (in_kit, 12))
        back = self.refund(order, 9, 0)
        move = self.moves(back, self.fifo)
        self.assertEqual((move.origin_returned_move_id, move.value), (alone, 9))

    def test_refund_before_it_is_shipped(self):
        """Of 3 kits, 1 is refunded and 2 are shipped: no component of the first moves."""
        self.register.ship_later = True
        today = fields.Date.to_string(fields.Date.context_today(self.company))
        order = self.sell([(self.kit, 3)], partner_id=self.customer.id, shipping_date=today)
        back = self.refund(order, 1, partner_id=self.customer.id)
        self.assertFalse(self.moves(back).perpetual_entry_ids)
        self.assertEqual(self.balance("cogs"), 0)
        picking = order.picking_ids.with_env(self.as_role("stock_user"))
        for move in picking.move_ids:
            self._pick(move, move.product_uom_qty)
        self.validate(picking)
        self.assert_entry(self.moves(order, self.average), self.items(("cogs", 40), ("cogs", 15)))
        self.assertEqual(self.on_hand(self.average), (96, 960))
        self.assertEqual(self.on_hand(self.fifo), (97, 194))

    def test_the_close_posts_no_cost(self):
        self.sell([(self.kit, 2)])
        self.assert_no_cost(self.close())

    def test_missing_account(self):
        self.break_accounts()
        order = self.sell([(self.kit, 2)])
        self.assertEqual(self.queue(order).state, "waiting")
        self.mend_accounts()
        self.queue().with_env(self.as_role("accountant")).action_retry()
        self.assertEqual(sum(self.moves(order).mapped("value")), 55)


@tagged("post_install", "-at_install")
class TestKitsWithStockAtClose(TestKits):
    update_stock = "closing"

    def test_moves_once(self):
        order = self.sell([(self.kit, 2)])
        self.assertEqual(set(self.moves(order).mapped("state")), {"done"})
        self.close(order.session_id)
        self.assertEqual(order.session_id.picking_ids, order.picking_ids)

    def test_cashier_who_may_not_explode_kits(self):
        """Core refuses that at the order; here the close moves the goods, as it does others."""
        logger = "odoo.addons.perpetual_pos.models.stock_picking"
        with self.assertLogs(logger, "WARNING"):
            order = self.sell([(self.kit, 2)], user="cashier")
        self.assertEqual((order.state, order.picking_ids.ids), ("paid", []))
        order.session_id.with_env(self.as_role("pos_manager")).action_pos_session_closing_control()
        moves = order.session_id.picking_ids.move_ids
        self.assert_items(
            moves.perpetual_entry_ids.account_move_id, self.items(("cogs", 40), ("cogs", 15))
        )

    def test_kits_of_others_wait_for_the_close(self):
        category = self.make_category("average", valuation="periodic")
        part = self.env["product.product"].create(
            {"name": "Part", "is_storable": True, "categ_id": category.id}
        )
        other = self.make_kit("Other kit", [(part, 1, self.unit)])
        order = self.sell([(other, 1)])
        self.assertFalse(order.picking_ids)
        self.close(order.session_id)
        self.assertEqual(order.session_id.picking_ids.move_ids.product_id, part)
