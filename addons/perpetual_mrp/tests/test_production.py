"""From components to finished goods, entry by entry."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import METHODS, MrpCommon


@tagged("post_install", "-at_install")
class TestProduction(MrpCommon):
    def test_components_and_finished_goods(self):
        """10 units take 20 screws and 10 boards: 90.00."""
        self.stock_up()
        for method in METHODS:
            product = self.products[method]
            with self.subTest(method):
                order = self.make(product, 10, self.bom(product))
                self.assert_entry(
                    order.move_raw_ids,
                    [
                        ("wip", 40, 0),
                        ("inventory", 0, 40),
                        ("wip", 50, 0),
                        ("inventory", 0, 50),
                    ],
                )
                if method == "standard":
                    self.assert_entry(self.made(order), [("inventory", 100, 0), ("wip", 0, 100)])
                    self.assert_wip_entry(order, "variance", [("wip", 10, 0), ("variance", 0, 10)])
                    self.assert_closed(order, -10)
                    self.assertEqual(self.on_hand(product), (10, 100))
                else:
                    self.assert_entry(self.made(order), [("inventory", 90, 0), ("wip", 0, 90)])
                    self.assertFalse(self.wip_items(order, "variance"))
                    self.assert_closed(order)
                    self.assertEqual(self.on_hand(product), (10, 90))
                    self.assertAlmostEqual(product.standard_price, 9)
                    self.assertEqual(self.made(order).value, 90)

    def test_components_of_each_method(self):
        """A component leaves at its own method's cost."""
        self.receive(self.average, 10, 4)
        self.receive(self.average, 10, 6)
        self.receive(self.fifo, 10, 4)
        self.receive(self.fifo, 10, 6)
        self.receive(self.standard, 20, 7)
        product = self.make_product("fifo", name="Table")
        bom = self.bom(product, [(self.average, 1), (self.fifo, 1), (self.standard, 1)])
        order = self.make(product, 2, bom)
        self.assertEqual(
            [self.raw(order, part).value for part in (self.average, self.fifo, self.standard)],
            [10, 8, 20],
        )
        self.assert_entry(self.made(order), [("inventory", 38, 0), ("wip", 0, 38)])
        self.assert_closed(order)

    def test_labour_is_part_of_the_cost(self):
        """Half an hour a unit at 30 an hour: 2 units cost 18 of goods and 30 of work."""
        self.stock_up()
        operations = [(self.workcenter(30), 30)]
        for method in METHODS:
            product = self.products[method]
            with self.subTest(method):
                order = self.make(product, 2, self.bom(product, operations=operations))
                self.assert_wip_entry(order, "labour", [("wip", 30, 0), ("labour", 0, 30)])
                if method == "standard":
                    self.assert_entry(self.made(order), [("inventory", 20, 0), ("wip", 0, 20)])
                    self.assert_wip_entry(order, "variance", [("variance", 28, 0), ("wip", 0, 28)])
                    self.assert_closed(order, 28)
                else:
                    self.assert_entry(self.made(order), [("inventory", 48, 0), ("wip", 0, 48)])
                    self.assert_closed(order)
                self.assertEqual(order.perpetual_labour_amount, 30)
                item = order.workorder_ids.time_ids.account_move_line_id
                self.assertEqual((item.account_id, item.credit), (self.account("labour"), 30))

    def test_a_work_centre_has_its_own_account(self):
        """As core has it: the work centre's expense account goes first."""
        self.stock_up()
        wages = self.account("scrap")
        operations = [
            (self.workcenter(30, expense_account_id=wages.id), 10),
            (self.workcenter(60), 5),
        ]
        order = self.make(self.average, 1, self.bom(self.average, operations=operations))
        self.assert_wip_entry(order, "labour", [("wip", 10, 0), ("scrap", 0, 5), ("labour", 0, 5)])
        self.assertEqual(self.on_hand(self.average), (1, 19))

    def test_without_an_account_labour_is_the_expense_of_the_product(self):
        """As core has it, where the company has no account of absorbed labour."""
        self.stock_up()
        self.company.perpetual_labour_account_id = False
        bom = self.bom(self.fifo, operations=[(self.workcenter(30), 10)])
        order = self.make(self.fifo, 1, bom)
        self.assert_wip_entry(order, "labour", [("wip", 5, 0), ("cogs", 0, 5)])

    def test_extra_cost(self):
        """Cost per unit that somebody puts on the order."""
        self.stock_up()
        order = self.plan(self.fifo, 4, self.bom(self.fifo))
        order.extra_cost = 1.25
        self.finish(order)
        self.assert_wip_entry(order, "extra", [("wip", 5, 0), ("labour", 0, 5)])
        self.assertEqual(self.on_hand(self.fifo), (4, 41))
        self.assert_closed(order)

    def test_nothing_is_lost_to_rounding(self):
        """3 units from one component at 10.00: the value is whole, whatever a unit costs."""
        glue = self.make_product("average", name="Glue")
        self.receive(glue, 1, 10)
        for method in ("average", "fifo"):
            product = self.products[method]
            with self.subTest(method):
                bom = self.bom(product, [(glue, 0.1)], product_qty=0.6)
                order = self.make(product, 3, bom)
                self.assertEqual(self.on_hand(product), (3, 5))
                self.assert_closed(order)

    def test_by_products_have_their_share(self):
        """A by-product of 10 % takes 9.00 of 90.00; one without a share costs nothing."""
        self.stock_up()
        chips = self.make_product("average", name="Chips")
        dust = self.make_product("fifo", name="Dust")
        for method in METHODS:
            product, value = self.products[method], 100 if method == "standard" else 81
            with self.subTest(method):
                bom = self.bom(product, by_products=[(chips, 0.5, 10), (dust, 1, 0)])
                order = self.make(product, 10, bom)
                self.assertEqual(self.made(order).value, value)
                self.assertEqual(self.made(order, chips).value, 9)
                self.assertEqual(self.made(order, dust).value, 0)
                self.assert_entry(
                    order.move_finished_ids,
                    [
                        ("inventory", value, 0),
                        ("wip", 0, value),
                        ("inventory", 9, 0),
                        ("wip", 0, 9),
                    ],
                )
                if method == "standard":
                    self.assert_wip_entry(order, "variance", [("wip", 19, 0), ("variance", 0, 19)])
                self.assert_closed(order, 81 - value)

    def test_a_by_product_of_each_method(self):
        """20 % of 90.00; at standard cost what its share is beyond it is a variance."""
        self.stock_up()
        for method in METHODS:
            chips = self.make_product(method, name="Chips", standard_price=1.5)
            value = 15 if method == "standard" else 18
            with self.subTest(method):
                order = self.make(
                    self.average, 10, self.bom(self.average, by_products=[(chips, 1, 20)])
                )
                self.assert_entry(
                    order.move_finished_ids,
                    [
                        ("inventory", 72, 0),
                        ("wip", 0, 72),
                        ("inventory", value, 0),
                        ("wip", 0, value),
                    ],
                )
                self.assertEqual(self.on_hand(chips), (10, value))
                if method == "standard":
                    self.assert_wip_entry(order, "variance", [("variance", 3, 0), ("wip", 0, 3)])
                self.assert_closed(order, 18 - value)

    def test_a_finished_product_becomes_a_component(self):
        """Multi-level: the cost of the first order goes on into the second."""
        self.stock_up()
        frame = self.make_product("fifo", name="Frame")
        self.make(frame, 2, self.bom(frame, operations=[(self.workcenter(60), 3)]))
        self.assertEqual(self.on_hand(frame), (2, 24))
        order = self.make(self.average, 1, self.bom(self.average, [(frame, 2), (self.screw, 1)]))
        self.assertEqual(self.on_hand(self.average), (1, 26))
        self.assertEqual(self.on_hand(frame), (0, 0))
        self.assert_closed(order)

    def test_backorders(self):
        """Each part of an order takes its own components and its own work."""
        self.stock_up()
        for method in METHODS:
            product = self.products[method]
            with self.subTest(method):
                bom = self.bom(product, operations=[(self.workcenter(30), 10)])
                order = self.plan(product, 10, bom)
                self.finish(order, 4, backorder=True, user="planner")
                rest = self.backorder(order)
                self.assertEqual(rest.product_qty, 6)
                self.assert_part(order, 4)
                self.finish(rest)
                self.assert_part(rest, 6)
                self.assertEqual(self.on_hand(product), (10, 100 if method == "standard" else 140))
        self.assertEqual(self.layers(self.fifo), [(4, 56), (6, 84)])

    def assert_part(self, order, units):
        """Screws at 4.00, a board at 5.00 and work of 5.00 are in each unit, kept at 10.00
        under standard cost."""
        self.assert_entry(
            order.move_raw_ids,
            [
                ("wip", 4 * units, 0),
                ("inventory", 0, 4 * units),
                ("wip", 5 * units, 0),
                ("inventory", 0, 5 * units),
            ],
        )
        self.assert_wip_entry(order, "labour", [("wip", 5 * units, 0), ("labour", 0, 5 * units)])
        variance = 4 * units if order.product_id == self.standard else 0
        value = 14 * units - variance
        self.assert_entry(self.made(order), [("inventory", value, 0), ("wip", 0, value)])
        if variance:
            self.assert_wip_entry(
                order, "variance", [("variance", variance, 0), ("wip", 0, variance)]
            )
        self.assert_closed(order, variance)

    def test_less_produced_without_a_backorder(self):
        """8 of 10 units, with the components of 8."""
        self.stock_up()
        order = self.plan(self.average, 10, self.bom(self.average))
        self.finish(order, 8)
        self.assertEqual(self.on_hand(self.average), (8, 72))
        self.assert_closed(order)

    def test_flexible_consumption(self):
        """What was really used counts, not what was planned."""
        self.stock_up()
        order = self.plan(self.average, 10, self.bom(self.average, consumption="flexible"))
        order.qty_producing = 10
        order._set_qty_producing(False)
        self.raw(order, self.screw).quantity = 26
        order.move_raw_ids.picked = True
        order.with_env(self.as_role("maker")).button_mark_done()
        self.assertEqual(order.state, "done")
        self.assertEqual(self.on_hand(self.average), (10, 102))
        self.assert_closed(order)

    def test_a_component_beyond_the_bill_of_materials(self):
        """Added to the order by hand."""
        self.stock_up()
        varnish = self.make_product("average", name="Varnish")
        self.receive(varnish, 5, 3)
        order = self.plan(self.fifo, 1, self.bom(self.fifo))
        order.move_raw_ids = [
            Command.create({"product_id": varnish.id, "product_uom_qty": 1, "quantity": 1})
        ]
        self.finish(order)
        self.assertEqual(self.raw(order, varnish).state, "done")
        self.assertEqual(self.on_hand(self.fifo), (1, 12))

    def test_units_of_measure(self):
        """A dozen is made of two dozen screws and twelve boards."""
        self.stock_up()
        bom = self.bom(
            self.fifo,
            product_uom_id=self.dozen.id,
            bom_line_ids=[
                Command.create(
                    {
                        "product_id": self.screw.id,
                        "product_qty": 2,
                        "product_uom_id": self.dozen.id,
                    }
                ),
                Command.create({"product_id": self.board.id, "product_qty": 12}),
            ],
        )
        order = self.make(self.fifo, 2, bom, product_uom_id=self.dozen.id)
        self.assertEqual(self.on_hand(self.fifo), (24, 216))
        self.assertAlmostEqual(self.fifo.standard_price, 9)
        self.assertEqual(self.on_hand(self.screw), (52, 104))
        self.assert_closed(order)

    def test_pick_components_and_store_finished(self):
        """Three steps: the goods change places, the value only its account in production."""
        self.warehouse().manufacture_steps = "pbm_sam"
        self.stock_up()
        order = self.plan(self.fifo, 5, self.bom(self.fifo))
        picking = order.picking_ids.filtered(lambda picking: picking.state != "done")
        picking = picking.with_env(self.as_role("stock_user"))
        picking.action_assign()
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual(self.balance("wip"), 0)
        self.finish(order)
        self.assertEqual(self.on_hand(self.fifo), (5, 45))
        store = order.picking_ids.filtered(lambda picking: picking.state != "done")
        store = store.with_env(self.as_role("stock_user"))
        store.move_ids.picked = True
        store.with_context(skip_backorder=True).button_validate()
        self.assertEqual(store.state, "done")
        self.assertEqual(self.last_entry(self.fifo).kind, "transfer")
        self.assert_closed(order)

    def test_components_of_another_owner(self):
        """They are used up, and cost nothing."""
        self.receive(self.screw, 20, 2)
        self.receive(self.board, 10, owner=self.vendor)
        order = self.plan(self.fifo, 10, self.bom(self.fifo))
        self._pick(self.raw(order, self.board), 10, owner=self.vendor)
        self.finish(order)
        self.assertEqual(self.raw(order, self.board).move_line_ids.owner_id, self.vendor)
        self.assertEqual(self.on_hand(self.fifo), (10, 40))
        self.assert_closed(order)

    def test_components_that_are_not_there_yet(self):
        """Made on negative stock at the last known cost; what they really cost is settled
        against cost of goods sold when they arrive, wherever the finished goods are then."""
        self.receive(self.screw, 20, 2)
        self.receive(self.board, 1, 5)
        order = self.make(self.average, 3, self.bom(self.average))
        self.assertEqual(self.on_hand(self.board), (-2, -10))
        self.assertEqual(self.on_hand(self.average), (3, 27))
        self.deliver(self.average, 3)
        receipt = self.receive(self.board, 2, 8)
        self.assert_entry(receipt, [("inventory", 10, 0), ("grni", 0, 16), ("cogs", 6, 0)])
        self.assertEqual(self.balance("cogs"), 27 + 6)
        self.assertEqual(self.on_hand(self.board), (0, 0))
        self.assert_closed(order)

    def test_finished_goods_that_are_sold_already(self):
        """What was sold before it was made is settled against cost of goods sold."""
        self.stock_up()
        self.make(self.fifo, 1, self.bom(self.fifo))
        self.deliver(self.fifo, 3)
        self.assertEqual(self.on_hand(self.fifo), (-2, -18))
        self.make(self.fifo, 2, self.bom(self.fifo, [(self.board, 2)]))
        self.assertEqual(self.on_hand(self.fifo), (0, 0))
        self.assertEqual(self.balance("cogs"), 9 + 20)

    def test_an_account_of_the_production_location(self):
        """It goes before the company's, and the tie-out knows it."""
        self.stock_up()
        place = self.average.with_company(self.company).property_stock_production
        account = self.account("transit")
        place.valuation_account_id = account
        order = self.plan(self.average, 1, self.bom(self.average))
        self.consume(order, self.screw, 2)
        self.assertEqual(self.balance("transit"), 4)
        rows = self.company.perpetual_tie_out()
        (row,) = [row for row in rows if row["check"] == "wip" and row["account"] == account]
        self.assertEqual((row["expected"], row["difference"]), (4, 0))
        # An order stays where it began.
        place.valuation_account_id = False
        self.finish(order)
        self.assertEqual((self.balance("transit"), self.balance("wip")), (0, 0))

    def test_a_missing_account_says_which(self):
        self.stock_up()
        self.company.perpetual_production_variance_account_id = False
        order = self.plan(self.standard, 1, self.bom(self.standard))
        with self.assertRaises(UserError) as caught:
            self.finish(order)
        self.assertIn("no account for Production Variance", str(caught.exception))
        self.company.perpetual_setup()

    def test_continental_accounting(self):
        """Production is the same: nothing is bought or sold."""
        self.company.anglo_saxon_accounting = False
        self.company.perpetual_setup()
        self.stock_up()
        order = self.make(self.average, 2, self.bom(self.average))
        self.assert_entry(self.made(order), [("inventory", 18, 0), ("wip", 0, 18)])
        self.assert_closed(order)


class PeriodicCase(MrpCommon):
    """Some goods are core's to value, on an inventory account of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.env["account.account"].create(
            {"name": "Periodic goods", "code": "110177", "account_type": "asset_current"}
        )
        cls.own.account_stock_variation_id = cls.company.expense_account_id
        cls.periodic = cls.make_category(
            "average",
            valuation="periodic",
            property_stock_valuation_account_id=cls.own.id,
        )

    def make_periodic(self, name, **vals):
        return self.make_product("average", name=name, categ_id=self.periodic.id, **vals)

    def assert_core_closes(self, company):
        """What is core's to close is on an account of its own."""
        vals_list = company.with_company(company)._action_close_stock_valuation()
        inventory = self.account("inventory", company)
        self.assertNotIn(inventory.id, [vals["account_id"] for vals in vals_list])


@tagged("post_install", "-at_install")
class TestMixedValuation(PeriodicCase):
    def test_components_that_core_values(self):
        """A periodic component was an expense when it was bought: what of it goes into goods
        comes back as a variance."""
        paint = self.make_periodic("Paint", standard_price=3.0)
        self.stock_up()
        self.receive(paint, 10, 3)
        bom = self.bom(self.fifo, [(self.screw, 2), (paint, 1)])
        order = self.make(self.fifo, 2, bom)
        self.assertEqual(self.on_hand(self.fifo), (2, 14))
        self.assert_wip_entry(order, "variance", [("wip", 6, 0), ("variance", 0, 6)])

    def test_a_product_that_core_values(self):
        """Continuous components of a periodic product are an expense when the order is done."""
        product = self.make_periodic("Shelf")
        self.stock_up()
        order = self.make(product, 1, self.bom(product, operations=[(self.workcenter(), 10)]))
        self.assertFalse(self.wip_items(order, "labour"))
        self.assert_wip_entry(order, "variance", [("variance", 9, 0), ("wip", 0, 9)])
        self.assert_closed(order, 9)


@tagged("post_install", "-at_install")
class TestCoreFigures(PeriodicCase):
    """Core's own screens and postings beside the ledger's."""

    def test_the_overview_shows_the_same_cost(self):
        self.stock_up()
        bom = self.bom(self.fifo, operations=[(self.workcenter(30), 10)])
        order = self.make(self.fifo, 4, bom)
        data = self.env["report.mrp.report_mo_overview"].get_report_values(order.id)["data"]
        summary = data["summary"]
        self.assertAlmostEqual(summary["unit_cost"] * 4, 56)
        self.assertAlmostEqual(data["extras"]["total_real_cost"], 56)
        self.assertEqual(self.made(order).value, 56)

    def test_core_posts_no_labour_and_no_goods(self):
        """An account on the production location makes core post: not for continuous goods."""
        place = self.average.with_company(self.company).property_stock_production
        place.valuation_account_id = self.account("wip")
        self.stock_up()
        bom = self.bom(self.average, operations=[(self.workcenter(30), 10)])
        before = self.env["account.move"].search([])
        order = self.make(self.average, 2, bom)
        posted = self.env["account.move"].search([]) - before
        # Components, labour, finished goods: one entry each.
        self.assertEqual(len(posted), 3)
        self.assert_closed(order)

    def test_the_wip_wizard_leaves_continuous_orders_out(self):
        self.stock_up()
        order = self.plan(self.average, 2, self.bom(self.average))
        self.consume(order, self.screw, 4)
        self.raw(order, self.board).picked = True
        wizard = self.wizard(order)
        self.assertEqual(sum(wizard.line_ids.mapped("debit")), 0)
        self.assertEqual(sum(wizard.line_ids.mapped("credit")), 0)
        self.finish(order)

    def test_the_wip_wizard_leaves_continuous_components_out(self):
        paint = self.make_periodic("Paint", standard_price=3.0)
        shelf = self.make_periodic("Shelf")
        self.stock_up()
        self.receive(paint, 5, 3)
        order = self.plan(shelf, 1, self.bom(shelf, [(self.screw, 2), (paint, 1)]))
        order.qty_producing = 1
        order._set_qty_producing(False)
        order.move_raw_ids.picked = True
        wizard = self.wizard(order)
        self.assertEqual(sum(wizard.line_ids.mapped("debit")), 3)
        self.assertEqual(sum(wizard.line_ids.mapped("credit")), 3)

    def wizard(self, order):
        """Core's accrual of work in progress, as its form fills it in."""
        wizards = self.env["mrp.account.wip.accounting"].with_context(active_ids=order.ids)
        with Form(wizards.with_company(self.company)) as form:
            form.journal_id = self.company.account_stock_journal_id
        return form.save()
