from odoo import models
from odoo.exceptions import UserError


class PerpetualBarcodeFlowDeliver(models.AbstractModel):
    """Goods are picked and leave: every pick is verified.

    States

    - ``choose``: a transfer is scanned or chosen → ``lines``
    - ``lines``: the bin, then its goods are scanned; a wrong product, lot, bin or quantity is
      refused and kept as a pick error; → ``lot`` where one is needed, → ``short`` when less is
      picked than ordered on validating
    - ``lot``: the lot or serial number of what was scanned → ``lines``
    - ``short``: why something is missing → ``done``, the rest becomes a backorder
    - ``done``: validated
    """

    _name = "perpetual.barcode.flow.deliver"
    _inherit = "perpetual.barcode.transfer"
    _description = "Barcode Flow: Pick and Deliver"
    _perpetual_type = "outgoing"
    _perpetual_sequence = 30
    _perpetual_icon = "fa-shopping-basket"

    def _title(self):
        return self.env._("Pick and Deliver")

    # Scanning

    def _prompt(self, session):
        bin_id = session._recall("bin")
        if bin_id:
            place = self.env["stock.location"].browse(bin_id).display_name
            return self.env._("Scan a product in %s", place)
        return self.env._("Scan a bin or a product")

    def _lines_scan(self, session, scan, data):
        found = data["found"]
        if found.location:
            return self._at_bin(session, scan, found)
        if found.package_name and not found.product:
            return self._into_package(session, found)
        if not found.product:
            return self._unknown(found)
        move = self._move_of(session, found)
        if not move:
            return self._refuse(session, scan, "product", found)
        if found.product.tracking != "none" and not found.lot_name:
            quantity = self._quantity(session, found)
            session._goto("lot", **dict(session.cursor or {}, move=move.id, quantity=quantity))
            return self._good(self.env._("Scan the lot or serial number"))
        return self._take(session, scan, move, found, self._quantity(session, found))

    def _move_of(self, session, found):
        moves = session.picking_id.move_ids.filtered(
            lambda move: move.product_id == found.product and move.state != "cancel"
        )
        return (moves.filtered(lambda move: self._missing(move) > 0) or moves)[:1]

    def _lot_scan(self, session, scan, data):
        found = data["found"]
        move = self.env["stock.move"].browse(session._recall("move"))
        quantity = session._recall("quantity")
        named = self.env["perpetual.barcode.resolver"]._named(
            move.product_id, found.lot_name or found.reading.text
        )
        return self._take(session, scan, move, named, quantity)

    def _lot_back(self, session, scan, data):
        session._goto("lines", bin=session._recall("bin"))

    def _take(self, session, scan, move, found, quantity):
        """Pick from where the goods are reserved, or from the bin that was scanned."""
        unit = move.product_id.uom_id
        if unit.compare(quantity, self._missing(move)) > 0:
            return self._refuse(session, scan, "too_many", found, move, quantity)
        if found.lot_name and not found.lot:
            return self._refuse(session, scan, "lot", found, move)
        source = self._source(session, move, found, quantity)
        if not source:
            kind = "lot" if found.lot_name else "bin"
            return self._refuse(session, scan, kind, found, move)
        bin_id, package = session._recall("bin"), session._recall("package")
        where = {**source, "result_package_id": package or False}
        self._pick(session, scan, move, quantity, **where)
        session.write(
            {"state": "lines", "cursor": {**session.cursor, "bin": bin_id, "package": package}}
        )
        return self._good(
            self.env._(
                "+%(quantity)s %(product)s %(lot)s",
                quantity=f"{quantity:g}",
                product=move.product_id.display_name,
                lot=found.lot_name,
            ).strip()
        )

    def _source(self, session, move, found, quantity):
        """Where the goods are taken from: a reserved line that fits the scan, else free stock
        in the bin; ``None`` if the goods are not there."""
        bin_id = session._recall("bin")
        for line in move.move_line_ids.filtered(lambda line: not line.picked):
            if bin_id and line.location_id.id != bin_id:
                continue
            if found.lot and line.lot_id != found.lot:
                continue
            return {
                "location_id": line.location_id.id,
                "lot_id": line.lot_id.id,
                "package_id": line.package_id.id,
                "owner_id": line.owner_id.id,
            }
        location = self.env["stock.location"].browse(bin_id) or move.location_id
        quants = self.env["stock.quant"]._gather(
            move.product_id, location, lot_id=found.lot or None, strict=False
        )
        for quant in quants.filtered(lambda quant: not quant.owner_id):
            free = quant.quantity - quant.reserved_quantity
            if move.product_id.uom_id.compare(free, quantity) >= 0:
                return {
                    "location_id": quant.location_id.id,
                    "lot_id": quant.lot_id.id,
                    "package_id": quant.package_id.id,
                    "owner_id": False,
                }
        return None

    # Places

    def _at_bin(self, session, scan, found):
        """The bin that the next goods come from; one where nothing is to be picked is refused."""
        picking = session.picking_id
        bins = picking.move_ids.move_line_ids.filtered(lambda line: not line.picked).location_id
        if not found.location.parent_path.startswith(picking.location_id.parent_path):
            return self._refuse(session, scan, "bin", found)
        if bins and found.location not in bins:
            return self._refuse(session, scan, "bin", found)
        session.cursor = {**(session.cursor or {}), "bin": found.location.id}
        return self._good(found.location.display_name)

    # Refusals

    def _refuse(self, session, scan, kind, found, move=None, quantity=0.0):
        """Nothing is picked; the error is a fact for the pick accuracy."""
        words = {
            "product": self.env._("%s is not on this transfer."),
            "lot": self.env._("%s is not the lot to pick here."),
            "bin": self.env._("Nothing is to be picked in %s."),
            "too_many": self.env._("No more of %s is needed."),
        }
        name = found.lot_name if kind == "lot" else self._name_of(found)
        # Warehouse people record errors and cannot change them.
        self.env["perpetual.pick.error"].create(
            {
                "kind": kind,
                "picking_id": session.picking_id.id,
                "move_id": move and move.id,
                "product_id": found.product.id,
                "expected": self._expected(session, kind, move),
                "scanned": found.reading.text,
                "quantity": quantity,
                "device": scan.device,
            }
        )
        session.state = "lines"
        return self._error(words[kind] % name)

    def _name_of(self, found):
        return (found.location or found.product).display_name or found.reading.text

    def _expected(self, session, kind, move):
        lines = (move or session.picking_id.move_ids).move_line_ids.filtered(
            lambda line: not line.picked
        )
        names = {
            "product": lines.product_id,
            "lot": lines.lot_id,
            "bin": lines.location_id,
            "too_many": lines.product_id,
        }[kind]
        return ", ".join(names[:5].mapped("display_name"))

    # Short

    def _lines_validate(self, session, scan, data):
        """Validate at once if all is picked; else ask why something is missing."""
        picking = session.picking_id
        self._check_can_work_on(picking)
        if not any(picking.move_ids.move_line_ids.mapped("picked")):
            raise UserError(self.env._("Nothing is scanned yet on %s.", picking.name))
        if self._short(picking):
            session._goto("short")
            return self._warning(self.env._("Not everything is picked."))
        return self._validate(session)

    def _short(self, picking):
        """Moves → units that are missing."""
        return {
            move: missing
            for move in picking.move_ids
            if move.state != "cancel"
            and move.product_id.uom_id.compare(missing := self._missing(move), 0) > 0
        }

    def _view_short(self, session):
        view = self._reasons_view(session, "picking")
        view["prompt"] = self.env._("Why is something missing?")
        view["missing"] = [
            {"product": move.product_id.display_name, "quantity": missing}
            for move, missing in self._short(session.picking_id).items()
        ]
        view["choices"] = [
            {"value": "backorder", "label": self.env._("Deliver this, the rest later")},
            {"value": "back", "label": self.env._("Go on picking")},
        ]
        return view

    def _short_answer(self, session, scan, data):
        choice = data.get("choice")
        if choice == "back":
            session._goto("lines")
            return self._good()
        if choice != "backorder":
            raise UserError(self.env._("Choose what to do first."))
        picking = session.picking_id
        for move, missing in self._short(picking).items():
            self.env["perpetual.pick.error"].create(
                {
                    "kind": "short",
                    "picking_id": picking.id,
                    "move_id": move.id,
                    "product_id": move.product_id.id,
                    "quantity": missing,
                    "reason_id": data.get("reason"),
                    "note": data.get("note"),
                    "device": scan.device,
                }
            )
        return self._validate(session)
