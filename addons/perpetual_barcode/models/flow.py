from odoo import fields, models
from odoo.exceptions import UserError


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

    # Calls

    def _run(self, scan, session, action, data):
        """Do what the person asks for in the state where the session is.

        :raises UserError: it cannot be done; nothing is
        """
        if not session:
            session = session.create({"flow": self._code, "device": scan.device})
        scan.write({"session_id": session.id, "flow": self._code})
        session.last_scan_at = fields.Datetime.now()
        message = self._handle(session, scan, action, data)
        scan.write(
            {
                "outcome": message.get("level", "good"),
                "message": message.get("text"),
                "picking_id": session.picking_id.id,
            }
        )
        # The start screen hands over to another flow.
        return self.env["perpetual.barcode"]._flow(session.flow)._response(session, message)

    def _any_show(self, session, scan, data):
        """Where the session stands, for who comes back to it."""
        return self._good()

    def _handle(self, session, scan, action, data):
        if action == "scan":
            found = self._resolve(session, data)
            if found.reading.times:
                session.times = found.reading.times
                return self._good(self.env._("× %s: now scan", session.times))
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
            return self._good(self.env._("× %s: now scan", session.times))
        return self._handle(session, scan, order.word.lower(), {"value": order.value})

    def _response(self, session, message=None):
        view = getattr(self, f"_view_{session.state}")(session)
        return {
            "session": session.id,
            "flow": self._code,
            "state": session.state,
            "times": session.times or 0,
            "view": view,
            "message": message or self._good(),
        }

    # Quantities

    def _take_times(self, session, found):
        """How many of the product's unit a scan stands for; a quantity that was keyed before
        it is used up."""
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

    def _unknown(self, found):
        return self._error(
            self.env._("%s is not known here. Check the label or type it.", found.reading.text)
        )

    # Undo

    def _any_undo(self, session, scan, data):
        """Take the last thing back that this session has done and can take back."""
        last = self.env["perpetual.barcode.scan"].search(
            [("session_id", "=", session.id), ("effect", "!=", False), ("undone", "=", False)],
            limit=1,
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
