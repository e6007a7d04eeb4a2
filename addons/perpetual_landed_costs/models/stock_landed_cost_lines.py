from odoo import models
from odoo.exceptions import UserError


class StockLandedCostLines(models.Model):
    _inherit = "stock.landed.cost.lines"

    def _perpetual_follow_bill(self, item, amount):
        """Take the account and the amount of the bill's item, as the books have them, and its
        description: two items of one service can be told apart.

        What goes to inventory at once, as the goods of other valuations do, stays core's.
        """
        if item._eligible_for_stock_account():
            return
        self.account_id = item.account_id
        self.price_unit = amount
        described = [part.strip() for part in (item.name or "").splitlines() if part.strip()]
        self.name = ", ".join(described) or self.name

    def _perpetual_clearing_account(self):
        """The account that the cost is taken from: the line's, else the service's expense."""
        self.ensure_one()
        product = self.product_id.with_company(self.cost_id.company_id)
        return self.account_id or product._get_product_accounts()["expense"]

    def _perpetual_check_account(self):
        """What the stock ledger keeps cannot be taken from: it would not tie out.

        :raises UserError: the line's account is an inventory account of continuous goods, or
            there is none
        """
        self.ensure_one()
        company = self.cost_id.company_id
        account = self._perpetual_clearing_account()
        if account and account not in company._perpetual_inventory_accounts():
            return
        if not account:
            problem = self.env._("it has no account.")
        else:
            problem = self.env._(
                "its account %s is inventory that the stock ledger keeps.", account.display_name
            )
        raise UserError(
            self.env._(
                "Line %(line)s of %(cost)s cannot be posted: %(problem)s Choose the account that"
                " its vendor bill debits, such as the expense account of %(product)s.",
                line=self.name or self.product_id.display_name,
                cost=self.cost_id.name,
                problem=problem,
                product=self.product_id.display_name,
            )
        )
