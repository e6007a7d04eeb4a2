from datetime import datetime

from odoo import models


class MrpAccountWipAccounting(models.TransientModel):
    _inherit = "mrp.account.wip.accounting"

    def _get_line_vals(self, productions=False, date=False):
        """Orders of continuous goods are in work in progress already, to the cent."""
        productions = productions or self.env["mrp.production"]
        others = productions.filtered(lambda order: not order._is_perpetual())
        commands = super()._get_line_vals(others, date)
        until = date or datetime.now().replace(hour=23, minute=59, second=59)
        posted = others._perpetual_core_component_value(until)
        components, _overhead, total = (command[2] for command in commands)
        components["credit"] -= posted
        total["debit"] -= posted
        return commands
