"""Buy and sell without history: order, receipt, bill; order, delivery, invoice.

Run by ``./dev bench cycle`` inside Odoo; sizes are numbers of lines per document. Average
cost, continuous beside core's real_time; each cycle is rolled back.
"""

import sys
from functools import partial

from odoo import fields

from devtools.bench.kit import MODES, Bench

env = env  # noqa: F821
bench = Bench(env, sys.argv)
vendor = env["res.partner"].create({"name": "Bench Vendor"})
customer = env["res.partner"].create({"name": "Bench Customer"})


def main():
    """One line of the table per number of lines."""
    goods = {mode: bench.products(mode, "average", max(bench.sizes), "cycle") for mode in MODES}
    env.cr.commit()
    bench.note(f"{'lines':>7}{'core ms':>10}{'ours ms':>10}{'ratio':>8}{'core q':>9}{'ours q':>9}")
    for size in bench.sizes:
        core, ours = bench.medians(*(partial(_measure, goods[mode][:size].ids) for mode in MODES))
        bench.note(
            f"{size:>7}{core[0] * 1000:>10.0f}{ours[0] * 1000:>10.0f}{ours[0] / core[0]:>8.2f}"
            f"{core[1]:>9.0f}{ours[1]:>9.0f}"
        )
        bench.bound(f"buy-to-sell cycle of {size} lines beside core", ours[0] / core[0], 1.2)


def _measure(product_ids):
    products = env["product.product"].browse(product_ids)
    measured = bench.measure(lambda: _cycle(products))
    bench.undo()
    return measured


def _cycle(products):
    """Everything that a user does from the purchase to the customer's invoice."""
    order = env["purchase.order"].create(
        {
            "partner_id": vendor.id,
            "order_line": [
                (0, 0, {"product_id": product.id, "product_qty": 5, "price_unit": 11})
                for product in products
            ],
        }
    )
    order.button_confirm()
    bench.validate(bench.pick(order.picking_ids))
    order.action_create_invoice()
    order.invoice_ids.invoice_date = fields.Date.today()
    order.invoice_ids.action_post()
    sale = env["sale.order"].create(
        {
            "partner_id": customer.id,
            "order_line": [
                (0, 0, {"product_id": product.id, "product_uom_qty": 3, "price_unit": 20})
                for product in products
            ],
        }
    )
    sale.action_confirm()
    bench.validate(bench.pick(sale.picking_ids))
    invoice = sale._create_invoices()
    invoice.action_post()
    posted = order.invoice_ids | invoice
    if set(posted.mapped("state")) != {"posted"} or len(posted) != 2:
        raise SystemExit("the cycle did not come to its end")


main()
