from odoo import api, models


class PerpetualTieOut(models.TransientModel):
    _inherit = "perpetual.tie.out"

    @api.model
    def _check_words(self):
        return {
            **super()._check_words(),
            "wip": (
                self.env._("Work in progress %(account)s"),
                self.env._("Open manufacturing orders %(amount)s"),
                self.env._("General ledger %(amount)s"),
                "money",
            ),
        }
