"""The demo's company: accounts, departments, people, places, articles, partners."""

from devtools.demo import policy, till
from devtools.demo.catalogue import Product
from devtools.demo.clock import Clock
from devtools.demo.journey import History
from devtools.demo.people import ADMINISTRATOR, PEOPLE
from devtools.demo.shop import QUIET, Shop

COMPANY = "Perpetual Grocers"
VALUATION = "continuous"
LOYAL_BASKETS = 9999  # a household that shops this often is a customer with a name
DAMAGE = ("Broken", "Expired", "Spoiled")
# Costing method → code and name of the inventory account of its departments.
INVENTORY_ACCOUNTS = {
    "fifo": ("110110", "Inventory: Perishables"),
    "average": ("110120", "Inventory: Groceries"),
    "standard": ("110130", "Inventory: General Merchandise"),
}


def prepare(env, clock: Clock, history: History, catalogue: list[Product]) -> Shop:
    """Make all master data and return it."""
    env = env(context={**env.context, **QUIET})
    _features(env)
    _company(env)
    _people(env)
    env["stock.scrap.reason.tag"].create([{"name": name} for name in DAMAGE])
    centre, stores = _places(env, history)
    shop = Shop(
        env=env,
        clock=clock,
        centre=centre,
        stores=stores,
        registers={
            number: till.register(env, f"Store {number}", store) for number, store in stores.items()
        },
        products={},
        makers=_makers(env, catalogue),
        households=_households(env, history),
        walk_in=_walk_in(env, history),
        articles={product.id: product for product in catalogue},
    )
    shop.products = _products(env, catalogue, shop.makers, _departments(env, catalogue))
    shop.shelf_levels = policy.store_levels(history)
    shop.chain_levels = policy.centre_levels(history, shop.shelf_levels)
    return shop


def _features(env) -> None:
    """Switch on what a chain of stores uses: locations, warehouses, routes."""
    for name in ("stock_multi_locations", "stock_multi_warehouses", "adv_location"):
        env.ref("base.group_user").implied_ids |= env.ref(f"stock.group_{name}")


def _company(env) -> None:
    company = env.company
    company.write(
        {
            "name": COMPANY,
            "street": "1 Market Street",
            "city": "Cincinnati",
            "zip": "45202",
            "email": "office@example.com",
            "anglo_saxon_accounting": True,
            "inventory_valuation": VALUATION,
        }
    )
    company.perpetual_setup()


def _people(env) -> None:
    """Make one user per role; everybody lives in UTC, as the demo's clock does."""
    for person in PEOPLE:
        values = {
            "login": person.login,
            "password": person.login,
            "name": person.name,
            "email": f"{person.login}@example.com",
            "tz": "UTC",
            "group_ids": [(4, env.ref(group).id) for group in person.groups],
        }
        if person.login == ADMINISTRATOR:
            env.ref("base.user_admin").write(values)
        else:
            env["res.users"].create(values)


def _places(env, history: History):
    """Make the distribution centre and the stores that it supplies."""
    partners = env["res.partner"].create(
        [
            {"name": name}
            for name in ("Distribution Centre", *map("Store {}".format, history.stores))
        ]
    )
    centre = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    centre.write({"name": "Distribution Centre", "code": "DC", "partner_id": partners[0].id})
    stores = env["stock.warehouse"].create(
        [
            {
                "name": f"Store {number}",
                "code": f"S{number}"[:5],
                "partner_id": partner.id,
                "resupply_wh_ids": [(6, 0, centre.ids)],
            }
            for number, partner in zip(history.stores, partners[1:], strict=True)
        ]
    )
    env["stock.location"].create(
        [{"name": "Back Room", "location_id": store.lot_stock_id.id} for store in stores]
    )
    return centre, dict(zip(history.stores, stores, strict=True))


def _departments(env, catalogue: list[Product]) -> dict[str, object]:
    """Make a product category per department, each costed by its own method."""
    accounts = _inventory_accounts(env)
    cost_of_sales = env["account.account"].search(
        [("account_type", "=", "expense_direct_cost")], order="code", limit=1
    )
    methods = {product.department: product.method for product in catalogue}
    categories = env["product.category"].create(
        [
            {
                "name": department,
                "property_cost_method": method,
                "property_valuation": VALUATION,
                "property_stock_valuation_account_id": accounts[method].id,
                "property_account_expense_categ_id": cost_of_sales.id,
            }
            for department, method in methods.items()
        ]
    )
    return dict(zip(methods, categories, strict=True))


def _inventory_accounts(env) -> dict[str, object]:
    """Make one inventory account per costing method, beside the chart's own."""
    model = env.company.account_stock_valuation_id
    accounts = env["account.account"].create(
        [
            {
                "code": code,
                "name": name,
                "account_type": model.account_type,
                "account_stock_variation_id": model.account_stock_variation_id.id,
                "account_stock_expense_id": model.account_stock_expense_id.id,
            }
            for code, name in INVENTORY_ACCOUNTS.values()
        ]
    )
    return dict(zip(INVENTORY_ACCOUNTS, accounts, strict=True))


def _makers(env, catalogue: list[Product]) -> dict[int, object]:
    numbers = sorted({product.maker for product in catalogue})
    partners = env["res.partner"].create(
        [{"name": f"Maker {number}", "is_company": True, "supplier_rank": 1} for number in numbers]
    )
    return dict(zip(numbers, partners, strict=True))


def _households(env, history: History) -> dict[int, object]:
    """Make customers of the households that shop often."""
    counts = {}
    for basket in history.baskets:
        counts[basket.household] = counts.get(basket.household, 0) + 1
    loyal = sorted(number for number, count in counts.items() if count >= LOYAL_BASKETS)
    partners = env["res.partner"].create(
        [{"name": f"Household {number}", "customer_rank": 1} for number in loyal]
    )
    return dict(zip(loyal, partners, strict=True))


def _walk_in(env, history: History) -> dict[int, object]:
    """Make the customer that stands for everybody else, per store."""
    partners = env["res.partner"].create(
        [{"name": f"Walk-in Customer {number}", "customer_rank": 1} for number in history.stores]
    )
    return dict(zip(history.stores, partners, strict=True))


def _products(env, catalogue: list[Product], makers, departments) -> dict[int, object]:
    """Make the articles; groceries are taken as free of sales tax."""
    products = env["product.product"].create(
        [
            {
                "name": product.name,
                "default_code": str(product.id),
                "barcode": product.barcode,
                "type": "consu",
                "is_storable": True,
                "available_in_pos": True,
                "invoice_policy": "delivery",
                "categ_id": departments[product.department].id,
                "list_price": product.price,
                "standard_price": product.cost,
                "taxes_id": [(5,)],
                "supplier_taxes_id": [(5,)],
                "seller_ids": [
                    (0, 0, {
                        "partner_id": makers[product.maker].id,
                        "price": product.cost,
                        "delay": policy.LEAD_DAYS,
                    })
                ],
            }
            for product in catalogue
        ]
    )  # fmt: skip
    return dict(zip((product.id for product in catalogue), products, strict=True))
