from odoo import models
from odoo.exceptions import UserError

from ..scanning import amount


class PerpetualBarcodeFlowReceive(models.AbstractModel):
    """Goods come in: every line is scanned against what was ordered.

    States

    - ``choose``: a transfer is scanned or chosen → ``lines``
    - ``lines``: products are scanned; → ``lot`` where one is needed, → ``ask`` where the scan
      is not as ordered or damaged, → ``short`` when less has come on validating, → ``done``
    - ``lot``: the lot or serial number of what was scanned → ``lines``
    - ``ask``: goods that nobody ordered, more than ordered, damaged: what to do, why, with a
      photo → ``lines``. Nothing is silently accepted.
    - ``short``: why less has come, with a photo → ``done``
    - ``gone``: somebody else has finished the transfer → ``choose``, ``lines`` of the backorder
    - ``done``: validated; labels can be printed

    Of a blind receipt the app shows no quantities that are expected and asks nothing about them:
    what is more or less than ordered is reported when it is validated.
    """

    _name = "perpetual.barcode.flow.receive"
    _inherit = "perpetual.barcode.receiving"
    _description = "Barcode Flow: Receive"
    _perpetual_type = "incoming"
    _perpetual_sequence = 10
    _perpetual_icon = "fa-truck"

    def _title(self):
        return self.env._("Receive")

    def _actions(self, session):
        undo, validate = super()._actions(session)
        damaged = {**undo, "name": "damaged", "label": self.env._("Damaged")}
        return [undo, damaged, validate]

    # Scanning

    def _lines_scan(self, session, scan, data):
        found = data["found"]
        if found.location:
            return self._put_away(session, scan, found.location)
        if found.package_name and not found.product:
            self._check_package_fits(session, found.package)
            return self._into_package(session, found)
        if not found.product:
            return self._unknown(found)
        move = self._move_of(session, found.product)
        if not move:
            return self._ask(session, "unexpected", found, self._take_times(session, found))
        quantity = self._take_times(session, found)
        if self._needs_lot(found):
            self._turn(session, "lot", move=move.id, quantity=quantity)
            return self._good(self.env._("Scan the lot or serial number"))
        return self._count(session, scan, move, found, quantity)

    def _move_of(self, session, product):
        """The line that waits for the product; else one that has it all."""
        moves = self._moves(session).filtered(lambda move: move.product_id == product)
        open_moves = moves.filtered(lambda move: self._missing(move) > 0)
        return (open_moves or moves)[:1]

    def _needs_lot(self, found):
        return found.product.tracking != "none" and not found.lot_name

    def _lot_scan(self, session, scan, data):
        found = data["found"]
        move = self.env["stock.move"].browse(session._recall("move"))
        found.lot_name = self._lot_told(move.product_id, found)
        about = dict(session.cursor)
        quantity = self._lot_quantity(move, about["quantity"])
        message = self._count(session, scan, move, found, quantity, about.get("anyway"))
        if session.state == "lines":
            scan._add_effect(reports=about.get("reports") or [])
            return self._next_serial(session, message, move, about, quantity)
        return message

    def _lot_back(self, session, scan, data):
        """What was to be taken in with this lot is not: what was reported of it neither."""
        self._take_back(session, {"reports": session._recall("reports")})
        self._turn(session, "lines")

    def _check_package_fits(self, session, package):
        """:raises UserError: the package stands somewhere else, and cannot be in two places"""
        place = session.picking_id.location_dest_id
        there = package.location_id
        if there and not there.parent_path.startswith(place.parent_path):
            raise UserError(
                self.env._(
                    "Package %(package)s stands in %(there)s: goods that come in %(place)s cannot"
                    " be in it. Take another package.",
                    package=package.name,
                    there=there.display_name,
                    place=place.display_name,
                )
            )

    def _add_keyed(self, session, scan, move, quantity):
        named = self.env["perpetual.barcode.resolver"]._named(move.product_id)
        return self._count(session, scan, move, named, quantity)

    def _count(self, session, scan, move, found, quantity, anyway=False):
        """Add to what has come of a line."""
        unit = move.product_id.uom_id
        anyway = anyway or self._is_blind(session)
        if not anyway and unit.compare(quantity, self._missing_in_all(session, move)) > 0:
            return self._ask(session, "over", found, quantity, move)
        for one, part in self._spread(session, move, quantity):
            where = self._where(session, one, found, part)
            line = self._pick(session, scan, one, part, **where)
        session.state = "lines"
        return self._good(self._told(line, quantity, found))

    def _told(self, line, quantity, found):
        text = self.env._(
            "+%(quantity)s %(product)s %(lot)s",
            quantity=amount(quantity),
            product=line.product_id.display_name,
            lot=found.lot_name,
        ).strip()
        if line.location_dest_id == line.move_id.location_dest_id:
            return text
        return self.env._("%(goods)s → %(bin)s", goods=text, bin=line.location_dest_id.display_name)

    def _where(self, session, move, found, quantity):
        """Values of the move line that goods are counted on."""
        where = {"location_dest_id": self._suggested(session, move, quantity).id}
        if found.lot_name:
            where.update(self._lot_where(move, found, quantity))
        if session._recall("package"):
            where["result_package_id"] = session._recall("package")
        return where

    def _suggested(self, session, move, quantity):
        """Where goods are to be put: with the last ones of their kind, else where the transfer
        has planned them, else by the put-away rules."""
        last = self.env["stock.move.line"].browse(session._recall("line")).exists()
        if last and last.move_id == move:
            return last.location_dest_id
        planned = move.move_line_ids.filtered(lambda line: not line.picked)
        if planned:
            return planned[0].location_dest_id
        return move.location_dest_id._get_putaway_strategy(move.product_id, quantity)

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
                serial=found.lot_name, quantity=amount(quantity))
            )  # fmt: skip
        names = move.picking_id.move_line_ids.filtered("picked").filtered(
            lambda line: line.product_id == move.product_id
        )
        if found.lot_name in [line.lot_id.name or line.lot_name for line in names]:
            raise UserError(self.env._("%s is scanned already.", found.lot_name))
        if found.lot and found.lot.product_id == move.product_id and found.lot.product_qty > 0:
            raise UserError(self.env._("%s is in stock already. Check the label.", found.lot_name))
