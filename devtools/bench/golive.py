# pylint: disable=print-used
"""Go live with many products: time and memory of the check and of the switch.

Run by ``./dev bench golive`` inside Odoo: ``env`` is given; arguments: numbers of products.
A third each of standard, average and FIFO, two receipts on hand per product. The first
product of a method is made by Odoo, the others are copies of its rows, which is how
100,000 of them are there in seconds.
"""

import resource
import sys
import time

from devtools.bench.kit import copy_rows

SIZES = [int(word) for word in sys.argv[1].split(",")]
METHODS = ("standard", "average", "fifo")

env = env  # noqa: F821


def main():
    """Seed, check, switch, compare the books; once per size."""
    company = env.company
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    company.perpetual_setup()
    print("   memory: the most that the process ever had, after the check and after the switch")
    print(
        f"   {'products':>9}{'seed s':>9}{'check s':>9}{'ms each':>9}{'MB':>6}"
        f"{'switch s':>10}{'MB':>6}"
    )
    for size in SIZES:
        seeded = _timed(lambda size=size: _seed(size))
        run = env["perpetual.go.live"].create(
            {
                "scope": "categories",
                "category_ids": [(6, 0, _categories(size).ids)],
                "gap_account_id": company.expense_account_id.id,
            }
        )
        checked = _timed(lambda run=run: _check(run))
        lean = _memory()
        switched = _timed(lambda run=run: _switch(run))
        print(
            f"   {size:>9,}{seeded:>9.0f}{checked:>9.0f}{checked / size * 1000:>9.2f}{lean:>6.0f}"
            f"{switched:>10.0f}{_memory():>6.0f}"
        )
        wrong = [row for row in company.perpetual_tie_out() if row["difference"]]
        if wrong or run.state != "done":
            raise SystemExit(f"the books do not agree: {wrong}")


def _memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _timed(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _check(run):
    run.action_check()
    while run.state == "running":
        run._work(seconds=60)
        print(f"      {run.done_count:,} of {run.total_count:,}", flush=True)
    if run.problem_ids:
        raise SystemExit(run.problem_ids[:5].mapped("text"))


def _switch(run):
    run.action_switch()
    env.cr.commit()


def _categories(size):
    return env["product.category"].search([("name", "=like", f"bench {size} %")])


def _seed(size):
    account = env["account.account"].create(
        {
            "name": f"Stock {size}",
            "code": f"11{size}",
            "account_type": "asset_current",
            "account_stock_variation_id": env.company.expense_account_id.id,
        }
    )
    for number, method in enumerate(METHODS):
        copies = size // 3 + (number < size % 3)
        if copies:
            _copy(_first(size, method, account), copies - 1)
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.invalidate_all()


def _first(size, method, account):
    category = env["product.category"].create(
        {
            "name": f"bench {size} {method}",
            "property_cost_method": method,
            "property_stock_valuation_account_id": account.id,
        }
    )
    product = env["product.product"].create(
        {"name": method, "is_storable": True, "categ_id": category.id, "standard_price": 10}
    )
    stock = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    for _receipt in range(2):
        move = env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom": product.uom_id.id,
                "product_uom_qty": 10,
                "location_id": env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": stock.lot_stock_id.id,
            }
        )
        move._action_confirm(merge=False)
        move.quantity = 10
        move.picked = True
        move._action_done()
    env.flush_all()
    return product


def _copy(product, copies):
    """As many products of the same rows."""
    templates = copy_rows(env.cr, "product_template", product.product_tmpl_id.id, copies, {})
    products = copy_rows(
        env.cr, "product_product", product.id, copies, {"product_tmpl_id": f"{templates} + g"}
    )
    same = {"product_id": f"{products} + g"}
    for quant in env["stock.quant"].search([("product_id", "=", product.id)]):
        copy_rows(env.cr, "stock_quant", quant.id, copies, same)
    for move in env["stock.move"].search([("product_id", "=", product.id)]):
        moves = copy_rows(env.cr, "stock_move", move.id, copies, same)
        for line in move.move_line_ids:
            copy_rows(
                env.cr, "stock_move_line", line.id, copies, {**same, "move_id": f"{moves} + g"}
            )
    for value in env["product.value"].search([("product_id", "=", product.id)]):
        copy_rows(env.cr, "product_value", value.id, copies, same)


main()
