from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Inventory administrators have core's Reporting menu: hide the one of ours."""
        blacklist = super()._load_menus_blacklist()
        if self.env.user.has_group("stock.group_stock_manager"):
            blacklist.append(self.env.ref("perpetual_stock.menu_stock_user_report").id)
        return blacklist
