"""Steps of a random stream: registers that sell, take back, ship later, wait and close."""

from odoo import Command, fields

from odoo.addons.perpetual_pos.tests.common import PosCommon
from odoo.addons.perpetual_stock.tests.stream import StockSteps


class TillSteps(StockSteps):
    """Mixin for ``PosCommon``; ``registers`` has one per company."""

    @classmethod
    def make_registers(cls):
        cls.registers = {cls.company: cls.register}
        for company in cls.companies - cls.company:
            cls.registers[company] = cls.make_register("Abroad", company)
        for register in cls.registers.values():
            register.ship_later = True

    def operations(self):
        self.tickets = []
        return (
            super().operations()
            + [self.step_till] * 6
            + [self.step_take_back] * 4
            + [self.step_till_kit, self.step_hand_over] * 2
            + [self.step_till_lot] * 4
            + [self.step_ship_later, self.step_till_waits, self.step_close_till] * 2
        )

    def ring_up(self, company, goods, **vals):
        """One order of the company's register. (Sales orders are ``sell``'s.)"""
        told = ", ".join(f"{line[1]} {line[0].name}" for line in goods)
        order = PosCommon.sell(self, goods, register=self.registers[company], **vals)
        self.log.append(f"{company.name}: till {told} {vals} {order.name}")
        self.tickets.append(order)
        return order

    def step_till(self, company, product):
        """A few goods, some on an invoice, now and then something back without its ticket."""
        others = [self.pick(self.products.values()) for _time in range(self.pick((0, 1, 2)))]
        quantities = (1, 2, 5, 0.5, 12, -1)
        goods = [(one, self.pick(quantities)) for one in {product, *others}]
        vals = {"partner_id": self.customer.id, "to_invoice": True} if self.pick((0, 0, 1)) else {}
        self.ring_up(company, goods, **vals)

    def step_till_kit(self, company, product):
        self.ring_up(company, [(self.kit, self.pick((1, 2))), (product, 1)])

    def step_till_lot(self, company, product):
        lot = self.pick(self.lots)
        if self.pool(lot.product_id, company, lot).quantity >= 1:
            named = {"pack_lot_ids": [Command.create({"lot_name": lot.name})]}
            self.ring_up(company, [(lot.product_id, 1, named)])

    def step_take_back(self, company, product):
        """Some of an order, or the rest of it, of this session or an earlier one."""
        order = self.mine(self.tickets, company)
        left = [max(line.qty - line.refunded_qty, 0) for line in order.lines] if order else []
        quantities = [self.pick([units, min(units, 1)]) for units in left]
        if any(quantities):
            self.log.append(f"{company.name}: take back {quantities} of {order.name}")
            vals = {"partner_id": order.partner_id.id, "to_invoice": order.to_invoice}
            back = PosCommon.refund(
                self, order, *quantities, register=self.registers[company], **vals
            )
            self.log.append(f"… as {back.name}")

    def step_ship_later(self, company, product):
        today = fields.Date.to_string(fields.Date.context_today(self.company))
        vals = {"partner_id": self.customer.id, "shipping_date": today}
        self.ring_up(company, [(product, self.pick((1, 3)))], **vals)

    def step_hand_over(self, company, product):
        """The warehouse delivers, at once or in parts, what is to be shipped later."""
        waiting = [
            move
            for order in self.tickets
            if order.company_id == company
            for move in order.picking_ids.move_ids
            if move.state not in ("done", "cancel")
        ]
        if waiting:
            move = self.pick(waiting).with_env(self.as_role("stock_user", company))
            quantity = self.pick([1, move.product_uom_qty])
            self.note("hand over", company, move.product_id, quantity, of=move.reference)
            self._pick(move, min(quantity, move.product_uom_qty))
            self.validate(move.picking_id.with_context(skip_backorder=True))

    def step_till_waits(self, company, product):
        """No account for what is sold: the sale waits for the accountant."""
        self.break_accounts(company)
        order = self.ring_up(company, [(product, self.pick((1, 4)))])
        self.mend_accounts(company)
        rows = self.env["perpetual.pos.queue"].search([("order_id", "=", order.id)])
        self.log.append(f"… waits: {rows.mapped('state')}")
        rows.with_env(self.as_role("accountant", company)).action_retry()
        self.assertEqual(set(rows.mapped("state")) - {"done"}, set())

    def step_close_till(self, company, product):
        session = self.registers[company].current_session_id
        if session and session.order_ids:
            self.log.append(f"{company.name}: close {session.name}")
            self.close(session.with_env(self.as_role(self.seller, company)))
