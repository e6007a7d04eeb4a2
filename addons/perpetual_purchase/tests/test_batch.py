import logging
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.perpetual_purchase.models.purchase_order_line import PurchaseOrderLine

from .common import PurchaseCommon

_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestBatch(PurchaseCommon):
    """Matching costs as many queries for fifty lines as for five."""

    @contextmanager
    def counted(self):
        """Counts the queries of matching; ``counted[0]`` afterwards."""
        counts = []
        match = PurchaseOrderLine._perpetual_match_grni

        def _perpetual_match_grni(lines):
            lines.env.flush_all()
            before = lines.env.cr.sql_log_count
            result = match(lines)
            lines.env.flush_all()
            if lines:
                counts.append(lines.env.cr.sql_log_count - before)
            return result

        with patch.object(PurchaseOrderLine, "_perpetual_match_grni", _perpetual_match_grni):
            yield counts

    def big_order(self, size, price=10):
        products = [self.make_product("fifo" if n % 2 else "average") for n in range(size)]
        return self.order(*((product, 10, price) for product in products))

    def queries(self, size, price):
        """Queries of matching for a receipt and for the bill of ``size`` lines."""
        order = self.big_order(size)
        with self.counted() as counts:
            self.receive_order(order)
            self.bill(*((line, 10, price) for line in order.order_line))
        self.assert_settled(order)
        receipt, bill = counts[0], counts[-1]
        _logger.info("GRNI matching of %s lines: receipt %s, bill %s queries", size, receipt, bill)
        return receipt, bill

    def test_same_price(self):
        self.queries(2, 10)
        few, many = self.queries(5, 10), self.queries(50, 10)
        self.assertLessEqual(many[0], few[0] + 2)
        self.assertLessEqual(many[1], few[1] + 10)

    def test_price_difference(self):
        """Each difference is a stock transaction of its own; still no query per item."""
        self.queries(2, 12)
        few, many = self.queries(5, 12), self.queries(50, 12)
        self.assertLessEqual(many[1], few[1] + 45 * 3)

    def test_settled_documents_are_not_read_again(self):
        """The hundredth receipt of a line costs what the third did."""
        order = self.order((self.fifo, 100, 10))
        line = order.order_line
        with self.counted() as counts:
            for _number in range(12):
                self.receive_order(order, 5)
                self.bill((line, 5))
        bills = counts[1::2]
        self.assertLessEqual(bills[-1], bills[1])
        items = self.grni_items(line)
        self.assertEqual(items.mapped("perpetual_grni_settled"), [True] * 24)
