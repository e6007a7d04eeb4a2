from odoo import models
from odoo.exceptions import UserError

from ..scanning import amount


class PerpetualBarcodeFlowReturn(models.AbstractModel):
    """Goods come back from a customer, or go back to a vendor, at the cost they moved with.

    States

    - ``choose``: the order, the transfer, the invoice, or a lot or serial number is scanned that
      the goods came or went with → ``lines``; where several transfers fit, one is chosen
    - ``lines``: the goods are scanned; a bin says where they go, or of a return to a vendor
      where they are; more than can be returned is refused; → ``lot`` where one is needed,
      → ``ask`` on validating
    - ``lot``: the lot or serial number of what was scanned → ``lines``
    - ``ask``: why, with a note; goods from a customer: in what condition they are → ``done``
    - ``done``: returned; the next scan starts the next return

    Until the answer nothing is moved; what is collected is kept by the session. Goods in another
    condition are a second return.
    """

    _name = "perpetual.barcode.flow.return"
    _inherit = "perpetual.barcode.returning"
    _description = "Barcode Flow: Return"
    _perpetual_sequence = 40
    _perpetual_icon = "fa-undo"

    def _title(self):
        return self.env._("Return")

    def _any_start(self, session, scan, data):
        session._goto("choose")

    # What

    def _moves(self, picking):
        return picking.move_ids.filtered(
            lambda move: move.state == "done" and move.location_dest_usage != "inventory"
        )

    def _view_lines(self, session):
        picking, rows = session.picking_id, self._rows(session)
        place = self.env["stock.location"].browse(session._recall("bin"))
        moves = self._moves(picking)
        barcodes = moves.product_id._perpetual_barcodes()
        return {
            "title": self._title(),
            "subtitle": " · ".join(filter(None, (picking.name, picking.partner_id.display_name))),
            "prompt": self._prompt(picking, place),
            "last": session._recall("last"),
            "lines": [self._line(move, rows, barcodes[move.product_id]) for move in moves],
            "actions": [
                {"name": "undo", "label": self.env._("Undo"), "enabled": bool(rows)},
                {"name": "validate", "label": self.env._("Return"), "enabled": bool(rows)},
            ],
        }

    def _prompt(self, picking, place):
        if not place:
            return self.env._("Scan the goods that are returned")
        if self._is_from_customer(picking):
            return self.env._("Scan the goods; they go to %s", place.display_name)
        return self.env._("Scan the goods that are taken from %s", place.display_name)

    def _line(self, move, rows, barcodes):
        product, unit = move.product_id, move.product_id.uom_id
        rows = [row for row in rows if row["move"] == move.id]
        done, left = sum(row["quantity"] for row in rows), self._left(move)
        status = "todo"
        if not unit.is_zero(done):
            status = "done" if unit.compare(done, left) >= 0 else "part"
        lots = self.env["stock.lot"]
        return {
            "id": move.id,
            "product": product.display_name,
            "tracking": product.tracking,
            "unit": unit.name,
            "demand": left,
            "done": done,
            "status": status,
            "barcodes": barcodes,
            "keypad": product.tracking == "none",
            "details": [
                {
                    "id": number,
                    "lot": lots.browse(row["lot"] or []).name or "",
                    "quantity": row["quantity"],
                }
                for number, row in enumerate(rows, 1)
            ],
        }

    def _lines_scan(self, session, scan, data):
        found = data["found"]
        if found.location:
            return self._at_bin(session, found.location)
        if not found.product:
            return self._unknown(found)
        if not self._moves_of(session, found.product):
            raise UserError(
                self.env._(
                    "%(product)s is not on %(transfer)s.",
                    product=found.product.display_name,
                    transfer=session.picking_id.name,
                )
            )
        quantity = self._take_times(session, found)
        if found.product.tracking != "none" and not found.lot_name:
            session._remember(product=found.product.id, quantity=quantity)
            session.state = "lot"
            return self._good(self.env._("Scan the lot or serial number"))
        return self._collect(session, scan, found, quantity)

    def _moves_of(self, session, product):
        return self._moves(session.picking_id).filtered(lambda move: move.product_id == product)

    def _collect(self, session, scan, found, quantity):
        """Add to what is returned.

        :raises UserError: the lot was not on the transfer, or more than can be returned
        """
        product = found.product
        lot = found.lot if product.tracking != "none" else found.lot.browse()
        if product.tracking != "none" and lot.product_id != product:
            raise UserError(
                self.env._(
                    "%(lot)s is no lot of %(product)s. Check the label.",
                    lot=found.lot_name,
                    product=product.display_name,
                )
            )
        moves, rows = self._moves_of(session, product), self._rows(session)
        if lot:
            moves = moves.filtered(lambda move: lot in move.move_line_ids.lot_id)
        if not moves:
            raise UserError(
                self.env._(
                    "%(lot)s is not on %(transfer)s.",
                    lot=lot.name,
                    transfer=session.picking_id.name,
                )
            )
        # Two lines of one product: the one that has something left.
        open_moves = moves.filtered(
            lambda move: product.uom_id.compare(self._open_quantity(rows, move, lot), quantity) >= 0
        )
        self._add(session, scan, (open_moves or moves)[0], lot, quantity)
        session.state = "lines"
        return self._good(
            self.env._(
                "+%(quantity)s %(product)s %(lot)s",
                quantity=amount(quantity),
                product=product.display_name,
                lot=lot.name or "",
            ).strip()
        )

    def _open_quantity(self, rows, move, lot):
        collected = sum(
            row["quantity"]
            for row in rows
            if row["move"] == move.id and row["lot"] in (lot.id, lot.id or row["lot"])
        )
        return self._left(move, lot) - collected

    def _add(self, session, scan, move, lot, quantity):
        """Add to the row of a move and a lot; less than nothing takes away."""
        rows, unit = self._rows(session), move.product_id.uom_id
        row = next(
            (row for row in rows if (row["move"], row["lot"]) == (move.id, lot.id)),
            {"move": move.id, "lot": lot.id, "quantity": 0.0},
        )
        others = [other for other in rows if other is not row]
        row["quantity"] += quantity
        rows = [*others, row] if unit.compare(row["quantity"], 0) > 0 else others
        if quantity > 0:
            self._check_rows(rows)
        session._remember(goods=rows, last=move.id)
        if scan:
            effect = {"move": move.id, "lot": lot.id, "quantity": quantity}
            scan.write(
                {
                    "product_id": move.product_id.id,
                    "lot_id": lot.id,
                    "quantity": quantity,
                    "effect": effect,
                }
            )

    def _lines_quantity(self, session, scan, data):
        """``{"line": id of the move, "quantity"}``: so many of it in all, from the keypad."""
        number, quantity = self._keyed(data)
        move = self._moves(session.picking_id).filtered(lambda move: move.id == number)
        if not move or move.product_id.tracking != "none":
            raise UserError(self.env._("This line is gone. Look again and type the quantity."))
        done = sum(row["quantity"] for row in self._rows(session) if row["move"] == move.id)
        self._add(session, scan, move, self.env["stock.lot"], quantity - done)
        return self._good(f"{amount(quantity)} {move.product_id.display_name}")

    def _take_back(self, session, effect):
        if session.state not in ("lines", "lot"):
            raise UserError(self.env._("This is returned already."))
        move = self.env["stock.move"].browse(effect["move"])
        lot = self.env["stock.lot"].browse(effect["lot"] or [])
        self._add(session, None, move, lot, -effect["quantity"])

    # Lots

    def _view_lot(self, session):
        product = self.env["product.product"].browse(session._recall("product"))
        return {
            **self._view_lines(session),
            "prompt": self.env._("Lot or serial number of %s", product.display_name),
            "actions": [{"name": "back", "label": self.env._("Back"), "enabled": True}],
        }

    def _lot_scan(self, session, scan, data):
        found = data["found"]
        product = self.env["product.product"].browse(session._recall("product"))
        named = self.env["perpetual.barcode.resolver"]._named(
            product, self._lot_told(product, found)
        )
        return self._collect(session, scan, named, session._recall("quantity"))

    def _lot_back(self, session, scan, data):
        session.state = "lines"

    # Where

    def _at_bin(self, session, location):
        """Where goods from a customer go, or goods for a vendor are."""
        if location.usage != "internal" or location.company_id != self.env.company:
            raise UserError(
                self.env._(
                    "%s is no bin of this company. Scan a place that keeps goods.",
                    location.display_name,
                )
            )
        session._remember(bin=location.id)
        return self._good(location.display_name)

    # Why

    def _lines_validate(self, session, scan, data):
        if not self._rows(session):
            raise UserError(self.env._("Nothing is scanned yet on %s.", session.picking_id.name))
        session.state = "ask"

    def _view_ask(self, session):
        reasons = self.env["perpetual.barcode.reason"].search(
            [("use", "=", "return"), ("company_id", "in", (False, self.env.company.id))]
        )
        back = {"value": "back", "label": self.env._("Go on scanning")}
        if self._is_from_customer(session.picking_id):
            prompt = self.env._("Why do they come back, and in what condition?")
            choices = [{"value": "stock", "label": self.env._("Good: back to stock")}]
            if self._quarantine(session):
                choices.append({"value": "quarantine", "label": self.env._("Put in quarantine")})
            choices.append({"value": "scrap", "label": self.env._("Broken: scrap them")})
        else:
            prompt = self.env._("Why do they go back?")
            choices = [{"value": "vendor", "label": self.env._("Send back to the vendor")}]
        return {
            "title": self._title(),
            "subtitle": session.picking_id.name,
            "prompt": prompt,
            "reasons": [{"id": reason.id, "name": reason.name} for reason in reasons],
            "photo": True,
            "reason_for": [choice["value"] for choice in choices],
            "choices": [*choices, back],
        }

    def _quarantine(self, session):
        kind = session.picking_id.picking_type_id
        return kind.warehouse_id.perpetual_quarantine_location_id

    def _ask_answer(self, session, scan, data):
        """``{"choice", "reason", "note", "photos": [base64, …]}``

        :raises UserError: no reason, no such choice, or the goods cannot be returned any more
        """
        choice = data.get("choice")
        if choice == "back":
            session.state = "lines"
            return self._good()
        if choice not in [row["value"] for row in self._view_ask(session)["choices"]]:
            raise UserError(self.env._("Choose what to do first."))
        if not data.get("reason"):
            raise UserError(self.env._("Choose a reason first."))
        place = self.env["stock.location"].browse(session._recall("bin"))
        if choice == "quarantine":
            place = self._quarantine(session)
        picking = self._give_back(session, place)
        picking.write(
            {
                "perpetual_return_reason_id": data["reason"],
                "perpetual_return_note": data.get("note"),
                "perpetual_return_condition": choice if choice != "vendor" else False,
            }
        )
        waiting = self._scrap(picking, scan, data) if choice == "scrap" else False
        self._keep_photos(picking, data)
        session.picking_id = picking
        session._close()
        if waiting:
            return self._good(
                self.env._("%s is returned; scrapping it waits for approval.", picking.name)
            )
        return self._good(self.env._("%s is done.", picking.name))

    def _scrap(self, picking, scan, data):
        """What came back broken is reported as damaged; whether approval is waited for."""
        reports = self.env["perpetual.damage"]
        for line in picking.move_line_ids:
            reports += reports._report(
                {
                    "product_id": line.product_id.id,
                    "lot_id": line.lot_id.id,
                    "location_id": line.location_dest_id.id,
                    "quantity": line.quantity_product_uom,
                    "reason_id": data["reason"],
                    "note": data.get("note"),
                    "device": scan.device,
                    "found_at": scan._when(),
                    "picking_id": picking.id,
                },
                data.get("photos") or [],
            )
        return "requested" in reports.mapped("state")

    def _keep_photos(self, picking, data):
        """Photos and the note are in the chatter of the return."""
        photos = self.env["perpetual.barcode.photo"]._photo_vals(
            picking.name, data.get("photos") or []
        )
        if photos:
            picking.message_post(
                body=data.get("note") or "",
                attachments=[(vals["name"], vals["raw"]) for vals in photos],
            )

    # Done

    def _view_done(self, session):
        return {**super()._view_done(session), "prompt": self.env._("Scan the next return")}

    def _done_scan(self, session, scan, data):
        session.write({"closed": False, "picking_id": False})
        session._goto("choose")
        return self._choose_scan(session, scan, data)
