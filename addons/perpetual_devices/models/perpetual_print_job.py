from odoo import fields, models


class PerpetualPrintJob(models.Model):
    """What a printer is to print, once. Made in the transaction of the business it belongs to."""

    _name = "perpetual.print.job"
    _description = "Print Job"
    _order = "id desc"
    _rec_name = "title"
    _check_company_auto = True

    title = fields.Char(required=True)
    device_id = fields.Many2one(
        "perpetual.device", "Printer", required=True, index=True, ondelete="restrict",
        check_company=True,
    )  # fmt: skip
    format = fields.Selection(
        [
            ("zpl", "ZPL II"),
            ("epl", "EPL2"),
            ("tspl", "TSPL"),
            ("escpos", "ESC/POS"),
            ("pdf", "PDF"),
            ("raw", "Raw"),
        ],
        required=True,
    )
    content = fields.Binary(attachment=True, required=True)
    copies = fields.Integer(default=1, help="The printer makes them; the content says how many.")
    state = fields.Selection(
        [
            ("queued", "Queued"),
            ("leased", "Leased"),
            ("sent", "Sent"),
            ("printed", "Printed"),
            ("blocked", "Blocked"),
            ("unknown", "Unknown"),
            ("failed", "Failed"),
            ("expired", "Expired"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="queued",
        readonly=True,
        index=True,
    )
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    user_id = fields.Many2one("res.users", "By", default=lambda self: self.env.user, readonly=True)
    company_id = fields.Many2one(related="device_id.company_id", store=True, index=True)
