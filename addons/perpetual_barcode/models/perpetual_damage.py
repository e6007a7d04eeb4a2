from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..scanning import amount

STATES = [
    ("requested", "To Approve"),
    ("done", "Written Off"),
    ("refused", "Refused"),
]


class PerpetualDamage(models.Model):
    """Damaged goods that somebody reports from the floor, and how they are written off.

    Nobody creates or changes one but by its steps: :meth:`_report`, the approver's decision. Up
    to the company's limit the goods are scrapped at once; above it an approver decides. The
    value is computed here and never shown to who reports.
    """

    _name = "perpetual.damage"
    _description = "Damage Report"
    _inherit = ["mail.thread", "mail.activity.mixin", "perpetual.barcode.photo"]
    _order = "id DESC"
    # Whoever reads a report may talk about it; nobody writes on it by hand.
    _mail_post_access = "read"

    name = fields.Char(readonly=True, required=True, default="/")
    state = fields.Selection(STATES, "Status", required=True, readonly=True, tracking=True)
    company_id = fields.Many2one("res.company", "Company", required=True, readonly=True, index=True)
    product_id = fields.Many2one("product.product", "Product", required=True, readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    lot_id = fields.Many2one("stock.lot", "Lot/Serial Number", readonly=True)
    location_id = fields.Many2one("stock.location", "Location", required=True, readonly=True)
    package_id = fields.Many2one(
        "stock.package",
        "Package",
        readonly=True,
        help="Where it was scanned, the package that the goods are in.",
    )
    quantity = fields.Float(digits="Product Unit", readonly=True, required=True)
    reason_id = fields.Many2one("perpetual.barcode.reason", "Reason", readonly=True)
    note = fields.Char(readonly=True)
    picking_id = fields.Many2one(
        "stock.picking",
        "Return",
        readonly=True,
        index="btree_not_null",
        help="The return with which the damaged goods came back.",
    )
    user_id = fields.Many2one("res.users", "Reported By", required=True, readonly=True)
    found_at = fields.Datetime(
        "Reported At", required=True, readonly=True, default=fields.Datetime.now
    )
    device = fields.Char(readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    value = fields.Monetary(
        readonly=True,
        groups="perpetual_stock.group_inventory_value",
        help="Quantity at the product's cost when it was reported.",
    )
    scrap_ids = fields.One2many("stock.scrap", "perpetual_damage_id", "Scrap Orders")

    # Reporting

    @api.model
    def _report(self, vals, photos=()):
        """Report damaged goods: they are scrapped at once, or an approver is asked.

        :param vals: ``product_id``, ``lot_id``, ``location_id``, ``package_id``, ``quantity`` in
            the product's unit, ``reason_id``, ``note``, ``device``, ``picking_id``
        :raises UserError: there are not so many in the bin
        """
        # Reports are made by this step only, so that nobody makes an approved one.
        report = self.sudo().create(
            {
                **vals,
                "name": self.env["ir.sequence"].sudo().next_by_code(self._name) or "/",
                "company_id": self.env.company.id,
                "user_id": self.env.uid,
                "state": "requested",
            }
        )
        report._attach(list(photos))
        report.value = report._value()
        # With the person's own rights from here on.
        own = report.with_env(self.env)
        own._allocate()
        if own._needs_approval():
            report._ask_approvers()
        else:
            own._write_off()
        return own

    def _value(self):
        """What the goods cost now, in the currency of the company."""
        product = self.product_id.with_company(self.company_id)
        of = self.lot_id if product.lot_valuated and self.lot_id else product
        cost = of.with_company(self.company_id).standard_price
        return self.currency_id.round(self.quantity * cost)

    def _needs_approval(self):
        """Whether the value is above the limit, with what the same person reported of the
        product on the same day: a heap does not get below the limit by being reported in
        parts."""
        day = fields.Datetime.subtract(self.found_at, days=1)
        # The value is not for the person's eyes, the decision is.
        report = self.sudo()
        others = report.search(
            [
                ("product_id", "=", self.product_id.id),
                ("company_id", "=", self.company_id.id),
                ("user_id", "=", self.user_id.id),
                ("found_at", ">", day),
                ("state", "=", "done"),
                ("approver_id", "=", False),
            ]
        )
        value = report.value + sum(others.mapped("value"))
        limit = report.company_id.perpetual_damage_limit
        return report.currency_id.compare_amounts(value, limit) > 0

    # Writing off

    def _allocate(self):
        """Which quants are scrapped: loose ones before those in packages, own before consigned.

        :returns: a list of (quant, quantity)
        :raises UserError: there are not so many in the bin
        """
        self.ensure_one()
        domain = [
            ("location_id", "=", self.location_id.id),
            ("product_id", "=", self.product_id.id),
            ("quantity", ">", 0),
        ]
        domain += [("lot_id", "=", self.lot_id.id)] if self.lot_id else []
        domain += [("package_id", "=", self.package_id.id)] if self.package_id else []
        quants = self.env["stock.quant"].search(domain)
        unit, answer, rest = self.product_id.uom_id, [], self.quantity
        for quant in quants.sorted(lambda row: (bool(row.package_id), bool(row.owner_id), row.id)):
            taken = min(rest, quant.quantity)
            if unit.compare(taken, 0) > 0:
                answer.append((quant, taken))
                rest -= taken
        if unit.compare(rest, 0) > 0:
            raise UserError(
                self.env._(
                    "Only %(there)s of %(product)s are in %(bin)s.",
                    there=amount(self.quantity - rest),
                    product=self._goods(),
                    bin=self.package_id.name or self.location_id.display_name,
                )
            )
        return answer

    def _goods(self):
        return " ".join(filter(None, (self.product_id.display_name, self.lot_id.name)))

    def _write_off(self):
        """Scrap the goods, with the rights of the user.

        :raises UserError: they are no longer there
        """
        for quant, quantity in self._allocate():
            scrap = self.env["stock.scrap"].create(self._scrap_vals(quant, quantity))
            if scrap.action_validate() is not True:
                raise UserError(
                    self.env._(
                        "%(product)s in %(bin)s cannot be scrapped: look at its quantities first.",
                        product=self._goods(),
                        bin=self.location_id.display_name,
                    )
                )
            # Core computes it from the scrap's move, and does so before the move has its lines.
            if self.product_id.uom_id.compare(scrap.scrap_qty, quantity):
                scrap.scrap_qty = quantity
        # Only the steps of a report change it.
        self.sudo().state = "done"

    def _scrap_vals(self, quant, quantity):
        return {
            "perpetual_damage_id": self.id,
            "company_id": self.company_id.id,
            "origin": self.name,
            "product_id": self.product_id.id,
            "product_uom_id": self.product_id.uom_id.id,
            "scrap_qty": quantity,
            "location_id": quant.location_id.id,
            "lot_id": quant.lot_id.id,
            "package_id": quant.package_id.id,
            "owner_id": quant.owner_id.id,
            "scrap_reason_tag_ids": [Command.set(self._scrap_tag().ids)],
        }

    def _scrap_tag(self):
        """The scrap reason of the same name, for the stock ledger and core's reports."""
        tags, name = self.env["stock.scrap.reason.tag"], self.reason_id.name
        if not name:
            return tags
        return tags.search([("name", "=", name)], limit=1) or tags.create({"name": name})

    def action_open_scraps(self):
        """The scrap orders of this report."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Scrap Orders"),
            "res_model": "stock.scrap",
            "view_mode": "list,form",
            "domain": [("id", "in", self.scrap_ids.ids)],
            "context": {"create": False},
        }
