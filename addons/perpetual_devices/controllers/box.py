import logging
import threading
import time

from werkzeug.exceptions import RequestEntityTooLarge

from odoo import SUPERUSER_ID, http
from odoo.http import request

from ..clock import now_ms
from .body import are_ids, parsed

_logger = logging.getLogger(__name__)

ROUTE = "/perpetual_devices/v1/"
#: Bytes of a body.
LARGEST = 1024 * 1024
#: Pairing: so many tries in a minute from one address, and from all.
TRIES_OF_ONE, TRIES_OF_ALL = 10, 60
#: Calls of one box in a second, on average over ten.
CALLS = 50


class Refused(Exception):
    """A call that is not done, with what the box is told."""

    def __init__(self, status, code, message, way_out="", retry_after=None):
        super().__init__(message)
        self.status, self.code, self.retry_after = status, code, retry_after
        self.message, self.way_out = message, way_out


class Rate:
    """So many events in so many seconds for each key, in this process."""

    def __init__(self, most, seconds):
        self.most, self.seconds = most, seconds
        self.events, self.lock = {}, threading.Lock()

    def allows(self, key):
        now = time.monotonic()
        with self.lock:
            recent = [at for at in self.events.get(key, ()) if now - at < self.seconds]
            is_allowed = len(recent) < self.most
            self.events[key] = [*recent, now] if is_allowed else recent
            if len(self.events) > 10000:
                self.events = {
                    one: events
                    for one, events in self.events.items()
                    if events and now - events[-1] < self.seconds
                }
        return is_allowed


PAIRING, PAIRING_ALL = Rate(TRIES_OF_ONE, 60), Rate(TRIES_OF_ALL, 60)
OF_BOX = Rate(CALLS * 10, 10)


class BoxController(http.Controller):
    """What boxes call; see ``iot_box/PROTOCOL.md``.

    Boxes are no users: they prove themselves by a token of their own, and each route works on
    the rows of the box that has proved itself.
    """

    @http.route(
        f"{ROUTE}<path:name>",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def call(self, name, **_query):
        """Every route comes in here, so that none of them answers with anything but JSON."""
        try:
            answer = self._answer(name)
        except Refused as refused:
            _logger.info(
                "Box call %s from %s refused: %s", name, request.httprequest.remote_addr,
                refused.code,
            )  # fmt: skip
            return self._refusal(refused)
        return self._json({**answer, "server_ms": now_ms()})

    def _answer(self, name):
        routes = {
            "pair": self._pair,
            "heartbeat": self._heartbeat,
            "scans": self._scans,
            "jobs/claim": self._claim,
            "jobs/report": self._report,
            "diagnostics": self._diagnostics,
        }
        if name not in routes:
            raise Refused(404, "no_route", f"There is no route {name[:40]}.", "Update the box.")
        if not request.env or not request.db:
            raise Refused(
                404, "no_database", "No database answers here.",
                "Name the database in the box's configuration.",
            )  # fmt: skip
        # No user is signed in; what a box may touch is decided by its token and its own rows.
        env = request.env(user=SUPERUSER_ID)
        if name == "pair":
            return self._pair(env, self._body())
        box = self._box(env)
        if not OF_BOX.allows(box.id):
            raise Refused(429, "too_many", "Too many calls.", "Wait.", retry_after=5)
        return routes[name](box, self._body())

    def _box(self, env):
        """:raises Refused: the call proves nothing"""
        headers = request.httprequest.headers
        scheme, _space, token = headers.get("Authorization", "").partition(" ")
        box_id = headers.get("X-Perpetual-Box", "")
        box = env["perpetual.iot.box"]
        if scheme.lower() == "bearer" and 0 < len(token) < 200 and len(box_id) < 60:
            box = box._authenticate(box_id, token)
        if not box:
            raise Refused(
                401,
                "unauthorised",
                "This box is not known here, or its token is not good any more.",
                "Pair it again: iot-box pair URL CODE.",
            )
        return box.with_company(box.company_id).with_context(
            allowed_company_ids=box.company_id.ids, lang=box.create_uid.lang
        )

    def _body(self):
        """:raises Refused: too large, no JSON, no object"""
        length = request.httprequest.content_length
        too_large = Refused(413, "too_large", "More than 1 MiB in one call.", "Send less at once.")
        if length is None or length > LARGEST:
            raise too_large
        try:
            data = request.httprequest.get_data(cache=True)
        except RequestEntityTooLarge as error:
            raise too_large from error
        if len(data) > LARGEST:
            raise too_large
        try:
            return parsed(data)
        except (ValueError, RecursionError) as error:
            raise self._malformed("The body is no JSON object.") from error

    def _malformed(self, message):
        return Refused(400, "malformed", message, "Update the box, or the server.")

    # Routes

    def _pair(self, env, body):
        address = request.httprequest.remote_addr or ""
        if not PAIRING.allows(address) or not PAIRING_ALL.allows("all"):
            raise Refused(429, "too_many", "Too many tries.", "Wait a minute.", retry_after=60)
        versions = body.get("versions") if isinstance(body.get("versions"), dict) else {}
        vals = {
            "machine": str(body.get("machine") or "")[:100],
            "software": str(versions.get("box") or "")[:50],
        }
        box, token = env["perpetual.iot.box"]._pair(str(body.get("code") or "")[:60], vals)
        if not box:
            # The tries are counted, though nothing else is done.
            env.cr.commit()
            raise Refused(
                403,
                token,
                "This code pairs no box.",
                "Make a new one: Inventory, Configuration, IoT Boxes, Pair. It is good for ten"
                " minutes and five tries.",
            )
        version, document = box._configuration()
        return {
            "box": box.uuid,
            "token": token,
            "name": box.name,
            "config": {"version": version, "document": document},
        }

    def _heartbeat(self, box, body):
        try:
            return box._heartbeat(body)
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            raise self._malformed(f"Not a heartbeat: {error}"[:200]) from error

    def _scans(self, box, body):
        epoch, rows = body.get("epoch"), body.get("scans")
        if not isinstance(epoch, str) or not 0 < len(epoch) <= 60:
            raise self._malformed("epoch has to be a text.")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self._malformed("scans has to be a list of objects.")
        if len(rows) > 200:
            raise Refused(413, "too_large", "At most 200 scans in one call.", "Send fewer.")
        scans = box.env["perpetual.scan"]
        results = scans._capture(box, epoch, rows)
        # What is acknowledged is kept, whatever becomes of its routing.
        box.env.cr.commit()
        try:
            with box.env.cr.savepoint():
                scans._route(box)
        except Exception:
            # Not told to the box, which has done its part; routed with the next call.
            _logger.exception("Scans of box %s were kept and not routed", box.name)
        return {"results": results}

    def _claim(self, box, body):
        uids = body.get("devices")
        if uids is not None and not (
            isinstance(uids, list) and all(isinstance(uid, str) for uid in uids)
        ):
            raise self._malformed("devices has to be a list of texts.")
        limit = body.get("limit", 10)
        if not isinstance(limit, int):
            raise self._malformed("limit has to be a number.")
        kept = body.get("kept")
        if kept is not None and not are_ids(kept):
            raise self._malformed("kept has to be a list of numbers.")
        jobs = box.env["perpetual.print.job"]._claim(box, limit, uids, kept)
        return {"jobs": jobs, "config_version": box.config_version}

    def _report(self, box, body):
        rows = body.get("reports")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self._malformed("reports has to be a list of objects.")
        jobs = box.env["perpetual.print.job"]
        # In the order of their ids, so that two reports never wait for each other in a ring.
        order = sorted(range(len(rows)), key=lambda index: str(rows[index].get("id")).zfill(20))
        results = {index: jobs._report(box, rows[index]) for index in order}
        return {"results": [results[index] for index in range(len(rows))]}

    def _diagnostics(self, box, body):
        text = body.get("text")
        if not isinstance(text, str):
            raise self._malformed("text has to be a text.")
        box._keep_diagnostics(text)
        return {}

    # Answers

    def _json(self, body, status=200, headers=()):
        return request.make_json_response(body, status=status, headers=list(headers))

    def _refusal(self, refused):
        request.env.cr.rollback()
        error = {"code": refused.code, "message": refused.message, "way_out": refused.way_out}
        headers = [("Retry-After", str(refused.retry_after))] if refused.retry_after else []
        return self._json({"error": error}, refused.status, headers)
