from odoo import fields, models
from odoo.fields import Domain

from .perpetual_barcode_resolver import KINDS

#: Movements and places that the app shows.
ROWS = 10

#: What is looked up → operator, the field of quants, those of movements. In the order in which
#: a scan that gives several names is understood.
FIELDS = {
    "lot": ("=", "lot_id", ("lot_id",)),
    "package": ("child_of", "package_id", ("package_id", "result_package_id")),
    "location": ("child_of", "location_id", ("location_id", "location_dest_id")),
    "product": ("=", "product_id", ("product_id",)),
}
KIND_OF = {model: name for name, model in KINDS.items()}


class PerpetualBarcodeFlowLookup(models.AbstractModel):
    """Where is it, how many, what happened to it last.

    States

    - ``ask``: anything is scanned → ``found``
    - ``found``: what is known of it; another scan looks that up
    """

    _name = "perpetual.barcode.flow.lookup"
    _inherit = "perpetual.barcode.flow"
    _description = "Barcode Flow: Look Up"
    _perpetual_sequence = 90
    _perpetual_icon = "fa-search"

    def _title(self):
        return self.env._("Look Up")

    def _can_go_on(self, session):
        return False  # nothing is begun by looking

    def _products_at_hand(self, session):
        return self.env["product.product"]

    def _any_start(self, session, scan, data):
        session._goto("ask")

    def _view_ask(self, session):
        return {
            "title": self._title(),
            "prompt": self.env._("Scan a product, a lot, a package or a bin"),
        }

    def _any_scan(self, session, scan, data):
        found = data["found"]
        what = next(filter(None, (getattr(found, name) for name in FIELDS)), None)
        if not what:
            return self._unknown(found)
        scan.product_id = found.product
        scan.lot_id = found.lot
        session._goto("found", model=what._name, id=what.id)
        return self._good(what.display_name)

    def _view_found(self, session):
        what = self.env[session._recall("model")].browse(session._recall("id"))
        operator, kept, moved = FIELDS[KIND_OF[what._name]]
        return {
            "title": what.display_name,
            "prompt": self.env._("Scan the next one"),
            "places": self._places(Domain(kept, operator, what.id)),
            "movements": self._movements(
                Domain.OR(Domain(field, operator, what.id) for field in moved)
            ),
            "facts": self._facts(what),
        }

    def _places(self, domain):
        quants = self.env["stock.quant"].search(
            domain
            & Domain("location_id.usage", "in", ("internal", "transit"))
            & Domain("company_id", "=", self.env.company.id)
            & Domain("quantity", "!=", 0),
            order="location_id, product_id, in_date",
            limit=ROWS * 5,
        )
        return [self._place(quant) for quant in quants]

    def _place(self, quant):
        return {
            "place": quant.location_id.display_name,
            "product": quant.product_id.display_name,
            "lot": quant.lot_id.name or "",
            "package": quant.package_id.name or "",
            "quantity": quant.quantity,
            "reserved": quant.reserved_quantity,
            "unit": quant.product_uom_id.name,
        }

    def _movements(self, domain):
        lines = self.env["stock.move.line"].search(
            domain & Domain("state", "=", "done") & Domain("company_id", "=", self.env.company.id),
            order="date DESC, id DESC",
            limit=ROWS,
        )
        return [
            {
                "when": fields.Datetime.to_string(line.date),
                "reference": line.reference or "",
                "product": line.product_id.display_name,
                "lot": line.lot_id.name or "",
                "quantity": line.quantity_product_uom,
                "unit": line.product_id.uom_id.name,
                "from": line.location_id.display_name,
                "to": line.location_dest_id.display_name,
            }
            for line in lines
        ]

    def _facts(self, what):
        """Label and value of further facts, such as when a lot expires."""
        if what._name != "stock.lot":
            return []
        return [{"label": self.env._("Product"), "value": what.product_id.display_name}]
