from odoo import models
from odoo.fields import Domain


class PerpetualTieOutLine(models.TransientModel):
    _inherit = "perpetual.tie.out.line"

    def action_open_wip(self):
        """Open work in progress of the account, order by order."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_mrp.perpetual_wip_item_action"
        )
        domain = Domain("account_id", "=", self.account_id.id)
        domain &= Domain("company_id", "=", self.tie_out_id.company_id.id)
        action["domain"] = list(domain)
        return action
