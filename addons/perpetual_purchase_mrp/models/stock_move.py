from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger.facts import decimal

#: Steps of kits, and of their shares.
STEP = Decimal("0.0000000001")
DIGITS = (16, 10)


class StockMove(models.Model):
    """A component of a kit: what it is of the kit stays as it was when it was ordered."""

    _inherit = "stock.move"

    perpetual_kit_part = fields.Char(
        string="Part of the Kit", readonly=True, help="Line of the kit's bill of materials."
    )
    perpetual_kit_units = fields.Float(
        string="Units per Kit",
        digits=DIGITS,
        readonly=True,
        help="Units of this component in one kit, each in its product's unit.",
    )
    perpetual_kit_share = fields.Float(
        string="Share of the Kit's Price",
        digits=DIGITS,
        readonly=True,
        help="Fraction of the kit's price that this component costs.",
    )

    # Ordering

    def _generate_all_phantom_moves(self, exploded_lines_data):
        vals_list = super()._generate_all_phantom_moves(exploded_lines_data)
        kits = decimal(self.product_qty)
        if self.purchase_line_id and kits:
            seen = {}
            shares = self._perpetual_shares(
                [(vals["product_id"], vals["cost_share"]) for vals in vals_list]
            )
            for vals, share in zip(vals_list, shares, strict=True):
                unit = self.env["uom.uom"].browse(vals["product_uom"])
                product = self.env["product.product"].browse(vals["product_id"])
                units = unit._compute_quantity(vals["product_uom_qty"], product.uom_id, round=False)
                number = seen[vals["bom_line_id"]] = seen.get(vals["bom_line_id"], 0) + 1
                vals["perpetual_kit_part"] = f"{vals['bom_line_id']}.{number}"
                vals["perpetual_kit_units"] = float((decimal(units) / kits).quantize(STEP))
                vals["perpetual_kit_share"] = float(share)
        return vals_list

    def _perpetual_shares(self, components):
        """Fractions of the kit's price, from [(product id, cost share as core has it)].

        All of the price is of goods that are kept in stock; the last one takes the rest.
        """
        products = self.env["product.product"].browse([row[0] for row in components])
        weights = [
            decimal(share) if product.is_storable else ZERO
            for product, (_id, share) in zip(products, components, strict=True)
        ]
        if not any(weights):
            weights = [Decimal(int(product.is_storable)) for product in products]
        total = sum(weights, ZERO) or Decimal(1)
        shares = [(weight / total).quantize(STEP) for weight in weights]
        last = max((n for n, weight in enumerate(weights) if weight), default=None)
        if last is not None:
            shares[last] += 1 - sum(shares, ZERO)
        return shares

    def _note_kit(self):
        """Note of the moves of one order line, made without this addon, what they are of the
        kit, by what was ordered."""
        line = self.purchase_line_id
        kits = decimal(line.product_uom_qty)
        ordered = self.filtered(lambda move: not move.origin_returned_move_id)
        by_part = ordered.grouped(lambda move: (move.bom_line_id, move.cost_share))
        rows = [(parts.product_id.id, parts[0].cost_share) for parts in by_part.values()]
        shares = line.move_ids.browse()._perpetual_shares(rows)
        for ((bom_line, cost_share), parts), share in zip(by_part.items(), shares, strict=True):
            same = self.filtered(
                lambda move, key=(bom_line, cost_share): (move.bom_line_id, move.cost_share) == key
            )
            units = sum((decimal(move.product_qty) for move in parts), ZERO)
            same.perpetual_kit_part = f"{bom_line.id}.1"
            same.perpetual_kit_units = float((units / kits).quantize(STEP)) if kits else 0.0
            same.perpetual_kit_share = float(share)

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        fields_list = super()._prepare_merge_moves_distinct_fields()
        return [*fields_list, "perpetual_kit_part", "perpetual_kit_units"]

    @api.model
    def _prepare_merge_negative_moves_excluded_distinct_fields(self):
        # Less of an order is less of the same component, however many make up a kit.
        excluded = super()._prepare_merge_negative_moves_excluded_distinct_fields()
        return [*excluded, "perpetual_kit_units"]

    # Hooks of the accrual

    def _perpetual_is_part(self):
        """Whether this is a component of a kit that the order's price is split onto."""
        return bool(self.perpetual_kit_part)

    def _perpetual_part(self):
        return self.perpetual_kit_part or super()._perpetual_part()

    def _perpetual_ordered_units(self, quantity):
        if not self._perpetual_is_part() or not self.perpetual_kit_units:
            return super()._perpetual_ordered_units(quantity)
        return (quantity / decimal(self.perpetual_kit_units)).quantize(STEP)

    def _perpetual_received_units(self, quantity):
        if not self._perpetual_is_part() or not self.perpetual_kit_units:
            return super()._perpetual_received_units(quantity)
        return (quantity * decimal(self.perpetual_kit_units)).quantize(Decimal("0.000001"))

    def _perpetual_part_share(self):
        if not self._perpetual_is_part():
            return super()._perpetual_part_share()
        return decimal(self.perpetual_kit_share) if self.perpetual_kit_units else ZERO

    # Rounding

    def _perpetual_last_returns(self, facts):
        """Components that arrive together come to what their kits come to, to the last cent."""
        super()._perpetual_last_returns(facts)
        kits = [
            fact
            for fact in facts
            if fact.kind == "receipt"
            and fact.operation == "receive"
            and fact.value is not None
            and fact.move._perpetual_is_part()
        ]
        for line in self.env["purchase.order.line"].union(
            *(fact.move.purchase_line_id for fact in kits)
        ):
            own = [fact for fact in kits if fact.move.purchase_line_id == line]
            _round_together(sorted(own, key=lambda fact: fact.move.id))


def _round_together(facts):
    """Round the values of these facts so that their sum is the rounded sum."""
    exact = rounded = foreign = foreign_rounded = ZERO
    for fact in facts:
        exact += fact.value
        until = decimal(fact.company.currency_id.round(float(exact)))
        fact.value = fact.counterpart_value = until - rounded
        rounded = until
        if fact.currency:
            foreign += fact.move._perpetual_accrued("receipt", fact.quantity).foreign
            until = decimal(fact.currency.round(float(foreign)))
            # GRNI is a credit: the sign of what the fact has already.
            fact.currency_value = until - foreign_rounded
            foreign_rounded = until
