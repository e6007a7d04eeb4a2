from odoo import models

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger.facts import decimal
from odoo.addons.perpetual_stock.matching import slice_of


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_create_landed_costs(self):
        """The landed cost clears what the bill has posted: same accounts, same amounts."""
        action = super().button_create_landed_costs()
        if self.company_id._perpetual_inventory_accounts():
            cost = self.env["stock.landed.cost"].browse(action["res_id"])
            amounts = self._perpetual_billed_amounts()
            billed = self.line_ids.filtered("is_landed_costs_line")
            for cost_line, item in zip(cost.cost_lines.sorted("id"), billed, strict=True):
                cost_line._perpetual_follow_bill(item, float(amounts[item]))
        return action

    def _perpetual_billed_amounts(self):
        """Journal item of the bill → what it has posted on its account, with its share of tax
        that cannot be recovered: that is on the same account. Decimals, company currency."""
        items = self.line_ids.filtered(lambda item: item.display_type == "product")
        amounts = {item: decimal(item.balance) for item in items}
        for tax in self.line_ids.filtered(lambda item: item.display_type == "tax"):
            taxed = items.filtered(lambda item, tax=tax: item._perpetual_bears(tax))
            self._perpetual_spread_tax(tax, taxed, amounts)
        return amounts

    def _perpetual_spread_tax(self, tax, items, amounts):
        """Add the tax to the amounts of its items, by their balance; to the cent."""
        step = decimal(self.company_currency_id.rounding)
        total = sum((decimal(item.balance) for item in items), ZERO)
        done = ZERO
        for item in items if total else ():
            stop = done + decimal(item.balance)
            amounts[item] += slice_of(decimal(tax.balance), total, done, stop, step)
            done = stop
