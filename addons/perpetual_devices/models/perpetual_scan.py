import base64
import binascii
import uuid

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: Scans of one call.
MOST_SCANS = 200
#: Scans that are routed with one call: its own, and what was left by calls that failed.
MOST_ROUTED = 2 * MOST_SCANS
#: Characters of a scan: no symbol holds more.
MOST_TEXT = 5000
#: What a worker has not fetched for so many hours is not put into the work of the next shift.
FRESH_HOURS = 8
#: An RFID tag that is read again in the same work is the same thing.
SAME_TAG_HOURS = 1


class PerpetualScan(models.Model):
    """One raw scan of a box: never lost, never doubled.

    Capture is a statement of its own, acknowledged when it is committed; to whom the scan goes is
    decided after that, and a fault there blocks no other scan.
    """

    _name = "perpetual.scan"
    _description = "Scan of a Box"
    _order = "id DESC"
    _rec_name = "text"

    box_id = fields.Many2one(
        "perpetual.iot.box", "Box", required=True, readonly=True, ondelete="restrict", index=True
    )
    epoch = fields.Char(required=True, readonly=True, help="The box's outbox file.")
    seq = fields.Integer("Number", required=True, readonly=True, help="In the outbox file.")
    uuid = fields.Char("Id", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", "Company", required=True, readonly=True, index=True)
    device_id = fields.Many2one("perpetual.device", "Device", readonly=True, ondelete="set null")
    device_uid = fields.Char("Id of the Device", readonly=True)
    station_id = fields.Many2one(
        "perpetual.station", "Station", readonly=True, index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one("res.users", "User", readonly=True, index="btree_not_null")
    raw = fields.Char(readonly=True, help="The bytes as they came, base64.")
    text = fields.Char("Code", readonly=True)
    aim = fields.Char("AIM Identifier", readonly=True)
    extra = fields.Json(readonly=True)
    scanned_at = fields.Datetime("Scanned At", readonly=True, help="By the box, corrected.")
    received_at = fields.Datetime("Received At", required=True, readonly=True)
    clock_synced = fields.Boolean(readonly=True)
    suspect_duplicate = fields.Boolean(
        "Maybe Read Twice",
        readonly=True,
        help="The same code of the same device within half a second. It counts: scanning twice is"
        " a way to count two.",
    )
    state = fields.Selection(
        [
            ("received", "Received"),
            ("routed", "Waiting for the App"),
            ("taken", "Done"),
            ("repeated", "Same Tag Again"),
            ("stale", "Not Fetched"),
            ("rejected", "No Scan"),
            ("error", "Error"),
        ],
        "Status",
        required=True,
        readonly=True,
        index=True,
    )
    message = fields.Char(readonly=True)

    _once = models.Constraint("UNIQUE(box_id, epoch, seq)", "A scan of a box is kept once.")
    _to_route = models.Index("(box_id, id) WHERE state = 'received' AND message IS NULL")

    # Capture

    @api.model
    def _capture(self, box, epoch, rows):
        """Keep scans of a box, each once.

        :param rows: see ``iot_box/PROTOCOL.md``
        :returns: results in the order of ``rows``
        """
        results, vals_list = [], []
        for row in rows:
            vals, fault = self._vals_of(box, epoch, row)
            if vals is None:
                results.append({"seq": row.get("seq"), "status": "rejected", "message": fault})
                continue
            vals_list.append(vals)
            status = {"seq": vals["seq"], "status": "rejected" if fault else "new"}
            results.append({**status, "message": fault} if fault else status)
        new = self._insert_new(vals_list)
        for result in results:
            if result["status"] == "new" and result["seq"] not in new:
                result["status"] = "dup"
        return results

    def _vals_of(self, box, epoch, row):
        """(values of the row, what is wrong with it); no values if it has no number."""
        seq = row.get("seq")
        if not isinstance(seq, int) or isinstance(seq, bool) or not 0 < seq < 2**31:
            return None, self.env._("A scan has a number from 1 up.")
        vals = {
            "box_id": box.id,
            "epoch": epoch,
            "seq": seq,
            "uuid": str(uuid.uuid5(uuid.UUID(box.uuid), f"{epoch}/{seq}")),
            "company_id": box.company_id.id,
            "device_uid": str(row.get("device") or "")[:200],
            "received_at": fields.Datetime.now(),
            "clock_synced": bool(row.get("clock_synced")),
            "suspect_duplicate": bool(row.get("suspect_duplicate")),
            "aim": str(row.get("aim") or "")[:3],
            "state": "received",
            "message": None,
            "raw": None,
            "text": None,
            "extra": None,
            "scanned_at": None,
        }
        try:
            vals.update(self._contents(box, row))
        except (ValueError, TypeError) as error:
            fault = self.env._("Not a scan: %s", error)
            return {**vals, "state": "rejected", "message": fault[:300]}, fault
        return vals, ""

    def _contents(self, box, row):
        """:raises ValueError: naming what is wrong"""
        text, extra = row.get("text"), row.get("extra") or {}
        if not isinstance(text, str) or not text or len(text) > MOST_TEXT:
            raise ValueError(f"text has to be 1 to {MOST_TEXT} characters")
        if not isinstance(extra, dict) or len(str(extra)) > MOST_TEXT:
            raise ValueError("extra has to be a small object")
        raw = row.get("raw") or ""
        try:
            base64.b64decode(raw, validate=True)
        except (binascii.Error, ValueError, TypeError) as error:
            raise ValueError("raw has to be base64") from error
        return {
            # PostgreSQL keeps no NUL in a text; the raw bytes have it.
            "text": text.replace("\x00", ""),
            "raw": raw[: 2 * MOST_TEXT],
            "extra": extra or None,
            "scanned_at": box._instant(row["at_ms"]) if row.get("at_ms") is not None else None,
        }

    def _insert_new(self, vals_list):
        """Numbers of those that were not there yet."""
        if not vals_list:
            return set()
        names = list(vals_list[0])
        columns = [self._fields[name] for name in names]
        rows = [
            tuple(
                column.convert_to_column_insert(vals[name], self)
                for name, column in zip(names, columns, strict=True)
            )
            for vals in vals_list
        ]
        found = self.env.execute_query(
            SQL(
                """INSERT INTO perpetual_scan (%s) VALUES %s
                   ON CONFLICT (box_id, epoch, seq) DO NOTHING RETURNING seq""",
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ".join(["%s"] * len(rows)), *rows),
            )
        )
        return {seq for (seq,) in found}

    # Routing

    @api.model
    def _route(self, box):
        """Give what was received to whoever works at the station of its scanner.

        Once: what nobody could be given waits for somebody who takes it (see ``action_take``), and
        is not put into the work of whoever comes to the station later.
        """
        waiting = self.search(
            [("box_id", "=", box.id), ("state", "=", "received"), ("message", "=", False)],
            order="id",
            limit=MOST_ROUTED,
        )
        devices = self.env["perpetual.device"].with_context(active_test=False)
        known = {
            device.uid: device
            for device in devices.search(
                [("box_id", "=", box.id), ("uid", "in", waiting.mapped("device_uid"))]
            )
        }
        for uid, scans in waiting.grouped("device_uid").items():
            with self.env.cr.savepoint():
                scans._route_from(known.get(uid, devices))
        users = waiting.filtered(lambda scan: scan.state == "routed").user_id
        if users:
            self.env["perpetual.barcode"]._ring(users)

    def _route_from(self, device):
        """Scans of one device; all of a scanner's go the same way, of a reader's the new tags."""
        vals = self._way(device)
        if device.kind != "rfid" or "user_id" not in vals:
            self.write(vals)
            return
        user = device.station_id.worker_id
        for scan in self:
            state = "repeated" if scan._is_same_tag(user) else "routed"
            scan.write({**vals, "state": state})

    def _way(self, device):
        """Where scans of a device go now: values of each."""
        station = device.station_id
        vals = {"device_id": device.id, "station_id": station.id}
        user = station.worker_id
        if not station:
            return {**vals, "message": self.env._("The scanner belongs to no station.")}
        if not user:
            return {**vals, "message": self.env._("Nobody works at %s.", station.name)}
        return {**vals, "state": "routed", "user_id": user.id}

    def _is_same_tag(self, user):
        """Whether the tag was read before in the work that the user is at."""
        session = self.env["perpetual.barcode.session"].search(
            [("user_id", "=", user.id), ("closed", "=", False)], limit=1
        )
        since = session.create_date or fields.Datetime.subtract(
            self.received_at, hours=SAME_TAG_HOURS
        )
        before = self.search(
            [
                ("text", "=", self.text),
                ("user_id", "=", user.id),
                ("state", "in", ("routed", "taken")),
                ("received_at", ">=", since),
                ("id", "!=", self.id),
            ]
        )
        # What was taken back may be read anew.
        undone = self.env["perpetual.barcode.scan"].search_count(
            [("uuid", "in", before.mapped("uuid")), ("undone", "=", True)]
        )
        return len(before) > undone

    @api.model
    def _of_user(self, user):
        """What waits for somebody's app, oldest first."""
        fresh = fields.Datetime.now() - relativedelta(hours=FRESH_HOURS)
        return self.search(
            [
                ("user_id", "=", user.id),
                ("state", "=", "routed"),
                ("received_at", ">", fresh),
                ("company_id", "=", self.env.company.id),
            ],
            order="id",
            limit=MOST_SCANS,
        )

    def action_take(self):
        """Scans that nobody has got are mine: the app does them now.

        :raises UserError: they are somebody's, or done
        """
        self.check_access("read")
        self.env["perpetual.barcode.scan"].check_access("create")
        for scan in self:
            if scan.state not in ("received", "stale"):
                raise UserError(self.env._("%s is done or waits for somebody already.", scan.text))
        # Scans are written by steps only.
        self.sudo().write(
            {
                "user_id": self.env.uid,
                "state": "routed",
                "message": False,
                "received_at": fields.Datetime.now(),
            }
        )
        self.env["perpetual.barcode"]._ring(self.env.user)

    @api.autovacuum
    def _set_aside(self):
        """What no app has fetched in a shift is no part of the next one's work; it stays here."""
        bound = fields.Datetime.now() - relativedelta(hours=FRESH_HOURS)
        self.search([("state", "=", "routed"), ("received_at", "<", bound)]).write(
            {"state": "stale", "message": self.env._("No app has fetched it in time.")}
        )
