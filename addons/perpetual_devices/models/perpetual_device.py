import json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

KINDS = [
    ("scanner", "Scanner"),
    ("rfid", "RFID Reader"),
    ("printer", "Printer"),
    ("scale", "Scale"),
]
STATES = [
    ("ready", "Ready"),
    ("busy", "Busy"),
    ("blocked", "Blocked"),
    ("offline", "Offline"),
    ("failed", "Failed"),
    ("gone", "Not There"),
]
LANGUAGES = [
    ("zpl", "ZPL II"),
    ("epl", "EPL2"),
    ("tspl", "TSPL"),
    ("escpos", "ESC/POS"),
    ("pdf", "PDF"),
]
#: Fields that the box is told.
TOLD = {
    "label", "active", "layout", "framing", "baudrate", "options", "language", "host", "port",
    "kind", "box_id", "is_network",
}  # fmt: skip
DRIVERS = {"printer": ("printer_tcp", "tcp", 9100), "rfid": ("rfid_llrp", "llrp", 5084)}


class PerpetualDevice(models.Model):
    """A scanner, reader, printer or scale of a box, or a network printer that a box prints on."""

    _name = "perpetual.device"
    _description = "Device"
    _order = "box_id, kind, name, id"
    _rec_name = "display_name"

    box_id = fields.Many2one(
        "perpetual.iot.box", "Box", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="box_id.company_id", store=True, index=True)
    active = fields.Boolean("Enabled", default=True, help="Off: the box leaves the device alone.")
    uid = fields.Char(
        "Id", required=True, readonly=True, copy=False,
        help="Serial number, else the port that it is plugged in: stable over restarts.",
    )  # fmt: skip
    kind = fields.Selection(KINDS, required=True, default="printer")
    driver = fields.Char(readonly=True)
    name = fields.Char("Model", readonly=True, help="What the device says that it is.")
    label = fields.Char("Label", help="What people call it, such as “Dock 2”.")
    capabilities = fields.Json(readonly=True)
    state = fields.Selection(STATES, "Status", readonly=True, default="gone", copy=False)
    detail = fields.Char(readonly=True, copy=False)
    last_seen = fields.Datetime(readonly=True, copy=False)
    station_id = fields.Many2one(
        "perpetual.station", "Station", index="btree_not_null", ondelete="set null",
        domain="[('company_id', '=', company_id)]",
        help="Scans of the device go to whoever works there.",
    )  # fmt: skip
    is_network = fields.Boolean("On the Network", help="A printer or reader with an address.")
    host = fields.Char("Address")
    port = fields.Integer()
    language = fields.Selection(LANGUAGES, default="zpl", help="What the printer understands.")
    dpi = fields.Selection(
        [("203", "203"), ("300", "300"), ("600", "600")], "Resolution (dpi)", default="203"
    )
    layout = fields.Selection(
        [(code, code.upper()) for code in ("us", "gb", "de", "fr", "be", "es", "it", "ch")],
        "Keyboard Layout",
        help="The country that the scanner is set to, where it types as a keyboard.",
    )
    framing = fields.Selection(
        [
            ("cr", "CR"), ("lf", "LF"), ("crlf", "CR LF"), ("tab", "Tab"), ("stx", "STX … ETX"),
            ("idle", "Pause"), ("ssi", "SSI with acknowledgement"),
        ],
        help="What ends a scan on a serial line.",
    )  # fmt: skip
    baudrate = fields.Integer(default=9600)
    options = fields.Json("Options as Told", readonly=True)
    options_text = fields.Text(
        "Options", compute="_compute_options_text", inverse="_inverse_options_text",
        help="One a line, such as “parity = even”. The box says which ones a device has, and what"
        " is wrong with them.",
    )  # fmt: skip

    _uid_unique = models.Constraint(
        "UNIQUE(box_id, uid)", "The box has a device of this id already."
    )

    @api.depends("label", "name", "uid")
    def _compute_display_name(self):
        for device in self:
            device.display_name = device.label or device.name or device.uid

    @api.depends("options")
    def _compute_options_text(self):
        for device in self:
            rows = (device.options or {}).items()
            device.options_text = "\n".join(f"{name} = {_written(value)}" for name, value in rows)

    def _inverse_options_text(self):
        for device in self:
            options = {}
            for line in (device.options_text or "").splitlines():
                name, equals, value = (part.strip() for part in line.partition("="))
                if not line.strip():
                    continue
                if not name or not equals:
                    raise ValidationError(
                        self.env._(
                            "Options of %(device)s: “%(line)s” is no option. Write a name, = and a"
                            " value, such as: parity = even",
                            device=device.display_name,
                            line=line,
                        )
                    )
                options[name] = _read(value)
            device.options = options

    @api.constrains("is_network", "host", "port", "kind")
    def _check_address(self):
        for device in self.filtered("is_network"):
            if device.kind not in DRIVERS:
                raise ValidationError(
                    self.env._("Only printers and RFID readers have a network address.")
                )
            if not device.host or not 0 < device.port < 65536:
                raise ValidationError(
                    self.env._(
                        "Say the address and the port (1 to 65535) of %s.", device.display_name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("uid"):
                vals.update(self._network_vals(vals))
        devices = super().create(vals_list)
        devices.box_id._refresh_configuration()
        return devices

    def _network_vals(self, vals):
        """Id and driver of a device with an address, typed by hand."""
        kind = vals.get("kind") or "printer"
        if kind not in DRIVERS:
            raise UserError(
                self.env._("A box finds its scanners itself: plug it in, and it appears here.")
            )
        driver, scheme, port = DRIVERS[kind]
        port = vals.get("port") or port
        return {
            "uid": f"{scheme}:{vals.get('host')}:{port}",
            "driver": driver,
            "port": port,
            "is_network": True,
        }

    def write(self, vals):
        before = self.box_id
        result = super().write(vals)
        if vals.keys() & {"host", "port"}:
            for device in self.filtered("is_network"):
                scheme = DRIVERS[device.kind][1]
                super(PerpetualDevice, device).write(
                    {"uid": f"{scheme}:{device.host}:{device.port}"}
                )
        if vals.keys() & TOLD:
            (before | self.box_id)._refresh_configuration()
        return result

    def unlink(self):
        boxes = self.box_id
        result = super().unlink()
        boxes.exists()._refresh_configuration()
        return result

    def _configuration(self):
        vals = {
            "label": self.display_name,
            "enabled": self.active,
            "layout": self.layout or None,
            "framing": self.framing or None,
            "baudrate": self.baudrate or None,
            "language": self.language if self.kind == "printer" else None,
            "options": self.options or {},
        }
        return {name: value for name, value in vals.items() if value is not None}

    def _network_configuration(self):
        return {
            "uid": self.uid,
            "driver": self.driver,
            "host": self.host,
            "port": self.port,
            **({"language": self.language} if self.kind == "printer" else {}),
        }

    @api.model
    def _told_by(self, box, said):
        """Keep the whole list of devices that a box has just told; others of it are gone."""
        known = self.with_context(active_test=False).search([("box_id", "=", box.id)])
        known = {device.uid: device for device in known}
        kinds, states = dict(KINDS), dict(STATES)
        now = fields.Datetime.now()
        there = set()
        for row in said[:200]:
            uid = str(row.get("uid") or "")[:200]
            if not uid or row.get("kind") not in kinds:
                continue
            there.add(uid)
            vals = {
                "kind": row["kind"],
                "driver": str(row.get("driver") or "")[:60],
                "name": str(row.get("name") or uid)[:120],
                "capabilities": [str(word)[:40] for word in (row.get("capabilities") or [])[:20]],
                "state": row.get("state") if row.get("state") in states else "failed",
                "detail": str(row.get("detail") or "")[:300],
                "last_seen": now,
            }
            if uid in known:
                known[uid]._write_changed(vals)
            else:
                language = self._language_of(vals["capabilities"])
                self.create({"box_id": box.id, "uid": uid, **language, **vals})
        for uid, device in known.items():
            if uid not in there and device.state != "gone":
                device.state = "gone"

    @api.model
    def _language_of(self, capabilities):
        """The language that a printer has named, for the first time that it is seen."""
        named = [code for code, _name in LANGUAGES if code in capabilities]
        return {"language": named[0]} if named else {}

    def _write_changed(self, vals):
        """Only what is new, so that a heartbeat of nothing new is one write."""
        changed = {name: value for name, value in vals.items() if self[name] != value}
        if changed:
            self.write(changed)

    def action_test_print(self):
        """A small label that says which printer this is.

        :raises UserError: it is no label printer
        """
        self.ensure_one()
        job = self.env["perpetual.print.job"]._queue_test(self)
        return job._notify_queued()


def _read(text):
    """The value of an option: a number, yes or no, a list, or what is written there."""
    try:
        return json.loads(text, parse_constant=_no_constant)
    except ValueError:
        return text


def _no_constant(name):
    """NaN and Infinity, which the database does not keep, are words."""
    raise ValueError(name)


def _written(value):
    """As :func:`_read` reads it."""
    is_plain = isinstance(value, str) and _read(value.strip()) == value
    return value if is_plain else json.dumps(value, ensure_ascii=False)
