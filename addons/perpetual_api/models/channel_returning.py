from odoo import models
from odoo.fields import Command

from ..wire.problems import Problem


class PerpetualChannelReturning(models.AbstractModel):
    """How goods of a channel's order come back, at the value at which they left."""

    _name = "perpetual.channel.returning"
    _description = "Returning of a Channel Order"

    def _sold_articles(self, lines):
        """Return the product of each line, by its codes today or the one it was sold by.

        Also of articles that are archived by now.

        :param lines: of ``wire.bodies``
        :raises Problem: the order has no such article
        """
        codes = {}
        for line in self.line_ids:
            product = line.product_id
            for code in (product.barcode, product.default_code, line.sku):
                codes[code] = product
        faults = [
            {"pointer": f"/lines/{index}/sku", "sku": line.sku, "detail": "It was not sold here."}
            for index, line in enumerate(lines)
            if line.sku not in codes
        ]
        if faults:
            raise Problem(
                "unknown",
                f"{faults[0]['sku']} is not on the order {self.display_reference}.",
                "Look at the order's lines by GET.",
                faults,
            )
        products = [codes[line.sku] for line in lines]
        self.channel_id._check_quantities(lines, products)
        return self.env["product.product"].browse([product.id for product in products])

    def _take_back(self, body, products):
        """Make the return of goods that were shipped, and receive it where they are back.

        :raises Problem: more comes back than was shipped
        """
        wizards = self._return_wizards(body, products)
        pickings = self.env["stock.picking"]
        for wizard in wizards:
            pickings |= pickings.browse(wizard.action_create_returns()["res_id"])
        is_back = body.received
        if is_back is None:
            is_back = self.channel_id.ship == "at_once"
        if is_back:
            pickings.move_ids.picked = True
            pickings.with_context(skip_backorder=True).button_validate()
        vals = {"order_id": self.id, "reference": body.reference, "digest": body.digest()}
        returns = self.env["perpetual.channel.return"]
        # As in _begin.
        return returns.sudo().create({**vals, "picking_ids": [Command.set(pickings.ids)]})

    def _return_wizards(self, body, products):
        """Return core's return wizards, one for each transfer that goods left with."""
        left = self._returnable()
        plan, faults = {}, []
        for index, (line, product) in enumerate(zip(body.lines, products, strict=True)):
            rest = line.quantity
            for move in left:
                if move.product_id == product and rest > 0:
                    taken = min(rest, left[move])
                    left[move] -= taken
                    plan[move] = plan.get(move, 0) + taken
                    rest -= taken
            if product.uom_id.compare(rest, 0) > 0:
                words = f"{line.quantity:g} come back, {line.quantity - rest:g} are out."
                fault = {"pointer": f"/lines/{index}", "sku": line.sku, "detail": words}
                faults.append(fault)
        if faults:
            raise Problem(
                "conflict",
                f"{faults[0]['sku']}: {faults[0]['detail']} Nothing was returned.",
                "Look at shipped and returned by GET of the order.",
                faults,
            )
        return self._wizards_of(plan)

    def _returnable(self):
        """Return what is still out of each move that left, in the product's unit."""
        moves = self.line_ids.move_ids.filtered(
            lambda m: (
                m.state == "done"
                and m.location_dest_id.usage == "customer"
                and not m.origin_returned_move_id
            )
        )
        left = {}
        for move in moves:
            back = move.returned_move_ids.filtered(lambda m: m.state != "cancel")
            units = move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
            left[move] = units - sum(back.mapped("product_qty"))
        return left

    def _wizards_of(self, plan):
        wizards = self.env["stock.return.picking"]
        for picking in {move.picking_id for move in plan}:
            wizard = wizards.create({"picking_id": picking.id})
            for line in wizard.product_return_moves:
                units = plan.get(line.move_id, 0)
                line.quantity = line.product_id.uom_id._compute_quantity(units, line.uom_id)
            wizards |= wizard
        return wizards
