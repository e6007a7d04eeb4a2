"""What happens once, when the addon is installed."""


def complete_set_up(env):
    """Companies that are set up for continuous valuation get the accounts of production."""
    for company in env["res.company"].search([("perpetual_wip_account_id", "!=", False)]):
        company.with_company(company).perpetual_setup()
