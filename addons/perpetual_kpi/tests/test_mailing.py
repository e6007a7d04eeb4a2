from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import KpiCommon


@tagged("post_install", "-at_install")
class TestMailing(KpiCommon):
    def setUp(self):
        super().setUp()
        with self.on(0):
            self.receive(self.average, 100, 10)
        self.build(0, 6)
        self.controller.email = "controller@example.com"
        self.env["perpetual.kpi.mailing"].search([]).active = False
        self.mailing = self.as_role("stock_manager")["perpetual.kpi.mailing"].create(
            {"name": "Morning", "user_ids": self.controller.ids, "next_on": date(2024, 3, 4)}
        )

    def mails(self):
        return self.env["mail.mail"].search([("subject", "like", "Morning:")])

    @freeze_time("2024-03-04 06:00")
    def test_due(self):
        self.env["perpetual.kpi.mailing"]._cron_send()
        mail = self.mails()
        self.assertEqual(len(mail), 1)
        self.assertIn("controller@example.com", mail.email_to)
        for text in ("Order Pick Accuracy", "not measured", "99.5\N{NO-BREAK SPACE}%", "Inventory Value"):
            self.assertIn(text, mail.body_html)
        self.assertEqual(self.mailing.next_on, date(2024, 3, 11))
        self.env["perpetual.kpi.mailing"]._cron_send()
        self.assertEqual(len(self.mails()), 1)

    @freeze_time("2024-03-30 06:00")
    def test_late_is_sent_once(self):
        self.env["perpetual.kpi.mailing"]._cron_send()
        self.assertEqual(len(self.mails()), 1)
        self.assertEqual(self.mailing.next_on, date(2024, 4, 1))

    @freeze_time("2024-03-04 06:00")
    def test_chosen_figures(self):
        self.mailing.kpi_ids = self.kpi("turnover")
        self.mailing.action_send()
        self.assertIn("Inventory Turnover", self.mails().body_html)
        self.assertNotIn("Order Pick Accuracy", self.mails().body_html)

    def test_only_who_may_see(self):
        with self.assertRaisesRegex(ValidationError, "may not see the inventory values"):
            self.mailing.user_ids |= self.users["stock_user"]
