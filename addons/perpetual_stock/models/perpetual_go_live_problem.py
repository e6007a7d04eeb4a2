from odoo import fields, models


class PerpetualGoLiveProblem(models.Model):
    """Something to be fixed before a switch: which record, and the way out."""

    _name = "perpetual.go.live.problem"
    _description = "Go-Live Problem"
    _rec_name = "text"
    _log_access = False

    go_live_id = fields.Many2one("perpetual.go.live", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="go_live_id.company_id", store=True)
    text = fields.Char(string="What to Fix", required=True)
    res_model = fields.Char()
    res_id = fields.Many2oneReference(model_field="res_model")

    def action_open(self):
        """Open the record that has to be fixed."""
        self.ensure_one()
        return self.res_model and {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
