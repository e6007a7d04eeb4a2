from odoo import models
from odoo.exceptions import UserError

from ..scanning import amount

#: Transfers that the choice shows.
CHOICE = 40


class PerpetualBarcodeTransferFlow(models.AbstractModel):
    """What flows on a transfer share: choosing it, its lines, what is picked, validating.

    Quantities live on the transfer's own move lines from the first scan on: what was scanned
    is *picked*, the rest of a line is not. So a phone that dies loses nothing, two people see
    each other's work, and the office sees it too.
    """

    _name = "perpetual.barcode.transfer"
    _inherit = "perpetual.barcode.picked"
    _description = "Barcode Flow on a Transfer"

    #: Code of the operation types that the flow works on, and further ones.
    _perpetual_type = ""
    _perpetual_also = ()

    def _types(self):
        return (self._perpetual_type, *self._perpetual_also)

    def _moves(self, session):
        """The stock moves that the session works on."""
        return session.picking_id.move_ids.filtered(lambda move: move.state != "cancel")

    def _waiting(self):
        """Transfers that wait for this person: theirs, and those that nobody was chosen for. Who
        has made one by hand is its responsible by default, and not chosen."""
        pickings = self.env["stock.picking"].search_fetch(self._domain(), ["user_id", "create_uid"])
        return sum(
            picking.user_id in (self.env.user, picking.create_uid, picking.user_id.browse())
            for picking in pickings
        )

    def _domain(self):
        """Transfers that wait for work here."""
        return [
            ("picking_type_code", "in", self._types()),
            ("state", "in", ("assigned", "confirmed", "waiting")),
            ("company_id", "=", self.env.company.id),
        ]

    # Choosing

    def _any_start(self, session, scan, data):
        if data.get("picking"):
            return self._open(session, self.env["stock.picking"].browse(data["picking"]))
        session._goto("choose", **({"type": data["type"]} if data.get("type") else {}))
        return self._good()

    def _view_choose(self, session):
        pickings = self.env["stock.picking"].search(
            [*self._domain(), *self._chosen(session)], order="scheduled_date, id", limit=CHOICE
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

    def _chosen(self, session):
        """What the choice is narrowed to: a type of operations, or transfers that a scan names."""
        domain = []
        if session._recall("type"):
            domain.append(("picking_type_id", "=", session._recall("type")))
        if session._recall("pickings"):
            domain.append(("id", "in", session._recall("pickings")))
        return domain

    def _choose_open(self, session, scan, data):
        return self._open(session, self.env["stock.picking"].browse(data.get("picking")))

    def _choose_scan(self, session, scan, data):
        found = data["found"]
        return self._open_one_of(session, found, found.picking or self._pickings_of(found))

    def _open_one_of(self, session, found, pickings):
        """Open the only one that a scan names; of several the person chooses."""
        if not pickings:
            return self._unknown(found)
        if len(pickings) == 1:
            return self._open(session, pickings)
        session._goto("choose", pickings=pickings.ids)
        return self._warning(
            self.env._("%(count)s transfers wait for %(code)s: choose one.",
            count=len(pickings), code=found.product.display_name or found.reading.text)
        )  # fmt: skip

    def _pickings_of(self, found):
        """Transfers by what is scanned beside their own numbers: their document's, or goods that
        they wait for."""
        domain, pickings = self._domain(), self.env["stock.picking"]
        answer = pickings.search([*domain, ("origin", "=ilike", found.reading.text)], limit=CHOICE)
        if not answer and found.product:
            answer = pickings.search(
                [*domain, ("move_ids.product_id", "=", found.product.id)], limit=CHOICE
            )
        return answer

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
        session._close_others()
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
        if picking.picking_type_code not in self._types():
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
        picking, moves = session.picking_id, self._moves(session)
        barcodes = moves.product_id._perpetual_barcodes()
        return {
            "title": picking.name,
            "subtitle": " · ".join(filter(None, (picking.partner_id.display_name, picking.origin))),
            "prompt": self._prompt(session),
            "picking": picking.id,
            "last": session._recall("move"),
            "lines": [self._line(move, barcodes[move.product_id]) for move in moves],
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
        planned = (move.move_line_ids - picked)[:1]
        done = self._picked(move)
        return {
            "id": move.id,
            "product": product.display_name,
            "tracking": product.tracking,
            "unit": product.uom_id.name,
            "demand": demand,
            "done": done,
            "status": self._status(product, done, demand),
            "from": (planned.location_id or move.location_id).display_name,
            "to": (planned.location_dest_id or move.location_dest_id).display_name,
            "barcodes": barcodes,
            "keypad": product.tracking == "none",
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
        started = any(self._moves(session).move_line_ids.mapped("picked"))
        return [
            {"name": "undo", "label": self.env._("Undo"), "enabled": started},
            {"name": "validate", "label": self.env._("Validate"), "enabled": started},
        ]

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
        session._remember(package=package.id)
        return self._good(self.env._("Into package %s", package.name))

    def _reasons(self, use):
        return self.env["perpetual.barcode.reason"].search(
            [("use", "=", use), ("company_id", "in", (False, self.env.company.id))]
        )

    def _reasons_view(self, session, use):
        return {
            "title": session.picking_id.name,
            "reasons": [{"id": reason.id, "name": reason.name} for reason in self._reasons(use)],
        }

    def _check_reason(self, use, data):
        """:raises UserError: there are reasons, and none of them was chosen"""
        reasons = self._reasons(use)
        if reasons and data.get("reason") not in reasons.ids:
            raise UserError(self.env._("Choose a reason first."))

    # Lots and serial numbers

    def _lot_quantity(self, move, quantity):
        """How many one lot or serial number stands for: a serial number is one piece."""
        return min(quantity, 1) if move.product_id.tracking == "serial" else quantity

    def _next_serial(self, session, message, move, about, counted):
        """Of a case of pieces with serial numbers the next one is asked for."""
        left = about["quantity"] - counted
        if message["level"] != "good" or move.product_id.uom_id.compare(left, 0) <= 0:
            return message
        anyway = bool(about.get("anyway"))
        self._turn(session, "lot", move=move.id, quantity=left, anyway=anyway)
        more = self.env._("Scan the next serial number: %s more", amount(left))
        return {**message, "text": f"{message['text']}\n{more}"}

    # Other people on the same transfer

    def _run(self, scan, session, action, data):
        answer = super()._run(scan, session, action, data)
        if action != "show":
            self._tell_others(scan.session_id)
        return answer

    def _tell_others(self, session):
        """Their screens look again. The bus carries no quantities."""
        pickings = self._moves(session).picking_id | session.picking_id
        # Sessions are one's own to read: of the others only the users are needed.
        others = self.env["perpetual.barcode.session"].sudo().search(self._others(session))
        for picking in pickings if others else ():
            others.user_id._bus_send("perpetual_barcode.changed", {"picking": picking.id})

    def _others(self, session):
        return [
            ("id", "!=", session.id),
            ("picking_id", "in", session.picking_id.ids),
            ("closed", "=", False),
        ]

    # Less than ordered

    def _short(self, session):
        """Move → how many of the product's unit are not there."""
        missing = {move: self._missing(move) for move in self._moves(session)}
        return {
            move: quantity
            for move, quantity in missing.items()
            if move.product_id.uom_id.compare(quantity, 0) > 0
        }

    def _view_short(self, session):
        return {
            "prompt": self.env._("Why is something missing?"),
            "missing": [
                {
                    "product": move.product_id.display_name,
                    "quantity": missing,
                    "unit": move.product_id.uom_id.name,
                }
                for move, missing in self._short(session).items()
            ],
        }

    def _short_scan(self, session, scan, data):
        """Who scans instead of an answer goes on scanning."""
        self._turn(session, "lines")
        return self._lines_scan(session, scan, data)

    # Validating

    def _lines_validate(self, session, scan, data):
        """Validate at once if all is picked; else ask why something is missing.

        :raises UserError: nothing is picked, or core refuses
        """
        if not any(self._moves(session).move_line_ids.mapped("picked")):
            raise UserError(self.env._("Nothing is scanned yet on %s.", self._work_name(session)))
        if self._short(session):
            self._turn(session, "short")
            return self._warning(self.env._("Not everything was scanned."))
        return self._validate(session)

    def _work_name(self, session):
        return session.picking_id.name

    def _validate(self, session, **context):
        """Validate what is picked; what is not becomes a backorder."""
        picking = session.picking_id
        picking.with_context(skip_backorder=True, skip_sms=True, **context).button_validate()
        if picking.state != "done":
            raise UserError(
                self.env._("%s asks for more before it can be validated: open it in the office.",
                picking.name)
            )  # fmt: skip
        session._close()
        return self._good(self.env._("%s is done.", picking.name))

    def _view_done(self, session):
        return {
            **super()._view_done(session),
            "actions": [{"name": "print", "label": self.env._("Labels"), "enabled": True}],
        }

    def _done_validate(self, session, scan, data):
        """Touched twice."""
        return self._good(self.env._("%s is done.", self._work_name(session)))

    def _can_go_on(self, session):
        is_over = self._work(session).state in ("done", "cancel") and not session.held
        return not is_over and super()._can_go_on(session)

    def _done_print(self, session, scan, data):
        """The app opens what ``_print_labels`` answers."""
        reports = self._print_labels(session)
        if not reports:
            return self._warning(self.env._("There are no labels to print."))
        return {**self._good(self.env._("Labels")), "reports": reports}

    def _print_labels(self, session):
        """Reports that print the labels of what was moved; addons that know printers extend it.

        :returns: a list of report actions, in the formats of the operation type
        """
        reports = []
        for picking in session.picking_id:
            kind, lines = picking.picking_type_id, picking.move_line_ids
            lots, plain = lines.filtered("lot_id"), lines.filtered(lambda line: not line.lot_id)
            if lots:
                style = kind.lot_label_format or "4x12_lots"
                layout = self.env["lot.label.layout"].create(
                    {
                        "move_line_ids": lots.ids,
                        "label_quantity": "lots" if style.endswith("_lots") else "units",
                        "print_format": "4x12" if style.startswith("4x12") else "zpl",
                    }
                )
                reports.append(layout.process())
            if plain:
                layout = self.env["product.label.layout"].create(
                    {
                        "product_ids": plain.product_id.ids,
                        "move_ids": plain.move_id.ids,
                        "move_quantity": "move",
                        "print_format": kind.product_label_format or "4x12",
                    }
                )
                reports.append(layout.process())
        return reports
