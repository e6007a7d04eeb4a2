from odoo.tests import tagged

from .common import CountCommon


@tagged("post_install", "-at_install")
class TestReasons(CountCommon):
    """Root causes come with accounts, each company's own."""

    def accounts(self, company):
        causes = self.env["perpetual.variance.reason"].with_company(company).search([])
        return {reason.code: reason.location_id.valuation_account_id for reason in causes}

    def test_shipped_with_accounts(self):
        company = self.company
        accounts = self.accounts(company)
        self.assertEqual(len(accounts), 12)
        self.assertEqual(accounts.pop("damage"), company.perpetual_scrap_account_id)
        for code, account in accounts.items():
            with self.subTest(code):
                self.assertTrue(account)
                self.assertEqual(account, company.perpetual_shrinkage_account_id)

    def test_as_soon_as_the_company_has_accounts(self):
        company = self.make_company("Later", setup=False)
        self.assertFalse(any(self.accounts(company).values()))
        theft = self.env.ref("perpetual_cycle_count.perpetual_variance_reason_theft")
        place = theft.with_company(company).location_id
        chosen = self.env["account.account"].search(
            [("company_ids", "in", company.ids), ("account_type", "=", "expense")], limit=1
        )
        place.valuation_account_id = chosen
        company.with_company(company).perpetual_setup()
        accounts = self.accounts(company)
        self.assertEqual(accounts.pop("theft"), chosen, "what somebody has chosen stays")
        self.assertTrue(all(account.company_ids == company for account in accounts.values()))

    def test_gains(self):
        """Each cause's gains are told from its losses."""
        causes = self.env["perpetual.variance.reason"].with_company(self.company).search([])
        gains = causes.location_id.perpetual_gain_account_id
        self.assertEqual(gains, self.company.perpetual_gain_account_id)
        self.assertTrue(all(cause.location_id.perpetual_gain_account_id for cause in causes))
        self.company.perpetual_gain_account_id = self.account("variation")
        self.assertEqual(causes.location_id.perpetual_gain_account_id, self.account("variation"))

    def test_following(self):
        """Another account for shrinkage: causes that somebody gave one of their own keep it."""
        own, other = self.account("variation"), self.account("gain")
        places = self.cause.with_company(self.company).location_id
        places.valuation_account_id = own
        self.company.perpetual_shrinkage_account_id = other
        accounts = self.accounts(self.company)
        self.assertEqual(accounts["data_entry"], own)
        self.assertEqual(accounts["theft"], other)
        self.assertEqual(accounts["damage"], self.company.perpetual_scrap_account_id)

    def test_a_shared_location(self):
        """A location that a cause shares with others is not its own to change."""
        loss = self.average.with_company(self.company).property_stock_inventory
        self.cause.with_company(self.company).location_id = loss
        self.company.perpetual_shrinkage_account_id = self.account("gain")
        self.assertFalse(loss.valuation_account_id)
