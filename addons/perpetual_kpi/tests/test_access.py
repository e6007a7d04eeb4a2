from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import KpiCommon


@tagged("post_install", "-at_install")
class TestAccess(KpiCommon):
    def test_who_looks(self):
        """Controllers, accountants and auditors; nobody else."""
        for role in ("controller", "accountant", "auditor", "stock_manager"):
            with self.subTest(role):
                self.assertIn("sections", self.dashboard(role).data(self.options(0, 0)))
        for role in ("stock_user", "employee", "product_manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.dashboard(role).data(self.options(0, 0))
        counter = self.env(user=self.first, su=False)["perpetual.kpi.dashboard"]
        with self.assertRaises(AccessError):
            counter.detail("record_accuracy")

    def test_who_changes(self):
        """Targets and owners: inventory administrators. Snapshots: nobody."""
        kpi = self.kpi("turnover")
        with self.assertRaises(AccessError):
            kpi.with_env(self.as_role("controller")).owner_id = self.controller
        kpi.with_env(self.as_role("stock_manager")).owner_id = self.controller
        with self.on(0):
            self.receive(self.average, 1, 10)
        self.build(0, 0)
        row = self.snapshots.search([("company_id", "=", self.company.id)], limit=1)
        for role in ("stock_manager", "account_manager"):
            with self.assertRaises(AccessError):
                row.with_env(self.as_role(role)).hits = 5

    def test_companies(self):
        """What another company measured is not seen."""
        with self.on(0):
            self.receive(self.average, 1, 10)
        self.build(0, 0)
        other = self.make_second_company()
        # With no right to the first one.
        user = self.make_user(
            "other_controller", "perpetual_stock.group_inventory_controller", other
        )
        env = self.env(user=user, su=False)
        self.assertFalse(env["perpetual.kpi.snapshot"].search([]))
        tiles = env["perpetual.kpi.dashboard"].data(self.options(0, 0))
        texts = {tile["value"] for part in tiles["sections"] for tile in part["tiles"]}
        self.assertEqual(texts, {None})
