from odoo import models
from odoo.exceptions import UserError

from ..scanning import amount


class PerpetualBarcodeReceiving(models.AbstractModel):
    """Goods that come otherwise than ordered: what is asked, and what the buyer is told."""

    _name = "perpetual.barcode.receiving"
    _inherit = "perpetual.barcode.transfer"
    _description = "Barcode: Discrepancies of a Receipt"

    # Blind receipts

    def _is_blind(self, session):
        return session.picking_id.picking_type_id.perpetual_blind_receipt

    def _line(self, move, barcodes):
        line = super()._line(move, barcodes)
        if move.picking_id.picking_type_id.perpetual_blind_receipt:
            # What is expected leaves the server neither as a number nor as a colour.
            del line["demand"]
            line["status"] = "part" if line["done"] else "todo"
        return line

    def _lines_validate(self, session, scan, data):
        if self._is_blind(session) and any(session.picking_id.move_line_ids.mapped("picked")):
            self._report_differences(session, scan)
            scan.effect = False  # what is validated is not undone
            return self._validate(session)
        return super()._lines_validate(session, scan, data)

    def _report_differences(self, session, scan):
        """More and less than ordered, as facts without a question."""
        short = self._short(session)
        for move in self._moves(session):
            over = -self._missing(move)
            if move.product_uom_qty and move.product_id.uom_id.compare(over, 0) > 0:
                about = self._about(move.product_id, over, move)
                self._report(session, scan, "over", about, {}, taken=True)
            elif move in short:
                about = self._about(move.product_id, short[move], move)
                self._report(session, scan, "short", about, {}, taken=False)

    # Questions

    def _about(self, product, quantity, move=None, lot_name="", line=None):
        return {
            "product": product.id,
            "lot": lot_name,
            "quantity": quantity,
            "move": move and move.id,
            "line": line and line.id,
        }

    def _ask(self, session, kind, found, quantity, move=None):
        about = self._about(found.product, quantity, move, found.lot_name)
        self._turn(session, "ask", kind=kind, **about)
        return self._warning(self._question(session))

    def _lines_damaged(self, session, scan, data):
        """The goods scanned last are damaged."""
        line = self.env["stock.move.line"].browse(session._recall("line")).exists()
        if not line:
            return self._warning(
                self.env._("Scan the goods first, then say that they are damaged.")
            )
        lot_name = line.lot_id.name or line.lot_name or ""
        about = self._about(line.product_id, 1.0, line.move_id, lot_name, line)
        self._turn(session, "ask", kind="damaged", **about)
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
        take, mistake = self.env._("Take it in and report it"), self.env._("Scanned by mistake")
        is_damaged = session._recall("kind") == "damaged"
        if is_damaged:
            mistake = self.env._("It is not damaged")
        return {
            **self._reasons_view(session, "receiving"),
            "prompt": self._question(session),
            "quantity": session._recall("quantity"),
            "adjust": is_damaged,
            "photo": True,
            "reason_for": ["take", "leave"],
            "choices": [
                {"value": "take", "label": take},
                {"value": "leave", "label": self.env._("Leave it out and report it")},
                {"value": "nothing", "label": mistake},
            ],
        }

    def _ask_answer(self, session, scan, data):
        """``{"choice", "reason", "note", "quantity", "photos": [base64, …]}``"""
        choice, about = data.get("choice"), dict(session.cursor)
        if choice not in ("take", "leave", "nothing"):
            raise UserError(self.env._("Choose what to do first."))
        if choice != "nothing":
            self._check_reason("receiving", data)
        self._turn(session, "lines")
        if choice == "nothing":
            return self._good()
        if about["kind"] == "damaged":
            return self._damaged(session, scan, about, data)
        is_taken = choice == "take"
        if about["kind"] == "over":
            return self._over(session, scan, about, data, is_taken)
        report = self._report(session, scan, about["kind"], about, data, taken=is_taken)
        if is_taken:
            return self._take_in(session, scan, about, report)
        return self._good(self.env._("Reported"))

    def _over(self, session, scan, about, data, is_taken):
        """What was ordered of a scan is counted in any case; the rest is too many."""
        move = self.env["stock.move"].browse(about["move"])
        fits = min(about["quantity"], max(self._missing_in_all(session, move), 0))
        over = move.product_id.uom_id.round(about["quantity"] - fits)
        report = self._report(
            session, scan, "over", {**about, "quantity": over}, data, taken=is_taken
        )
        taken = about["quantity"] if is_taken else fits
        if move.product_id.uom_id.compare(taken, 0) <= 0:
            return self._good(self.env._("Reported"))
        return self._take_in(session, scan, {**about, "quantity": taken}, report)

    def _damaged(self, session, scan, about, data):
        """They are counted already: they stay, or are taken off again."""
        line = self.env["stock.move.line"].browse(about["line"]).exists()
        _line, quantity = self._keyed({"line": line.id, "quantity": data.get("quantity") or 1})
        if line.product_id.uom_id.compare(quantity, line.quantity_product_uom) > 0:
            raise UserError(
                self.env._(
                    "Only %(quantity)s of %(product)s are scanned.",
                    quantity=amount(line.quantity_product_uom),
                    product=line.product_id.display_name,
                )
            )
        taken = data["choice"] == "take"
        self._report(session, scan, "damaged", {**about, "quantity": quantity}, data, taken)
        if not taken:
            scan._add_effect(parts=[self._take_part(line, quantity)])
        return self._good(self.env._("Reported"))

    # Short

    def _short(self, session):
        """What was left out as damaged has come, and is reported."""
        left_out = self.env["perpetual.receiving.discrepancy"].search(
            [
                ("picking_id", "=", session.picking_id.id),
                ("kind", "=", "damaged"),
                ("taken_in", "=", False),
                ("state", "!=", "withdrawn"),
            ]
        )
        answer = {}
        for move, missing in super()._short(session).items():
            missing -= sum(left_out.filtered(lambda row: row.move_id == move).mapped("quantity"))  # noqa: B023
            if move.product_id.uom_id.compare(missing, 0) > 0:
                answer[move] = missing
        return answer

    def _view_short(self, session):
        return {
            **self._reasons_view(session, "receiving"),
            **super()._view_short(session),
            "photo": True,
            "reason_for": ["later", "never"],
            "choices": [
                {"value": "later", "label": self.env._("Report it; the rest comes later")},
                {"value": "never", "label": self.env._("Report it; the rest will not come")},
                {"value": "back", "label": self.env._("Go on scanning")},
            ],
        }

    def _short_answer(self, session, scan, data):
        choice = data.get("choice")
        if choice == "back":
            self._turn(session, "lines")
            return self._good()
        if choice not in ("later", "never"):
            raise UserError(self.env._("Choose what to do first."))
        self._check_reason("receiving", data)
        for move, missing in self._short(session).items():
            about = self._about(move.product_id, missing, move)
            self._report(session, scan, "short", about, data, taken=False)
        scan.effect = False  # what is validated is not undone
        ids = session.picking_id.ids if choice == "never" else []
        return self._validate(session, picking_ids_not_to_backorder=ids)

    # What follows

    def _report(self, session, scan, kind, about, data, taken):
        """A fact for the buyer."""
        discrepancies = self.env["perpetual.receiving.discrepancy"]._by_flow()
        discrepancy = discrepancies.create(
            {
                "kind": kind,
                "picking_id": session.picking_id.id,
                "move_id": about["move"],
                "product_id": about["product"],
                "lot_name": about["lot"],
                "quantity": about["quantity"],
                "taken_in": taken,
                "reason_id": data.get("reason"),
                "note": data.get("note"),
                "device": scan.device,
                "scan_id": scan.id,
                "found_at": scan._when(),
            }
        )
        discrepancy._attach(data.get("photos") or [])
        scan._add_effect(reports=discrepancy.ids)
        return discrepancy

    def _take_in(self, session, scan, about, report):
        picking = session.picking_id
        product = self.env["product.product"].browse(about["product"])
        move = self.env["stock.move"].browse(about["move"] or [])
        if not move:
            move = self._unexpected_move(picking, product)
        found = self.env["perpetual.barcode.resolver"]._named(product, about["lot"])
        if self._needs_lot(found):
            # The goods come with the next scan: undoing that takes back the report, too.
            scan.effect = False
            self._turn(
                session,
                "lot",
                move=move.id,
                quantity=about["quantity"],
                anyway=True,
                reports=report.ids,
            )
            return self._good(self.env._("Scan the lot or serial number"))
        return self._count(session, scan, move, found, about["quantity"], anyway=True)

    def _take_back(self, session, effect):
        """A line that was made for goods that nobody ordered goes with them."""
        super()._take_back(session, effect)
        empty = self._moves(session).filtered(
            lambda move: not move.product_uom_qty and not move.move_line_ids
        )
        empty._action_cancel()

    def _unexpected_move(self, picking, product):
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
