from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from .go_live_common import GoLiveCommon


class GoLiveTourCase(HttpCase, GoLiveCommon):
    """Six units at 10 are on hand; a run for their category waits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")

    def stop_clock(self):
        """A browser's session lives in real time."""

    def make_run(self, **vals):
        with freeze_time("2025-03-03 08:00:00"):
            self.receive(self.goods["average"], 6, 10)
        return self.prepare_run("average", **vals)

    def tour(self, name, role):
        self.start_tour(
            "/odoo/stock-go-live" if name.endswith("_phone") else "/odoo/stock-ledger-tie-out",
            name,
            login=self.users[role].login,
            timeout=120,
        )


@tagged("post_install", "-at_install")
class TestDesktopGoLive(GoLiveTourCase):
    def test_go_live(self):
        run = self.make_run(gap_account_id=False)
        self.tour("perpetual_stock_go_live", "account_manager")
        self.assertEqual(run.state, "done")
        self.assertEqual(self.on_hand(self.goods["average"]), (6, 60))

    def test_past_go_live_as_auditor(self):
        """The auditor finds what was done, by menu, and nothing to change it with."""
        run = self.make_run()
        run.action_check()
        run.action_switch()
        self.tour("perpetual_stock_go_live_auditor", "auditor")


@tagged("post_install", "-at_install")
class TestPhoneGoLive(GoLiveTourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_checked_run_as_auditor(self):
        run = self.make_run()
        run.action_check()
        self.tour("perpetual_stock_go_live_phone", "auditor")
