from odoo import api, models


class PerpetualTieOut(models.TransientModel):
    _inherit = "perpetual.tie.out"

    @api.model
    def _check_words(self):
        return {
            **super()._check_words(),
            "pos_queue": (
                self.env._("No POS sale waits for its stock posting"),
                self.env._("None waits"),
                self.env._("Waiting: %(amount)s"),
                "count",
            ),
        }

    @api.model
    def _check_headlines(self):
        return {
            **super()._check_headlines(),
            "pos_queue": self.env._("POS sales that wait for their stock posting: %(amount)s."),
        }
