from odoo import models
from odoo.exceptions import UserError


class PerpetualBarcodeFlowReceive(models.AbstractModel):
    """Goods come in: every line is scanned against what was ordered.

    States

    - ``choose``: a transfer is scanned or chosen → ``lines``
    - ``lines``: products are scanned; → ``lot`` where one is needed, → ``ask`` where the scan
      is not as ordered, → ``done`` on validating
    - ``lot``: the lot or serial number of what was scanned → ``lines``
    - ``ask``: goods that nobody ordered, more or less than ordered, damaged: what to do, why,
      with a photo → ``lines``. Nothing is silently accepted.
    - ``done``: validated
    """

    _name = "perpetual.barcode.flow.receive"
    _inherit = "perpetual.barcode.transfer"
    _description = "Barcode Flow: Receive"
    _perpetual_type = "incoming"
    _perpetual_sequence = 10
    _perpetual_icon = "fa-truck"

    def _title(self):
        return self.env._("Receive")

    # Scanning

    def _lines_scan(self, session, scan, data):
        found = data["found"]
        if found.location:
            return self._put_away(session, found.location)
        if found.package_name and not found.product:
            return self._into_package(session, found)
        if not found.product:
            return self._unknown(found)
        move = self._move_of(session, found.product)
        if not move:
            return self._ask(session, "unexpected", found, self._quantity(session, found))
        if self._needs_lot(found):
            session._goto("lot", move=move.id, quantity=self._quantity(session, found))
            return self._good(self.env._("Scan the lot or serial number"))
        return self._count(session, scan, move, found, self._quantity(session, found))

    def _move_of(self, session, product):
        """The line that waits for the product; else one that has it all."""
        moves = session.picking_id.move_ids.filtered(
            lambda move: move.product_id == product and move.state != "cancel"
        )
        open_moves = moves.filtered(lambda move: self._missing(move) > 0)
        return (open_moves or moves)[:1]

    def _needs_lot(self, found):
        return found.product.tracking != "none" and not found.lot_name

    def _lot_scan(self, session, scan, data):
        found = data["found"]
        move = self.env["stock.move"].browse(session._recall("move"))
        # A number of a lot may look like anything, a product's barcode included.
        found.lot_name = found.lot_name or found.reading.text
        return self._count(session, scan, move, found, session._recall("quantity"))

    def _lot_back(self, session, scan, data):
        session._goto("lines")

    def _count(self, session, scan, move, found, quantity, anyway=False):
        """Add to what has come of a line."""
        unit = move.product_id.uom_id
        if not anyway and unit.compare(quantity, self._missing(move)) > 0:
            return self._ask(session, "over", found, quantity, move)
        where = self._where(session, move, found, quantity)
        self._pick(session, scan, move, quantity, **where)
        session.state = "lines"
        return self._good(self._told(move, quantity, found))

    def _told(self, move, quantity, found):
        return self.env._(
            "+%(quantity)s %(product)s %(lot)s",
            quantity=f"{quantity:g}",
            product=move.product_id.display_name,
            lot=found.lot_name,
        ).strip()

    def _where(self, session, move, found, quantity):
        where = {}
        if found.lot_name:
            where = self._lot_where(move, found, quantity)
        if session._recall("package"):
            where["result_package_id"] = session._recall("package")
        return where

    def _lot_where(self, move, found, quantity):
        """The lot, known or new.

        :raises UserError: the serial number is in stock or scanned already, or the operation
            type takes no new lots
        """
        product = move.product_id
        if product.tracking == "none":
            return {}
        if product.tracking == "serial":
            self._check_serial(move, found, quantity)
        lot = found.lot if found.lot.product_id == product else found.lot.browse()
        kind = move.picking_id.picking_type_id
        if lot:
            return {"lot_id": lot.id}
        if not kind.use_create_lots:
            raise UserError(
                self.env._(
                    "%(lot)s is no lot of %(product)s, and “%(type)s” takes no new ones.",
                    lot=found.lot_name,
                    product=product.display_name,
                    type=kind.name,
                )
            )
        return {"lot_name": found.lot_name}

    def _check_serial(self, move, found, quantity):
        if quantity != 1:
            raise UserError(
                self.env._("A serial number is one piece: %(serial)s cannot be %(quantity)s.",
                serial=found.lot_name, quantity=f"{quantity:g}")
            )  # fmt: skip
        names = move.picking_id.move_line_ids.filtered("picked").filtered(
            lambda line: line.product_id == move.product_id
        )
        if found.lot_name in [line.lot_id.name or line.lot_name for line in names]:
            raise UserError(self.env._("%s is scanned already.", found.lot_name))
        if found.lot and found.lot.product_id == move.product_id and found.lot.product_qty > 0:
            raise UserError(self.env._("%s is in stock already. Check the label.", found.lot_name))

    # Where the goods go

    def _put_away(self, session, location):
        """The last goods scanned go to this bin."""
        line = self.env["stock.move.line"].browse(session._recall("line")).exists()
        if not line:
            return self._warning(self.env._("Scan a product first, then its bin."))
        if not location.parent_path.startswith(line.move_id.location_dest_id.parent_path):
            raise UserError(
                self.env._(
                    "%(bin)s is not in %(place)s, where this transfer goes.",
                    bin=location.display_name,
                    place=line.move_id.location_dest_id.display_name,
                )
            )
        line.location_dest_id = location
        return self._good(self.env._("→ %s", location.display_name))

    # Not as ordered

    def _ask(self, session, kind, found, quantity, move=None):
        session._goto(
            "ask",
            kind=kind,
            product=found.product.id,
            lot=found.lot_name,
            quantity=quantity,
            move=move and move.id,
        )
        return self._warning(self._question(session))

    def _question(self, session):
        product = self.env["product.product"].browse(session._recall("product"))
        questions = {
            "unexpected": self.env._("%s is not on this transfer.", product.display_name),
            "over": self.env._("More of %s than was ordered.", product.display_name),
            "damaged": self.env._("%s is damaged.", product.display_name),
        }
        return questions[session._recall("kind")]

    def _view_ask(self, session):
        return {
            **self._reasons_view(session, "receiving"),
            "prompt": self._question(session),
            "quantity": session._recall("quantity"),
            "photo": True,
            "choices": [
                {"value": "take", "label": self.env._("Take it in and report it")},
                {"value": "leave", "label": self.env._("Leave it out and report it")},
                {"value": "nothing", "label": self.env._("Scanned by mistake")},
            ],
        }

    def _ask_answer(self, session, scan, data):
        """``{"choice", "reason", "note", "photos": [base64, …]}``"""
        choice, kind = data.get("choice"), session._recall("kind")
        if choice not in ("take", "leave", "nothing"):
            raise UserError(self.env._("Choose what to do first."))
        recalled = dict(session.cursor)
        session._goto("lines")
        if choice == "nothing":
            return self._good(self.env._("Left out"))
        self._report(session, scan, kind, recalled, data, taken=choice == "take")
        if choice == "take":
            return self._take_in(session, scan, recalled)
        return self._good(self.env._("Reported"))

    def _ask_scan(self, session, scan, data):
        return self._warning(self.env._("Answer first: %s", self._question(session)))

    def _report(self, session, scan, kind, recalled, data, taken):
        """A fact for the buyer."""
        product = self.env["product.product"].browse(recalled["product"])
        discrepancy = self.env["perpetual.receiving.discrepancy"].create(
            {
                "kind": kind,
                "picking_id": session.picking_id.id,
                "move_id": recalled["move"],
                "product_id": product.id,
                "lot_name": recalled["lot"],
                "quantity": recalled["quantity"],
                "taken_in": taken,
                "reason_id": data.get("reason"),
                "note": data.get("note"),
                "device": scan.device,
            }
        )
        discrepancy._attach(data.get("photos") or [])
        return discrepancy

    def _take_in(self, session, scan, recalled):
        picking = session.picking_id
        product = self.env["product.product"].browse(recalled["product"])
        move = self.env["stock.move"].browse(recalled["move"] or [])
        if not move:
            move = self._unexpected_move(picking, product, recalled["quantity"])
        found = self.env["perpetual.barcode.resolver"]._named(product, recalled["lot"])
        if self._needs_lot(found):
            session._goto("lot", move=move.id, quantity=recalled["quantity"])
            return self._good(self.env._("Scan the lot or serial number"))
        return self._count(session, scan, move, found, recalled["quantity"], anyway=True)

    def _unexpected_move(self, picking, product, quantity):
        """A line for goods that nobody ordered."""
        move = picking.move_ids.create(
            {
                "product_id": product.id,
                "product_uom": product.uom_id.id,
                "product_uom_qty": 0,
                "picking_id": picking.id,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
                "company_id": picking.company_id.id,
                "picking_type_id": picking.picking_type_id.id,
                "partner_id": picking.partner_id.id,
            }
        )
        return move._action_confirm(merge=False)
