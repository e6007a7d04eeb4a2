from odoo import api, fields, models

from .perpetual_variance_reason import FOLLOWED


class ResCompany(models.Model):
    _inherit = "res.company"

    perpetual_only_approvers_adjust = fields.Boolean(
        "Only Approvers Adjust Stock",
        help="Stock is adjusted by approved counts, and past them by approvers only.",
    )
    perpetual_count_cost_drift = fields.Float(
        "Cost Changed Since the Count (%)",
        default=20.0,
        help="A variance whose unit cost has changed by more since is counted again; 0: never.",
    )
    perpetual_count_book_drift = fields.Float(
        "Stock Changed Since the Count (%)",
        default=100.0,
        help="A variance of goods whose quantity on hand has changed by more since is counted"
        " again; 0: never.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        # As core makes its locations: whoever may create companies.
        self.env["perpetual.variance.reason"].sudo()._make_locations(companies)
        return companies

    def write(self, vals):
        if vals.keys().isdisjoint(FOLLOWED):
            return super().write(vals)
        causes = self.env["perpetual.variance.reason"]
        before = {company: causes._accounts_of_causes(company) for company in self}
        done = super().write(vals)
        for company, former in before.items():
            causes._follow_accounts(company, former)
        return done
