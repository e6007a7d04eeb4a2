from odoo.tests import tagged

from .common import PerpetualCommon
from .stream import StockSteps

STEPS = 30


@tagged("post_install", "-at_install")
class TestRandomStream(StockSteps, PerpetualCommon):
    """Anything in any order: after each step everything agrees in both companies.

    Streams are told by their seed, so that a failure comes again; its message has the
    steps that led to it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_second_company()
        cls.make_shelves()

    def test_stream_1(self):
        self.run_stream(1, STEPS)

    def test_stream_2(self):
        self.run_stream(2, STEPS)

    def test_stream_3(self):
        self.run_stream(3, STEPS)
