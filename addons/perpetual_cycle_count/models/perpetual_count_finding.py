from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("dead", "Dead Stock"),
    ("misplaced", "Misplaced"),
    ("damaged", "Damaged"),
    ("unlabelled", "Unlabelled"),
    ("expired", "Expired"),
    ("other", "Other"),
]


class PerpetualCountFinding(models.Model):
    """What somebody has seen while counting that is no difference: to be settled by others."""

    _name = "perpetual.count.finding"
    _description = "Finding of a Count"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(compute="_compute_name", store=True)
    uuid = fields.Char(readonly=True, copy=False)
    session_id = fields.Many2one(
        "perpetual.count.session", "Session", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    zone_work_id = fields.Many2one("perpetual.count.zone.work", "Zone", readonly=True)
    kind = fields.Selection(KINDS, required=True, default="other", tracking=True)
    product_id = fields.Many2one("product.product", "Product")
    lot_id = fields.Many2one("stock.lot", "Lot/Serial Number")
    location_id = fields.Many2one("stock.location", "Location", required=True)
    quantity = fields.Float(digits="Product Unit")
    note = fields.Text()
    photo_ids = fields.Many2many("ir.attachment", string="Photos")
    user_id = fields.Many2one(
        "res.users", "Found By", required=True, readonly=True, default=lambda self: self.env.user
    )
    found_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    state = fields.Selection(
        [("open", "Open"), ("settled", "Settled")],
        "Status",
        required=True,
        readonly=True,
        default="open",
        tracking=True,
    )
    settlement = fields.Char("What Was Done", tracking=True)

    _uuid_unique = models.Constraint("UNIQUE(uuid)", "A finding counts once.")

    @api.depends("kind", "product_id", "location_id")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for finding in self:
            # Names of goods and places only.
            own = finding.sudo()
            what = own.product_id.display_name or own.location_id.display_name or ""
            finding.name = f"{kinds[finding.kind]}: {what}"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.update(state="open", user_id=self.env.uid)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and {"state", "user_id", "found_at", "uuid"} & vals.keys():
            raise UserError(self.env._("Use the button to settle a finding."))
        return super().write(vals)

    def action_settle(self):
        """It is dealt with.

        :raises UserError: nobody has written down what was done
        """
        self.check_access("write")
        for finding in self:
            if not finding.settlement:
                raise UserError(
                    self.env._("Write down first what was done about “%s”.", finding.name)
                )
        # States are written by steps only.
        self.sudo().state = "settled"

    def action_print_label(self):
        """The label that is missing.

        :raises UserError: nobody has said yet what it is
        """
        self.ensure_one()
        if not self.product_id:
            raise UserError(self.env._("Say first which product it is, then print its label."))
        if self.lot_id:
            return self.env.ref("stock.action_report_lot_label").report_action(self.lot_id)
        layout = self.env["product.label.layout"].create(
            {"product_ids": self.product_id.ids, "custom_quantity": max(int(self.quantity), 1)}
        )
        return layout.process()
