"""Fills a served database: a company with stock and four people. Runs in Odoo's shell."""

from odoo import Command

env = globals()["env"]
METHODS = ("standard", "average", "fifo")
GROUPS = (
    "stock.group_stock_manager",
    "purchase.group_purchase_user",
    "account.group_account_manager",
    "point_of_sale.group_pos_manager",
    "mrp.group_mrp_user",
    "perpetual_stock.group_inventory_controller",
    "perpetual_stock.group_perpetual_accountant",
)

company = env["res.company"].create({"name": "Served Company"})
env["account.chart.template"]._load("generic_coa", company, install_demo=False)
company.with_company(company).perpetual_setup()
env = env(context={"allowed_company_ids": company.ids})
warehouse = env["stock.warehouse"].create({"name": "Shop", "company_id": company.id})
vendor = env["res.partner"].create({"name": "Vendor"})
APPROVER = "perpetual_stock.group_approver_2"
for number in range(1, 5):
    groups = GROUPS + (APPROVER,) * (number == 4)
    env["res.users"].with_context(no_reset_password=True).create(
        {
            "name": f"Clerk {number}",
            "login": f"clerk{number}",
            "password": f"clerk{number}",
            "company_ids": [Command.set(company.ids)],
            "company_id": company.id,
            "group_ids": [Command.set([env.ref(group).id for group in groups])],
        }
    )


def make_category(name, method, valuation, **vals):
    vals |= {"name": name, "property_cost_method": method, "property_valuation": valuation}
    return env["product.category"].create(vals)


def make_product(name, category, cost):
    vals = {"name": name, "is_storable": True, "categ_id": category.id, "standard_price": cost}
    vals["barcode"] = name.upper().replace(" ", "-")
    return env["product.product"].create(vals)


products = [
    make_product(f"Goods {method}", make_category(method, method, "continuous"), 10)
    for method in METHODS
]
for number in range(1, 6):  # goods that are still to go live
    account = env["account.account"].create(
        {"name": f"Old stock {number}", "code": f"11088{number}", "account_type": "asset_current"}
    )
    account.account_stock_variation_id = company.expense_account_id
    vals = {"property_stock_valuation_account_id": account.id}
    category = make_category(f"Old {number}", "average", "periodic", **vals)
    products.append(make_product(f"Old goods {number}", category, 7))
products[0].product_tmpl_id.bom_ids = [
    Command.create(
        {
            "product_qty": 1,
            "bom_line_ids": [
                Command.create({"product_id": part.id, "product_qty": 2}) for part in products[1:3]
            ],
        }
    )
]
freight = {"name": "Freight", "type": "service", "landed_cost_ok": True}
env["product.product"].create(freight)
for register, code in (("Register", "TILL"), ("Second register", "TIL2")):
    till = env["account.journal"].create({"name": f"{register} till", "type": "cash", "code": code})
    cash = env["pos.payment.method"].create({"name": f"{register} cash", "journal_id": till.id})
    env["pos.config"].create({"name": register, "payment_method_ids": [Command.set(cash.ids)]})
for product in products:
    quant = (
        env["stock.quant"]
        .with_context(inventory_mode=True)
        .create(
            {
                "product_id": product.id,
                "location_id": warehouse.lot_stock_id.id,
                "inventory_quantity": 100,
            }
        )
    )
    quant.action_apply_inventory()
company.with_env(env).action_close_stock_valuation(auto_post=True)  # core's books agree, too
env.cr.commit()
