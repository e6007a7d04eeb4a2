from odoo.tests import tagged

from .test_kits import KitCommon


@tagged("post_install", "-at_install")
class TestReadme(KitCommon):
    """The example of readme/USAGE.md."""

    def test_example(self):
        cup, saucer = (self.make_product("average", name=name) for name in ("Cup", "Saucer"))
        box = self.make_kit("Breakfast box", [(cup, 2, self.unit), (saucer, 1, self.unit)])
        self.receive(cup, 10, 4)
        self.receive(saucer, 10, 3)
        sale = self.sell([(box, 2)])
        self.assert_entry(
            self.moves(sale, cup),
            [("cogs", 16, 0), ("inventory", 0, 16), ("cogs", 6, 0), ("inventory", 0, 6)],
        )
        self.receive(cup, 10, 9)
        back = self.refund(sale, 1)
        self.assert_entry(
            self.moves(back, cup),
            [("inventory", 8, 0), ("cogs", 0, 8), ("inventory", 3, 0), ("cogs", 0, 3)],
        )
        self.assertEqual(self.balance("cogs"), 11)
        self.assert_no_cost(self.close())
