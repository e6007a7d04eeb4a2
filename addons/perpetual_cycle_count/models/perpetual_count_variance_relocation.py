from decimal import Decimal

from odoo import api, fields, models

from ..counting import pair_up


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

    def _serials_elsewhere(self):
        """Values of proposals: serial numbers that the books have in a bin that was not counted
        in this session."""
        serials = self.filtered(
            lambda row: row.product_id.tracking == "serial" and row.left_quantity > 0
        )
        short = {row._goods() for row in self if row.left_quantity < 0}
        answer = []
        for row in serials.filtered(lambda row: row._goods() not in short):
            quant = self.env["stock.quant"].search(
                [
                    ("lot_id", "=", row.lot_id.id),
                    ("product_id", "=", row.product_id.id),
                    ("owner_id", "=", row.owner_id.id),
                    ("quantity", ">", 0),
                    ("location_id", "!=", row.location_id.id),
                    ("location_id.usage", "=", "internal"),
                    ("company_id", "=", row.company_id.id),
                ],
                limit=1,
            )
            if quant:
                answer.append(row._relocation_vals(row.left_quantity, quant))
        return answer

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
