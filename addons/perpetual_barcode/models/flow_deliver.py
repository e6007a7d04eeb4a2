from odoo import models
from odoo.exceptions import UserError

from ..scanning import amount


class PerpetualBarcodeFlowDeliver(models.AbstractModel):
    """Goods are picked and leave: every pick is verified.

    States

    - ``choose``: a transfer is scanned or chosen → ``lines``
    - ``lines``: the bin, then its goods are scanned, or a whole package; a wrong product, lot,
      bin or quantity is refused and kept as a pick error; → ``lot`` where one is needed, →
      ``empty`` where the goods are gone or lie in another bin than planned, → ``short`` when less
      is picked than ordered on validating
    - ``lot``: the lot or serial number of what was scanned → ``lines``
    - ``empty``: what is to be picked is not there: from another bin, or deliver what there is
    - ``short``: why something is missing → ``done``, the rest becomes a backorder
    - ``done``: validated
    """

    _name = "perpetual.barcode.flow.deliver"
    _inherit = "perpetual.barcode.transfer"
    _description = "Barcode Flow: Pick and Deliver"
    _perpetual_type = "outgoing"
    _perpetual_also = ("internal",)
    _perpetual_sequence = 30
    _perpetual_icon = "fa-shopping-basket"

    def _title(self):
        return self.env._("Pick and Deliver")

    def _line(self, move, barcodes):
        """Who picks has to know where the goods are."""
        line = super()._line(move, barcodes)
        return {**line, "to": f"{line['from']} → {line['to']}"}

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
            reserved = self._lines_in(session, found.package)
            if reserved:
                return self._take_package(session, scan, found.package, reserved)
            return self._into_package(session, found)
        if not found.product:
            return self._unknown(found)
        move = self._move_of(session, found)
        if not move:
            return self._refuse(session, scan, "product", found)
        if found.product.tracking != "none" and not found.lot_name:
            quantity = self._take_times(session, found)
            self._turn(session, "lot", move=move.id, quantity=quantity)
            return self._good(self.env._("Scan the lot or serial number"))
        return self._take_or_ask(session, scan, move, found, self._take_times(session, found))

    def _move_of(self, session, found):
        moves = self._moves(session).filtered(lambda move: move.product_id == found.product)
        bin_id = session._recall("bin")

        def is_planned_elsewhere(move):
            planned = self._planned(move)
            is_other = bin_id and bin_id not in planned.location_id.ids
            return bool(planned and is_other), bool(found.lot and found.lot not in planned.lot_id)

        open_moves = moves.filtered(lambda move: self._missing(move) > 0)
        return (open_moves.sorted(is_planned_elsewhere) or moves)[:1]

    def _lines_in(self, session, package):
        """What is to be picked out of a package, or with it."""
        lines = self._moves(session).move_line_ids
        return lines.filtered(
            lambda line: package and not line.picked and line.package_id == package
        )

    def _take_package(self, session, scan, package, lines):
        """All that is reserved in a package, as it stands there."""
        result = session._recall("package") or False
        for line in lines:
            where, quantity = self._from(line), line.quantity_product_uom
            into = result or line.result_package_id.id
            self._pick(session, scan, line.move_id, quantity, **where, result_package_id=into)
        return self._good(self.env._("Package %s", package.name))

    def _lot_scan(self, session, scan, data):
        found = data["found"]
        about = dict(session.cursor)
        move = self.env["stock.move"].browse(about["move"])
        quantity = self._lot_quantity(move, about["quantity"])
        named = self.env["perpetual.barcode.resolver"]._named(
            move.product_id, self._lot_told(move.product_id, found)
        )
        message = self._take_or_ask(session, scan, move, named, quantity)
        if session.state == "lines":
            return self._next_serial(session, message, move, about, quantity)
        return message

    def _lot_back(self, session, scan, data):
        self._turn(session, "lines")

    def _add_keyed(self, session, scan, move, quantity):
        named = self.env["perpetual.barcode.resolver"]._named(move.product_id)
        answer = self._take_for_move(session, scan, move, named, quantity)
        return self._ask_where(session, answer, move, named, quantity)

    def _take(self, session, scan, move, found, quantity):
        """Pick what was scanned, for the moves that wait for it, in their order; all of it or
        nothing."""
        unit = move.product_id.uom_id
        if unit.compare(quantity, self._missing_in_all(session, move)) > 0:
            return self._refuse(session, scan, "too_many", found, move, quantity)
        answer = self._good()
        for one, part in self._spread(session, move, quantity):
            answer = self._take_for_move(session, scan, one, found, part)
            if answer["level"] != "good":
                self._take_back(session, scan.effect or {})
                scan.effect = False
                return answer
        return self._good(self._taken_told(scan, move, found, quantity) or answer["text"])

    def _taken_told(self, scan, move, found, quantity):
        return self.env._(
            "+%(quantity)s %(product)s %(lot)s",
            quantity=amount(quantity),
            product=move.product_id.display_name,
            lot=found.lot_name,
        ).strip()

    def _take_for_move(self, session, scan, move, found, quantity):
        """Pick from where the goods are reserved, or from the bin that was scanned."""
        unit = move.product_id.uom_id
        if unit.compare(quantity, self._missing(move)) > 0:
            return self._refuse(session, scan, "too_many", found, move, quantity)
        if self._is_other_lot(move, found):
            return self._refuse(session, scan, "lot", found, move, quantity)
        if self._is_other_bin(session, move):
            gone = "" if self._is_in_bin(session, move) else self._gone(session, move)
            answer = self._refuse(session, scan, "bin", found, move, quantity, gone)
            return {**answer, "gone": True}
        if found.lot_name and not found.lot:
            return self._refuse(session, scan, "lot", found, move, quantity)
        sources = self._sources(session, move, found, quantity)
        if not sources:
            kind = "lot" if found.lot_name else "bin"
            return self._refuse(
                session, scan, kind, found, move, quantity, self._gone(session, move)
            )
        package = session._recall("package") or False
        for where, taken in sources:
            self._pick(session, scan, move, taken, **where, result_package_id=package)
        session.state = "lines"
        return self._good(self._taken_told(scan, move, found, quantity))

    # What is to be picked, and what was scanned

    def _planned(self, move):
        return move.move_line_ids.filtered(
            lambda line: not line.picked and not line.product_uom_id.is_zero(line.quantity)
        )

    def _is_other_lot(self, move, found):
        """Whether other lots are to be picked. One serial number is as good as another, unless it
        is of another place."""
        kind = move.picking_id.picking_type_id
        lots = self._planned(move).lot_id
        if not found.lot or move.product_id.tracking != "lot" or kind.perpetual_any_lot:
            return False
        return bool(lots) and found.lot not in lots

    def _is_other_bin(self, session, move):
        """Whether the goods are to be picked in another bin than the one that was scanned."""
        bin_id, places = session._recall("bin"), self._planned(move).location_id
        if not bin_id or not places or bin_id == session._recall("allowed"):
            return False
        return bin_id not in places.ids

    def _sources(self, session, move, found, quantity):
        """Where the goods are taken from: what is reserved for the move first, then free stock.

        :returns: a list of (values of the move line, quantity); empty if not all is there
        """
        unit, answer = move.product_id.uom_id, []
        for where, there in self._places(session, move, found):
            taken = min(quantity, there)
            if unit.compare(taken, 0) > 0:
                answer.append((where, taken))
                quantity -= taken
        return [] if unit.compare(quantity, 0) > 0 else answer

    def _places(self, session, move, found):
        """(values of the move line, how many of the product's unit are there) in the order in
        which they are taken."""
        bin_id = session._recall("bin")
        for line in move.move_line_ids.filtered(lambda line: not line.picked):
            if bin_id in (False, None, line.location_id.id) and found.lot in (
                found.lot.browse(),
                line.lot_id,
            ):
                yield self._from(line), line.quantity_product_uom
        location = self.env["stock.location"].browse(bin_id) or move.location_id
        quants = self.env["stock.quant"]._gather(
            move.product_id, location, lot_id=found.lot or None, strict=False
        )
        for quant in quants.filtered(lambda quant: not quant.owner_id):
            if not found.lot or quant.lot_id == found.lot:
                yield self._from(quant), quant.quantity - quant.reserved_quantity

    def _from(self, record):
        names = ("location_id", "lot_id", "package_id", "owner_id")
        return {name: record[name].id for name in names}

    def _take_back_part(self, effect):
        """The goods stay reserved for the transfer."""
        line = self.env["stock.move.line"].browse(effect["line"]).exists()
        move, where = line.move_id, self._from(line) if line else {}
        super()._take_back_part(effect)
        planned = sum(move.move_line_ids.mapped("quantity_product_uom"))
        room = self._missing(move) + self._picked(move) - planned
        again = min(effect["quantity"], room)
        if move.product_id.uom_id.compare(again, 0) > 0:
            line.create({**self._line_vals(move, again, where), "picked": False})

    def _is_in_bin(self, session, move):
        """Whether the bin that was scanned has any of the goods by the books."""
        place = self.env["stock.location"].browse(session._recall("bin"))
        quants = self.env["stock.quant"]._gather(move.product_id, place)
        return any(quant.quantity > 0 for quant in quants)

    # Places

    def _at_bin(self, session, scan, found):
        """The bin that the next goods come from; one where nothing is to be picked is refused."""
        moves, place = self._moves(session), found.location
        bins = moves.move_line_ids.filtered(lambda line: not line.picked).location_id
        if self._is_where_it_goes(session, place, bins):
            return self._put_away(session, scan, place)
        inside = any(place.parent_path.startswith(bin.parent_path) for bin in moves.location_id)
        if not inside or (bins and place not in bins):
            return self._refuse(session, scan, "bin", found)
        session._remember(bin=place.id, allowed=False)
        return self._good(place.display_name)

    def _is_where_it_goes(self, session, place, bins):
        """Of an internal transfer a bin may also be where the goods scanned last are put."""
        last = self.env["stock.move.line"].browse(session._recall("line")).exists()
        return (
            last.picking_code == "internal"
            and place not in bins
            and place.parent_path.startswith(last.move_id.location_dest_id.parent_path)
        )

    # Refusals

    def _gone(self, session, move):
        """Goods that are not where they are picked: taken by somebody else, or counted away."""
        place = self.env["stock.location"].browse(session._recall("bin")) or move.location_id
        return self.env._(
            "Not so many of %(product)s are free in %(place)s any more. Scan another bin, or "
            "validate what there is: the rest becomes a backorder.",
            product=move.product_id.display_name,
            place=place.display_name,
        )

    def _refuse(self, session, scan, kind, found, move=None, quantity=0.0, gone=""):
        """Nothing is picked; the error is a fact for the pick accuracy."""
        words = {
            "product": self.env._("%s is not on this transfer."),
            "lot": self.env._("%s is not the lot to pick here."),
            "bin": self.env._("Nothing is to be picked in %s."),
            "too_many": self.env._("No more of %s is needed."),
        }
        name = found.lot_name if kind == "lot" else self._name_of(found)
        picking = (move or self._moves(session)[:1]).picking_id or session.picking_id
        # Warehouse people record errors and cannot change them. What is gone is nobody's error.
        self.env["perpetual.pick.error"]._by_flow().create(
            {
                "kind": "gone" if gone else kind,
                "picking_id": picking.id,
                "move_id": move and move.id,
                "product_id": found.product.id,
                "expected": self._expected(session, kind, move),
                "scanned": found.reading.text,
                "quantity": quantity,
                "device": scan.device,
                "scan_id": scan.id,
                "happened_at": scan._when(),
            }
        )
        session.write({"state": "lines", "times": 0})
        if gone and kind == "bin":
            return {**self._error(gone), "gone": True}
        if kind == "bin" and move:
            return self._error(self._elsewhere_told(move))
        return self._error(words[kind] % name)

    def _elsewhere_told(self, move):
        return self.env._(
            "%(product)s is to be picked in %(bins)s.",
            product=move.product_id.display_name,
            bins=self._expected(None, "bin", move),
        )

    def _name_of(self, found):
        return (found.location or found.product).display_name or found.reading.text

    def _expected(self, session, kind, move):
        lines = (move or self._moves(session)).move_line_ids.filtered(lambda line: not line.picked)
        names = {
            "product": lines.product_id,
            "lot": lines.lot_id,
            "bin": lines.location_id,
            "too_many": lines.product_id,
        }[kind]
        return ", ".join(names[:5].mapped("display_name"))

    # Short

    def _view_short(self, session):
        return {
            **self._reasons_view(session, "picking"),
            **super()._view_short(session),
            "reason_for": ["backorder"],
            "choices": [
                {"value": "backorder", "label": self.env._("Deliver this, the rest later")},
                {"value": "back", "label": self.env._("Go on picking")},
            ],
        }

    def _short_answer(self, session, scan, data):
        choice = data.get("choice")
        if choice == "back":
            self._turn(session, "lines")
            return self._good()
        if choice != "backorder":
            raise UserError(self.env._("Choose what to do first."))
        self._check_reason("picking", data)
        for move, missing in self._short(session).items():
            self.env["perpetual.pick.error"]._by_flow().create(
                {
                    "kind": "short",
                    "picking_id": move.picking_id.id,
                    "move_id": move.id,
                    "product_id": move.product_id.id,
                    "quantity": missing,
                    "reason_id": data.get("reason"),
                    "note": data.get("note"),
                    "device": scan.device,
                    "scan_id": scan.id,
                    "happened_at": scan._when(),
                }
            )
        return self._validate(session)
