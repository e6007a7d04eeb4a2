"""Validate one receipt and one delivery of products with more and more history.

Run by ``./dev bench history`` inside Odoo; sizes are numbers of earlier receipts, all still
on hand, the worst case for core's FIFO. The first of them is made by Odoo. The others are
copies of its rows; their ledger entries are costed, sealed and stored by the ledger itself,
with one journal entry per thousands of them. Core's side ends where one measurement would
take minutes. Each measured transfer is rolled back, so that all see the same history.
"""

import sys

from odoo import Command, fields

from odoo.addons.perpetual_stock.ledger import Booking, Fact
from odoo.addons.perpetual_stock.ledger.facts import decimal

from devtools.bench.kit import MODES, Bench, copy_rows

#: The longest history that core is measured with.
CORE_MOST = {"average": 10000, "fifo": 4000}
#: Core over ours at least, with core's longest history.
FASTER = {"average": 10, "fifo": 100}
BATCH = 1000
UNITS = 10

env = env  # noqa: F821
bench = Bench(env, sys.argv)


def main():
    """Seed, measure, print, once per method and size."""
    bench.note("median milliseconds; history: earlier receipts, all on hand")
    bench.note(
        f"{'method':<9}{'history':>8}{'receipt: core':>15}{'ours':>8}"
        f"{'delivery: core':>16}{'ours':>8}{'core/ours':>11}"
    )
    for method in CORE_MOST:
        products, found = {}, {}
        for size in _sizes(method):
            products[size], found[size] = _one_size(method, size)
        _judge_growth(method, products)
        _judge_core(method, found)
    bench.check_books()


def _sizes(method):
    most = CORE_MOST[method]
    own = set(bench.sizes) | ({most} if max(bench.sizes) > most else set())
    return sorted(size for size in own if size <= most or size == max(bench.sizes))


def _one_size(method, size):
    """The continuous product, and (receipt, delivery) in milliseconds per mode; core's are
    missing beyond its most."""
    modes = [mode for mode in MODES if mode == "continuous" or size <= CORE_MOST[method]]
    products = {}
    for mode in modes:
        products[mode] = bench.products(mode, method, 1, f"history {size}")
        if size:
            _seed(products[mode], size, mode)
        else:
            # Something to deliver; as little history as there can be.
            _receive(products[mode])
    env.cr.commit()
    env.cr.execute("ANALYZE")
    works = [
        lambda mode=mode, way=way: _validate(way, products[mode].id)
        for way in ("in", "out")
        for mode in modes
    ]
    times = [seconds * 1000 for seconds, _queries in bench.medians(*works)]
    receipts, deliveries = times[: len(modes)], times[len(modes) :]
    found = {mode: (receipts[number], deliveries[number]) for number, mode in enumerate(modes)}
    core, ours = found.get("real_time"), found["continuous"]
    bench.note(
        f"{method:<9}{size:>8,}{_text(core, 0):>15}{ours[0]:>8.0f}{_text(core, 1):>16}"
        f"{ours[1]:>8.0f}{f'{sum(core) / sum(ours):.2f}' if core else '-':>11}"
    )
    return products["continuous"], found


def _text(core, number):
    return f"{core[number]:.0f}" if core else "-"


def _validate(direction, product_id):
    product = env["product.product"].browse(product_id)
    picking = bench.transfer(direction, [(product, 3, 11)])
    measured = bench.measure(lambda: bench.validate(picking))
    bench.undo()
    return measured


# Seeding


def _receive(product):
    return bench.validate(bench.transfer("in", [(product, UNITS, 10)])).move_ids


def _seed(product, size, mode):
    """One receipt by Odoo, the others as copies of it at changing prices."""
    move = _receive(product)
    copies = size - 1
    if not copies:
        return
    price = {"value": f"{UNITS} * (10 + g %% 7)", "price_unit": "10 + g %% 7"}
    first_move = copy_rows(env.cr, "stock_move", move.id, copies, price)
    first_line = copy_rows(
        env.cr,
        "stock_move_line",
        move.move_line_ids.id,
        copies,
        {"move_id": f"{first_move} + g"},
    )
    env.cr.execute(
        "UPDATE stock_quant SET quantity = quantity + %s"
        " WHERE product_id = %s AND location_id = %s",
        [UNITS * copies, product.id, bench.stock.id],
    )
    env.invalidate_all()
    if mode == "continuous":
        _book(product, copies, first_move, first_line)
    else:
        product._update_standard_price()


def _book(product, copies, first_move, first_line):
    """Ledger entries of the copies, thousands at a time, each batch with its journal entry."""
    for start in range(1, copies + 1, BATCH):
        facts = [
            Fact(
                company=bench.company,
                product=product,
                kind="receipt",
                operation="receive",
                moved=decimal(UNITS),
                quantity=decimal(UNITS),
                value=decimal(UNITS * (10 + number % 7)),
                location=bench.suppliers,
                location_dest=bench.stock,
                move=env["stock.move"].browse(first_move + number),
                move_line=env["stock.move.line"].browse(first_line + number),
                counterpart_account=bench.company.perpetual_gain_account_id,
            )
            for number in range(start, min(start + BATCH, copies + 1))
        ]
        booking = Booking(env, facts)
        lines = booking.apply()
        entry = _post(product, sum(line.value for line in lines))
        for line in lines:
            line.account_move, line.accounting_date = entry, entry.date
            line.valuation_account = bench.company.account_stock_valuation_id
            line.counterpart_account = bench.company.perpetual_gain_account_id
        booking.save()
    product._perpetual_feed_standard_price()
    env.invalidate_all()


def _post(product, value):
    stock = bench.company.account_stock_valuation_id
    gain = bench.company.perpetual_gain_account_id
    entry = env["account.move"].create(
        {
            "journal_id": bench.company.account_stock_journal_id.id,
            "date": fields.Date.today(),
            "line_ids": [
                Command.create({"account_id": account.id, "balance": balance, "name": product.name})
                for account, balance in ((stock, float(value)), (gain, -float(value)))
            ],
        }
    )
    entry.action_post()
    return entry


# Bounds


def _judge_growth(method, products):
    """The longest history beside none, taking turns: minutes apart, the machine differs more."""
    least, most = min(products), max(products)
    for way, name in (("in", "receipt"), ("out", "delivery")):
        works = [
            lambda way=way, size=size: _validate(way, products[size].id) for size in (least, most)
        ]
        (without, _queries), (with_all, _more) = bench.medians(*works)
        text = f"{method}: a {name} after {most:,} entries over none"
        bench.bound(text, with_all / without, 1.2)


def _judge_core(method, found):
    for size, times in found.items():
        if size < 1000 or "real_time" not in times:
            continue
        at_least = FASTER[method] if size == CORE_MOST[method] else 1
        works = zip(("receipt", "delivery"), times["real_time"], times["continuous"], strict=True)
        for name, core, ours in works:
            text = f"{method}: core over ours, a {name} after {size:,} receipts"
            bench.bound(text, core / ours, at_least, at_most=False)


main()
