from odoo import models
from odoo.exceptions import UserError

from ..scanning import amount

#: What a session goes on remembering from scan to scan: where the goods are, what they are put
#: into, and of the line scanned last how much no bin was scanned for.
KEPT = ("bin", "allowed", "package", "line", "loose", "placed")
#: What tells one move line from another, and is kept of one that is taken off.
PLACE = (
    "location_id", "location_dest_id", "lot_id", "lot_name", "package_id", "result_package_id",
    "owner_id",
)  # fmt: skip


class PerpetualBarcodePicked(models.AbstractModel):
    """Quantities picked on the move lines of a transfer, and how they are taken back."""

    _name = "perpetual.barcode.picked"
    _inherit = "perpetual.barcode.flow"
    _description = "Barcode: Picked Quantities"

    def _pick(self, session, scan, move, quantity, **where):
        """Add to what is picked of a move; the scan remembers how to take it back.

        :param quantity: in the product's unit; negative to take back
        :param where: ``lot_id``, ``lot_name``, ``location_id``, ``location_dest_id``,
            ``result_package_id`` of the move line
        """
        line = self._picked_line(move, where)
        unit = move.product_id.uom_id
        new = line.quantity_product_uom + quantity
        if unit.compare(new, 0) < 0:
            raise UserError(
                self.env._("Only %(quantity)s of %(product)s are scanned.",
                quantity=line.quantity_product_uom, product=move.product_id.display_name)
            )  # fmt: skip
        # What must be reserved is freed first. Where nothing is, as on a receipt, the move
        # never falls short of its demand in between: its state need not be worked out twice.
        is_free = move._should_bypass_reservation()
        if not is_free:
            self._release(move, quantity, where)
        if line:
            line.quantity = self._rounded(line, new)
        else:
            line = line.create(self._line_vals(move, quantity, where))
        if is_free:
            self._release(move, quantity, where)
        scan.write(
            {
                "product_id": move.product_id.id,
                "lot_id": line.lot_id.id,
                "quantity": quantity + (scan.quantity if scan.effect else 0),
            }
        )
        scan._add_effect(parts=[{"line": line.id, "quantity": quantity}])
        is_same = session._recall("line") == line.id and not session._recall("placed")
        loose = quantity + (session._recall("loose", 0) if is_same else 0)
        self._turn(session, session.state, move=move.id, line=line.id, loose=loose, placed=False)
        session.times = 0
        return line

    def _rounded(self, line, quantity):
        """``quantity`` of the product's unit in the line's, without the dust of sums."""
        unit = line.product_id.uom_id
        quantity = unit.round(quantity)
        return line.product_uom_id.round(
            unit._compute_quantity(quantity, line.product_uom_id, round=False)
        )

    def _spread(self, session, move, quantity):
        """Over the moves that wait for the goods of ``move``, it first; too much stays with the
        last one.

        :returns: a list of (move, quantity in the product's unit)
        """
        unit, answer = move.product_id.uom_id, []
        for one in self._waiting_for(session, move):
            taken = min(quantity, self._missing(one))
            answer.append((one, taken))
            quantity = unit.round(quantity - taken)
            if unit.compare(quantity, 0) <= 0:
                return answer
        last, taken = answer.pop() if answer else (move, 0)
        return [*answer, (last, taken + quantity)]

    def _waiting_for(self, session, move):
        """Moves of the same goods that something is missing of, this one first."""
        moves = self._moves(session).filtered(
            lambda one: one.product_id == move.product_id and self._missing(one) > 0
        )
        return moves.sorted(lambda one: one != move)

    def _missing_in_all(self, session, move):
        return sum(self._missing(one) for one in self._waiting_for(session, move))

    def _turn(self, session, state, **cursor):
        """Go to a state; the bin and the package stay remembered."""
        kept = {name: session._recall(name) for name in KEPT if session._recall(name)}
        session._goto(state, **{**kept, **cursor})

    def _picked_line(self, move, where):
        def is_it(line):
            return line.picked and all(
                (line[name].id if name.endswith("_id") else line[name] or False) == (value or False)
                for name, value in where.items()
            )

        return move.move_line_ids.filtered(is_it)[:1]

    def _release(self, move, quantity, where):
        """What is picked now is no longer only planned: the same goods first."""

        def differs(line):
            names = [name for name in ("location_id", "lot_id", "package_id") if name in where]
            return sum(line[name].id != (where[name] or False) for name in names)

        for line in move.move_line_ids.filtered(lambda line: not line.picked).sorted(differs):
            if quantity <= 0:
                return
            taken = min(quantity, line.quantity_product_uom)
            quantity -= taken
            if line.product_id.uom_id.compare(taken, line.quantity_product_uom) == 0:
                line.unlink()
            else:
                rest = line.quantity_product_uom - taken
                line.quantity = line.product_id.uom_id._compute_quantity(
                    rest, line.product_uom_id, round=False
                )

    def _line_vals(self, move, quantity, where):
        return {
            "move_id": move.id,
            "picking_id": move.picking_id.id,
            "product_id": move.product_id.id,
            "product_uom_id": move.product_id.uom_id.id,
            "quantity": quantity,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "picked": True,
            **{name: value for name, value in where.items() if value},
        }

    def _take_back(self, session, effect):
        """Undo what one call has done, the last part first.

        A part is ``{"line", "quantity"}``, so much was added to a move line; with a negative
        quantity so much was taken off it, and it has ``move`` and ``vals`` of the line; or
        ``{"put": {"line", "from", "back", "quantity"}}``, goods were put into a bin.
        """
        for part in reversed(effect.get("parts") or ([effect] if "line" in effect else [])):
            if "put" in part:
                self._put_back(**part["put"])
            elif part["quantity"] < 0:
                self._give_back_part(session, part)
            else:
                self._take_back_part(part)
        reports = self.env["perpetual.receiving.discrepancy"].search(
            [
                ("id", "in", effect.get("reports") or []),
                ("picking_id", "=", session.picking_id.id),
                ("state", "=", "open"),
            ]
        )
        reports._withdraw()

    def _changed(self):
        return UserError(self.env._("This was validated or changed by somebody else since."))

    def _take_back_part(self, effect):
        line = self.env["stock.move.line"].browse(effect["line"]).exists()
        if not line or line.state == "done":
            raise self._changed()
        rest = line.quantity_product_uom - effect["quantity"]
        if line.product_id.uom_id.compare(rest, 0) > 0:
            line.quantity = self._rounded(line, rest)
        else:
            line.unlink()

    def _take_part(self, line, quantity):
        """Take so much off a line.

        :returns: the part that undoing gives back
        """
        vals = {
            name: line[name].id if name.endswith("_id") else line[name]
            for name in PLACE
            if line[name]
        }
        part = {"line": line.id, "move": line.move_id.id, "quantity": -quantity, "vals": vals}
        self._take_back_part({"line": line.id, "quantity": quantity})
        return part

    def _give_back_part(self, session, part):
        """What was taken off is picked again."""
        move = self.env["stock.move"].browse(part["move"]).exists()
        if not move or move.state in ("done", "cancel"):
            raise self._changed()
        line = self.env["stock.move.line"].browse(part["line"]).exists()
        quantity, is_free = -part["quantity"], move._should_bypass_reservation()
        if not is_free:
            self._release(move, quantity, part["vals"])
        if line:
            line.quantity = self._rounded(line, line.quantity_product_uom + quantity)
        else:
            line = line.create(self._line_vals(move, quantity, part["vals"]))
            self._rename_line(session, part["line"], line.id)
        if is_free:
            self._release(move, quantity, part["vals"])

    def _rename_line(self, session, old, new):
        """A line that is there again has another id: what was done to it before is undone by
        that one."""

        def renamed(value):
            if isinstance(value, dict):
                return {
                    name: new if name in ("line", "from") and one == old else renamed(one)
                    for name, one in value.items()
                }
            return [renamed(one) for one in value] if isinstance(value, list) else value

        scans = self.env["perpetual.barcode.scan"]._by_flow().search(
            [("session_id", "=", session.id), ("effect", "!=", False), ("undone", "=", False)]
        )  # fmt: skip
        for scan in scans:
            scan.effect = renamed(scan.effect)

    def _missing(self, move):
        """How many of the product's unit are still to come."""
        demand = move.product_uom._compute_quantity(
            move.product_uom_qty, move.product_id.uom_id, rounding_method="HALF-UP"
        )
        return move.product_id.uom_id.round(demand - self._picked(move))

    # Where the goods go

    def _put_away(self, session, scan, location):
        """The goods scanned last go to this bin: as many as were scanned since a bin was."""
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
        there = line.quantity_product_uom
        quantity = min(session._recall("loose") or there, there)
        put = self._put(line, quantity, location)
        scan._add_effect(parts=[{"put": put}])
        session._remember(line=put["line"], loose=quantity, placed=True)
        return self._good(self.env._("→ %s", location.display_name))

    def _put(self, line, quantity, location):
        """So much of a line into a bin; the rest stays where it is.

        :returns: how :meth:`_put_back` takes it back
        """
        answer = {"from": line.id, "back": line.location_dest_id.id, "quantity": quantity}
        rest = line.quantity_product_uom - quantity
        if line.product_id.uom_id.compare(rest, 0) > 0:
            vals = {name: line[name].id or False for name in PLACE if name.endswith("_id")}
            vals.update(lot_name=line.lot_name, location_dest_id=location.id)
            line.quantity = self._rounded(line, rest)
            line = line.create(self._line_vals(line.move_id, quantity, vals))
        else:
            line.location_dest_id = location
        return {**answer, "line": line.id}

    def _put_back(self, line, back, quantity, **where):
        """The goods lie again where they lay before they were put into a bin."""
        lines = self.env["stock.move.line"]
        put, origin = lines.browse(line).exists(), lines.browse(where["from"]).exists()
        if not put or put.state == "done":
            raise self._changed()
        if put == origin or not origin:
            put.location_dest_id = back
            return
        PerpetualBarcodePicked._take_back_part(self, {"line": put.id, "quantity": quantity})
        origin.quantity = self._rounded(origin, origin.quantity_product_uom + quantity)

    # Keypad

    def _lines_quantity(self, session, scan, data):
        """``{"line": id of the move, "quantity"}``: so many of it in all."""
        number, quantity = self._keyed(data)
        move = self._moves(session).filtered(lambda move: move.id == number)
        if not move or move.state == "cancel":
            raise UserError(self.env._("This line is gone. Look again and type the quantity."))
        if move.product_id.tracking != "none":
            raise UserError(
                self.env._("Scan the lots or serial numbers of %s.", move.product_id.display_name)
            )
        more = quantity - self._picked(move)
        if move.product_id.uom_id.compare(more, 0) < 0:
            return self._take_off(session, scan, move, -more)
        if move.product_id.uom_id.is_zero(more):
            return self._good()
        return self._add_keyed(session, scan, move, more)

    def _add_keyed(self, session, scan, move, quantity):
        """As if so much more of the move had been scanned."""
        raise NotImplementedError

    def _take_off(self, session, scan, move, quantity):
        """Take picked goods off again, the last ones first."""
        unit = move.product_id.uom_id
        scan.write({"product_id": move.product_id.id, "quantity": -quantity})
        for line in move.move_line_ids.filtered("picked").sorted("id", reverse=True):
            taken = min(quantity, line.quantity_product_uom)
            if unit.compare(taken, 0) > 0:
                scan._add_effect(parts=[self._take_part(line, taken)])
                quantity -= taken
        return self._good(f"{amount(self._picked(move))} {move.product_id.display_name}")

    def _picked(self, move):
        """How many of the product's unit are picked of a move."""
        quantities = move.move_line_ids.filtered("picked").mapped("quantity_product_uom")
        return move.product_id.uom_id.round(sum(quantities))
