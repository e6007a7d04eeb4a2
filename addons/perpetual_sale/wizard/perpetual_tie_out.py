from odoo import api, models


class PerpetualTieOut(models.TransientModel):
    _inherit = "perpetual.tie.out"

    @api.model
    def _check_words(self):
        return {
            **super()._check_words(),
            "gdni": (
                self.env._("Account %(account)s"),
                self.env._("Delivered less invoiced %(amount)s"),
                self.env._("General ledger %(amount)s"),
                "money",
            ),
        }
