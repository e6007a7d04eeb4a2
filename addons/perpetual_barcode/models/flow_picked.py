from odoo import models
from odoo.exceptions import UserError
from odoo.tools import float_compare

#: What a session goes on remembering from scan to scan: where the goods are, and what they are
#: put into.
KEPT = ("bin", "package")


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
            line.quantity = unit._compute_quantity(new, line.product_uom_id, round=False)
        else:
            line = line.create(self._line_vals(move, quantity, where))
        if is_free:
            self._release(move, quantity, where)
        scan.write(
            {
                "product_id": move.product_id.id,
                "lot_id": line.lot_id.id,
                "quantity": quantity,
                "effect": {"line": line.id, "quantity": quantity},
            }
        )
        self._turn(session, session.state, move=move.id, line=line.id)
        session.times = 0
        return line

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
        for part in effect.get("parts", [effect]):
            self._take_back_part(part)

    def _take_back_part(self, effect):
        line = self.env["stock.move.line"].browse(effect["line"]).exists()
        if not line or line.state == "done":
            raise UserError(self.env._("This was validated or changed by somebody else since."))
        unit = line.product_id.uom_id
        rest = line.quantity_product_uom - effect["quantity"]
        if float_compare(rest, 0, precision_rounding=unit.rounding) > 0:
            line.quantity = unit._compute_quantity(rest, line.product_uom_id, round=False)
        else:
            line.unlink()

    def _missing(self, move):
        """How many of the product's unit are still to come."""
        demand = move.product_uom._compute_quantity(
            move.product_uom_qty, move.product_id.uom_id, rounding_method="HALF-UP"
        )
        return demand - self._picked(move)

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
                self._take_back_part({"line": line.id, "quantity": taken})
                quantity -= taken
        return self._good(f"{self._picked(move):g} {move.product_id.display_name}")

    def _picked(self, move):
        """How many of the product's unit are picked of a move."""
        return sum(move.move_line_ids.filtered("picked").mapped("quantity_product_uom"))
