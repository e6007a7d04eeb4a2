import uuid
from urllib.parse import urlsplit

from dateutil.relativedelta import relativedelta

from odoo import api, fields, http, models
from odoo.exceptions import UserError
from odoo.http import request

from ..clock import as_datetime, now_ms

DOORBELL = "perpetual_devices.doorbell"
#: A box that says nothing for so many seconds is late, and silent after so many minutes.
LATE = 90
SILENT_MINUTES = 5
MOST_OFFSET = 2**31 - 1


def _count(value):
    """A number that the column holds.

    :raises ValueError: it is none
    """
    return max(0, min(int(value or 0), 2**31 - 1))


class PerpetualIotBox(models.Model):
    """A box at a station: what it said last, and how it proves that it is itself."""

    _name = "perpetual.iot.box"
    _description = "IoT Box"
    _inherit = [
        "perpetual.box.key",
        "perpetual.box.configuration",
        "mail.thread",
        "mail.activity.mixin",
        "bus.listener.mixin",
    ]
    _order = "name, id"

    name = fields.Char(required=True, tracking=True)
    uuid = fields.Char(
        "Id", required=True, readonly=True, copy=False, default=lambda self: str(uuid.uuid4())
    )
    company_id = fields.Many2one(
        "res.company", "Company", required=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("new", "Not Paired"), ("paired", "Paired"), ("revoked", "Revoked")],
        "Status",
        required=True,
        readonly=True,
        default="new",
        copy=False,
        tracking=True,
    )
    health = fields.Selection(
        [
            ("new", "Not Paired"),
            ("online", "Online"),
            ("late", "Late"),
            ("silent", "Silent"),
            ("revoked", "Revoked"),
        ],
        compute="_compute_health",
    )
    machine = fields.Char(readonly=True, copy=False)
    software = fields.Char("Software", readonly=True, copy=False)
    last_seen = fields.Datetime("Last Seen", readonly=True, copy=False)
    clock_offset_ms = fields.Integer(
        "Clock Offset (ms)",
        readonly=True,
        copy=False,
        help="How far the box's clock is behind the server's; its instants are corrected by it.",
    )
    clock_synced = fields.Boolean("Clock Synchronised", readonly=True, copy=False)
    queue_scans = fields.Integer("Scans on the Box", readonly=True, copy=False)
    queue_jobs = fields.Integer("Jobs on the Box", readonly=True, copy=False)
    oldest_at = fields.Datetime("Oldest on the Box", readonly=True, copy=False)
    doorbell = fields.Selection(
        [("up", "Doorbell"), ("down", "Polling")],
        "Connection",
        readonly=True,
        copy=False,
        help="Doorbell: the box hears of work at once. Polling: it asks every two seconds; the"
        " proxy does not route /websocket, or the server has no workers for it.",
    )
    problems = fields.Text(readonly=True, copy=False)
    diagnostics = fields.Text(readonly=True, copy=False)
    diagnostics_at = fields.Datetime(readonly=True, copy=False)
    commands = fields.Json(readonly=True, copy=False)
    device_ids = fields.One2many("perpetual.device", "box_id", "Devices")
    device_count = fields.Integer("Number of Devices", compute="_compute_device_count")

    _uuid_unique = models.Constraint("UNIQUE(uuid)", "A box has an id of its own.")

    @api.depends("device_ids")
    def _compute_device_count(self):
        for box in self:
            box.device_count = len(box.device_ids)

    @api.depends("state", "last_seen")
    def _compute_health(self):
        now = fields.Datetime.now()
        for box in self:
            if box.state != "paired":
                box.health = box.state
                continue
            silence = (now - (box.last_seen or box.create_date or now)).total_seconds()
            box.health = (
                "online" if silence <= LATE
                else "late" if silence <= SILENT_MINUTES * 60
                else "silent"
            )  # fmt: skip

    def write(self, vals):
        if not self.env.su and vals.keys() & {"state", "uuid", "token_hash", "code_hash"}:
            raise UserError(
                self.env._("How %s is paired follows from its steps.", self[:1].display_name)
            )
        result = super().write(vals)
        if vals.keys() & {"heartbeat_s", "poll_s", "log_level"}:
            self._refresh_configuration()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for box in self:
            if box.state != "new":
                raise UserError(
                    self.env._(
                        "%s has scanned or printed: revoke and archive it, so that its records"
                        " stay.",
                        box.name,
                    )
                )

    def _show_code(self, code):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pair %s", self.name),
            "res_model": "perpetual.box.pairing",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_box_id": self.id,
                "default_code": code,
                "default_command": f"sudo iot-box pair {self._address()} {code}",
            },
        }

    def _address(self):
        """Where a box calls: as the person has it in the browser right now, with the database where
        it does not follow from the address."""
        base = self.get_base_url()
        if not request:
            return base
        host = request.httprequest.host
        # Behind a proxy the request may not know that it came by https.
        url = base if urlsplit(base).netloc == host else request.httprequest.host_url.rstrip("/")
        name = self.env.cr.dbname
        is_known = http.db_list(force=True, host=host) == [name]
        return url if is_known else f"{url} --database {name}"

    def action_diagnose(self):
        """The box tells how it stands, within its next heartbeat."""
        self._command("diagnose")

    def action_rescan(self):
        """The box looks for devices anew."""
        self._command("rescan")

    def _command(self, word):
        self.check_access("write")
        for box in self:
            # Keys and commands are written by steps only.
            box.sudo().commands = sorted({*(box.commands or []), word})
        self._ring()

    def _ring(self):
        """There is something to fetch. The bus says so and nothing else."""
        for box in self:
            box._bus_send(DOORBELL, {})

    # What the box says

    def _heartbeat(self, said):
        """Keep what a box says of itself, and what it is to know.

        :param said: see ``iot_box/PROTOCOL.md``
        :returns: the answer's fields
        :raises ValueError: not of this shape
        """
        self.ensure_one()
        now = fields.Datetime.now()
        queue = said.get("queue") or {}
        versions = said.get("versions") or {}
        oldest = queue.get("oldest_ms")
        commands = self.commands or []
        # The other instants of the call are corrected by it.
        self.clock_offset_ms = self._offset(said.get("wall_ms"))
        self.write(
            {
                "last_seen": now,
                "clock_synced": bool(said.get("clock_synced")),
                "software": str(versions.get("box") or "")[:50],
                "queue_scans": _count(queue.get("scans")),
                "queue_jobs": _count(queue.get("jobs")),
                "oldest_at": self._instant(oldest) if oldest else False,
                "doorbell": "up" if said.get("doorbell") == "up" else "down",
                "config_applied": _count(said.get("config_version")),
                "config_error": str(said.get("config_error") or "")[:500],
                "problems": self._told(said.get("problems") or []),
                "commands": False,
            }
        )
        self.env["perpetual.device"]._told_by(self, said.get("devices") or [])
        self.activity_unlink(["perpetual_devices.mail_activity_silent"])
        version, document = self._configuration()
        is_known = version == said.get("config_version")
        return {
            "config": None if is_known else {"version": version, "document": document},
            "token": self._next_token(),
            "jobs": self.env["perpetual.print.job"]._waiting(self),
            "commands": commands,
        }

    def _keep_diagnostics(self, text):
        text = text.replace("\x00", "")[: 256 * 1024]
        self.write({"diagnostics": text, "diagnostics_at": fields.Datetime.now()})

    def _told(self, problems):
        texts = [str(row.get("message") or row.get("code") or "") for row in problems[:20]]
        return "\n".join(text[:300] for text in texts if text)

    def _offset(self, wall_ms):
        """Milliseconds that the box's clock is behind by ``wall_ms``, just sent."""
        if wall_ms is None:
            return 0
        # A clock that is years off does not fit the column, and is as good as unknown.
        return int(max(min(now_ms() - float(wall_ms), MOST_OFFSET), -MOST_OFFSET))

    def _instant(self, milliseconds):
        """An instant by the box's clock, corrected.

        :raises ValueError: it is none
        """
        return as_datetime(float(milliseconds) + self.clock_offset_ms)

    def _cron_silent(self):
        """Tell once of each box that has gone silent; nobody knows how its devices are."""
        bound = fields.Datetime.now() - relativedelta(minutes=SILENT_MINUTES)
        kind = self.env.ref("perpetual_devices.mail_activity_silent")
        silent = self.search([("state", "=", "paired"), ("last_seen", "<", bound)])
        silent.device_ids.filtered(lambda device: device.state != "gone").state = "gone"
        for box in silent:
            if kind not in box.activity_ids.activity_type_id:
                box.activity_schedule(
                    activity_type_id=kind.id,
                    summary=self.env._("%s is silent", box.name),
                    note=self.env._(
                        "Nothing was heard of it since %s. Is it switched on, and is the network"
                        " there? On the box, “iot-box doctor” says what is wrong.",
                        fields.Datetime.to_string(box.last_seen),
                    ),
                    user_id=box._keeper().id,
                )

    def _keeper(self):
        """Who is told: whoever made the box, while that is still a devices administrator."""
        group = self.env.ref("perpetual_devices.group_devices_admin")
        people = group.all_user_ids.filtered(lambda user: self.company_id in user.company_ids)
        return self.create_uid if self.create_uid in people else people[:1] or self.create_uid
