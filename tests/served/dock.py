"""Fills a served database: a clerk who sets up boxes and prints labels. In Odoo's shell."""

from odoo import Command

env = globals()["env"]
GROUPS = ("stock.group_stock_manager", "product.group_product_manager")
company = env["res.company"].create({"name": "Dock Company"})
env["stock.warehouse"].create({"name": "Dock", "company_id": company.id})
env["res.users"].with_context(no_reset_password=True).create(
    {
        "name": "Clerk",
        "login": "clerk",
        "password": "clerk",
        "company_ids": [Command.set(company.ids)],
        "company_id": company.id,
        "group_ids": [Command.set([env.ref(group).id for group in GROUPS])],
    }
)
env.cr.commit()
