# pylint: disable=print-used
"""Validate one receipt and one delivery of products with more and more history.

Run by ``./dev bench history`` inside Odoo: ``env`` is given; arguments: sizes, repeats.
Every earlier receipt is still on hand, the worst case for core's FIFO. Each measured
transfer is rolled back, so that all see the same history.
"""

import statistics
import sys
import time

SIZES = [int(word) for word in sys.argv[1].split(",")]
REPEAT = int(sys.argv[2])
METHODS = ("average", "fifo")
MODES = ("real_time", "continuous")
BATCH = 500

env = env  # noqa: F821


def main():
    """Seed, measure, print."""
    company = env.company
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    company.perpetual_setup()
    warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    results = {}
    for method in METHODS:
        for size in SIZES:
            products = {mode: _product(mode, method, size) for mode in MODES}
            env.cr.commit()
            for mode, product in products.items():
                _seed(warehouse, product, size, f"{mode} {method}")
            results |= _measure(warehouse, products, method, size)
    _print(results)


def _product(mode, method, size):
    name = f"{mode} {method} {size}"
    category = env["product.category"].create(
        {"name": name, "property_valuation": mode, "property_cost_method": method}
    )
    return env["product.product"].create(
        {"name": name, "is_storable": True, "categ_id": category.id, "standard_price": 10}
    )


def _seed(warehouse, product, size, label):
    """``size`` receipts at changing prices, all still on hand."""
    started = time.perf_counter()
    for start in range(0, size, BATCH):
        moves = env["stock.move"].create(
            [
                {
                    "product_id": product.id,
                    "product_uom": product.uom_id.id,
                    "product_uom_qty": 10,
                    "price_unit": 10 + number % 7,
                    "location_id": env.ref("stock.stock_location_suppliers").id,
                    "location_dest_id": warehouse.lot_stock_id.id,
                }
                for number in range(start, min(start + BATCH, size))
            ]
        )
        moves._action_confirm(merge=False)
        for move in moves:
            move.quantity = 10
        moves.picked = True
        moves._action_done()
        env.cr.commit()
        env.invalidate_all()
    if size:
        print(f"   {label}: {size} receipts in {time.perf_counter() - started:.0f} s", flush=True)


def _measure(warehouse, products, method, size):
    """Median seconds by (method, size, direction, mode); the modes take turns."""
    times = {}
    for turn in range(REPEAT + 1):
        for direction in ("in", "out"):
            for mode, product in products.items():
                seconds = _validate_one(warehouse, product, direction)
                if turn:  # the first warms caches
                    times.setdefault((method, size, direction, mode), []).append(seconds)
    return {key: statistics.median(values) for key, values in times.items()}


def _validate_one(warehouse, product, direction):
    picking_type = warehouse.in_type_id if direction == "in" else warehouse.out_type_id
    supplier = env.ref("stock.stock_location_suppliers")
    customer = env.ref("stock.stock_location_customers")
    stock = warehouse.lot_stock_id
    source, target = (supplier, stock) if direction == "in" else (stock, customer)
    if direction == "out" and not product.qty_available:
        return _after_receipt(warehouse, product)
    picking = env["stock.picking"].create(
        {
            "picking_type_id": picking_type.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "move_ids": [
                (
                    0,
                    0,
                    {
                        "product_id": product.id,
                        "product_uom": product.uom_id.id,
                        "product_uom_qty": 3,
                        "price_unit": 11 if direction == "in" else 0,
                        "location_id": source.id,
                        "location_dest_id": target.id,
                    },
                )
            ],
        }
    )
    picking.action_confirm()
    picking.action_assign()
    picking.move_ids.quantity = 3
    picking.move_ids.picked = True
    env.flush_all()
    env.invalidate_all()
    started = time.perf_counter()
    picking.button_validate()
    env.flush_all()
    seconds = time.perf_counter() - started
    if picking.state != "done":
        raise SystemExit(f"{picking.name} of {product.name} was not validated")
    env.cr.rollback()
    env.invalidate_all()
    return seconds


def _after_receipt(warehouse, product):
    """A product without history needs one receipt before it can be delivered."""
    _seed(warehouse, product, 1, product.name)
    return _validate_one(warehouse, product, "out")


def _print(results):
    names = {"in": "1 receipt", "out": "1 delivery"}
    print()
    print("   milliseconds, median of", REPEAT)
    header = ("method", "validate", "history", "real_time", "continuous", "core / ours")
    print("   {:<9}{:<12}{:>8}{:>12}{:>12}{:>13}".format(*header))
    for method in METHODS:
        for direction in ("in", "out"):
            for size in SIZES:
                core = results[method, size, direction, "real_time"]
                ours = results[method, size, direction, "continuous"]
                print(
                    f"   {method:<9}{names[direction]:<12}{size:>8,}{core * 1000:>12.1f}"
                    f"{ours * 1000:>12.1f}{core / ours:>13.2f}"
                )
            print(f"   {'':<9}{'growth':<12}{'':>8}{_growth(results, method, direction)}")


def _growth(results, method, direction):
    """Time with the longest history over time with the shortest, per mode."""
    first, last = SIZES[0], SIZES[-1]
    texts = []
    for mode in MODES:
        growth = results[method, last, direction, mode] / results[method, first, direction, mode]
        texts.append(f"{f'x {growth:.2f}':>12}")
    return "".join(texts)


main()
