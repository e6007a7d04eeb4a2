from datetime import date, timedelta
from decimal import Decimal

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..counting import classify, letter, variation
from .common import CountCommon


class AbcCommon(CountCommon):
    """Products with issues; classes 80/95/100 by consumption value."""

    def setUp(self):
        super().setUp()
        self.policy.window_days = 365
        self.assignments = self.env["perpetual.abc.assignment"]

    def goods(self, *consumed, category=None, company=None):
        """Average-cost products of cost 1, of which so many were delivered from 1,000."""
        products = self.env["product.product"]
        for quantity in consumed:
            product = self.make_product("average", name=f"Uses {quantity}")
            if category:
                product.categ_id = category
            self.receive(product, 1000, cost=1, company=company)
            if quantity:
                self.deliver(product, quantity, company=company)
            products |= product
        return products

    def run_policy(self, policy=None, company=None, apply=True):
        env = self.as_role("controller", company)
        run = env["perpetual.abc.run"].create({"policy_id": (policy or self.policy).id})
        run.action_compute()
        if apply:
            run.action_apply()
        return run

    def letters(self, products, warehouse=None):
        found = self.assignments._class_of(products, warehouse or self.warehouse())
        return "".join(found[product.id].name for product in products)

    def current(self, product, warehouse=None):
        return self.assignments.search(
            [
                ("product_id", "=", product.id),
                ("warehouse_id", "=", (warehouse or self.warehouse()).id),
                ("date_to", "=", False),
            ]
        )

    def daily_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("perpetual_cycle_count.ir_cron_abc_compute").method_direct_trigger()

    def set_class(self, product, name, until=date(2099, 1, 1), reason="Theft", user="controller"):
        rows = self.as_role(user)["perpetual.abc.assignment"]
        target = self.policy.class_ids.filtered(lambda one: one.name == name)
        return rows._set_by_hand(
            product, self.warehouse(), target.with_env(rows.env), reason, until
        )


@tagged("post_install", "-at_install")
class TestRanking(AbcCommon):
    def test_consumption_value(self):
        products = self.goods(79, 2, 15, 4, 0)
        run = self.run_policy()
        self.assertEqual(self.letters(products), "ACABC")
        row = self.current(products[0])
        self.assertRecordValues(
            row, [{"rank": 1, "value": 79.0, "share": 79.0, "cumulative_share": 79.0}]
        )
        self.assertEqual(
            (row.change, row.as_of, row.company_id), ("first", run.as_of, self.company)
        )
        self.assertEqual(self.current(products[4]).value, 0)

    def test_a_return_is_no_consumption(self):
        product, _other = self.goods(50, 20)
        self.give_back(self.deliver(product, 10), 10)
        self.run_policy()
        self.assertEqual(self.current(product).value, 50)

    def test_the_window(self):
        with freeze_time(date.today() - timedelta(days=40)):
            product = self.goods(10)
        self.deliver(product, 5)
        self.policy.window_days = 30
        self.run_policy()
        self.assertAlmostEqual(self.current(product).value, 5 * 365 / 30, 2)

    def test_counts_and_scrap_are_no_consumption(self):
        product = self.goods(7)
        self.count(product, 900)
        self.scrap(product, 5)
        self.run_policy()
        self.assertEqual(self.current(product).value, 7)

    def test_moves_that_the_ledger_does_not_know(self):
        category = self.make_category("average", valuation="periodic", name="Periodic")
        products = self.goods(30, 10, category=category)
        products.with_company(self.company).standard_price = 2
        self.assertFalse(
            self.env["perpetual.ledger.entry"].search_count([("product_id", "in", products.ids)])
        )
        self.run_policy()
        self.assertEqual([self.current(product).value for product in products], [60, 20])
        # Periodic stock with a cost is core's to close, and no matter of the ledger's invariants.
        products.with_company(self.company).standard_price = 0

    def test_pick_lines(self):
        often, once = self.goods(0, 100)
        for _time in range(3):
            self.deliver(often, 1)
        self.policy.criterion = "picks"
        self.run_policy()
        self.assertEqual((self.current(often).value, self.current(once).value), (3, 1))
        self.assertEqual(self.current(often).rank, 1)

    def test_on_hand_value(self):
        products = self.goods(900, 0)
        self.policy.criterion = "on_hand"
        self.run_policy()
        self.assertEqual([self.current(one).value for one in products], [100, 1000])

    def test_gross_margin(self):
        """Invoiced goods at what customers paid, others at their sales price."""
        invoiced, priced = self.goods(10, 10)
        priced.list_price = 4
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "invoice_date": date.today(),
                "invoice_line_ids": [
                    (0, 0, {"product_id": invoiced.id, "quantity": 5, "price_unit": 3,
                            "tax_ids": False}),
                ],
            }
        )  # fmt: skip
        invoice.action_post()
        self.policy.criterion = "margin"
        self.run_policy()
        self.assertEqual((self.current(invoiced).value, self.current(priced).value), (20, 30))

    def test_share_of_items(self):
        products = self.goods(9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
        self.policy.cut = "share"
        for abc_class, limit in zip(self.policy.class_ids, (20, 50, 100), strict=True):
            abc_class.cumulative_limit = limit
        self.run_policy()
        self.assertEqual(self.letters(products), "AABBBCCCCC")

    def test_as_the_plain_rule(self):
        """The statement classes as the pure function does, ties and all."""
        amounts = [50, 50, 40, 33, 12.5, 12.5, 7, 3, 3, 1, 0, 0]
        products = self.goods(*amounts)
        self.run_policy()
        values = dict(zip(products.ids, (Decimal(str(one)) for one in amounts), strict=True))
        for row in classify(values, [Decimal(80), Decimal(95), Decimal(100)]):
            found = self.current(products.browse(row.product))
            self.assertEqual((found.rank, found.class_id.name), (row.rank, "ABC"[row.place]))
            self.assertAlmostEqual(found.cumulative_share, float(row.cumulative), 6)

    def test_xyz(self):
        self.policy.window_days = 28 * 4
        periods = (10, 0, 30, 10)
        with freeze_time(date.today() - timedelta(days=200)):
            product = self.goods(0)
        for number, quantity in enumerate(periods):
            with freeze_time(date.today() - timedelta(days=28 * (3 - number) + 3)):
                if quantity:
                    self.deliver(product, quantity)
        self.run_policy()
        row = self.current(product)
        self.assertAlmostEqual(row.variation, variation(periods), 6)
        self.assertEqual(row.xyz, letter(variation(periods)).lower())
        self.assertEqual(row.xyz, "y")

    def test_each_warehouse_by_itself(self):
        product, other = self.goods(10, 90)
        branch = self.env["stock.warehouse"].create({"name": "Branch", "code": "BR"})
        self.move(product, 5, self.suppliers, branch.lot_stock_id, kind=branch.in_type_id, cost=1)
        self.move(product, 5, branch.lot_stock_id, self.customers, kind=branch.out_type_id)
        self.run_policy()
        self.assertEqual(self.letters(product + other), "BA")
        self.assertEqual(self.letters(product, branch), "A")
        self.assertFalse(self.current(other, branch))
        self.assertEqual(self.letters(other, branch), "C", "never classed there")


@tagged("post_install", "-at_install")
class TestAssignment(AbcCommon):
    def test_preview_changes_nothing(self):
        products = self.goods(90, 10, 1)
        run = self.run_policy(apply=False)
        self.assertFalse(self.current(products[0]))
        self.assertEqual((run.state, run.item_count, run.changed_count), ("preview", 3, 3))
        self.assertEqual(run.counts_after, round(365 / 30 + 365 / 91 + 365 / 182))
        self.assertEqual(run.counts_before, 0)
        self.assertEqual(run.curve[-1][:2], [100, 100])

    def test_preview_says_what_changes(self):
        first, second = self.goods(90, 10)
        self.run_policy()
        self.deliver(second, 900)
        run = self.run_policy(apply=False)
        self.assertEqual(run.item_ids.product_id, first + second)
        moves = {
            (row.class_from_id.name, row.class_to_id.name): row.items for row in run.change_ids
        }
        self.assertEqual(moves, {("A", "B"): 1, ("B", "A"): 1})
        run.action_apply()
        self.assertEqual(self.letters(first + second), "BA")

    def test_history_and_why(self):
        first, second = self.goods(90, 10)
        self.run_policy()
        self.deliver(second, 900)
        self.run_policy()
        self.assertRecordValues(
            self.current(first) + self.current(second),
            [
                {"class_id": self.policy.class_ids[1].id, "change": "down",
                 "previous_class_id": self.policy.class_ids[0].id},
                {"class_id": self.policy.class_ids[0].id, "change": "up",
                 "previous_class_id": self.policy.class_ids[1].id},
            ],
        )  # fmt: skip
        rows = self.assignments.search([("product_id", "=", first.id)], order="id")
        self.assertEqual(rows.mapped("class_id.name"), ["A", "B"])
        self.assertEqual(rows[0].date_to, rows[1].date_from)

    def test_a_confirmed_class_is_one_row(self):
        product = self.goods(90)
        self.run_policy()
        self.deliver(product, 5)
        self.run_policy()
        row = self.assignments.search([("product_id", "=", product.id)])
        self.assertEqual((len(row), row.value), (1, 95))

    def test_gone_goods_fall_to_the_last_class(self):
        product, other = self.goods(90, 10)
        self.policy.window_days = 30
        self.run_policy()
        self.assertEqual(self.letters(product), "A")
        self.deliver(product, 910)
        with freeze_time(date.today() + timedelta(days=60)):
            self.run_policy()
            self.assertFalse(self.current(product))
            self.assertEqual(self.letters(product), "C")
            self.assertTrue(self.current(other))

    def test_applied_once(self):
        self.goods(1)
        run = self.run_policy()
        with self.assertRaisesRegex(UserError, "applied already"):
            run.action_apply()
        with self.assertRaisesRegex(UserError, "applied already"):
            run.action_compute()

    def test_by_hand(self):
        product, _other = self.goods(1, 99)
        self.run_policy()
        self.assertEqual(self.letters(product), "C")
        row = self.set_class(product, "A")
        self.assertEqual((row.class_id.name, row.computed_class_id.name), ("A", "C"))
        self.assertEqual((row.change, row.override_user_id), ("manual", self.controller))
        self.assertEqual(self.letters(product), "A")
        self.run_policy()
        self.assertEqual(self.letters(product), "A", "a computation leaves it")
        self.assertEqual(len(self.assignments.search([("product_id", "=", product.id)])), 2)

    def test_by_hand_ends(self):
        product, _other = self.goods(1, 99)
        self.run_policy()
        self.set_class(product, "A", until=date.today() + timedelta(days=5))
        with freeze_time(date.today() + timedelta(days=6)):
            self.assertEqual(self.letters(product), "C", "over, also before the daily job")
            self.assignments._end_overrides()
            row = self.current(product)
            self.assertEqual((row.class_id.name, row.change), ("C", "ended"))
            self.assertFalse(row.override_until)

    def test_by_hand_ends_by_a_run(self):
        product, _other = self.goods(1, 99)
        self.run_policy()
        self.set_class(product, "A", until=date.today() + timedelta(days=5))
        with freeze_time(date.today() + timedelta(days=6)):
            self.run_policy()
            row = self.current(product)
            self.assertEqual((row.class_id.name, row.change), ("C", "ended"))

    def test_by_hand_before_any_run(self):
        product = self.goods(0)
        self.assertEqual(self.letters(product), "C")
        row = self.set_class(product, "B")
        self.assertEqual(self.letters(product), "B")
        row.with_user(self.controller).action_end_override()
        self.assertEqual(self.letters(product), "C")

    def test_by_hand_says_why_and_until_when(self):
        product = self.goods(1)
        with self.assertRaisesRegex(UserError, "fill in the reason"):
            self.set_class(product, "A", reason=" ")
        with self.assertRaisesRegex(UserError, "later day"):
            self.set_class(product, "A", until=date(2020, 1, 1))

    def test_wizard(self):
        product = self.goods(1)
        wizard = self.as_role("controller")["perpetual.abc.override"].create(
            {
                "product_id": product.id,
                "warehouse_id": self.warehouse().id,
                "class_id": self.policy.class_ids[1].id,
                "reason": "Shrinks",
            }
        )
        self.assertEqual(wizard.policy_id, self.policy)
        wizard.action_set()
        self.assertEqual(self.letters(product), "B")

    def test_daily_job(self):
        product = self.goods(1)
        runs = self.env["perpetual.abc.run"]
        self.daily_job()
        self.assertEqual(self.letters(product), "A")
        mine = [("company_id", "=", self.company.id)]
        self.assertEqual(runs.search_count(mine), 1)
        self.daily_job()
        self.assertEqual(runs.search_count(mine), 1, "not due yet")
        with freeze_time(date.today() + timedelta(days=31)):
            self.daily_job()
        self.assertEqual(runs.search_count(mine), 2)

    def test_no_classes(self):
        empty = self.policy.copy({"class_ids": False})
        empty.class_ids.unlink()
        with self.assertRaisesRegex(UserError, "has no classes"):
            self.run_policy(empty)

    def test_two_classes_with_one_limit(self):
        with self.assertRaisesRegex(ValidationError, "same limit"):
            self.policy.class_ids = [
                (0, 0, {"name": "D", "cumulative_limit": 100, "interval_days": 365})
            ]


@tagged("post_install", "-at_install")
class TestScope(AbcCommon):
    def another(self, letter_="Z", **vals):
        return self.env["perpetual.abc.policy"].create(
            {
                "name": "Special",
                "class_ids": [
                    (0, 0, {"name": letter_, "cumulative_limit": 100, "interval_days": 7})
                ],
                **vals,
            }
        )

    def test_the_most_specific_policy(self):
        food = self.make_category("average", name="Food")
        fresh = self.make_category("average", name="Fresh", parent_id=food.id)
        tools, meal, fish = (
            self.goods(5, category=category)
            for category in (self.categories["average"], food, fresh)
        )
        by_company = self.another("Y", company_id=self.company.id)
        by_food = self.another("F", category_id=food.id)
        policies = (by_company, by_food, self.policy)
        for policy in policies:
            self.run_policy(policy)
        self.assertEqual(self.letters(tools + meal + fish), "YFF")
        by_fresh = self.another("R", category_id=fresh.id)
        by_warehouse = self.another("W", warehouse_id=self.warehouse().id, active=False)
        self.run_policy(by_fresh)
        self.assertEqual(self.letters(tools + meal + fish), "YFR")
        self.assertEqual(self.current(fish).change, "policy")
        by_warehouse.active = True
        self.run_policy(by_warehouse)
        self.assertEqual(self.letters(tools + meal + fish), "WWW")

    def test_the_statement_and_the_search_agree(self):
        food = self.make_category("average", name="Food")
        self.another("F", category_id=food.id, company_id=self.company.id)
        meal, tools = self.goods(5, category=food), self.goods(5)
        found = self.env["perpetual.abc.policy"]._policies_of(meal + tools, self.warehouse())
        for policy in found.values():
            self.run_policy(policy)
        for product in meal + tools:
            self.assertEqual(self.current(product).policy_id, found[product.id])

    def test_other_companies(self):
        self.make_second_company()
        product = self.goods(10)
        self.receive(product, 1000, cost=1, company=self.company2)
        self.run_policy(company=self.company2)
        self.assertFalse(self.current(product), "the other company only")
        self.assertTrue(self.current(product, self.warehouse(self.company2)))
        rows = self.as_role("controller")["perpetual.abc.assignment"]
        self.assertFalse(rows.search([("product_id", "=", product.id)]))


@tagged("post_install", "-at_install")
class TestAbcRights(AbcCommon):
    def test_auditor_reads(self):
        product = self.goods(10)
        run = self.run_policy(apply=False)
        as_auditor = run.with_env(self.as_role("auditor"))
        self.assertEqual(as_auditor.item_count, run.item_count)
        for action in (as_auditor.action_apply, as_auditor.action_compute):
            with self.assertRaises(AccessError):
                action()
        with self.assertRaises(AccessError):
            self.set_class(product, "A", user="auditor")

    def test_counter_sees_nothing(self):
        self.goods(10)
        self.run_policy()
        for model in ("assignment", "run", "policy", "class"):
            with self.assertRaises(AccessError):
                self.env[f"perpetual.abc.{model}"].with_user(self.first).search([])
