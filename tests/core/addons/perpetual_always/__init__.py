from . import models


def switch_all(env):
    """Take over what the database was made with: there is no stock yet."""
    companies = env["res.company"].search([])
    companies.filtered("chart_template").perpetual_setup()
    companies.inventory_valuation = "continuous"
    for company in companies:
        categories = env["product.category"].with_company(company).search([])
        categories.property_valuation = "continuous"
