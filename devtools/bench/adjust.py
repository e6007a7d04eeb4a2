"""Post the differences of a count: core's apply beside a session of approved variances.

Run by ``./dev bench adjust`` inside Odoo; sizes are numbers of lines, each of another product.
Half of them gain and half lose. Core's goods are on its own valuation, ours on continuous.
"""

import sys
import uuid

from devtools.bench.kit import MODES, Bench

env = env  # noqa: F821
bench = Bench(env, sys.argv)
#: At most so much of core's time and queries.
SHARE = 0.5


def main():
    """Each side on goods of its own; rolled back after it was measured."""
    goods = {mode: bench.products(mode, "average", max(bench.sizes), "adjust") for mode in MODES}
    for products in goods.values():
        bench.validate(bench.transfer("in", [(product, 50, 10) for product in products]))
    env.cr.commit()
    bench.note(
        f"{'':<10}{'lines':>7}{'':>4}{'core ms':>10}{'ours ms':>10}{'ratio':>8}"
        f"{'core q/line':>13}{'ours q/line':>13}"
    )
    for size in bench.sizes:
        core, ours = bench.medians(
            lambda size=size: _core(goods["real_time"][:size]),
            lambda size=size: _ours(goods["continuous"][:size]),
        )
        bench.note(
            f"{'post':<10}{size:>7}{'':>4}{core[0] * 1000:>10.0f}{ours[0] * 1000:>10.0f}"
            f"{ours[0] / core[0]:>8.2f}{core[1] / size:>13.2f}{ours[1] / size:>13.2f}"
        )
    bench.bound(f"posting {size:,} variances beside core's apply: time", ours[0] / core[0], SHARE)
    bench.bound(
        f"posting {size:,} variances beside core's apply: queries", ours[1] / core[1], SHARE
    )


def _differences(products):
    return {product: 50 + (3 if number % 2 else -3) for number, product in enumerate(products)}


def _core(products):
    products = env["product.product"].browse(products.ids)
    stock = env["stock.warehouse"].search([("company_id", "=", bench.company.id)], limit=1)
    quants = env["stock.quant"].search(
        [
            ("product_id", "in", products.ids),
            ("location_id", "=", stock.lot_stock_id.id),
        ]
    )
    counted = _differences(products)
    for quant in quants.with_context(inventory_mode=True):
        quant.inventory_quantity = counted[quant.product_id]
    env.flush_all()
    env.invalidate_all()
    measured = bench.measure(lambda: _flushed(quants.action_apply_inventory))
    assert {quant.quantity for quant in quants} == {47, 53}
    bench.undo()
    return measured


def _ours(products):
    products = env["product.product"].browse(products.ids)
    session = env["perpetual.count.session"].create(
        {"product_ids": [(6, 0, products.ids)], "grace_minutes": 0}
    )
    session.action_start()
    counted = _differences(products)
    sheet = session.sheet_ids
    sheet.action_take()
    for line in sheet.line_ids:
        line._commit(counted[line.product_id], str(uuid.uuid4()))
    lines = sheet.line_ids
    for line in lines:
        line._measure(env["perpetual.abc.class"])
    # What two counters and an approver have done is not measured.
    lines._log_variances()
    session.variance_ids.state = "approved"
    sheet.state = "done"
    lines.state = "accepted"
    session.state = "review"
    env.flush_all()
    env.invalidate_all()
    measured = bench.measure(lambda: _flushed(session._post))
    assert session.state == "done", session.state
    quants = env["stock.quant"].search(
        [("product_id", "in", products.ids), ("location_id.usage", "=", "internal")]
    )
    assert {quant.quantity for quant in quants} == {47, 53}
    bench.undo()
    return measured


def _flushed(work):
    work()
    env.flush_all()


main()
