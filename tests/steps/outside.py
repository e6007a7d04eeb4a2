"""Steps of a random stream: goods that a subcontractor makes of our components."""

from odoo.addons.perpetual_stock.tests.stream import COSTS, StockSteps


class OutsideSteps(StockSteps):
    """Mixin beside ``SubcontractingVerbs``; all in the first company."""

    receiver = "receiver"

    @classmethod
    def make_subcontracts(cls):
        """What the vendor makes of a board, by each method."""
        cls.outside = {
            method: cls.make_product(
                method, name=f"Made outside {method}", standard_price=9.0 * (method == "standard")
            )
            for method in cls.products
        }
        for product in cls.outside.values():
            cls.subcontract(product, [(cls.board, 1)])

    def operations(self):
        return (
            super().operations()
            + [self.step_order_made] * 3
            + [self.step_send_board, self.step_fetch_board] * 2
        )

    def step_order_made(self, _company, product):
        """Received by ``step_arrival`` in parts, billed, sent back and edited like any other."""
        goods = self.pick(self.outside.values())
        self.step_buy(self.company, goods)

    def step_send_board(self, _company, product):
        """Some orders are received before their boards were sent."""
        quantity = self.pick((3, 12, 40))
        self.note("send board", self.company, self.board, quantity)
        self.send_components(self.board, quantity, self.pick(COSTS))

    def step_fetch_board(self, _company, product):
        if self.available(self.board, self.place()) >= 1:
            self.note("fetch board", self.company, self.board, 1)
            self.transfer(self.board, 1, self.place(), self.stock())
