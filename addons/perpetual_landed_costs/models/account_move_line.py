from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _eligible_for_stock_account(self):
        """The bill of a landed cost never debits an account that the stock ledger keeps.

        Core puts all of it on inventory, also what was sold of the goods since. Here the
        bill waits on the service's expense account until the landed cost is validated.
        """
        is_eligible = super()._eligible_for_stock_account()
        product = self.product_id
        if not is_eligible or product.type != "service" or not product.landed_cost_ok:
            return is_eligible
        company = self.company_id or self.move_id.company_id
        account = product.with_company(company)._get_product_accounts()["stock_valuation"]
        return account not in company._perpetual_inventory_accounts()

    def _perpetual_bears(self, tax):
        """Whether the item ``tax`` is (also) of this item, and on its account."""
        taxes = self.tax_ids.flatten_taxes_hierarchy()
        return tax.account_id == self.account_id and tax.tax_line_id in taxes
