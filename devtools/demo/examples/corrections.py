"""Corrections, and dates that are not today."""

from datetime import timedelta

from devtools.demo.examples.floor import Floor
from devtools.demo.people import ADMINISTRATOR


def delivered_before_receipt(floors: dict[str, Floor]):
    """Stock goes negative at an assumed cost; the receipt settles the difference."""
    floor = floors["chain"]
    for method in floor.categories:
        product = floor.article(f"delivered before it came ({method})", method)
        floor.fill(product, 5, 10)
        order = floor.sell(product, 8)
        floor.deliver(order, 8)
        yield 1
        floor.fill(product, 10, 12)


def edited_when_done(floors):
    floor = floors["chain"]
    product = floor.article("quantities corrected afterwards", "fifo")
    receipt = floor.fill(product, 10, 10)
    delivery = floor.deliver(floor.sell(product, 6))
    yield 1
    delivery.move_line_ids.quantity = 5
    receipt.move_line_ids.quantity = 11


def cost_set_by_hand(floors):
    floor = floors["chain"]
    for method in floor.categories:
        product = floor.article(f"cost set by hand ({method})", method)
        floor.fill(product, 10, 10)
        product.with_env(floor.desk(ADMINISTRATOR)).standard_price = 11
    yield 0


def receipt_revalued(floors):
    """The value of one receipt is adjusted by hand, after part of it was sold."""
    floor = floors["chain"]
    product = floor.article("receipt revalued by hand", "fifo")
    moves = floor.fill(product, 10, 10)
    floor.deliver(floor.sell(product, 4))
    yield 1
    floor.office()["product.value"].create({"move_id": moves.id, "value": 120})


def method_changed(floors):
    floor = floors["chain"]
    category = floor.office()["product.category"].create(
        {
            "name": "Method changed from average cost to FIFO",
            "parent_id": floor.categories["average"].parent_id.id,
            "property_cost_method": "average",
            "property_valuation": "continuous",
        }
    )
    product = floor.article("costing method changed", category=category)
    floor.fill(product, 10, 10)
    floor.fill(product, 10, 12)
    yield 1
    category.property_cost_method = "fifo"
    floor.fill(product, 5, 13)
    floor.deliver(floor.sell(product, 22))


def category_changed(floors):
    """The value follows the article to its new inventory account."""
    floor = floors["chain"]
    account = floor.account("110140", "Inventory: Examples on Their Own Account", "asset_current")
    category = floor.office()["product.category"].create(
        {
            "name": "On an account of their own",
            "parent_id": floor.categories["average"].parent_id.id,
            "property_cost_method": "average",
            "property_valuation": "continuous",
            "property_stock_valuation_account_id": account.id,
        }
    )
    product = floor.article("moved to another category")
    floor.fill(product, 10, 10)
    yield 1
    product.categ_id = category


def archived_in_stock(floors):
    floor = floors["chain"]
    product = floor.article("archived, still in stock")
    floor.fill(product, 3, 10)
    product.product_tmpl_id.action_archive()
    yield 0


def counted_for_an_earlier_day(floors):
    """One date on stock move, ledger entry and journal entry."""
    floor = floors["chain"]
    product = floor.article("counted, dated two days before")
    floor.fill(product, 10, 10)
    yield 2
    floor.count(product, 9, accounting_date=floor.today - timedelta(days=2))


def delivered_on_a_forced_date(floors):
    """Validated today, posted on the day before: one date on all that comes of it."""
    floor = floors["chain"]
    product = floor.article("delivered, dated the day before")
    floor.fill(product, 10, 10)
    order = floor.sell(product, 3)
    yield 2
    floor.deliver(order, date=floor.today - timedelta(days=1))


def counted_in_a_locked_period(floors):
    """The entry keeps its time and is posted on the first open date."""
    floor = floors["wholesale"]
    product = floor.article("counted in a locked period")
    floor.fill(product, 10, 10)
    yield 3
    floor.company.fiscalyear_lock_date = floor.today - timedelta(days=2)
    floor.count(product, 8, accounting_date=floor.today - timedelta(days=3))


def went_live_later(floors):
    """A category at Odoo's own valuation goes live with its stock and its open documents."""
    floor = floors["chain"]
    account = floor.account("110150", "Inventory: Examples That Went Live Later", "asset_current")
    category = floor.office()["product.category"].create(
        {
            "name": "Went live later",
            "parent_id": floor.categories["average"].parent_id.id,
            "property_cost_method": "average",
            "property_valuation": "real_time",
            "property_stock_valuation_account_id": account.id,
        }
    )
    product = floor.article("went live with stock and open documents", category=category)
    floor.fill(product, 10, 10)
    waiting = floor.order((product, 5, 12))
    floor.receive(waiting)
    order = floor.sell(product, 4)
    floor.deliver(order)
    yield 2
    run = floor.desk("accountant")["perpetual.go.live"].create(
        {
            "scope": "categories",
            "category_ids": [(6, 0, category.ids)],
            "gap_account_id": floor.company.expense_account_id.id,
        }
    )
    run.action_check()
    run.action_switch()
    yield 1
    floor.bill((waiting.order_line, 5, 13))
    floor.invoice(order)


def left_again(floors):
    """A category goes back to Odoo's own valuation, with the figures that it had."""
    floor = floors["chain"]
    account = floor.account("110160", "Inventory: Examples That Left Again", "asset_current")
    category = floor.office()["product.category"].create(
        {
            "name": "Left continuous valuation",
            "parent_id": floor.categories["average"].parent_id.id,
            "property_cost_method": "average",
            "property_valuation": "continuous",
            "property_stock_valuation_account_id": account.id,
        }
    )
    product = floor.article("back at Odoo's own valuation", category=category)
    floor.fill(product, 10, 10)
    floor.deliver(floor.sell(product, 4))
    yield 2
    run = floor.desk("accountant")["perpetual.go.live"].create(
        {
            "direction": "leave",
            "leave_mode": "real_time",
            "scope": "categories",
            "category_ids": [(6, 0, category.ids)],
        }
    )
    run.action_check()
    run.action_switch()


EXAMPLES = (
    delivered_before_receipt,
    edited_when_done,
    cost_set_by_hand,
    receipt_revalued,
    method_changed,
    category_changed,
    archived_in_stock,
    counted_for_an_earlier_day,
    delivered_on_a_forced_date,
    counted_in_a_locked_period,
    went_live_later,
    left_again,
)
