from odoo import models
from odoo.exceptions import UserError

#: What came of the kept scans that the answer tells one by one; the rest is a number.
TOLD = 3


class PerpetualBarcodeFlow(models.AbstractModel):
    """Scans that come while a question is open: a scanner is faster than an answer, and a phone
    that was offline sends what it scanned before it was asked.

    They are kept in their order and done as soon as the question is answered, each as the scan
    that it is, so that each is undone for itself.
    """

    _inherit = "perpetual.barcode.flow"

    def _is_asking(self, session):
        """Whether a question is open that a scan does not answer."""
        state = session.state
        return hasattr(self, f"_{state}_answer") and not hasattr(self, f"_{state}_scan")

    def _hold(self, session, scan, data):
        """Keep a scan until the question is answered."""
        kept = {"scan": scan.id, "barcode": data.get("barcode") or "", "form": data.get("form")}
        session.held = [*(session.held or []), kept]
        return self._held_told(session)

    def _held_told(self, session):
        return self._warning(self.env._("Kept: it counts when you have answered the question."))

    def _do_held(self, session, message):
        """Do what was kept, in its order, until a scan asks the next question.

        :param message: what the answer has come to
        :returns: the message that tells that and what came of the scans
        """
        told = []
        while session.held and not self._is_asking(session):
            kept, *session.held = session.held
            told.append(self._do_one_held(session, kept))
        return self._with_held(session, message, told) if told else message

    def _do_one_held(self, session, kept):
        scan = self.env["perpetual.barcode.scan"]._by_flow().browse(kept["scan"])
        try:
            with self.env.cr.savepoint():
                message = self._handle(session, scan, "scan", kept)
        except UserError as error:
            session.times = 0
            message = self._error(str(error))
        scan._conclude(session, message)
        return message

    def _with_held(self, session, message, told):
        """One message of an answer and of the scans that waited for it."""
        open_ones = [row for row in told if row["level"] != "good"]
        if self._is_asking(session) and not session.held and len(told) == 1:
            return told[0]
        lines = [message.get("text"), *(row["text"] for row in open_ones[:TOLD])]
        done = len(told) - len(open_ones)
        if done:
            lines.append(self.env._("Kept scans that count now: %s", done))
        if len(open_ones) > TOLD:
            lines.append(self.env._("Others that do not: %s", len(open_ones) - TOLD))
        if self._is_asking(session) and session.held:
            lines.append(self.env._("Scans that wait for the next answer: %s", len(session.held)))
        level = (open_ones[-1] if open_ones else message)["level"]
        return {**message, "level": level, "text": "\n".join(filter(None, lines))}

    def _drop_last_held(self, session):
        """Undo a scan that only waits; ``None`` if none does."""
        if not session.held:
            return None
        *rest, last = session.held
        session.held = rest
        self.env["perpetual.barcode.scan"]._by_flow().browse(last["scan"]).undone = True
        return self._good(self.env._("Undone: %s", last["barcode"]))
