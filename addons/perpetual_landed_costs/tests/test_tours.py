"""The landed cost in a browser, on a desk and on a phone."""

from odoo.tests import HttpCase, tagged

from .common import LandedCommon

COSTS = "/odoo/landed-costs"


class TourCase(HttpCase, LandedCommon):
    """Ten units at 10 came in, four went out, freight of 50 is landed: 30 and 20."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")

    def setUp(self):
        super().setUp()
        self.receipt = self.receive(self.average, 10, cost=10)
        self.deliver(self.average, 4)

    def tour(self, name, role):
        self.start_tour(COSTS, name, login=self.users[role].login, timeout=120)


@tagged("post_install", "-at_install")
class TestDesktopTours(TourCase):
    def test_validate_and_reverse(self):
        draft = self.draft_cost(50, self.receipt)
        self.tour("perpetual_landed_costs_manager", "stock_manager")
        reversal = draft.with_env(self.env).perpetual_reversal_ids
        self.assertEqual(reversal.state, "done")
        self.assertEqual(self.on_hand(self.average), (6, 60))

    def test_read_as_accountant(self):
        self.land(50, self.receipt)
        self.tour("perpetual_landed_costs_accountant", "accountant")


@tagged("post_install", "-at_install")
class TestPhoneTours(TourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_read_as_auditor(self):
        self.land(50, self.receipt)
        self.tour("perpetual_landed_costs_phone", "auditor")
