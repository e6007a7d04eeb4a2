from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from .perpetual_approval_rule import LEVELS

STATES = [
    ("proposed", "Proposed"),
    ("done", "Transferred"),
    ("declined", "Declined"),
    ("cancel", "Cancelled"),
]
#: Variances that somebody decides on.
OPEN = ("investigate", "to_approve")


class PerpetualCountRelocation(models.Model):
    """Goods that are short in one bin and over in another: moved in the books, not lost there
    and gained here (counting.md, rule 10)."""

    _name = "perpetual.count.relocation"
    _description = "Goods in the Wrong Place"
    _order = "id desc"

    session_id = fields.Many2one(
        "perpetual.count.session", "Session", required=True, readonly=True, ondelete="cascade",
        index=True,
    )  # fmt: skip
    company_id = fields.Many2one(related="session_id.company_id", store=True, index=True)
    product_id = fields.Many2one("product.product", "Product", required=True, readonly=True)
    lot_id = fields.Many2one("stock.lot", "Lot/Serial Number", readonly=True)
    owner_id = fields.Many2one("res.partner", "Owner", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(digits="Product Unit", required=True, readonly=True)
    short_id = fields.Many2one(
        "perpetual.count.variance", "Short", readonly=True, ondelete="cascade",
        index="btree_not_null",
        help="Where the books have the goods. Empty: a serial number of a bin that is not counted.",
    )  # fmt: skip
    over_id = fields.Many2one(
        "perpetual.count.variance", "Over", required=True, readonly=True, ondelete="cascade",
        index=True,
    )  # fmt: skip
    location_id = fields.Many2one("stock.location", "Booked In", required=True, readonly=True)
    package_id = fields.Many2one("stock.package", "Booked in Package", readonly=True)
    location_dest_id = fields.Many2one(related="over_id.location_id", string="Found In", store=True)
    state = fields.Selection(STATES, "Status", required=True, readonly=True, default="proposed")
    user_id = fields.Many2one("res.users", "Decided By", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    picking_id = fields.Many2one("stock.picking", "Transfer", readonly=True)
    is_open = fields.Boolean(compute="_compute_is_open", help="One of the variances is open.")

    @api.depends("short_id.state", "over_id.state")
    def _compute_is_open(self):
        for relocation in self:
            states = (relocation.short_id | relocation.over_id).mapped("state")
            relocation.is_open = bool(set(states) & {*OPEN, "recount"})

    @api.depends("quantity", "product_id", "location_id", "location_dest_id")
    def _compute_display_name(self):
        for relocation in self:
            # Names of goods and bins, for whoever may read the proposal.
            own = relocation.sudo()
            relocation.display_name = self.env._(
                "%(quantity)s %(goods)s: %(origin)s → %(dest)s",
                quantity=f"{own.quantity:g}",
                goods=" ".join(filter(None, (own.product_id.display_name, own.lot_id.name))),
                origin=own.location_id.display_name,
                dest=own.location_dest_id.display_name,
            )

    # Deciding

    def action_transfer(self):
        """Move the goods in the books to where they were found. All of them, or none.

        :raises AccessError: not an approver
        :raises UserError: one has counted them, or the goods are no longer there
        """
        self._check_decider()
        for relocation in self:
            relocation._carry_out(self.env.user)

    def _carry_out(self, user):
        picking = self._transfer()
        self._decide("done", user, picking)
        (self.short_id | self.over_id).sudo()._relocated()

    def _carry_out_or_leave(self):
        """Without anybody. What is no longer there, or asks for more, is left: each of the two is
        what it was counted to be."""
        try:
            with self.env.cr.savepoint():
                self._carry_out(self.env["res.users"])
        except UserError:
            self.state = "cancel"

    def action_decline(self):
        """It is another difference: both stay in the variance log as they are."""
        self._check_decider()
        for relocation in self:
            relocation._decide("declined", self.env.user)
        # What is within tolerance waited for this, see ``_waiting_for_relocation``.
        self.session_id.sudo()._check_settled()

    def _needs_nobody(self):
        """Whether both are within tolerance."""
        variances = self.short_id | self.over_id
        return len(variances) == 2 and all(
            row.state == "approved" and row.is_within for row in variances
        )

    def _decide(self, state, user, picking=None):
        """:param user: who decides; none: nobody had to"""
        # States are written by steps only, in the name of who decides.
        self.sudo().write(
            {
                "state": state,
                "picking_id": picking and picking.id,
                "user_id": user.id,
                "decided_at": fields.Datetime.now(),
            }
        )

    def _check_decider(self):
        """:raises AccessError: not an approver
        :raises UserError: decided already, or the person has counted the goods"""
        self.check_access("read")
        if not self.env.user.has_group(LEVELS["1"]):
            raise AccessError(self.env._("Only approvers decide on goods in the wrong place."))
        (self.short_id | self.over_id)._lock()
        self.invalidate_recordset()
        for relocation in self:
            variances = relocation.short_id | relocation.over_id
            if relocation.state != "proposed" or not all(variances.mapped("can_relocate")):
                raise UserError(
                    self.env._("%s is decided already, or counted again.", relocation.display_name)
                )
            if self.env.user in variances.counter_ids:
                raise UserError(
                    self.env._(
                        "You have counted %s: somebody else has to decide.",
                        relocation.display_name,
                    )
                )

    # The transfer

    def _transfer(self):
        """One internal transfer, validated.

        :returns: the transfer
        :raises UserError: fewer are booked there by now
        """
        # What an approver decides is done without rights to operations.
        own = self.sudo().with_company(self.company_id)
        own._check_booked()
        kind = self.env["perpetual.barcode.move.transfer"].sudo()._transfer_type(own.location_id)
        places = {"location_id": own.location_id.id, "location_dest_id": own.location_dest_id.id}
        goods = {"product_id": own.product_id.id, **places}
        line = {
            **goods,
            "product_uom_id": own.uom_id.id,
            "quantity": own.quantity,
            "lot_id": own.lot_id.id,
            "owner_id": own.owner_id.id,
            "package_id": own.package_id.id,
            "result_package_id": own.over_id.package_id.id,
            "picked": True,
        }
        picking = own.env["stock.picking"].create(
            {**places, "picking_type_id": kind.id, "origin": own.session_id.name}
        )
        picking.move_ids = [
            Command.create({**goods, "product_uom": own.uom_id.id, "product_uom_qty": own.quantity})
        ]
        picking.action_confirm()
        picking.move_line_ids.unlink()
        picking.move_line_ids.create(
            {**line, "picking_id": picking.id, "move_id": picking.move_ids.id}
        )
        picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
        if picking.state != "done":
            raise UserError(
                self.env._(
                    "The transfer of %s asks for more before it can be validated: make it by hand,"
                    " then decline the proposal and count again.",
                    own.display_name,
                )
            )
        return picking

    def _check_booked(self):
        """:raises UserError: somebody has moved the goods since they were counted"""
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.product_id.id),
                ("location_id", "=", self.location_id.id),
                ("lot_id", "=", self.lot_id.id),
                ("package_id", "=", self.package_id.id),
                ("owner_id", "=", self.owner_id.id),
            ]
        )
        quants.lock_for_update(allow_referencing=True)
        booked = sum(quants.mapped("quantity"))
        if self.uom_id.compare(booked, self.quantity) < 0:
            raise UserError(
                self.env._(
                    "Only %(booked)s of %(relocation)s are booked there by now. Decline it, or"
                    " send the variance to a recount.",
                    booked=f"{booked:g}",
                    relocation=self.display_name,
                )
            )
