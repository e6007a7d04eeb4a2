"""Validate a transfer of many lines, each of another product: time, and queries per line.

Run by ``./dev bench transfer`` inside Odoo; sizes are numbers of lines. Average cost.
"""

import sys

from devtools.bench.kit import MODES, Bench

env = env  # noqa: F821
bench = Bench(env, sys.argv)


def main():
    """A receipt and a delivery per size and side; each is rolled back after it was measured."""
    goods = {mode: bench.products(mode, "average", max(bench.sizes), "transfer") for mode in MODES}
    for products in goods.values():
        bench.validate(bench.transfer("in", [(product, 50, 10) for product in products]))
    env.cr.commit()
    bench.note(
        f"{'validate':<10}{'lines':>7}{'':>4}{'core ms':>10}{'ours ms':>10}{'ratio':>8}"
        f"{'core q/line':>13}{'ours q/line':>13}"
    )
    found = {}
    for direction in ("in", "out"):
        for size in bench.sizes:
            found[direction, size] = _measure(direction, size, goods)
    _judge(found)


def _measure(direction, size, goods):
    core, ours = bench.medians(
        *(lambda mode=mode: _validate(direction, goods[mode][:size]) for mode in MODES)
    )
    name = "receipt" if direction == "in" else "delivery"
    bench.note(
        f"{name:<10}{size:>7}{'':>4}{core[0] * 1000:>10.0f}{ours[0] * 1000:>10.0f}"
        f"{ours[0] / core[0]:>8.2f}{core[1] / size:>13.2f}{ours[1] / size:>13.2f}"
    )
    return core, ours


def _validate(direction, products):
    products = env["product.product"].browse(products.ids)
    picking = bench.transfer(direction, [(product, 3, 11) for product in products])
    measured = bench.measure(lambda: bench.validate(picking))
    bench.undo()
    return measured


def _judge(found):
    few, many = bench.sizes[0], bench.sizes[-1]
    for direction, name in (("in", "receipt"), ("out", "delivery")):
        core, ours = found[direction, many]
        bench.bound(f"{name} of {many} lines beside core", ours[0] / core[0], 1.5)
        before = found[direction, few][1]
        bench.bound(
            f"queries per line of a {name}: {many} lines over {few}",
            (ours[1] / many) / (before[1] / few),
            1.0,
        )


main()
