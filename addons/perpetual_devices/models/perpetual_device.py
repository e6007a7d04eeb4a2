from odoo import fields, models


class PerpetualDevice(models.Model):
    """A scanner, RFID reader, printer or scale that a box has told of."""

    _name = "perpetual.device"
    _description = "Device"
    _order = "kind, name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    uid = fields.Char("Identity", help="Serial number, else the path; never changes.")
    kind = fields.Selection(
        [
            ("scanner", "Scanner"),
            ("rfid", "RFID Reader"),
            ("printer", "Printer"),
            ("scale", "Scale"),
        ],
        required=True,
        default="printer",
    )
    state = fields.Selection(
        [
            ("ready", "Ready"),
            ("busy", "Busy"),
            ("blocked", "Blocked"),
            ("offline", "Offline"),
            ("failed", "Failed"),
            ("gone", "Gone"),
        ],
        required=True,
        default="offline",
    )
    language = fields.Selection(
        [("zpl", "ZPL II"), ("epl", "EPL2"), ("tspl", "TSPL"), ("escpos", "ESC/POS")],
        help="What a label printer speaks; empty takes what the label says.",
    )
    dpi = fields.Selection(
        [("203", "203 dpi"), ("300", "300 dpi"), ("600", "600 dpi")],
        "Resolution",
        help="Empty takes what the label says.",
    )
    company_id = fields.Many2one(
        "res.company", "Company", required=True, default=lambda self: self.env.company
    )
