from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _perpetual_inventory_accounts(self):
        """Inventory accounts of the categories that the stock ledger values."""
        self.ensure_one()
        # Which accounts the ledger owns does not depend on who asks.
        by_account = self.sudo().with_company(self)._perpetual_categories_by_account()
        owned = [account for account, kinds in by_account.items() if account and True in kinds]
        return self.env["account.account"].union(*owned)
