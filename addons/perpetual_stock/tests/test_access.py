from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import PerpetualCommon

MODELS = (
    "perpetual.cost.pool",
    "perpetual.ledger.entry",
    "perpetual.cost.layer",
    "perpetual.layer.consumption",
)
VALUE_FIELDS = {
    "perpetual.cost.pool": ("value", "unit_cost"),
    "perpetual.ledger.entry": (
        "unit_cost",
        "value",
        "counterpart_value",
        "balance_value",
        "valuation_account_id",
        "counterpart_account_id",
        "account_move_id",
    ),
    "perpetual.cost.layer": ("value",),
    "perpetual.layer.consumption": ("value",),
}


class AccessCase(PerpetualCommon):
    def setUp(self):
        super().setUp()
        self.received = self.receive(self.fifo, 10, 10)
        self.delivered = self.deliver(self.fifo, 4)

    def rows(self, role, model):
        """Records of the company's fifo product, as the role's user."""
        field = "product_id" if "product_id" in self.env[model]._fields else "layer_id.product_id"
        rows = self.env[model].search([(field, "=", self.fifo.id)])
        self.assertTrue(rows, model)
        return rows.with_env(self.as_role(role))


@tagged("post_install", "-at_install")
class TestStockUser(AccessCase):
    """Warehouse people see quantities, never values."""

    def test_quantities(self):
        entries = self.rows("stock_user", "perpetual.ledger.entry").sorted("sequence")
        self.assertEqual(entries.mapped("quantity"), [10, -4])
        self.assertEqual(entries.mapped("balance_quantity"), [10, 6])
        self.assertEqual(self.rows("stock_user", "perpetual.cost.pool").quantity, 6)
        self.assertEqual(self.rows("stock_user", "perpetual.cost.layer").mapped("quantity"), [6])
        taken = self.rows("stock_user", "perpetual.layer.consumption")
        self.assertEqual(taken.mapped("quantity"), [4])
        move = self.delivered.with_env(self.as_role("stock_user"))
        self.assertEqual(move.perpetual_entry_ids.quantity, -4)
        self.assertEqual(move.picking_id.perpetual_entry_count, 1)

    def test_no_values(self):
        for model, fields in VALUE_FIELDS.items():
            rows = self.rows("stock_user", model)
            for field in fields:
                with self.subTest(f"{model}.{field}"), self.assertRaises(AccessError):
                    rows.mapped(field)
                with self.subTest(f"{model}.{field}"), self.assertRaises(AccessError):
                    rows.read([field])
                with self.subTest(f"{model}.{field}"), self.assertRaises(AccessError):
                    rows.search([(field, ">", 0)])
            self.assertFalse(set(fields) & set(rows.fields_get()), model)
            self.assertFalse(set(fields) & set(rows[0].read()[0]), model)

    def test_no_sums_and_no_order_of_values(self):
        for model in MODELS:
            rows = self.rows("stock_user", model)
            with self.subTest(model), self.assertRaises(AccessError):
                rows._read_group([], [], ["value:sum"])
            with self.subTest(model), self.assertRaises(AccessError):
                rows.search([], order="value")

    def test_no_tie_out_and_no_valuation(self):
        env = self.as_role("stock_user")
        with self.assertRaisesRegex(UserError, "may not see inventory values"):
            self.company.with_env(env).perpetual_tie_out()
        with self.assertRaisesRegex(UserError, "may not see inventory values"):
            env["perpetual.ledger.entry"].valuation_at(self.company, "2030-01-01")

    def test_no_set_up(self):
        for role in ("stock_user", "stock_manager", "accountant", "auditor"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.company.with_env(self.as_role(role)).perpetual_setup()

    def test_nothing_by_hand(self):
        for role in ("stock_user", "stock_manager", "controller", "accountant", "auditor"):
            for model in MODELS:
                rows = self.rows(role, model)
                for operation in ("write", "create", "unlink"):
                    with self.subTest(f"{role} {model} {operation}"):
                        self.assertFalse(rows.has_access(operation))


@tagged("post_install", "-at_install")
class TestOffice(AccessCase):
    """Accountant, auditor and controller see values; who only looks changes nothing."""

    def test_values(self):
        for role in ("accountant", "auditor", "controller", "stock_manager"):
            for model, fields in VALUE_FIELDS.items():
                rows = self.rows(role, model)
                for field in fields:
                    self.assertTrue(rows.mapped(field), f"{role} {model}.{field}")
            entries = self.rows(role, "perpetual.ledger.entry").sorted("sequence")
            self.assertEqual(entries.mapped("value"), [100, -40])

    def test_tie_out(self):
        for role in ("accountant", "auditor", "controller", "stock_manager"):
            rows = self.company.with_env(self.as_role(role)).perpetual_tie_out()
            self.assertEqual({row["difference"] for row in rows}, {0})
            (found,) = [row for row in rows if row["check"] == "valuation_account"]
            self.assertEqual(found["actual"], 60)

    def test_valuation(self):
        for role in ("accountant", "auditor", "controller"):
            entries = self.as_role(role)["perpetual.ledger.entry"]
            rows = entries.valuation_at(self.company, "2100-01-01")
            self.assertEqual([row.value for row in rows], [60])

    def test_readers_see_the_documents(self):
        for role in ("accountant", "auditor"):
            entry = self.rows(role, "perpetual.ledger.entry")[0]
            self.assertTrue(entry.picking_id.name)
            self.assertTrue(entry.account_move_id.line_ids.mapped("balance"))
            self.assertTrue(entry.location_id.complete_name)
            self.assertTrue(entry.product_id.display_name)
            quants = entry.env["stock.quant"].search([("product_id", "=", self.fifo.id)])
            self.assertTrue(quants.mapped("quantity"))

    def test_readers_change_nothing(self):
        kind = self.warehouse().out_type_id
        picking = self.prepare([(self.fifo, 1)], self.stock(), self.customers, kind)
        for role in ("accountant", "auditor"):
            env = self.as_role(role)
            moved = picking.with_env(env)
            journal_entry = self.received.account_move_id.with_env(env)
            quants = env["stock.quant"].with_context(inventory_mode=True)
            scrap = {"product_id": self.fifo.id, "scrap_qty": 1, "location_id": self.stock().id}
            count = {
                "product_id": self.fifo.id,
                "location_id": self.stock().id,
                "inventory_quantity": 1,
            }
            for name, action in {
                "validate": moved.button_validate,
                "cancel": moved.action_cancel,
                "delete": moved.unlink,
                "write": lambda moved=moved: moved.write({"note": "seen"}),
                "edit": lambda env=env: self.delivered.move_line_ids.with_env(env).write(
                    {"quantity": 1}
                ),
                "scrap": lambda env=env, vals=scrap: env["stock.scrap"].create(vals),
                "count": lambda quants=quants, vals=count: quants.create(vals),
                "cost": lambda env=env: self.fifo.with_env(env).write({"standard_price": 1}),
                "draft": journal_entry.button_draft,
                "journal": lambda env=env: env["account.move"].create({"move_type": "entry"}),
                "return": lambda env=env: env["stock.return.picking"].create(
                    {"picking_id": self.delivered.picking_id.id}
                ),
            }.items():
                with self.subTest(f"{role} {name}"), self.assertRaises(UserError):
                    action()
        self.assertEqual(len(self.entries(self.fifo)), 2)


@tagged("post_install", "-at_install")
class TestOutsiders(AccessCase):
    """No right, another company, from outside: nothing."""

    def test_employee_and_portal(self):
        portal = new_test_user(self.env, login="perpetual_portal", groups="base.group_portal")
        public = self.env.ref("base.public_user")
        for user in (self.users["employee"], portal, public):
            env = self.env(user=user, context={}, su=False)
            for model in MODELS:
                with self.subTest(f"{user.login} {model}"), self.assertRaises(AccessError):
                    env[model].search([])
                with self.subTest(f"{user.login} {model}"), self.assertRaises(AccessError):
                    self.rows("controller", model).with_env(env).read(["id"])
            with self.subTest(user.login), self.assertRaises(AccessError):
                env["perpetual.ledger.entry"].valuation_at(self.company, "2030-01-01")
            with self.subTest(user.login), self.assertRaises(UserError):
                self.company.with_env(env).perpetual_tie_out()

    def test_another_company(self):
        """Of all that happens next door, a user sees nothing."""
        company2 = self.make_company("Next Door")
        categories = self.categories["fifo"].with_company(company2)
        categories.write({"property_valuation": "continuous", "property_cost_method": "fifo"})
        for user in (
            self.make_user("neighbour", "perpetual_stock.group_perpetual_accountant", company2),
            self.make_user("porter", "stock.group_stock_manager", company2),
        ):
            env = self.as_role(user, company2)
            for model in MODELS:
                with self.subTest(model):
                    self.assertFalse(env[model].search([]))
                    self.assertFalse(env[model].search_count([]))
                with self.subTest(model), self.assertRaises(AccessError):
                    self.rows("controller", model).with_env(env).read(["quantity"])
            entries = env["perpetual.ledger.entry"]
            self.assertEqual(entries.valuation_at(self.company, "2100-01-01"), [])
            with self.assertRaises(AccessError):
                self.company.with_env(env).perpetual_tie_out()
            self.assertEqual(
                [row for row in company2.with_env(env).perpetual_tie_out() if row["difference"]],
                [],
            )

    def test_both_companies_one_at_a_time(self):
        """Who works for two companies sees the one that is switched on."""
        self.make_second_company()
        self.receive(self.fifo, 3, 7, company=self.company2)
        for company, quantities in ((self.company, [10, -4]), (self.company2, [3])):
            env = self.as_role("accountant", company)
            entries = env["perpetual.ledger.entry"].search([], order="id")
            self.assertEqual(entries.mapped("quantity"), quantities)
            self.assertEqual(entries.company_id, company)
