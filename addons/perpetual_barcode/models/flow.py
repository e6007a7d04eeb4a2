from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..scanning import amount

#: Answers to a question that change nothing, the first that is offered.
WAYS_OUT = ("nothing", "back", "cancel")


class PerpetualBarcodeFlow(models.AbstractModel):
    """What all scanning scenarios have in common.

    A scenario is an abstract model ``perpetual.barcode.flow.<code>``. Its docstring names its
    states. For a state ``S`` and an action ``A`` it has a method ``_S_A(session, scan, data)``
    that does the work and returns a message; ``_view_S(session)`` is what the app shows there.
    An action that is the same in every state is ``_any_A``.
    """

    _name = "perpetual.barcode.flow"
    _description = "Barcode Flow"

    #: Place of the tile on the start screen.
    _perpetual_sequence = 100
    #: Its picture there; a flow without one has no tile.
    _perpetual_icon = ""
    #: Who may use it besides being a warehouse user: the XML id of a group.
    _perpetual_group = ""

    @property
    def _code(self):
        return self._name.rpartition(".")[2]

    def _title(self):
        """The flow's name for people."""
        raise NotImplementedError

    def _tile(self):
        return {
            "code": self._code,
            "name": self._title(),
            "icon": self._perpetual_icon,
            "waiting": self._waiting(),
        }

    def _waiting(self):
        """How much work waits for this person."""
        return 0

    def _can_go_on(self, session):
        """Whether something is begun that the start screen offers to go on with."""
        return bool(self._is_allowed() and (session.picking_id or session.cursor))

    # Rights

    def _is_allowed(self):
        return not self._perpetual_group or self.env.user.has_group(self._perpetual_group)

    def _check_allowed(self):
        """:raises AccessError: the person may not use this flow"""
        if not self._is_allowed():
            group = self.env.ref(self._perpetual_group).sudo().display_name  # only its name
            raise AccessError(
                self.env._(
                    "%(flow)s is for members of the group “%(group)s”: ask who manages users.",
                    flow=self._title(),
                    group=group,
                )
            )

    # Calls

    def _run(self, scan, session, action, data):
        """Do what the person asks for in the state where the session is.

        :raises UserError: it cannot be done; nothing is
        """
        self._check_allowed()
        if not session:
            session = session.create({"flow": self._code, "device": scan.device})
        scan.write({"session_id": session.id, "flow": self._code})
        session.last_scan_at = fields.Datetime.now()
        message = self._handle(session, scan, action, data)
        scan._conclude(session, message)
        if session.flow == self._code:
            message = self._do_held(session, message)
        # The start screen hands over to another flow.
        return self.env["perpetual.barcode"]._flow(session.flow)._response(session, message)

    def _any_show(self, session, scan, data):
        """Where the session stands, for who comes back to it."""
        return self._good()

    def _handle(self, session, scan, action, data):
        if action == "scan":
            found = self._resolve(session, data)
            if self._is_asking(session) and (not found.command or found.command.word == "TIMES"):
                return self._hold(session, scan, data)
            if found.reading.times:
                session.times = found.reading.times
                return self._good(self.env._("× %s: now scan", amount(session.times)))
            if found.command:
                return self._obey(session, scan, found.command)
            data = {**data, "found": found}
        handler = getattr(self, f"_{session.state}_{action}", None) or getattr(
            self, f"_any_{action}", None
        )
        if not handler:
            raise UserError(self.env._("This cannot be done here. Go back and start again."))
        return handler(session, scan, data) or self._good()

    def _resolve(self, session, data):
        return self.env["perpetual.barcode.resolver"]._resolve(
            data.get("barcode") or "", data.get("form") or "", self._products_at_hand(session)
        )

    def _products_at_hand(self, session):
        return session.picking_id.move_ids.product_id

    def _obey(self, session, scan, order):
        """Carry out a command barcode: it is an action like any other."""
        if order.word == "TIMES":
            if not order.value.isdigit() or not int(order.value):
                raise UserError(self.env._("“%s” is no quantity.", order.value))
            session.times = int(order.value)
            return self._good(self.env._("× %s: now scan", amount(session.times)))
        return self._handle(session, scan, order.word.lower(), {"value": order.value})

    # Commands that are the same everywhere

    def _any_home(self, session, scan, data):
        """To the start screen; the work can be gone on with from there."""
        return {**self._good(), "home": True}

    def _any_back(self, session, scan, data):
        """One step back; from the first one to the start screen."""
        return self._any_home(session, scan, data)

    def _any_cancel(self, session, scan, data):
        """A question is answered with its way out; elsewhere as *back*."""
        view = getattr(self, f"_view_{session.state}")(session)
        offered = [row["value"] for row in view.get("choices") or []]
        for choice in (value for value in WAYS_OUT if value in offered):
            return self._handle(session, scan, "answer", {"choice": choice})
        return self._handle(session, scan, "back", data)

    def _any_flow(self, session, scan, data):
        """Another flow; the app starts it, and this one can be gone on with."""
        flow = self.env["perpetual.barcode"]._flow(data.get("value"))
        flow._check_allowed()
        return {**self._good(flow._title()), "start": flow._code}

    def _any_user(self, session, scan, data):
        """A badge says who holds the device. It is no password: nobody is signed in by it."""
        value = data.get("value") or ""
        people = self.env["res.users"]
        holder = people.search([("id", "=", int(value))]) if value.isdecimal() else people
        if not holder:
            raise UserError(self.env._("This badge belongs to nobody here."))
        if holder == self.env.user:
            return self._good(self.env._("Signed in as %s", holder.name))
        text = self.env._(
            "This device is signed in as %(name)s. Sign out first, then %(other)s signs in.",
            name=self.env.user.name,
            other=holder.name,
        )
        return {**self._error(text), "sign_out": self.env._("Sign out")}

    def _response(self, session, message=None):
        view = getattr(self, f"_view_{session.state}")(session)
        return {
            "session": session.id,
            "flow": self._code,
            "state": session.state,
            "turn": session.turn if self._is_asking(session) else 0,
            "times": session.times or 0,
            "held": len(session.held or []),
            "view": view,
            "message": message or self._good(),
        }

    # Quantities

    def _take_times(self, session, found):
        """How many of the product's unit a scan stands for; a quantity that was keyed before
        it is used up.

        :raises UserError: the label tells the price of weighed goods, and not how much it is
        """
        unit = found.product.uom_id
        pieces = self.env.ref("uom.product_uom_unit")
        if found.price and unit and not unit._has_common_reference(pieces):
            raise UserError(
                self.env._(
                    "The label of %(product)s tells its price and not how many %(unit)s it is: "
                    "touch the quantity and type it.",
                    product=found.product.display_name,
                    unit=unit.name,
                )
            )
        quantity = (1.0 if found.quantity is None else found.quantity) * (session.times or 1)
        session.times = 0
        return quantity

    def _keyed(self, data):
        """What the keypad sent: the line and the quantity.

        :raises UserError: they are no numbers, or the quantity is negative
        """
        try:
            line, quantity = int(data.get("line")), float(data.get("quantity"))
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("Type a quantity, such as 12.")) from error
        if not 0 <= quantity < float("inf"):
            raise UserError(self.env._("Type a quantity, such as 12."))
        return line, quantity

    # Messages

    def _good(self, text=""):
        return {"level": "good", "text": text}

    def _warning(self, text):
        return {"level": "warning", "text": text}

    def _error(self, text):
        """Nothing was done, but the scan is a fact to keep."""
        return {"level": "error", "text": text}

    def _lot_told(self, product, found):
        """The name of the lot or serial number that was asked for.

        :raises UserError: an article's code was scanned instead, such as the same one again
        """
        if found.product and not found.lot_name and not found.lot:
            raise UserError(
                self.env._(
                    "%(code)s is the code of the article %(article)s. Scan the lot or serial "
                    "number of %(product)s.",
                    code=found.reading.text,
                    article=found.product.display_name,
                    product=product.display_name,
                )
            )
        return found.lot_name or found.reading.text

    def _unknown(self, found):
        return self._error(
            self.env._("%s is not known here. Check the label or type it.", found.reading.text)
        )

    # Undo

    def _any_undo(self, session, scan, data):
        """Take the last thing back that this session has done and can take back."""
        dropped = self._drop_last_held(session)
        if dropped:
            return dropped
        last = (
            self.env["perpetual.barcode.scan"]
            ._by_flow()
            .search(
                [("session_id", "=", session.id), ("effect", "!=", False), ("undone", "=", False)],
                limit=1,
            )
        )
        if not last:
            raise UserError(self.env._("There is nothing to undo."))
        self._take_back(session, last.effect)
        last.undone = True
        return self._good(self.env._("Undone: %s", last.barcode or last.message or ""))

    def _take_back(self, session, effect):
        """Undo what a scan's ``effect`` says."""
        raise UserError(self.env._("This cannot be undone."))

    def _view_done(self, session):
        return {"title": self._title(), "text": session.picking_id.name or ""}
