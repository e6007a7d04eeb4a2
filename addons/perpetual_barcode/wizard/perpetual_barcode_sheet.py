from odoo import api, fields, models
from odoo.exceptions import UserError

from ..scanning import Command

#: Quantities on the sheet.
TIMES = (2, 3, 4, 5, 6, 8, 10, 12, 20, 24, 48, 50)


class PerpetualBarcodeSheet(models.TransientModel):
    """Which command barcodes are printed, for the packing table and the doors of the bins."""

    _name = "perpetual.barcode.sheet"
    _description = "Barcode Sheet"

    company_id = fields.Many2one(
        "res.company", "Company", required=True, default=lambda self: self.env.company
    )
    orders = fields.Boolean("Commands", default=True, help="Done, undo, back and the like.")
    times = fields.Boolean("Quantities", default=True, help="×2 to ×50, scanned before the goods.")
    flows = fields.Boolean("What to Do", default=True, help="Receive, move, pick and the like.")
    picking_type_ids = fields.Many2many(
        "stock.picking.type",
        string="Operation Types",
        check_company=True,
        default=lambda self: self._default_picking_types(),
    )
    location_ids = fields.Many2many(
        "stock.location",
        string="Locations",
        check_company=True,
        domain="[('usage', '=', 'internal'), ('company_id', 'in', (False, company_id))]",
    )
    user_ids = fields.Many2many(
        "res.users", string="Badges", domain="[('share', '=', False)]", help="One per person."
    )

    def _default_picking_types(self):
        return self.env["stock.picking.type"].search([("company_id", "=", self.env.company.id)])

    def action_print(self):
        """Print the sheet.

        :raises UserError: nothing is chosen
        """
        if not self._sections():
            raise UserError(self.env._("Choose what to print on the sheet."))
        return self.env.ref("perpetual_barcode.perpetual_barcode_sheet_report").report_action(
            self, config=False
        )

    @api.model
    def _card(self, name, code, detail=""):
        return {"name": name, "code": str(code), "detail": detail}

    def _sections(self):
        """What is printed: a list of ``{"title", "cards": [{"name", "code", "detail"}]}``."""
        sections = [
            (self.env._("Commands"), self._order_cards() if self.orders else []),
            (self.env._("Quantities"), self._times_cards() if self.times else []),
            (self.env._("What to do"), self._flow_cards() if self.flows else []),
            (self.env._("Operation types"), self._type_cards()),
            (self.env._("Locations"), self._location_cards()),
            (self.env._("Badges"), self._badge_cards()),
        ]
        return [{"title": title, "cards": cards} for title, cards in sections if cards]

    def _order_cards(self):
        words = {
            "VALIDATE": self.env._("Done: validate"),
            "UNDO": self.env._("Undo the last scan"),
            "BACK": self.env._("Back"),
            "CANCEL": self.env._("Cancel the question"),
            "PACK": self.env._("Put into a package"),
            "PRINT": self.env._("Print labels"),
            "HOME": self.env._("Start screen"),
        }
        return [self._card(name, Command(word)) for word, name in words.items()]

    def _times_cards(self):
        return [self._card(f"× {count}", Command("TIMES", str(count))) for count in TIMES]

    def _flow_cards(self):
        tiles = self.env["perpetual.barcode"].home()["flows"]
        return [self._card(tile["name"], Command("FLOW", tile["code"])) for tile in tiles]

    def _type_cards(self):
        return [
            self._card(
                kind.name,
                kind.barcode or Command("TYPE", str(kind.id)),
                kind.warehouse_id.name or "",
            )
            for kind in self.picking_type_ids
        ]

    def _location_cards(self):
        return [
            self._card(
                place.name,
                place.barcode or Command("LOCATION", str(place.id)),
                place.location_id.display_name or "",
            )
            for place in self.location_ids
        ]

    def _badge_cards(self):
        return [self._card(user.name, Command("USER", str(user.id))) for user in self.user_ids]
