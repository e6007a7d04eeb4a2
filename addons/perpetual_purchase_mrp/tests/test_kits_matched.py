"""Bills of kits before, between and after partial receipts; refunds, returns, write-offs."""

from odoo.tests import tagged

from odoo.addons.perpetual_purchase.tests.write_off_common import WriteOffCase

from .common import KitCommon


@tagged("post_install", "-at_install")
class TestMatched(KitCommon, WriteOffCase):
    def setUp(self):
        super().setUp()
        self.goods = self.order((self.kit, 10, 100))
        self.line = self.goods.order_line

    def test_bill_before_the_goods(self):
        bill = self.bill((self.line, 10, 110))
        self.assertEqual(self.listed(self.goods), [("bill", self.kit, -10, -1100)])
        self.receive_order(self.goods)
        self.assert_difference(bill, [("inventory", 100, 0), ("grni", 0, 100)])
        self.assertEqual(self.on_hand(self.first), (20, 275))
        self.assertEqual(self.on_hand(self.second), (30, 825))
        self.assert_settled(self.goods)

    def test_bill_between_partial_receipts(self):
        """4 of 10 kits are there when all are billed, at 10 more each."""
        self.receive_order(self.goods, 8, 12)
        self.assertEqual(self.listed(self.goods), [("receipt", self.kit, 4, 400)])
        bill = self.bill((self.line, 10, 110))
        self.assert_difference(bill, [("inventory", 40, 0), ("grni", 0, 40)])
        self.assertEqual(self.listed(self.goods), [("bill", self.kit, -6, -660)])
        self.receive_order(self.goods)
        self.assert_difference(bill, [("inventory", 100, 0), ("grni", 0, 100)])
        self.assertEqual(self.on_hand(self.first), (20, 275))
        self.assert_settled(self.goods)

    def test_an_incomplete_kit(self):
        """All of one component, none of the other: only its share is matched."""
        self.receive_order(self.goods, 20, 0)
        self.assertEqual(self.listed(self.goods), [("receipt", self.kit, 2.5, 250)])
        bill = self.bill((self.line, 10, 110))
        self.assert_difference(bill, [("inventory", 25, 0), ("grni", 0, 25)])
        self.assertEqual(self.listed(self.goods), [("bill", self.kit, -7.5, -825)])
        self.assertEqual(self.on_hand(self.first), (20, 275))
        self.receive_order(self.goods)
        self.assertEqual(self.on_hand(self.second), (30, 825))
        self.assert_settled(self.goods)

    def test_two_bills_after_the_receipt(self):
        """Each bill's difference goes to both components by their shares."""
        self.receive_order(self.goods)
        first = self.bill((self.line, 4, 104))
        self.assert_difference(first, [("inventory", 16, 0), ("grni", 0, 16)])
        self.assertEqual(self.listed(self.goods), [("receipt", self.kit, 6, 600)])
        second = self.bill((self.line, 6, 98))
        self.assert_difference(second, [("inventory", 0, 12), ("grni", 12, 0)])
        self.assertEqual(self.on_hand(self.first), (20, 251))
        self.assertEqual(self.on_hand(self.second), (30, 753))
        self.assert_settled(self.goods)

    def test_difference_on_what_is_sold(self):
        for method in ("average", "fifo"):
            with self.subTest(method):
                kit = self.kits[method]
                first, second = self.components(kit)
                order = self.order((kit, 10, 100))
                self.receive_order(order)
                self.deliver(first, first.qty_available / 2)
                bill = self.bill((order.order_line, 10, 108))
                # 20 for the first component, half of it sold; 60 for the second.
                self.assert_difference(
                    bill, [("inventory", 70, 0), ("cogs", 10, 0), ("grni", 0, 80)]
                )
                self.assert_settled(order)
                self.assertEqual(self.on_hand(second), (30, 810))

    def test_difference_under_standard_cost(self):
        order = self.order((self.kits["standard"], 10, 100))
        self.receive_order(order)
        bill = self.bill((order.order_line, 10, 108))
        self.assert_difference(bill, [("difference", 80, 0), ("grni", 0, 80)])
        self.assert_settled(order)

    def test_bill_reset_and_posted_again(self):
        self.receive_order(self.goods)
        bill = self.bill((self.line, 10, 110))
        self.reset(bill)
        self.assertEqual(self.on_hand(self.second), (30, 750))
        self.assertEqual(self.listed(self.goods), [("receipt", self.kit, 10, 1000)])
        self.repost(bill, price_unit=90)
        self.assertEqual(self.on_hand(self.second), (30, 675))
        self.assert_settled(self.goods)

    def test_refund_and_return(self):
        """2 kits go back, at the price of the receipt as billed."""
        moves = self.receive_order(self.goods)
        self.bill((self.line, 10, 110))
        back = self.give_back_kits(moves, 4, 6)
        self.assert_totals(
            back.perpetual_entry_ids.account_move_id, [("grni", 220, 0), ("inventory", 0, 220)]
        )
        self.assertEqual(self.listed(self.goods), [("return", self.kit, -2, -220)])
        refund = self.refund((self.line, 2, 110))
        self.assert_difference(refund, [])
        self.assert_settled(self.goods)
        self.assertEqual(self.on_hand(self.first), (16, 220))

    def test_refund_at_another_price(self):
        """What is refunded differently is a price difference: the goods are gone."""
        moves = self.receive_order(self.goods)
        self.bill(self.line)
        self.give_back_kits(moves, 4, 6)
        refund = self.refund((self.line, 2, 95))
        self.assert_difference(refund, [("difference", 10, 0), ("grni", 0, 10)])
        self.assert_settled(self.goods)
        product = self.matches(refund).variance_line_ids.product_id
        self.assertEqual(product, self.first | self.second)

    def test_return_before_the_bill(self):
        moves = self.receive_order(self.goods)
        self.give_back_kits(moves, 20, 30)
        self.assertEqual(self.balance("grni"), 0)
        self.assert_settled(self.goods)
        self.assertEqual(self.on_hand(self.first), (0, 0))

    def test_one_component_goes_back(self):
        moves = self.receive_order(self.goods)
        self.bill(self.line)
        self.give_back(moves[0], 4)
        self.assertEqual(self.listed(self.goods), [("return", self.kit, -0.5, -50)])

    def test_edited_when_done(self):
        """One component's quantity mended after the transfer."""
        moves = self.receive_order(self.goods)
        self.edit(moves[0], 16)
        self.assertEqual(self.on_hand(self.first), (16, 200))
        self.bill((self.line, 10, 100))
        self.assert_open(self.goods, 50)
        self.edit(moves[0], 20)
        self.assert_settled(self.goods)

    def order_instead(self, quantity):
        """A buyer changes the order. With batches of transfers installed, core lets only those
        do so who may also read batches, which are for people of the stock."""
        groups = "purchase.group_purchase_user,stock.group_stock_user"
        buyer = self.make_user("buyer_of_the_stock", groups)
        self.line.with_env(self.as_role(buyer)).product_qty = quantity

    def test_more_of_the_order(self):
        """The order grows before and after a receipt; the price stays a kit's."""
        self.order_instead(12)
        self.receive_order(self.goods, 20, 30)
        self.order_instead(15)
        moves = self.goods.picking_ids.move_ids.filtered(lambda move: move.state == "assigned")
        moves.with_env(self.as_role("stock_user")).picked = True
        for picking in moves.picking_id:
            self.validate(picking.with_env(self.as_role("stock_user")))
        self.assertEqual(self.on_hand(self.first), (30, 375))
        self.bill((self.line, 15, 100))
        self.assert_settled(self.goods)

    def test_less_of_the_order(self):
        self.order_instead(6)
        self.receive_order(self.goods)
        self.assertEqual(self.on_hand(self.second), (18, 450))
        self.bill(self.line)
        self.assert_settled(self.goods)

    def test_bill_of_materials_changed_on_the_way(self):
        """What was ordered stays what it was."""
        self.receive_order(self.goods, 8, 12)
        bom = self.line.move_ids.bom_line_id.bom_id
        bom.bom_line_ids = [
            (1, bom.bom_line_ids[0].id, {"product_qty": 5, "cost_share": 50}),
            (1, bom.bom_line_ids[1].id, {"cost_share": 50}),
        ]
        bill = self.bill((self.line, 10, 110))
        self.receive_order(self.goods)
        self.assert_difference(bill, [("inventory", 100, 0), ("grni", 0, 100)])
        self.assertEqual(self.on_hand(self.first), (20, 275))
        self.assert_settled(self.goods)

    def test_write_off_of_what_is_not_billed(self):
        self.receive_order(self.goods)
        self.bill((self.line, 9, 100))
        self.write_off(("receipt", self.kit, 1, 100))
        self.assertEqual(self.balance("grni"), 0)
        late = self.bill((self.line, 1, 100))
        self.assert_difference(late, [])
        self.assertEqual(self.listed(self.goods), [("bill", self.kit, -1, -100)])

    def test_write_off_of_what_does_not_come_and_its_cancellation(self):
        self.receive_order(self.goods, 20, 0)
        bill = self.bill((self.line, 10, 100))
        write_off = self.write_off(("bill", self.kit, -7.5, -750))
        self.assertEqual(self.balance("grni"), 0)
        self.assertEqual(len(self.matches(bill)), 2)
        self.cancel(write_off, role="director")
        self.assertEqual(self.listed(self.goods), [("bill", self.kit, -7.5, -750)])
        self.receive_order(self.goods)
        self.assertEqual(self.balance("grni"), 0)
        self.assertEqual(self.on_hand(self.second), (30, 750))

    # Verbs

    def give_back_kits(self, moves, *quantities):
        """Return units of each component in one transfer."""
        env = self.as_role("stock_user")
        wizard = env["stock.return.picking"].create({"picking_id": moves.picking_id.id})
        for line, quantity in zip(wizard.product_return_moves, quantities, strict=True):
            line.quantity = quantity
        picking = env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        for move in picking.move_ids:
            self._pick(move, move.product_uom_qty)
        return self.validate(picking).move_ids

    def write_off(self, expected):
        """Write the order's only row off; ``expected`` is what the listing says of it."""
        self.assertEqual(self.listed(self.goods), [expected])
        found = self.rows(purchase_order_id=self.goods.id)
        return self.approve(self.request(found), role="director")
