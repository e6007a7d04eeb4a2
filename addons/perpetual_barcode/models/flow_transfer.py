from odoo import models
from odoo.exceptions import UserError
from odoo.tools import float_compare

#: Transfers that the choice shows.
CHOICE = 40


class PerpetualBarcodeTransferFlow(models.AbstractModel):
    """What flows on a transfer share: choosing it, its lines, what is picked, validating.

    Quantities live on the transfer's own move lines from the first scan on: what was scanned
    is *picked*, the rest of a line is not. So a phone that dies loses nothing, two people see
    each other's work, and the office sees it too.
    """

    _name = "perpetual.barcode.transfer"
    _inherit = "perpetual.barcode.flow"
    _description = "Barcode Flow on a Transfer"

    #: Code of the operation types that the flow works on.
    _perpetual_type = ""

    def _waiting(self):
        return self.env["stock.picking"].search_count(self._domain())

    def _domain(self):
        """Transfers that wait for work here."""
        return [
            ("picking_type_code", "=", self._perpetual_type),
            ("state", "in", ("assigned", "confirmed", "waiting")),
            ("company_id", "=", self.env.company.id),
        ]

    # Choosing

    def _any_start(self, session, scan, data):
        if data.get("picking"):
            return self._open(session, self.env["stock.picking"].browse(data["picking"]))
        session._goto("choose")
        return self._good()

    def _view_choose(self, session):
        pickings = self.env["stock.picking"].search(
            self._domain(), order="scheduled_date, id", limit=CHOICE
        )
        return {
            "title": self._title(),
            "prompt": self.env._("Scan or choose a transfer"),
            "transfers": [
                {
                    "id": picking.id,
                    "name": picking.name,
                    "partner": picking.partner_id.display_name or "",
                    "origin": picking.origin or "",
                    "lines": len(picking.move_ids),
                }
                for picking in pickings
            ],
        }

    def _choose_open(self, session, scan, data):
        return self._open(session, self.env["stock.picking"].browse(data.get("picking")))

    def _choose_scan(self, session, scan, data):
        found = data["found"]
        picking = found.picking or self._picking_of(found)
        if not picking:
            return self._unknown(found)
        return self._open(session, picking)

    def _picking_of(self, found):
        """A transfer by what is scanned beside its own number: its document's, or goods that
        only one of them waits for."""
        domain = self._domain()
        pickings = self.env["stock.picking"].search(
            [*domain, ("origin", "=ilike", found.reading.text)], limit=2
        )
        if not pickings and found.product:
            pickings = self.env["stock.picking"].search(
                [*domain, ("move_ids.product_id", "=", found.product.id)], limit=2
            )
        return pickings if len(pickings) == 1 else pickings.browse()

    def _open(self, session, picking):
        """Start on a transfer.

        :raises UserError: it is done, cancelled, of another kind or of another company
        """
        picking = picking.exists()
        if not picking:
            raise UserError(self.env._("This transfer is gone. Choose another one."))
        self._check_can_work_on(picking)
        if picking.state == "draft":
            picking.action_confirm()
        session.picking_id = picking
        session._goto("lines")
        return self._good(picking.name)

    def _check_can_work_on(self, picking):
        if picking.state in ("done", "cancel"):
            raise UserError(
                self.env._(
                    "%(transfer)s is %(state)s already. Choose another transfer.",
                    transfer=picking.name,
                    state=dict(picking._fields["state"]._description_selection(self.env))[
                        picking.state
                    ].lower(),
                )
            )
        if picking.picking_type_code != self._perpetual_type:
            raise UserError(
                self.env._(
                    "%(transfer)s is not for “%(flow)s”. Scan it on the start screen.",
                    transfer=picking.name,
                    flow=self._title(),
                )
            )
        if picking.company_id != self.env.company:
            raise UserError(
                self.env._(
                    "%(transfer)s belongs to %(company)s. Change the company first.",
                    transfer=picking.name,
                    company=picking.company_id.name,
                )
            )

    # Lines

    def _view_lines(self, session):
        picking = session.picking_id
        barcodes = picking.move_ids.product_id._perpetual_barcodes()
        return {
            "title": picking.name,
            "subtitle": " · ".join(filter(None, (picking.partner_id.display_name, picking.origin))),
            "prompt": self._prompt(session),
            "picking": picking.id,
            "last": session._recall("move"),
            "lines": [
                self._line(move, barcodes[move.product_id])
                for move in picking.move_ids
                if move.state != "cancel"
            ],
            "actions": self._actions(session),
        }

    def _prompt(self, session):
        return self.env._("Scan a product")

    def _line(self, move, barcodes):
        product = move.product_id
        demand = move.product_uom._compute_quantity(
            move.product_uom_qty, product.uom_id, rounding_method="HALF-UP"
        )
        picked = move.move_line_ids.filtered("picked")
        done = sum(picked.mapped("quantity_product_uom"))
        return {
            "id": move.id,
            "product": product.display_name,
            "tracking": product.tracking,
            "unit": product.uom_id.name,
            "demand": demand,
            "done": done,
            "status": self._status(product, done, demand),
            "from": move.location_id.display_name,
            "to": move.location_dest_id.display_name,
            "barcodes": barcodes,
            "details": [
                {
                    "id": line.id,
                    "lot": line.lot_id.name or line.lot_name or "",
                    "quantity": line.quantity_product_uom,
                    "from": line.location_id.name,
                    "to": line.location_dest_id.name,
                    "package": line.result_package_id.name or "",
                }
                for line in picked
            ],
        }

    def _status(self, product, done, demand):
        if product.uom_id.is_zero(done):
            return "todo"
        compared = product.uom_id.compare(done, demand)
        return ("part", "done", "over")[compared + 1]

    def _actions(self, session):
        started = any(session.picking_id.move_ids.move_line_ids.mapped("picked"))
        return [
            {"name": "undo", "label": self.env._("Undo"), "enabled": started},
            {"name": "validate", "label": self.env._("Validate"), "enabled": started},
        ]

    # Quantities

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
        self._release(move, quantity, where)
        if line:
            line.quantity = unit._compute_quantity(new, line.product_uom_id, round=False)
        else:
            line = line.create(self._line_vals(move, quantity, where))
        scan.write(
            {
                "product_id": move.product_id.id,
                "lot_id": line.lot_id.id,
                "quantity": quantity,
                "effect": {"line": line.id, "quantity": quantity},
            }
        )
        session.write({"cursor": {"move": move.id, "line": line.id}, "times": 0})
        return line

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
        picked = sum(move.move_line_ids.filtered("picked").mapped("quantity_product_uom"))
        return demand - picked

    def _quantity(self, session, found):
        """How many of the product's unit a scan stands for."""
        return (1.0 if found.quantity is None else found.quantity) * (session.times or 1)

    # Shared questions

    def _view_lot(self, session):
        move = self.env["stock.move"].browse(session._recall("move"))
        view = self._view_lines(session)
        view["prompt"] = self.env._("Lot or serial number of %s", move.product_id.display_name)
        view["actions"] = [{"name": "back", "label": self.env._("Back"), "enabled": True}]
        return view

    def _into_package(self, session, found):
        """What is scanned from now on goes into this package."""
        package = found.package or found.package.create({"name": found.package_name})
        session.cursor = {**(session.cursor or {}), "package": package.id}
        return self._good(self.env._("Into package %s", package.name))

    def _reasons_view(self, session, use):
        reasons = self.env["perpetual.barcode.reason"].search(
            [("use", "=", use), ("company_id", "in", (False, self.env.company.id))]
        )
        return {
            "title": session.picking_id.name,
            "reasons": [{"id": reason.id, "name": reason.name} for reason in reasons],
        }

    # Validating

    def _lines_validate(self, session, scan, data):
        """Validate what is picked; what is not becomes a backorder.

        :raises UserError: nothing is picked, or core refuses
        """
        picking = session.picking_id
        self._check_can_work_on(picking)
        if not any(picking.move_ids.move_line_ids.mapped("picked")):
            raise UserError(self.env._("Nothing is scanned yet on %s.", picking.name))
        return self._validate(session)

    def _validate(self, session):
        picking = session.picking_id
        picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
        if picking.state != "done":
            raise UserError(
                self.env._("%s asks for more before it can be validated: open it in the office.",
                picking.name)
            )  # fmt: skip
        session._close()
        return self._good(self.env._("%s is done.", picking.name))
