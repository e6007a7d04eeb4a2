import importlib.util
from pathlib import Path

from odoo.tests import tagged

from .common import ChannelHttp

EXAMPLE = Path(__file__).parents[1] / "examples" / "channel_client.py"


@tagged("post_install", "-at_install")
class TestClient(ChannelHttp):
    """The example that shops copy does what it says."""

    def test_example(self):
        spec = importlib.util.spec_from_file_location("channel_client", EXAMPLE)
        client = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(client)
        self.receive(self.average, 10, 10)
        self.env.flush_all()
        shop = client.Channel(self.base_url(), self.key)
        headers = shop.session.headers
        shop.session = self.opener  # which is known to this test's server
        shop.session.headers.update(Authorization=headers["Authorization"])
        levels = {level["sku"]: level["available"] for level in shop.levels()}
        self.assertEqual(levels["AVG"], 10)
        self.assertIn("AVG", [level["sku"] for level in shop.changes()])
        shop.reserve("basket", {"AVG": 4})
        self.assertEqual(shop.sell("order", reservation="basket")["state"], "sold")
        with self.assertRaises(client.Refused) as caught:
            shop.sell("too much", {"AVG": 7})
        self.assertEqual(caught.exception.kind, "insufficient-stock")
        self.assertEqual(shop.cancel("order")["state"], "cancelled")
        self.assertEqual(shop.order("order")["state"], "cancelled")
        shop.reserve("other", {"AVG": 10})
        self.assertEqual(shop.release("other")["state"], "released")
        self.channel.ship = "at_once"
        shop.sell("gone", {"AVG": 2})
        told = shop.take_back("gone", "back", {"AVG": 1})
        self.assertEqual(told["lines"][0]["returned"], 1)
