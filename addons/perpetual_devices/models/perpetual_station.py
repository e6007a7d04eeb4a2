from odoo import api, fields, models
from odoo.exceptions import UserError

LABEL_KINDS = [
    ("product", "Product"),
    ("lot", "Lot or Serial Number"),
    ("location", "Location"),
    ("package", "Package"),
    ("command", "Command Sheet"),
    ("document", "Document"),
]


class PerpetualStation(models.Model):
    """A place of work, such as a dock or a packing table: its scanners, its printers, and who
    works there now."""

    _name = "perpetual.station"
    _description = "Station"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    code = fields.Char(
        help="Printed as a barcode at the station: scanned in the barcode app it says that one"
        " works here."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", "Company", required=True, default=lambda self: self.env.company
    )
    warehouse_id = fields.Many2one("stock.warehouse", "Warehouse", check_company=True)
    device_ids = fields.One2many("perpetual.device", "station_id", "Devices")
    printer_ids = fields.One2many("perpetual.station.printer", "station_id", "Printers")
    user_ids = fields.Many2many(
        "res.users",
        string="People",
        domain="[('share', '=', False)]",
        help="Who may work here. Empty: anybody in the warehouse.",
    )
    worker_id = fields.Many2one("res.users", "Works Here Now", readonly=True, copy=False)
    worker_since = fields.Datetime("Since", readonly=True, copy=False)
    is_mine = fields.Boolean("I Work Here", compute="_compute_is_mine")
    waiting_count = fields.Integer("Scans Waiting", compute="_compute_waiting_count")

    _code_unique = models.Constraint(
        "UNIQUE(company_id, code)", "Another station of the company has this code."
    )

    @api.depends("worker_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for station in self:
            station.is_mine = station.worker_id == self.env.user

    def _compute_waiting_count(self):
        groups = self.env["perpetual.scan"]._read_group(
            [("station_id", "in", self.ids), ("state", "in", ("received", "routed"))],
            ["station_id"],
            ["__count"],
        )
        counts = {station.id: count for station, count in groups}
        for station in self:
            station.waiting_count = counts.get(station.id, 0)

    def action_work_here(self):
        """Scans of this station are mine from now on; I work at no other one.

        :raises UserError: the station is for other people
        """
        self.ensure_one()
        self.check_access("read")
        user = self.env.user
        # Whoever works somewhere has no right to set up stations.
        station = self.sudo()
        if station.user_ids and user not in station.user_ids:
            raise UserError(
                self.env._(
                    "%(station)s is for %(people)s. Ask a devices administrator to add you.",
                    station=station.name,
                    people=", ".join(station.user_ids.mapped("name")),
                )
            )
        others = station.search([("worker_id", "=", user.id), ("id", "!=", station.id)])
        others.write({"worker_id": False, "worker_since": False})
        if station.worker_id != user:
            station.write({"worker_id": user.id, "worker_since": fields.Datetime.now()})

    def action_leave(self):
        """Nobody works here any more."""
        for station in self.sudo():  # see ``action_work_here``
            if station.worker_id == self.env.user or self.env.user.has_group(
                "perpetual_devices.group_devices_admin"
            ):
                station.write({"worker_id": False, "worker_since": False})

    @api.model
    def _of_user(self, user=None):
        """Where somebody works now."""
        return self.search([("worker_id", "=", (user or self.env.user).id)], limit=1)

    def _printer(self, kind):
        """The station's printer for a kind of label; none if it has none."""
        own = self.printer_ids.filtered(lambda row: row.kind == kind).device_id[:1]
        return own or self.device_ids.filtered(lambda device: device.kind == "printer")[:1]


class PerpetualStationPrinter(models.Model):
    """Which printer a station uses for a kind of label."""

    _name = "perpetual.station.printer"
    _description = "Printer of a Station"
    _order = "station_id, kind"

    station_id = fields.Many2one(
        "perpetual.station", "Station", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="station_id.company_id", store=True)
    kind = fields.Selection(LABEL_KINDS, "Label", required=True)
    device_id = fields.Many2one(
        "perpetual.device", "Printer", required=True, index=True, ondelete="cascade",
        domain="[('kind', '=', 'printer'), ('company_id', '=', company_id)]",
    )  # fmt: skip

    _kind_unique = models.Constraint(
        "UNIQUE(station_id, kind)", "The station has a printer for this kind of label already."
    )
