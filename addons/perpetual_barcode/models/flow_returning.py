from odoo import models
from odoo.exceptions import UserError

from ..scanning import amount

#: Transfers to choose from.
CHOICE = 20


class PerpetualBarcodeReturning(models.AbstractModel):
    """What may be returned of a done transfer, and the transfer that returns it.

    The session's cursor remembers ``goods``: rows of ``{"move", "lot", "quantity"}``, ``lot``
    being an id or ``False``, quantities in the product's unit.
    """

    _name = "perpetual.barcode.returning"
    _inherit = "perpetual.barcode.flow"
    _description = "Barcode: Goods That Are Returned"

    # Where they come from

    def _is_from_customer(self, picking):
        return picking.picking_type_code == "outgoing"

    def _domain(self):
        """Transfers that goods can be returned of."""
        return [
            ("state", "=", "done"),
            ("picking_type_code", "in", ("outgoing", "incoming")),
            ("return_id", "=", False),
            ("company_id", "=", self.env.company.id),
        ]

    def _origins(self, found):
        """Done transfers by what was scanned: their number, their order's, an invoice's, a lot
        or serial number."""
        pickings = found.picking
        if found.lot:
            lines = self.env["stock.move.line"].search(
                [
                    ("lot_id", "=", found.lot.id),
                    *((f"picking_id.{name}", *rest) for name, *rest in self._domain()),
                ]
            )
            pickings = lines.picking_id.filtered(
                lambda picking: any(
                    self._left(move, found.lot) > 0
                    for move in picking.move_ids
                    if move.product_id == found.lot.product_id
                )
            )
        elif not pickings:
            pickings = self.env["stock.picking"].search(
                [*self._domain(), ("origin", "in", self._order_names(found.reading.text))],
                order="date_done DESC, id DESC",
                limit=CHOICE,
            )
        return pickings

    def _order_names(self, text):
        """The scanned name, and the orders of the invoice or bill of this name."""
        names = {text, text.upper()}
        # People of the warehouse may not read invoices: only its order's name is used.
        invoices = (
            self.env["account.move"]
            .sudo()
            .search(
                [
                    ("name", "in", list(names)),
                    ("move_type", "in", ("out_invoice", "in_invoice")),
                    ("company_id", "=", self.env.company.id),
                ]
            )
        )
        for origin in filter(None, invoices.mapped("invoice_origin")):
            names.update(name.strip() for name in origin.split(","))
        return list(names)

    # Of which transfer

    def _view_choose(self, session):
        view = {
            "title": self._title(),
            "prompt": self.env._("Scan the order, the transfer, the invoice or a serial number"),
        }
        pickings = self.env["stock.picking"].browse(session._recall("transfers") or []).exists()
        if pickings:
            view["prompt"] = self.env._("Choose the transfer that the goods are from")
            view["transfers"] = [
                {
                    "id": picking.id,
                    "name": picking.name,
                    "partner": picking.partner_id.display_name or "",
                    "origin": picking.origin or "",
                    "lines": len(picking.move_ids),
                }
                for picking in pickings
            ]
        return view

    def _choose_scan(self, session, scan, data):
        found = data["found"]
        pickings = self._origins(found)
        if not pickings:
            return self._error(
                self.env._(
                    "Nothing is found to be returned by %s. Scan the order, the transfer, the "
                    "invoice or a serial number.",
                    found.reading.text,
                )
            )
        if len(pickings) > 1:
            session._goto("choose", transfers=pickings.ids, lot=found.lot.id)
            return self._good(self.env._("%s transfers fit", len(pickings)))
        return self._open(session, scan, pickings, found.lot)

    def _choose_open(self, session, scan, data):
        picking = self.env["stock.picking"].browse(data.get("picking")).exists()
        lot = self.env["stock.lot"].browse(session._recall("lot") or [])
        return self._open(session, scan, picking, lot)

    def _can_open(self, picking):
        """Whether it is a transfer that goods can be returned of."""
        return bool(picking.filtered_domain(self._domain()))

    def _open(self, session, scan, picking, lot):
        """Start on a done transfer; the lot that was scanned is collected at once.

        :raises UserError: nothing can be returned of it
        """
        if not self._can_open(picking):
            raise UserError(
                self.env._(
                    "Nothing can be returned of %s: scan a delivery or a receipt of this company "
                    "that is done and no return itself.",
                    picking.name or "",
                )
            )
        if not any(self._left(move) for move in self._moves(picking)):
            raise UserError(
                self.env._("Everything of %s is returned already, or is not free.", picking.name)
            )
        session.picking_id = picking
        session._goto("lines", goods=[])
        if lot:
            named = self.env["perpetual.barcode.resolver"]._named(lot.product_id, lot.name)
            if lot.product_id.tracking == "serial":
                return self._collect(session, scan, named, 1.0)
        return self._good(picking.name)

    # How many

    def _left(self, move, lot=None):
        """How many of the product's unit can still be returned of a move, or of its lot."""
        back = move.returned_move_ids.filtered(lambda other: other.state != "cancel")
        quantity = self._of_lot(move, lot) - sum(self._of_lot(other, lot) for other in back)
        if not self._is_from_customer(move.picking_id):
            quantity = min(quantity, self._free(move, lot))
        return max(quantity, 0.0)

    def _of_lot(self, move, lot):
        lines = move.move_line_ids
        if lot:
            lines = lines.filtered(lambda line: line.lot_id == lot)
        elif move.state != "done":
            return move.product_qty
        return sum(lines.mapped("quantity_product_uom"))

    def _free(self, move, lot=None):
        return sum(quantity for _quant, quantity in self._free_quants(move, lot))

    def _free_quants(self, move, lot=None, place=None):
        """What is there to be sent back to the vendor: (quant, quantity that is not reserved).

        Goods that were received in several steps may stand where they arrived, or in stock.
        """
        if not place:
            arrival = move.picking_id.location_dest_id
            stock = move.picking_id.picking_type_id.warehouse_id.lot_stock_id
            found = self._free_quants(move, lot, arrival)
            if found or not stock or arrival.parent_path.startswith(stock.parent_path):
                return found
            return self._free_quants(move, lot, stock)
        quants = self.env["stock.quant"]._gather(move.product_id, place, lot_id=lot or None)
        answer = []
        for quant in quants:
            free = quant.quantity - quant.reserved_quantity
            # Goods of another owner are not ours to return.
            if (
                quant.owner_id == move.move_line_ids.owner_id[:1]
                and (not lot or quant.lot_id == lot)
                and move.product_id.uom_id.compare(free, 0) > 0
            ):
                answer.append((quant, free))
        return answer

    # The return

    def _rows(self, session):
        return [dict(row) for row in session._recall("goods") or []]

    def _give_back(self, session, place):
        """Make core's return of what is collected, and validate it.

        :param place: where the goods go, or of a return to a vendor come from; empty: as
            core's return says
        :raises UserError: there is no longer so much to return, or core refuses
        """
        rows, origin = self._rows(session), session.picking_id
        self._check_rows(rows)
        wizard = self.env["stock.return.picking"].create({"picking_id": origin.id})
        for line in wizard.product_return_moves:
            quantity = sum(row["quantity"] for row in rows if row["move"] == line.move_id.id)
            line.quantity = line.product_id.uom_id._compute_quantity(
                quantity, line.uom_id, rounding_method="HALF-UP"
            )
        picking = wizard._create_return()
        picking.do_unreserve()
        picking.move_line_ids.unlink()
        lines = [vals for row in rows for vals in self._lines_of(picking, row, place)]
        self.env["stock.move.line"].create(lines)
        picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
        if picking.state != "done":
            raise UserError(
                self.env._(
                    "%s asks for more before it can be validated: open it in the office.",
                    picking.name,
                )
            )
        return picking

    def _check_rows(self, rows):
        """Somebody else may have returned them meanwhile."""
        collected = {}
        for row in rows:
            for key in {(row["move"], False), (row["move"], row["lot"])}:
                collected[key] = collected.get(key, 0) + row["quantity"]
        for (move_id, lot_id), quantity in collected.items():
            move = self.env["stock.move"].browse(move_id)
            lot = self.env["stock.lot"].browse(lot_id or [])
            self._check_left(move, lot, quantity)

    def _check_left(self, move, lot, quantity):
        """:raises UserError: more than there is to return"""
        left = self._left(move, lot)
        if move.product_id.uom_id.compare(quantity, left) <= 0:
            return
        words = {
            "left": amount(left),
            "product": " ".join(filter(None, (move.product_id.display_name, lot.name))),
            "transfer": move.picking_id.name,
        }
        if self._is_from_customer(move.picking_id):
            raise UserError(
                self.env._("Only %(left)s of %(product)s can be returned of %(transfer)s.", **words)
            )
        raise UserError(
            self.env._(
                "Only %(left)s of %(product)s of %(transfer)s can be sent back: the rest is "
                "returned already, or is not free in stock.",
                **words,
            )
        )

    def _lines_of(self, picking, row, place):
        """Values of the move lines of one row."""
        move = picking.move_ids.filtered(lambda new: new.origin_returned_move_id.id == row["move"])
        lot = self.env["stock.lot"].browse(row["lot"] or [])
        origin = move.origin_returned_move_id
        vals = {
            "picking_id": picking.id,
            "move_id": move.id,
            "product_id": move.product_id.id,
            "product_uom_id": move.product_id.uom_id.id,
            "lot_id": lot.id,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "picked": True,
        }
        if self._is_from_customer(origin.picking_id):
            to = place or move.location_dest_id._get_putaway_strategy(
                move.product_id, row["quantity"]
            )
            owner = origin.move_line_ids.owner_id[:1]
            return [
                {
                    **vals,
                    "quantity": row["quantity"],
                    "location_dest_id": to.id,
                    "owner_id": owner.id,
                }
            ]
        return self._lines_from(vals, origin, lot, row["quantity"], place)

    def _lines_from(self, vals, origin, lot, quantity, place):
        """Goods that go back to the vendor, from where they are."""
        lines, unit = [], origin.product_id.uom_id
        for quant, free in self._free_quants(origin, lot, place):
            taken = min(free, quantity)
            if unit.compare(taken, 0) > 0:
                self._leave_from(vals["move_id"], quant.location_id)
                quantity -= taken
                where = {
                    "location_id": quant.location_id.id,
                    "package_id": quant.package_id.id,
                    "owner_id": quant.owner_id.id,
                }
                lines.append({**vals, **where, "quantity": taken})
        if unit.compare(quantity, 0) > 0:
            raise UserError(
                self.env._(
                    "There are not so many of %(product)s free in %(bin)s.",
                    product=origin.product_id.display_name,
                    bin=(place or origin.picking_id.location_dest_id).display_name,
                )
            )
        return lines

    def _leave_from(self, move_id, location):
        """Core's return leaves from where the goods arrived, also if they were put away since."""
        move = self.env["stock.move"].browse(move_id)
        stock = move.picking_id.picking_type_id.warehouse_id.lot_stock_id
        if not location.parent_path.startswith(move.location_id.parent_path):
            move.location_id = (
                stock if stock and location.parent_path.startswith(stock.parent_path) else location
            )
