from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.perpetual_kpi.figures import Formula

from .common import KpiCommon


@tagged("post_install", "-at_install")
class TestDefinitions(KpiCommon):
    def test_shipped(self):
        """Each shipped figure can be worked out, and opened."""
        kpis = self.env["perpetual.kpi"].search([])
        self.assertGreaterEqual(len(kpis), 20)
        known = self.snapshots._measures()
        drills = self.env["perpetual.kpi.drill"]
        for kpi in kpis:
            with self.subTest(kpi.code):
                self.assertTrue(kpi.formula and kpi.short)
                for text in filter(None, (kpi.numerator, kpi.denominator)):
                    self.assertTrue(set(Formula.read(text).measures) <= set(known))
                self.assertTrue(hasattr(drills, f"_drill_{kpi.drill}"))

    def test_targets_of_the_trade(self):
        """A items above 98 %, picks above 99.5 %, stock-outs below 2 %."""
        targets = [
            ("record_accuracy", "A", 98),
            ("record_accuracy", "", 95),
            ("pick_accuracy", "", 99.5),
            ("pick_accuracy", "A", 99.5),
            ("stockout_rate", "B", 2),
        ]
        for code, name, value in targets:
            self.assertEqual(self.kpi(code)._target(self.company, name), value)
        accuracy = self.kpi("record_accuracy")
        self.assertIs(accuracy._judge(98, 98), False)
        self.assertIs(accuracy._judge(98.01, 98), True)
        self.assertIs(self.kpi("stockout_rate")._judge(1.99, 2), True)
        self.assertIsNone(self.kpi("turnover")._target(self.company))

    def test_own_target(self):
        """A company's own target goes before everybody's, a class's before the general one."""
        manager = self.as_role("stock_manager")
        kpi = self.kpi("record_accuracy")
        manager["perpetual.kpi.target"].create(
            [
                {"kpi_id": kpi.id, "company_id": self.company.id, "value": 97},
                {
                    "kpi_id": kpi.id,
                    "company_id": self.company.id,
                    "class_name": "A",
                    "value": 99,
                },
            ]
        )
        self.assertEqual(kpi._target(self.company), 97)
        self.assertEqual(kpi._target(self.company, "A"), 99)
        self.assertEqual(kpi._target(self.company, "B"), 95)
        self.assertEqual(kpi._target(self.env["res.company"]), 95)

    def test_a_figure_of_ones_own(self):
        kpis = self.as_role("stock_manager")["perpetual.kpi"]
        vals = {"code": "scrap", "name": "Scrap", "formula": "Scrap ÷ cost of goods sold"}
        kpis.create({**vals, "numerator": "scrapped", "denominator": "cost_of_goods"})
        self.assertEqual(self.tiles(0, 0)["scrap"]["text"], "–")

    def test_no_sum_of_measures(self):
        with self.assertRaisesRegex(ValidationError, "Turnover.*look at “sold”"):
            self.kpi("turnover").numerator = "sold"
        with self.assertRaisesRegex(ValidationError, "look at “/ 2”"):
            self.kpi("turnover").numerator = "cost_of_goods / 2"
