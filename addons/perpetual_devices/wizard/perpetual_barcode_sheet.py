from odoo import fields, models


class PerpetualBarcodeSheet(models.TransientModel):
    _inherit = "perpetual.barcode.sheet"

    station_ids = fields.Many2many(
        "perpetual.station",
        string="Stations",
        check_company=True,
        domain="[('company_id', '=', company_id), ('code', '!=', False)]",
        help="Scanned on the app's start screen by who begins to work there.",
    )

    def _sections(self):
        cards = [
            self._card(station.name, station.code, station.warehouse_id.name or "")
            for station in self.station_ids
            if station.code
        ]
        stations = [{"title": self.env._("Stations"), "cards": cards}] if cards else []
        return super()._sections() + stations

    def action_print_to_station(self):
        """A label for each command of the sheet, on a label printer.

        :raises UserError: there is no printer
        """
        return self.env["perpetual.label.print"]._open({self: 1})
