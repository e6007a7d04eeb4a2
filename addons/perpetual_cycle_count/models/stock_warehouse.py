from odoo import models
from odoo.fields import Domain


class StockWarehouse(models.Model):
    _name = "stock.warehouse"
    _inherit = ["stock.warehouse", "perpetual.count.figures"]

    def _perpetual_lines(self):
        return Domain("location_id.warehouse_id", "in", self.ids)

    def action_perpetual_due(self):
        """Open what is due in the warehouse."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_cycle_count.perpetual_count_due_action"
        )
        return {**action, "domain": [("plan_id.warehouse_id", "in", self.ids)]}
