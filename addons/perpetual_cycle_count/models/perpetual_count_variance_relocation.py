from decimal import Decimal

from odoo import api, fields, models

from ..counting import pair_up
from .perpetual_count_key import KEY
from .perpetual_count_relocation import OPEN


class PerpetualCountVarianceRelocation(models.AbstractModel):
    """The part of a variance that was goods in the wrong place."""

    _name = "perpetual.count.variance.relocation"
    _description = "Relocated Part of a Variance"

    relocated_quantity = fields.Float(
        "Moved from or to Another Bin",
        digits="Product Unit",
        readonly=True,
        help="Part of the variance that was goods in the wrong place: transferred, not lost.",
    )
    left_quantity = fields.Float(
        "Variance Left", digits="Product Unit", compute="_compute_left_quantity"
    )
    relocation_count = fields.Integer("Proposals", compute="_compute_relocation_count")
    can_relocate = fields.Boolean(compute="_compute_can_relocate")

    @api.depends("state", "is_within")
    def _compute_can_relocate(self):
        """Open ones, and those within tolerance, which are approved by that, not by a person."""
        for variance in self:
            variance.can_relocate = variance.state in OPEN or (
                variance.state == "approved" and variance.is_within
            )

    @api.depends("quantity", "relocated_quantity")
    def _compute_left_quantity(self):
        for variance in self:
            variance.left_quantity = variance._left(variance.quantity)

    def _left(self, quantity):
        """What a quantity of the variance is without the part that was transferred."""
        rounding = self.uom_id.round if self.uom_id else float
        return rounding(quantity - self.relocated_quantity)

    def _compute_relocation_count(self):
        for variance in self:
            variance.relocation_count = self.env["perpetual.count.relocation"].search_count(
                [*variance._relocations(), ("state", "=", "proposed")]
            )

    def _relocations(self):
        return ["|", ("short_id", "in", self.ids), ("over_id", "in", self.ids)]

    def action_relocations(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_cycle_count.perpetual_count_relocation_action"
        )
        return {**action, "domain": self._relocations(), "context": {}}

    def _goods(self):
        return (self.product_id.id, self.lot_id.id, self.owner_id.id)

    def _pairs(self):
        """Values of proposals: what is short in one bin and over in another."""
        found = [(row._goods(), Decimal(str(row.left_quantity))) for row in self]
        return [
            self[pair.over]._relocation_vals(float(pair.quantity), self[pair.short])
            for pair in pair_up(found)
        ]

    def _lots_elsewhere(self, pairs):
        """Values of proposals: serial numbers and lots that are over, as far as the books have
        them where this session has not counted them.

        :param pairs: values of the session's own pairs, which explain a part of it already
        """
        answer = []
        tracked = self.filtered(lambda row: row.lot_id and row.left_quantity > 0)
        for row in tracked.filtered(lambda row: row.state in OPEN):
            paired = sum(vals["quantity"] for vals in pairs if vals["over_id"] == row.id)
            left = row.uom_id.round(row.left_quantity - paired)
            for source, booked in row._booked_elsewhere():
                if row.uom_id.compare(left, 0) > 0:
                    answer.append(row._relocation_vals(min(left, booked), source))
                    left = row.uom_id.round(left - booked)
        return answer

    def _booked_elsewhere(self):
        """Where else the books have the lot, most of it first.

        What is on a sheet, or was counted in this session, is known to lie where it is booked; of
        another session's count only what it found short may lie here.

        :returns: list of (quant, or the other session's variance; quantity)
        """
        lines = self.env["perpetual.count.line"].search(
            [
                ("product_id", "=", self.product_id.id),
                ("lot_id", "=", self.lot_id.id),
                "|",
                ("session_id", "=", self.session_id.id),
                ("is_open", "=", True),
            ]
        )
        short = self.search(
            [
                ("product_id", "=", self.product_id.id),
                ("lot_id", "=", self.lot_id.id),
                ("company_id", "=", self.company_id.id),
                ("session_id", "!=", self.session_id.id),
                ("quantity", "<", 0),
                ("state", "in", OPEN),
            ]
        )
        counted = {line._key() for line in lines}
        quants = self.env["stock.quant"].search(
            [
                ("lot_id", "=", self.lot_id.id),
                ("product_id", "=", self.product_id.id),
                ("owner_id", "=", self.owner_id.id),
                ("quantity", ">", 0),
                ("location_id.usage", "=", "internal"),
                ("company_id", "=", self.company_id.id),
            ],
            order="quantity desc, id",
        )
        free = [
            (quant, quant.quantity)
            for quant in quants
            if tuple(quant[name].id for name in KEY) not in counted
        ]
        same = short.filtered(lambda row: row.owner_id == self.owner_id)
        return [(row, -row.left_quantity) for row in same if row.left_quantity < 0] + free

    def _relocation_vals(self, quantity, source):
        """:param source: the variance that is short, or a quant: where the goods are booked"""
        is_variance = source._name == self._name
        return {
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "owner_id": self.owner_id.id,
            "quantity": quantity,
            "short_id": source.id if is_variance else False,
            "over_id": self.id,
            "location_id": source.location_id.id,
            "package_id": source.package_id.id,
        }

    def _relocated(self):
        """Work out what was transferred; a variance of which nothing is left is settled."""
        misplaced = self.env.ref("perpetual_cycle_count.perpetual_variance_reason_misplacement")
        for variance in self:
            rows = self.env["perpetual.count.relocation"].search(
                [*variance._relocations(), ("state", "=", "done")]
            )
            counted_at = variance.line_id.entry_id.recorded_at
            rows = rows.filtered(lambda row, at=counted_at: row.decided_at >= at)
            into = rows.filtered(lambda row, own=variance: row.over_id == own)
            variance.relocated_quantity = sum(into.mapped("quantity")) - sum(
                (rows - into).mapped("quantity")
            )
            if variance.uom_id.is_zero(variance.left_quantity):
                variance.write(
                    {"reason_id": variance.reason_id.id or misplaced.id, "state": "posted"}
                )
                variance.line_id._close("accepted")
        self.session_id._check_settled()
