from odoo import models

#: Proof, known by identity only, that a scrap order is being done: a context that a client
#: sends never holds this object.
SCRAPPING = object()


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    def do_scrap(self):
        """Its own movement is no adjustment; one that only names a scrap order is."""
        return super(StockScrap, self.with_context(perpetual_scrapping=SCRAPPING)).do_scrap()
