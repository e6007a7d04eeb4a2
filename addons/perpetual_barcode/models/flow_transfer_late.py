from odoo import models
from odoo.exceptions import UserError

#: States of a session in which nothing is worked on any more, or yet.
NOT_LATE = ("done", "gone", "choose")
#: What can be done when somebody else has finished.
STILL = ("answer", "show", "scan", "undo", "home", "back", "cancel", "flow", "user")


class PerpetualBarcodeTransferFlow(models.AbstractModel):
    """Work that comes when somebody else has finished the transfer, from a phone that was
    offline for one.

    It is kept and shown, never done to another transfer by itself: the person takes the scans
    over to the backorder, or puts the goods back.
    """

    _inherit = "perpetual.barcode.transfer"

    def _handle(self, session, scan, action, data):
        """What comes too late is kept and told."""
        work = self._work(session)
        is_late = work.state in ("done", "cancel") and session.state not in NOT_LATE
        if is_late and action != "show":
            self._turn(session, "gone")
        if session.state == "gone" and action not in STILL:
            return self._error(self._late(work))
        return super()._handle(session, scan, action, data)

    def _held_told(self, session):
        if session.state == "gone":
            return self._error(self._late(self._work(session)))
        return super()._held_told(session)

    def _work(self, session):
        """Hook: what is finished when the flow is; it has a name and a state."""
        return session.picking_id

    def _leave_work(self, session):
        session.picking_id = False

    def _late(self, work):
        states = dict(work._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(transfer)s is %(state)s already, by %(user)s: this was not counted.",
            transfer=work.name,
            state=states[work.state].lower(),
            user=work.write_uid.name,
        )

    def _view_gone(self, session):
        choices = [{"value": "choose", "label": self._choose_label()}]
        missing = self._late_goods(session)
        if self._rest(session.picking_id):
            choices.insert(0, {"value": "rest", "label": self.env._("Go on with the backorder")})
            if missing:
                label = self.env._("Count these on the backorder")
                choices.insert(0, {"value": "recount", "label": label})
        prompt = self.env._("Somebody else has finished this transfer")
        if missing:
            prompt = self.env._("Somebody else has finished this transfer. Not counted:")
        return {
            "title": self._work(session).name,
            "prompt": prompt,
            "missing": missing,
            "reasons": [],
            "choices": choices,
        }

    def _choose_label(self):
        return self.env._("Choose another transfer")

    def _late_goods(self, session):
        """The scans that were not counted, as goods: ``{"product", "quantity", "unit"}``."""
        goods, times = {}, 1
        for kept in session.held or []:
            try:
                found = self._resolve(session, kept)
            except UserError:
                goods[kept["barcode"], ""] = 1
                continue
            if found.reading.times:
                times = found.reading.times
            elif not found.command:
                key = (self._late_name(found), found.product.uom_id.name or "")
                goods[key] = goods.get(key, 0) + times * (found.quantity or 1)
                times = 1
        return [
            {"product": name, "quantity": quantity, "unit": unit}
            for (name, unit), quantity in goods.items()
        ]

    def _late_name(self, found):
        names = [found.product.display_name or "", found.lot_name]
        return " ".join(filter(None, names)) or found.reading.text

    def _gone_answer(self, session, scan, data):
        """``{"choice"}``: where the kept scans are not counted, they stay as facts only."""
        rest, choice = self._rest(session.picking_id), data.get("choice")
        if choice != "recount" or not rest:
            session.held = False
        self._leave_work(session)
        if choice in ("rest", "recount") and rest:
            return self._open(session, rest)
        session._goto("choose")
        return self._good()

    def _rest(self, picking):
        return picking.backorder_ids.filtered(lambda rest: rest.state not in ("done", "cancel"))[:1]
