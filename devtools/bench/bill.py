"""Post a bill against an order line that was received in many parts.

Run by ``./dev bench bill`` inside Odoo; sizes are numbers of receipts of the line. Average
cost, continuous beside core's real_time; each posting is rolled back.
"""

import sys
from functools import partial

from odoo import fields

from devtools.bench.kit import MODES, Bench

env = env  # noqa: F821
bench = Bench(env, sys.argv)
vendor = env["res.partner"].create({"name": "Bench Vendor"})


def main():
    """One line of the table per number of receipts."""
    bench.note(
        f"{'receipts':>9}{'core ms':>10}{'ours ms':>10}{'ratio':>8}"
        f"{'core ms each':>14}{'ours ms each':>14}"
    )
    each = {}
    for size in bench.sizes:
        bills = {mode: _received(mode, size) for mode in MODES}
        env.cr.commit()
        core, ours = bench.medians(*(partial(_post, bills[mode]) for mode in MODES))
        each[size] = ours[0] / size
        bench.note(
            f"{size:>9}{core[0] * 1000:>10.0f}{ours[0] * 1000:>10.0f}{ours[0] / core[0]:>8.2f}"
            f"{core[0] * 1000 / size:>14.2f}{ours[0] * 1000 / size:>14.2f}"
        )
    few, many = bench.sizes[0], bench.sizes[-1]
    bench.bound(
        f"posting a bill of {many} receipts over {few}: time per receipt",
        each[many] / each[few],
        1.2,
    )


def _received(mode, receipts):
    """A draft bill of an order line with so many receipts, at another price."""
    product = bench.products(mode, "average", 1, f"bill {receipts}")
    order = env["purchase.order"].create(
        {
            "partner_id": vendor.id,
            "order_line": [
                (0, 0, {"product_id": product.id, "product_qty": receipts, "price_unit": 10})
            ],
        }
    )
    order.button_confirm()
    order.picking_ids.action_cancel()
    order.picking_ids.move_ids.unlink()
    pickings = env["stock.picking"]
    for _number in range(receipts):
        pickings |= bench.transfer("in", [(product, 1, 10)])
    pickings.move_ids.purchase_line_id = order.order_line
    pickings._action_done()
    env.flush_all()
    order.order_line.invalidate_recordset()
    if order.order_line.qty_received != receipts:
        raise SystemExit(f"{order.name}: {order.order_line.qty_received} received")
    order.action_create_invoice()
    bill = order.invoice_ids
    bill.invoice_date = fields.Date.today()
    bill.invoice_line_ids.price_unit = 11
    return bill.id


def _post(bill_id):
    bill = env["account.move"].browse(bill_id)
    measured = bench.measure(bill.action_post)
    if bill.state != "posted":
        raise SystemExit(f"{bill.display_name} was not posted")
    bench.undo()
    return measured


main()
