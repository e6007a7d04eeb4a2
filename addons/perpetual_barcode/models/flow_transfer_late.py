from odoo import models
from odoo.exceptions import UserError

#: States of a session in which nothing is worked on any more, or yet.
NOT_LATE = ("done", "gone", "choose")


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
        if session.state == "gone" and action not in ("answer", "show"):
            if action == "scan":
                kept = {"barcode": data.get("barcode") or "", "form": data.get("form") or ""}
                session._remember(late=[*self._late_scans(session), kept])
            return self._error(self._late(work))
        return super()._handle(session, scan, action, data)

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

    def _late_scans(self, session):
        return session._recall("late") or []

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
        for kept in self._late_scans(session):
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
        rest, late = self._rest(session.picking_id), self._late_scans(session)
        choice = data.get("choice")
        self._leave_work(session)
        if choice not in ("rest", "recount") or not rest:
            session._goto("choose")
            return self._good()
        message = self._open(session, rest)
        return self._recount(session, scan, late) if choice == "recount" else message

    def _recount(self, session, scan, late):
        """Count the kept scans on the backorder, in their order; the first that cannot be
        counted there stops it, and what is left is told.

        :raises UserError: as the flow does for the scan
        """
        effects = []
        for number, kept in enumerate(late):
            message = self._handle(session, scan, "scan", kept)
            if scan.effect:
                effects.append(scan.effect)
                scan.effect = False
            if message["level"] == "error" or session.state != "lines":
                left = len(late) - number - (message["level"] != "error")
                text = self.env._("%(told)s Scans left: %(left)s.", told=message["text"], left=left)
                message = {**message, "text": text if left else message["text"]}
                break
        else:
            message = self._good(self.env._("Counted on %s.", session.picking_id.name))
        scan.effect = {"recounted": effects} if effects else False
        return message

    def _take_back(self, session, effect):
        """Undoing takes back all that one answer has counted."""
        if "recounted" not in effect:
            return super()._take_back(session, effect)
        for part in reversed(effect["recounted"]):
            super()._take_back(session, part)

    def _rest(self, picking):
        return picking.backorder_ids.filtered(lambda rest: rest.state not in ("done", "cancel"))[:1]
