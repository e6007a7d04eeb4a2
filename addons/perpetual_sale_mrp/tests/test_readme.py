from odoo.tests import tagged

from .test_kits import KitCase


@tagged("post_install", "-at_install")
class TestReadme(KitCase):
    """The example of readme/USAGE.md."""

    def test_example(self):
        cup, saucer = (self.make_product("average", name=name) for name in ("Cup", "Saucer"))
        box = self.env["product.product"].create({"name": "Breakfast box"})
        self.make_bom(box, [(cup, 2, self.unit), (saucer, 1, self.unit)])
        self.receive(cup, 10, 4)
        self.receive(saucer, 10, 3)
        before = self.balance("gdni"), self.balance("cogs")
        line = self.sell(box, 2)
        self.ship_kits(line, 4, 2)
        self.assertEqual(self.balance("gdni") - before[0], 22)
        self.invoice(line, 1)
        self.assertEqual(self.balance("cogs") - before[1], 11)
        self.assertEqual(self.balance("gdni") - before[0], 11)
        self.invoice(line, 1)
        self.assertEqual(self.balance("cogs") - before[1], 22)
        self.assertEqual(self.balance("gdni") - before[0], 0)
