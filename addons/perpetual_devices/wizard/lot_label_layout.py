from collections import Counter

from odoo import models


class LotLabelLayout(models.TransientModel):
    _inherit = "lot.label.layout"

    def action_print_to_station(self):
        """The same labels in the same numbers, on a label printer.

        :raises UserError: there is nothing to print, or no printer
        """
        counts = Counter(self.process()["context"]["active_ids"])
        lots = self.env["stock.lot"].browse(counts)
        return self.env["perpetual.label.print"]._open({lot: counts[lot.id] for lot in lots})
