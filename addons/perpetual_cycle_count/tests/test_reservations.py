from odoo import fields
from odoo.tests import tagged

from .common import CountCommon


@tagged("post_install", "-at_install")
class TestReservations(CountCommon):
    """Who has reserved what a count finds missing, or waits for what it finds: as by core."""

    def waiting(self, product, quantity):
        places = {"location_id": self.stock().id, "location_dest_id": self.customers.id}
        move = {**places, "product_id": product.id, "product_uom_qty": quantity}
        picking = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": self.warehouse().out_type_id.id,
                "move_ids": [(0, 0, move)],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def reserved(self, product):
        quants = self.env["stock.quant"]._gather(product, self.stock(), strict=True)
        return sum(quants.mapped("quantity")), sum(quants.mapped("reserved_quantity"))

    def found(self, product, counted):
        """Counted twice, approved and posted."""
        session = self.open_session(product, grace_minutes=0)
        for number in (1, 2):
            self.tally(session, {product: counted}, round_number=number)
        variance = self.variance(session)
        self.investigate(variance)
        self.approve(variance)
        session.sudo()._post()
        self.assertEqual(variance.state, "posted")

    def by_core(self, product, counted):
        self.count(product, counted)

    def outcome(self, count, product, there, counted, wanted):
        """What a count leaves: on hand, reserved, state and reserved quantity of a delivery."""
        if there:
            self.receive(product, there, 10)
        picking = self.waiting(product, wanted)
        count(product, counted)
        self.env.invalidate_all()
        lines = picking.move_ids.move_line_ids
        return (
            *self.reserved(product),
            picking.move_ids.state,
            sum(lines.mapped("quantity")),
        )

    def test_missing(self):
        """All 10 are reserved and 3 of them are not there: the delivery keeps 7."""
        ours = self.outcome(self.found, self.average, 10, 7, 10)
        self.assertEqual(ours, (7, 7, "partially_available", 7))
        core = self.outcome(self.by_core, self.make_product("average"), 10, 7, 10)
        self.assertEqual(ours, core)

    def test_found(self):
        """A delivery of 100 waits; 6 are found: it reserves those, and no more."""
        ours = self.outcome(self.found, self.average, 3, 9, 100)
        self.assertEqual(ours, (9, 9, "partially_available", 9))
        core = self.outcome(self.by_core, self.make_product("average"), 3, 9, 100)
        self.assertEqual(ours, core)

    def test_not_asked_for_again(self):
        """Core's Physical Inventory asks at the location's next date, not at once."""
        self.receive(self.average, 10, 10)
        quant = self.env["stock.quant"]._gather(self.average, self.stock(), strict=True)
        quant.inventory_date = fields.Date.subtract(fields.Date.today(), days=5)
        self.found(self.average, 7)
        self.env.invalidate_all()
        quant = self.env["stock.quant"]._gather(self.average, self.stock(), strict=True)
        self.assertEqual(quant.inventory_date, self.stock()._get_next_inventory_date())
