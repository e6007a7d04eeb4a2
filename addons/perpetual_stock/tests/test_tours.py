"""Screens in a browser, as the people who use them, on a desk and on a phone."""

from odoo.tests import HttpCase, tagged

from .common import PerpetualCommon

LEDGER = "/odoo/stock-ledger"
TIE_OUT = "/odoo/stock-ledger-tie-out"
MOVEMENT = "/odoo/stock-ledger-movements"
CARD = "/odoo/stock-ledger-card"
VERIFICATION = "/odoo/stock-ledger-verification"
AS_OF = "/odoo/action-perpetual_stock.perpetual_valuation_as_of_action"


class TourCase(HttpCase, PerpetualCommon):
    """Ten units at 5 came in, four went out: six at 30.00 are on hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")

    def setUp(self):
        super().setUp()
        self.receive(self.average, 10, cost=5)
        self.deliver(self.average, 4)

    def tour(self, name, url, role):
        self.start_tour(url, name, login=self.users[role].login, timeout=120)


@tagged("post_install", "-at_install")
class TestDesktopTours(TourCase):
    def test_ledger_as_accountant(self):
        self.tour("perpetual_stock_ledger_accountant", TIE_OUT, "accountant")

    def test_ledger_as_auditor(self):
        self.tour("perpetual_stock_ledger_accountant", TIE_OUT, "auditor")

    def test_ledger_as_stock_user(self):
        self.tour("perpetual_stock_ledger_stock_user", "/odoo/inventory", "stock_user")

    def test_product_card(self):
        url = (
            f"/odoo/action-stock.product_template_action_product/{self.average.product_tmpl_id.id}"
        )
        self.tour("perpetual_stock_product_card", url, "controller")

    def test_tie_out(self):
        self.tour("perpetual_stock_tie_out", LEDGER, "accountant")

    def test_tie_out_off(self):
        entry = self.post_by_hand("inventory", "shrinkage", 7)
        self.tour("perpetual_stock_tie_out_off", LEDGER, "auditor")
        entry._reverse_moves(cancel=True)

    def test_valuation_as_of(self):
        self.tour("perpetual_stock_valuation_as_of", LEDGER, "accountant")

    def test_valuation_compare(self):
        self.tour("perpetual_stock_valuation_compare", LEDGER, "accountant")

    def test_movement(self):
        self.tour("perpetual_stock_movement", LEDGER, "accountant")

    def test_ledger_card(self):
        self.tour("perpetual_stock_ledger_card", LEDGER, "auditor")

    def test_ledger_card_as_stock_user(self):
        self.tour("perpetual_stock_ledger_card_stock_user", CARD, "stock_user")

    def test_digest_check(self):
        self.tour("perpetual_stock_digest_check", LEDGER, "auditor")

    def test_nightly(self):
        self.tour("perpetual_stock_nightly", LEDGER, "accountant")

    def post_by_hand(self, debit, credit, amount):
        """A journal entry that no stock transaction made."""
        lines = [(debit, amount), (credit, -amount)]
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.env["account.journal"]
                .search(
                    [
                        ("type", "=", "general"),
                        ("company_id", "=", self.company.id),
                        ("id", "!=", self.company.account_stock_journal_id.id),
                    ],
                    limit=1,
                )
                .id,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "account_id": self.account(name).id,
                            "balance": balance,
                            "name": "By hand",
                        },
                    )
                    for name, balance in lines
                ],
            }
        )
        entry.action_post()
        return entry


@tagged("post_install", "-at_install")
class TestPhoneTours(TourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_ledger_as_accountant(self):
        self.tour("perpetual_stock_ledger_phone", LEDGER, "accountant")

    def test_ledger_as_stock_user(self):
        self.tour("perpetual_stock_ledger_phone_stock_user", LEDGER, "stock_user")

    def test_tie_out_as_auditor(self):
        self.tour("perpetual_stock_tie_out_phone", TIE_OUT, "auditor")

    def test_valuation_as_of(self):
        self.tour("perpetual_stock_valuation_as_of_phone", AS_OF, "accountant")

    def test_movement(self):
        self.tour("perpetual_stock_movement_phone", MOVEMENT, "accountant")

    def test_ledger_card(self):
        self.tour("perpetual_stock_ledger_card_phone", CARD, "accountant")

    def test_digest_check(self):
        self.tour("perpetual_stock_digest_check_phone", VERIFICATION, "auditor")


class SetupTourCase(HttpCase, PerpetualCommon):
    """A company that has its chart of accounts and nothing of ours yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fresh = cls.make_company("Fresh Company", setup=False)
        cls.administrator = cls.make_user(
            "administrator",
            "base.group_system,stock.group_stock_manager,account.group_account_manager",
            company=cls.fresh,
        )

    def run_setup(self):
        self.assertFalse(self.fresh.perpetual_grni_account_id)
        self.start_tour(
            "/odoo/settings", "perpetual_stock_setup", login=self.administrator.login, timeout=120
        )
        self.assertFalse(self.fresh._perpetual_missing())
        self.assertEqual(self.fresh.perpetual_grni_account_id.name, "Goods Received Not Invoiced")


@tagged("post_install", "-at_install")
class TestDesktopSetup(SetupTourCase):
    def test_setup(self):
        self.run_setup()


@tagged("post_install", "-at_install")
class TestPhoneSetup(SetupTourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_setup(self):
        self.run_setup()
