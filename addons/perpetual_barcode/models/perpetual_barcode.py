import logging
import time
import uuid
from datetime import UTC, datetime

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ..schema import problem

_logger = logging.getLogger(__name__)

#: Calls in one request: a phone that was offline sends its rest in several.
MOST_CALLS = 50
FLOW = "perpetual.barcode.flow."
#: Type of the bus message that says that a box has scans for the person; it carries no data.
DOORBELL = "perpetual_barcode.scan"


class PerpetualBarcode(models.AbstractModel):
    """The app's door: what it calls, and nothing else.

    Every call is made with the rights of the person; access and company are checked by the
    records that it touches.
    """

    _name = "perpetual.barcode"
    _description = "Barcode App"

    @api.model
    def home(self):
        """What the start screen shows.

        :returns: ``{"flows": [{"code", "name", "icon", "waiting"}], "sessions": [{"id", "flow",
            "title"}], "user", "company"}``
        """
        flows = [self._flow(code) for code in self._flow_codes()]
        return {
            "flows": [
                flow._tile()
                for flow in sorted(flows, key=lambda flow: flow._perpetual_sequence)
                if flow._perpetual_icon and flow._is_allowed()
            ],
            "sessions": [
                {"id": session.id, "flow": session.flow, "title": self._title(session)}
                for session in self.env["perpetual.barcode.session"]._open_of_user()
                if session.flow in self._flow_codes()
                and self._flow(session.flow)._can_go_on(session)
            ],
            "user": self.env.user.name,
            "company": self.env.company.name,
        }

    def _title(self, session):
        return session.picking_id.name or self._flow(session.flow)._tile()["name"]

    @api.model
    def process(self, calls, device="", times=None):
        """Answer calls in their order. A call counts once, however often it is sent; what comes
        before the call that began its work waits for it.

        :param calls: list of ``{"uuid", "flow", "session", "action", "data", "at"}``, at most 50:
            ``session`` is an id, or the uuid of the call that started it, or ``None`` to start;
            ``data`` belongs to the action (``{"barcode", "form"}`` for a scan); ``at`` is the
            device's clock in milliseconds of Unix time, ``sent`` (optional) the same clock when
            the call is sent, by which it is corrected
        :param device: the device's own id
        :param times: uuid of an earlier call → milliseconds from its scan to the answer on the
            screen, by the device's clock
        :returns: a list of answers, each as ``schema/answer.json`` says
        :raises ValidationError: the calls are not of this shape
        :raises UserError: the beginning of a call's work has not come yet; nothing is done
        """
        if len(calls) > MOST_CALLS:
            raise ValidationError(
                self.env._(
                    "%(count)s calls at once: send at most %(most)s.",
                    count=len(calls),
                    most=MOST_CALLS,
                )
            )
        self.env["perpetual.barcode.scan"]._confirm(times or {})
        answers = {id(call): self._answer(call, device) for call in self._in_order(calls)}
        return [answers[id(call)] for call in calls]

    def _in_order(self, calls):
        """The calls, each that begins work before those that go on with it."""
        begun = {call["uuid"]: call for call in calls if self._has_shape(call)}
        named = {call["session"] for call in begun.values() if isinstance(call.get("session"), str)}
        self._check_begun(named - begun.keys())
        ordered = {}
        for call in calls:
            name = call.get("session") if self._has_shape(call) else None
            first = begun.get(name, call) if isinstance(name, str) else call
            ordered.setdefault(id(first), first)
            ordered.setdefault(id(call), call)
        return list(ordered.values())

    def _has_shape(self, call):
        return isinstance(call, dict) and isinstance(call.get("uuid"), str)

    def _check_begun(self, keys):
        """A refusal would be kept as the answer to the call, so that it never counts."""
        if not keys:
            return
        known = self.env["perpetual.barcode.scan"].search_count([("uuid", "in", list(keys))])
        if known < len(keys):
            raise UserError(
                self.env._(
                    "What began this work has not arrived. Send both again; nothing is lost."
                )
            )

    @api.model
    @api.readonly
    def look(self, session_id):
        """Where a session stands, without doing anything: for a screen that somebody else's work
        has made old.

        :returns: an answer as of :meth:`process`
        :raises UserError: the session is another's, or gone
        """
        session = self.env["perpetual.barcode.session"]._take(session_id)
        return self._flow(session.flow)._response(session)

    # Box scanners

    @api.model
    def pending_scans(self):
        """Scans that boxes have taken for this person and that no call has brought yet, oldest
        first. The app asks when the bus rings, and makes a call of each with the scan's own uuid:
        asked for twice, or by two devices, a scan counts once.

        :returns: ``[{"uuid", "barcode", "form", "at"}]``, as in :meth:`process`
        :raises AccessError: the person does not work in the warehouse
        """
        scans = self.env["perpetual.barcode.scan"]
        scans.check_access("create")
        waiting = self._pending_scans()
        keys = [scan["uuid"] for scan in waiting]
        known = set(scans.search([("uuid", "in", keys)]).mapped("uuid"))
        return [scan for scan in waiting if scan["uuid"] not in known]

    def _pending_scans(self):
        """Hook: scans of boxes for this person, oldest first, as :meth:`pending_scans` gives
        them. What a call has brought already may still be among them."""
        return []

    def _ring(self, users):
        """There are scans for these users. The bus says so and nothing else: what was scanned
        leaves the server only as an answer to the person."""
        users._bus_send(DOORBELL, {})

    def _answer(self, call, device):
        scan, is_new = self.env["perpetual.barcode.scan"]._begin(self._scan_vals(call, device))
        if not is_new:
            return {**scan.response, "repeated": True} if scan.response else {"uuid": scan.uuid}
        try:
            with self.env.cr.savepoint():
                answer = self._dispatch(scan, call)
        except UserError as error:
            # Nothing of the call is done; the person is told why and goes on.
            scan.invalidate_recordset()
            scan.write({"outcome": "error", "message": str(error)})
            answer = self._refusal(call, str(error))
        answer = {**answer, "uuid": scan.uuid}
        self._check_shape(answer)
        scan.response = answer
        return answer

    def _check_shape(self, answer):
        """A flow that answers otherwise than the schema says is a fault of the flow: it is
        logged, and the person goes on working."""
        wrong = problem(answer)
        if wrong:
            _logger.error(
                "Flow %s answers in state %s against its schema: %s",
                answer.get("flow"),
                answer.get("state"),
                wrong,
            )

    def _scan_vals(self, call, device):
        try:
            key = str(uuid.UUID(call["uuid"]))
            at = _instant(call.get("at"), call.get("sent"))
            action = str(call["action"])
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise ValidationError(self.env._("Not a call of the barcode app: %s", call)) from error
        barcode = (call.get("data") or {}).get("barcode")
        return {
            "uuid": key,
            "action": action,
            "flow": call.get("flow"),
            "barcode": barcode and str(barcode)[:500],
            "device": device or None,
            "scanned_at": at,
        }

    def _dispatch(self, scan, call):
        session = self._session(call)
        flow = self._flow(session.flow if session else call.get("flow"))
        return flow._run(scan, session, call["action"], call.get("data") or {})

    def _session(self, call):
        wanted = call.get("session")
        sessions = self.env["perpetual.barcode.session"]._by_flow()
        if not wanted:
            return sessions
        if isinstance(wanted, str):
            # Started offline: the app knows it by the call that started it.
            first = self.env["perpetual.barcode.scan"].search([("uuid", "=", wanted)])
            wanted = first.session_id.id
        return sessions._take(wanted)

    def _refusal(self, call, text):
        """The answer to a call that failed: where the person stood, and why."""
        try:
            session = self._session(call)
        except UserError:
            session = self.env["perpetual.barcode.session"]._by_flow()
        message = {"level": "error", "text": text}
        if not session:
            return {"session": None, "flow": None, "state": "start", "view": {}, "message": message}
        # A quantity that was keyed before the scan was meant for this one only.
        session.times = 0
        return self._flow(session.flow)._response(session, message)

    # Flows

    def _flow_codes(self):
        return [name.removeprefix(FLOW) for name in self.env.registry if name.startswith(FLOW)]

    def _flow(self, code):
        """:raises ValidationError: there is no such flow"""
        if not code or FLOW + str(code) not in self.env.registry:
            raise ValidationError(self.env._("There is no flow “%s”.", code))
        return self.env[FLOW + code]


def _instant(milliseconds, sent=None):
    """Unix time in milliseconds → a naive datetime in UTC; ``None`` stays.

    :param sent: the same clock when it was sent, just now: by how much it is off
    """
    if milliseconds is None:
        return None
    offset = time.time() * 1000 - sent if sent is not None else 0
    return datetime.fromtimestamp((milliseconds + offset) / 1000, UTC).replace(tzinfo=None)
