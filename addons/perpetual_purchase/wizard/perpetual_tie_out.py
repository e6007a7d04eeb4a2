from odoo import api, models


class PerpetualTieOut(models.TransientModel):
    _inherit = "perpetual.tie.out"

    @api.model
    def _check_words(self):
        return {
            **super()._check_words(),
            "grni": (
                self.env._("Account %(account)s"),
                self.env._("Received less billed %(amount)s"),
                self.env._("General ledger %(amount)s"),
                "money",
            ),
        }
