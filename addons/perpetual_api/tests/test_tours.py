from odoo.tests import tagged

from .common import ChannelHttp


@tagged("post_install", "-at_install")
class TestTours(ChannelHttp):
    """Screens in a browser, as the people who use them."""

    def test_new_channel(self):
        """A manager makes a channel and a key for it."""
        self.admin.password = self.admin.login
        self.start_tour("/odoo/sales-channels", "perpetual_api_new_channel", login=self.admin.login)
        channel = self.env["perpetual.channel"].search([("name", "=", "Garden Shop")])
        self.assertEqual(channel.key_ids.state, "good")
        self.assertEqual(channel.user_id, self.admin)

    def test_order(self):
        """Warehouse people find what a channel has sold and its transfers."""
        self.receive(self.average, 10, 10)
        self.sell("W-1", ("AVG", 4))
        user = self.users["stock_user"]
        user.password = user.login
        self.start_tour("/odoo/channel-orders", "perpetual_api_order", login=user.login)
