"""Valuation as of a past date, and the tie-out, over a long ledger.

Run by ``./dev bench valuation`` inside Odoo; sizes are numbers of products with fifty ledger
entries each, half of them FIFO. The entries are inserted with SQL, a round for all products at
a time, with balances, digests, layers and quants that agree, and a general ledger as they would
leave it (``books.py``); the tie-out at the end says so. Core's report is measured on fewer
products, and ours on as many for the ratio.
"""

import sys
from datetime import timedelta

from odoo import fields

from odoo.addons.perpetual_stock.costing.digest import ENTRY_COLUMNS, sql_text

from devtools.bench.books import Papers, accounts, move_of
from devtools.bench.kit import Bench, copy_rows

ROUNDS = 50
#: Products that core's report is measured with.
CORE_PRODUCTS = 50

env = env  # noqa: F821
bench = Bench(env, sys.argv)
company = bench.company


def main():
    """Seed once per size; measure."""
    for size in bench.sizes:
        products = _seed_ours(size)
        _measure(size, products)
    bench.check_books()


def _measure(size, products):
    past = fields.Date.today() - timedelta(days=ROUNDS // 2)
    ledger, entries = env["perpetual.ledger.entry"], size * ROUNDS
    core_products = _seed_core()
    _night(size, products)
    env.cr.commit()
    env.cr.execute("ANALYZE")
    few = products[: len(core_products)].ids
    valued, tied, ours, core = bench.medians(
        lambda: bench.measure(lambda: ledger.valuation_at(company, past)),
        lambda: bench.measure(company.perpetual_tie_out),
        lambda: bench.measure(
            lambda: ledger.valuation_at(company, past, [("product_id", "in", few)])
        ),
        lambda: bench.measure(
            lambda: core_products.with_context(to_date=past).mapped("total_value")
        ),
    )
    env.cr.execute("SELECT COUNT(*) FROM account_move_line WHERE company_id = %s", [company.id])
    (items,) = env.cr.fetchone()
    bench.note(f"{size:,} products, {entries:,} entries, {items:,} journal items:")
    bench.note(f"   valuation as of {past}: {valued[0]:.2f} s; tie-out: {tied[0]:.2f} s")
    bench.note(
        f"   of {len(few)} products with {ROUNDS} receipts: core {core[0] * 1000:.0f} ms,"
        f" ours {ours[0] * 1000:.1f} ms"
    )
    label = f"{size:,} products over {entries:,} entries"
    bench.bound(f"valuation as of a past date, {label}", valued[0], 1, unit="s")
    bench.bound(f"tie-out, {label}", tied[0], 3, unit="s")
    bench.bound(
        f"core's valuation over ours, {len(few)} products", core[0] / ours[0], 100, at_most=False
    )


def _night(size, products):
    """The nightly check recomputes all digests; after it, a day with an entry per product."""
    env.cr.execute("ANALYZE")
    checks = env["perpetual.tie.out.result"]
    seconds, _queries = bench.measure(lambda: checks._check(company))
    bench.note(f"{size:,} products: nightly check with all digests {seconds:.1f} s")
    _round(ROUNDS + 1, products.ids, Papers(bench, ROUNDS))
    _take_quants(products)


# Ours


def _seed_ours(size):
    """Half of the products at average cost, half FIFO, with their journal items, matches and
    layers."""
    products = env["product.product"]
    for method in ("average", "fifo"):
        products += _products(method, size // 2 or 1, size)
    papers = Papers(bench, ROUNDS)
    for number in range(1, ROUNDS + 1):
        _round(number, products.ids, papers)
    _take_quants(products)
    env.invalidate_all()
    return products


def _products(method, count, size):
    """Copies of one product, each with a quant and an empty pool."""
    product = bench.products("continuous", method, 1, f"valuation {size}")
    env["stock.quant"]._update_available_quantity(product, bench.stock, 1)
    env.flush_all()
    quant = env["stock.quant"].search([("product_id", "=", product.id)])
    cr, copies = env.cr, count - 1
    templates = copy_rows(cr, "product_template", product.product_tmpl_id.id, copies, {})
    first = copy_rows(
        cr, "product_product", product.id, copies, {"product_tmpl_id": f"{templates} + g"}
    )
    copy_rows(cr, "stock_quant", quant.id, copies, {"product_id": f"{first} + g"})
    products = product.browse([product.id, *range(first + 1, first + count)])
    cr.execute(
        """INSERT INTO perpetual_cost_pool (company_id, product_id, cost_method, unit_cost,
                  quantity, value, received_total, transit_quantity, transit_value, last_sequence)
           SELECT %s, id, %s, 10, 0, 0, 0, 0, 0, 0 FROM unnest(%s) id ORDER BY id""",
        [company.id, method, products.ids],
    )
    return products


def _take_quants(products):
    """Quants hold what the pools hold, and open layers what FIFO pools hold."""
    env.cr.execute(
        """UPDATE stock_quant SET quantity = pool.quantity FROM perpetual_cost_pool pool
            WHERE pool.product_id = stock_quant.product_id AND pool.product_id = ANY(%s)
              AND stock_quant.location_id = %s""",
        [products.ids, bench.stock.id],
    )
    env.cr.execute(
        """DELETE FROM perpetual_cost_layer WHERE pool_id IN
                  (SELECT id FROM perpetual_cost_pool WHERE product_id = ANY(%s))""",
        [products.ids],
    )
    # All receipts have a layer; what is on hand is in the youngest of them.
    env.cr.execute(
        """INSERT INTO perpetual_cost_layer (pool_id, entry_id, quantity, value, is_open)
           SELECT pool_id, id, units, units * 10, units > 0
             FROM (SELECT entry.pool_id, entry.id, GREATEST(LEAST(entry.quantity, pool.quantity
                          - SUM(entry.quantity) OVER younger + entry.quantity), 0) AS units
                     FROM perpetual_ledger_entry entry
                     JOIN perpetual_cost_pool pool ON pool.id = entry.pool_id
                    WHERE pool.product_id = ANY(%s) AND pool.cost_method = 'fifo'
                      AND entry.quantity > 0
                   WINDOW younger AS (PARTITION BY pool_id ORDER BY entry.sequence DESC)) layer
            ORDER BY id""",
        [products.ids],
    )


def _round(number, product_ids, papers):
    """A receipt or a delivery of each product at a cost of 10, ten of them on a transfer; its
    journal entries, and for most of them the bills or invoices that clear them."""
    incoming = number % 2
    units = "(pool.product_id %% 7 + 3)" if incoming else "-(pool.product_id %% 3 + 1)"
    at = fields.Datetime.now().replace(microsecond=0) - timedelta(days=ROUNDS + 1 - number)
    known = accounts(company)
    stock, clearing = known["inventory"], known["grni" if incoming else "gdni"]
    moves = papers.entries(number, at.date(), len(product_ids), "goods")
    ends = {"location_id": f"{bench.suppliers.id}", "location_dest_id": f"{bench.stock.id}"}
    if not incoming:
        ends = {"location_id": f"{bench.stock.id}", "location_dest_id": f"{bench.customers.id}"}
    columns = dict.fromkeys(ENTRY_COLUMNS, "NULL::int") | ends
    columns |= {
        "id": "nextval('perpetual_ledger_entry_id_seq')::int",
        "pool_id": "pool.id",
        "sequence": "pool.last_sequence + 1",
        "company_id": "pool.company_id",
        "product_id": "pool.product_id",
        "kind": f"'{'receipt' if incoming else 'issue'}'::varchar",
        "quantity": f"{units}::numeric",
        "moved_quantity": f"abs({units})::numeric",
        "unit_cost": "10::numeric",
        "value": f"{units} * 10::numeric",
        "counterpart_value": f"{units} * 10::numeric",
        "balance_quantity": f"pool.quantity + {units}",
        "balance_value": f"pool.value + {units} * 10",
        "received_total": f"pool.received_total + GREATEST({units}, 0)",
        "effective_at": "%(at)s::timestamp",
        "accounting_date": "%(at)s::date",
        "valuation_account_id": f"{stock.id}",
        "counterpart_account_id": f"{clearing.id}",
        "account_move_id": move_of(moves, "pool.id"),
        "user_id": f"{env.uid}",
        "reason": "NULL::varchar",
        "origin": "NULL::varchar",
    }
    names = ", ".join(ENTRY_COLUMNS)
    values = ", ".join(f"{value} AS {name}" for name, value in columns.items())
    env.cr.execute(
        f"""
        WITH written AS (
            INSERT INTO perpetual_ledger_entry ({names}, digest)
            SELECT {names}, encode(sha256(convert_to(
                       previous || '|' || {sql_text("entry")}, 'UTF8')), 'hex')
              FROM (SELECT {values}, COALESCE(pool.last_digest, '') AS previous
                      FROM perpetual_cost_pool pool WHERE pool.product_id = ANY(%(products)s)
                     ORDER BY pool.id) entry
            RETURNING *)
        UPDATE perpetual_cost_pool pool
           SET quantity = written.balance_quantity, value = written.balance_value,
               received_total = written.received_total, last_sequence = written.sequence,
               last_digest = written.digest, last_effective_at = written.effective_at
          FROM written WHERE written.pool_id = pool.id""",
        {"at": at, "products": product_ids},
    )
    papers.clear(number, at.date(), moves, incoming, len(product_ids))


# Core


def _seed_core():
    """Products that core values, with as many receipts each."""
    products = bench.products("real_time", "average", CORE_PRODUCTS, "valuation core")
    receipt = bench.validate(bench.transfer("in", [(product, 10, 10) for product in products]))
    for move in receipt.move_ids:
        past = {"date": "date - g * interval '1 day'"}
        first = copy_rows(env.cr, "stock_move", move.id, ROUNDS - 1, past)
        line = {"move_id": f"{first} + g", **past}
        copy_rows(env.cr, "stock_move_line", move.move_line_ids.id, ROUNDS - 1, line)
    env.cr.execute(
        "UPDATE stock_quant SET quantity = quantity * %s WHERE product_id = ANY(%s)"
        " AND location_id = %s",
        [ROUNDS, products.ids, bench.stock.id],
    )
    env.invalidate_all()
    return products


main()
