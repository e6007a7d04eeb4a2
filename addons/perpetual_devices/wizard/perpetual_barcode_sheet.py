from odoo import models


class PerpetualBarcodeSheet(models.TransientModel):
    _inherit = "perpetual.barcode.sheet"

    def action_print_to_station(self):
        """A label for each command of the sheet, on a label printer.

        :raises UserError: there is no printer
        """
        return self.env["perpetual.label.print"]._open({self: 1})
