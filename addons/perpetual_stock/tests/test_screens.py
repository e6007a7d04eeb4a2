from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import PerpetualCommon

SCREENS = {
    "perpetual.ledger.entry": ("list", "kanban", "form", "search", "pivot", "graph"),
    "perpetual.cost.pool": ("list", "kanban", "search", "pivot"),
}
VALUES = {"value", "unit_cost", "balance_value", "account_move_id", "valuation_account_id"}
MENUS = {
    name: f"perpetual_stock.perpetual_{name}_menu"
    for name in (
        "ledger_entry",
        "ledger_card",
        "cost_pool",
        "valuation_as_of",
        "movement",
        "tie_out",
        "tie_out_result",
        "digest_check",
        "go_live_past",
    )
}


@tagged("post_install", "-at_install")
class TestScreens(PerpetualCommon):
    def views(self, role, model):
        env = self.as_role(role)
        views = env[model].get_views([(False, kind) for kind in SCREENS[model]])["views"]
        return {kind: etree.fromstring(view["arch"]) for kind, view in views.items()}

    def names(self, arch):
        return {node.get("name") for node in arch.iter("field")}

    # Who sees what

    def test_views_without_values(self):
        for model in SCREENS:
            for kind, arch in self.views("stock_user", model).items():
                with self.subTest(model=model, kind=kind):
                    self.assertFalse(self.names(arch) & VALUES)
                    self.assertFalse(arch.xpath("//filter[@name='unposted']"))

    def test_views_with_values(self):
        for role in ("controller", "accountant", "auditor"):
            for model in SCREENS:
                for kind, arch in self.views(role, model).items():
                    if kind != "search":
                        with self.subTest(role=role, model=model, kind=kind):
                            self.assertIn("value", self.names(arch))

    def test_nothing_can_be_written(self):
        for model in SCREENS:
            for kind, arch in self.views("accountant", model).items():
                if kind in ("list", "kanban", "form"):
                    with self.subTest(model=model, kind=kind):
                        self.assertEqual(
                            [arch.get(key) for key in ("create", "edit", "delete")],
                            ["0"] * 3,
                        )

    def test_menus(self):
        inventory = {key: f"{xmlid}_stock_user" for key, xmlid in MENUS.items()}
        books = {key: f"{xmlid}_account" for key, xmlid in MENUS.items()}
        for role, expected in (
            ("stock_user", {inventory["ledger_entry"], inventory["ledger_card"]}),
            ("controller", set(inventory.values())),
            ("stock_manager", set(MENUS.values())),
            ("accountant", set(books.values())),
            ("auditor", set(books.values())),
            ("employee", set()),
        ):
            with self.subTest(role):
                menus = self.as_role(role)["ir.ui.menu"].load_menus(False).values()
                shown = {menu.get("xmlid") for menu in menus}
                ours = {*MENUS.values(), *inventory.values(), *books.values()}
                self.assertEqual(shown & ours, expected)

    # The ledger's filters

    def test_filters_find_rows(self):
        self.receive(self.average, 10, cost=5)
        self.deliver(self.average, 12)
        self.receive(self.fifo, 2, cost=1)
        self.scrap(self.fifo, 1)
        arch = self.views("accountant", "perpetual.ledger.entry")["search"]
        entries = self.as_role("accountant")["perpetual.ledger.entry"]
        mine = [("product_id", "in", (self.average + self.fifo).ids)]
        found = {}
        for node in arch.iter("filter"):
            if node.get("domain"):
                domain = self._evaluate(node.get("domain"), entries.env.uid)
                found[node.get("name")] = len(entries.search(mine + domain))
        # Ten in, twelve out: two that nobody had.
        for period in ("today", "this_week", "this_month"):
            self.assertEqual(found.pop(period), 4, period)
        expected = {"receipts": 2, "issues": 1, "scraps": 1, "negative": 1}
        self.assertEqual({name: count for name, count in found.items() if count}, expected)

    @staticmethod
    def _evaluate(domain, uid):
        return safe_eval(domain, {"uid": uid})

    def test_groups(self):
        self.receive(self.average, 10, cost=5)
        arch = self.views("accountant", "perpetual.ledger.entry")["search"]
        entries = self.as_role("accountant")["perpetual.ledger.entry"]
        for node in arch.xpath("//filter[@context]"):
            field = self._evaluate(node.get("context"), 0)["group_by"]
            with self.subTest(field):
                groups = entries.formatted_read_group(
                    [("product_id", "=", self.average.id)],
                    [f"{field}:day" if field == "accounting_date" else field],
                    ["quantity:sum", "value:sum"],
                )
                self.assertEqual([group["value:sum"] for group in groups], [50])

    # Smart buttons

    def test_product(self):
        self.receive(self.average, 10, cost=5)
        self.deliver(self.average, 4)
        for record in (self.average, self.average.product_tmpl_id):
            record = record.with_env(self.as_role("controller"))
            with self.subTest(record._name):
                self.assertEqual(record.perpetual_entry_count, 2)
                self.assertEqual(record.perpetual_value, 30)
                action = record.action_perpetual_entries()
                entries = record.env[action["res_model"]].search(action["domain"])
                self.assertEqual(entries.mapped("balance_quantity"), [6, 10])
        self.assertFalse(self.fifo.with_env(self.as_role("controller")).perpetual_entry_count)

    def test_product_of_other_company(self):
        self.receive(self.average, 10, cost=5)
        company = self.make_second_company()
        product = self.average.with_env(self.as_role("controller", company))
        self.assertEqual((product.perpetual_entry_count, product.perpetual_value), (0, 0))

    def test_card_by_lot(self):
        product = self.make_product("average", tracking="lot", lot_valuated=True)
        self.assertTrue(product.action_perpetual_entries()["context"]["search_default_group_lot"])
        context = self.average.action_perpetual_entries()["context"]
        self.assertNotIn("search_default_group_lot", context)

    def test_transfer(self):
        picking = self.receive(self.average, 10, cost=5).picking_id
        for role, entries, account_moves in (
            ("accountant", 1, 1),
            ("auditor", 1, 1),
            ("controller", 1, 0),  # has no rights on journal entries
        ):
            with self.subTest(role):
                picking = picking.with_env(self.as_role(role))
                self.assertEqual(picking.perpetual_entry_count, entries)
                self.assertEqual(picking.perpetual_account_move_count, account_moves)
        action = picking.with_env(self.as_role("accountant")).action_perpetual_account_moves()
        found = self.env["account.move"].search(action["domain"])
        self.assertEqual(found.perpetual_entry_ids, self.last_entry(self.average))

    def test_entry_to_documents(self):
        self.receive(self.average, 10, cost=5)
        self.set_cost(self.average, 6)
        revalued, received = self.entries(self.average).sorted("sequence", reverse=True)
        for role, document, account_move in (
            ("stock_user", True, False),
            ("controller", True, False),
            ("accountant", True, True),
            ("auditor", True, True),
        ):
            with self.subTest(role):
                entry = received.with_env(self.as_role(role))
                self.assertEqual(entry.can_open_document, document)
                self.assertEqual(entry.can_open_account_move, account_move)
                self.assertFalse(revalued.with_env(self.as_role(role)).can_open_document)
        entry = received.with_env(self.as_role("auditor"))
        self.assertEqual(entry.action_open_document()["res_model"], "stock.picking")
        self.assertEqual(entry.action_open_account_move()["res_id"], received.account_move_id.id)
        card = entry.action_open_card()
        self.assertEqual(len(entry.search(card["domain"])), 2)

    def test_journal_entry(self):
        entry = self.receive(self.average, 10, cost=5).perpetual_entry_ids
        account_move = entry.account_move_id.with_env(self.as_role("auditor"))
        self.assertEqual(account_move.perpetual_entry_count, 1)
        action = account_move.action_perpetual_entries()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), entry)

    def test_pool_to_card(self):
        self.receive(self.average, 10, cost=5)
        pool = self.pool(self.average).with_env(self.as_role("accountant"))
        action = pool.action_perpetual_entries()
        self.assertEqual(len(pool.env[action["res_model"]].search(action["domain"])), 1)


@tagged("post_install", "-at_install")
class TestSetupHints(PerpetualCommon):
    """What is missing is said where it is missed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fresh = cls.make_company("Fresh Company", setup=False)

    def test_category(self):
        category = self.categories["average"]
        self.assertFalse(category.with_company(self.company).perpetual_missing)
        category = category.with_company(self.fresh)
        self.assertFalse(category.perpetual_missing, "Not continuous in this company")
        category.property_valuation = "continuous"
        self.assertIn("Goods Received Not Invoiced", category.perpetual_missing)
        self.fresh.perpetual_setup()
        category.invalidate_recordset()
        self.assertFalse(category.perpetual_missing)

    def test_category_with_accounts_of_its_own(self):
        self.fresh.perpetual_setup()
        account = self.fresh.perpetual_price_difference_account_id
        self.fresh.perpetual_price_difference_account_id = False
        category = self.categories["average"].with_company(self.fresh)
        category.property_valuation = "continuous"
        self.assertEqual(category.perpetual_missing, "Price Difference")
        category.property_price_difference_account_id = account
        self.assertFalse(category.perpetual_missing)

    def test_settings(self):
        settings = self.env["res.config.settings"].with_company(self.fresh).create({})
        self.assertIn("Scrap", settings.perpetual_missing)
        settings.action_perpetual_setup()
        settings.invalidate_recordset()
        self.assertFalse(settings.perpetual_missing)
        self.assertTrue(settings.perpetual_scrap_account_id)

    def test_no_expense_account(self):
        """Set-up leaves it alone; settings and category say that it lacks, and where to go."""
        category = self.categories["average"].with_company(self.company)
        settings = self.env["res.config.settings"].with_company(self.company).create({})
        self.assertFalse(settings.perpetual_without_expense)
        account = self.company.expense_account_id
        self.company.expense_account_id = False
        category.property_account_expense_categ_id = False
        self.env.invalidate_all()
        self.assertIn(category.display_name, settings.perpetual_without_expense)
        self.assertIn("Expense Account", category.perpetual_missing)
        category.property_account_expense_categ_id = account
        self.env.invalidate_all()
        self.assertNotIn(category.display_name, settings.perpetual_without_expense or "")
        self.assertFalse(category.perpetual_missing)

    def test_price_difference_account_shows_for_continuous(self):
        view = self.env["product.category"].get_view(
            self.env.ref("product.product_category_form_view").id, "form"
        )
        arch = etree.fromstring(view["arch"])
        (node,) = arch.xpath("//field[@name='property_price_difference_account_id']")
        self.assertIn("continuous", node.get("invisible"))
