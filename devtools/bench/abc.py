"""ABC classes of very many products in ten warehouses.

Run by ``./dev bench abc`` inside Odoo; sizes are numbers of product-warehouse pairs. Each
pair has a quant and two issues in the ledger, inserted with SQL; the rows have no digests and
the books no entries, for nothing but the ranking reads them. Each measurement is rolled back.
"""

import sys

from odoo import fields

from devtools.bench.kit import Bench, copy_rows

WAREHOUSES = 10
ISSUES = 2

env = env  # noqa: F821
bench = Bench(env, sys.argv)
company = bench.company


def main():
    """Seed once per size; measure the preview, the first run and one that changes little."""
    for size in bench.sizes:
        _seed(size)
        preview, first = bench.medians(
            lambda: _measured(lambda run: run.action_compute()),
            lambda: _measured(lambda run: run.action_apply()),
        )
        _run().action_apply()
        env.cr.commit()
        env.cr.execute("ANALYZE perpetual_abc_assignment")
        (again,) = bench.medians(lambda: _measured(lambda run: run.action_apply()))
        bench.note(
            f"{size:,} pairs: preview {preview[0]:.1f} s, first classes {first[0]:.1f} s,"
            f" classes anew {again[0]:.1f} s"
        )
        bench.bound(f"ABC classes of {size:,} product-warehouse pairs", preview[0], 10, unit="s")
        _check(size)


def _run():
    policy = env.ref("perpetual_cycle_count.perpetual_abc_policy_default")
    return env["perpetual.abc.run"].create({"policy_id": policy.id, "company_id": company.id})


def _measured(work):
    run = _run()
    measured = bench.measure(lambda: work(run))
    bench.undo()
    return measured


def _check(size):
    """Each pair has one class, and A is what makes most of the value."""
    env.cr.execute(
        """SELECT COUNT(*), COUNT(*) FILTER (WHERE abc.name = 'A'),
                  SUM(row.share) FILTER (WHERE abc.name = 'A') / COUNT(DISTINCT warehouse_id)
             FROM perpetual_abc_assignment row JOIN perpetual_abc_class abc ON abc.id = class_id
            WHERE date_to IS NULL"""
    )
    pairs, best, share = env.cr.fetchone()
    if pairs != size or not 0 < best < size or not 79 < share < 85:
        raise SystemExit(f"{pairs} pairs, {best} of them A with {share} % of the value")


def _seed(size):
    product = bench.products("continuous", "average", 1, f"count {size}")
    places = [bench.stock.id] + [
        env["stock.warehouse"].create({"name": f"W{number}", "code": f"W{size % 97}{number}"})
        .lot_stock_id.id
        for number in range(1, WAREHOUSES)
    ]  # fmt: skip
    env["stock.quant"]._update_available_quantity(product, bench.stock, 1)
    env.flush_all()
    cr, copies = env.cr, size // WAREHOUSES - 1
    template = copy_rows(cr, "product_template", product.product_tmpl_id.id, copies, {})
    first = copy_rows(
        cr, "product_product", product.id, copies, {"product_tmpl_id": f"{template} + g"}
    )
    ids = [product.id, *range(first + 1, first + copies + 1)]
    cr.execute(
        """INSERT INTO stock_quant (product_id, location_id, company_id, quantity,
                                    reserved_quantity, in_date)
           SELECT id, place, %s, 5, 0, now() FROM unnest(%s) id, unnest(%s) place
            WHERE id != %s OR place != %s""",
        [company.id, ids, places, product.id, bench.stock.id],
    )
    _issues(ids, places)
    env.invalidate_all()
    cr.commit()
    cr.execute("ANALYZE")
    cr.commit()


def _issues(ids, places):
    """Two issues of each pair, worth little for most of them and much for a few."""
    env.cr.execute(
        """INSERT INTO perpetual_cost_pool (company_id, product_id, cost_method, unit_cost,
                  quantity, value, received_total, transit_quantity, transit_value, last_sequence)
           SELECT %s, id, 'average', 10, 0, 0, 0, 0, 0, 0 FROM unnest(%s) id""",
        [company.id, ids],
    )
    env.cr.execute(
        """INSERT INTO perpetual_ledger_entry (pool_id, sequence, company_id, product_id, kind,
                  quantity, moved_quantity, unit_cost, value, counterpart_value,
                  balance_quantity, balance_value, received_total, effective_at,
                  accounting_date, location_id, digest)
           SELECT pool.id, row_number() OVER (PARTITION BY pool.id), %(company)s,
                  pool.product_id, 'issue', -units, units, 10, -10 * units, 0, 0, 0, 0,
                  %(now)s - number * interval '40 days', %(now)s, place, 'bench'
             FROM perpetual_cost_pool pool, unnest(%(places)s) place,
                  generate_series(1, %(issues)s) number,
                  LATERAL (SELECT ceil(100000.0 / (1 + (pool.product_id * 7919 + place) %% 9973))
                                  AS units) size
            WHERE pool.product_id = ANY(%(ids)s)""",
        {
            "company": company.id,
            "now": fields.Datetime.now(),
            "places": places,
            "issues": ISSUES,
            "ids": ids,
        },
    )


main()
