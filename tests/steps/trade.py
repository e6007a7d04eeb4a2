"""Steps of a random stream: buying, selling, dropshipping, lots, and all back."""

from odoo.addons.perpetual_stock.tests.stream import COSTS, QUANTITIES, StockSteps

FACTORS = (1, 1, 0.8, 1.37, 2)


class TradeSteps(StockSteps):
    """Orders, their receipts and bills, sales, their deliveries and invoices, and all back."""

    #: Role of who receives.
    receiver = "stock_user"

    def operations(self):
        self.orders, self.bills, self.lines, self.papers, self.parcels = [], [], [], [], []
        return (
            super().operations()
            + [self.step_buy, self.step_arrival, self.step_bill] * 5
            + [self.step_buy_kit] * 3
            + [self.step_refund, self.step_bill_again] * 2
            + [self.step_sell, self.step_ship, self.step_invoice] * 5
            + [self.step_credit, self.step_invoice_again] * 2
            + [self.step_unlinked, self.step_lot_in, self.step_lot_out] * 2
            + [self.step_sell_kit, self.step_ship, self.step_dropship] * 2
            + [self.step_send_back]
        )

    def mine(self, records, company):
        """Pick one of these of the company."""
        found = [record for record in records if record.company_id == company]
        return self.pick(found) if found else None

    # Buying

    def step_buy_kit(self, company, product):
        """Its components come in by :meth:`step_arrival`, some now, some later."""
        self.step_buy(company, self.kit)

    def step_buy(self, company, product):
        quantity, price = self.pick((5, 12, 40)), self.pick(COSTS)
        currency = self.pick(self.companies.currency_id)
        self.note("order", company, product, quantity, price=price, currency=currency.name)
        row = (product, quantity, price)
        self.orders.append(self.order(row, company=company, currency=currency))

    def step_arrival(self, company, product):
        order = self.mine(self.orders, company)
        moves = order and order.picking_ids.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel") and move.picking_code == "incoming"
        )
        if moves:
            quantities = [min(self.pick((1, 3, 7, 40)), move.product_uom_qty) for move in moves]
            goods = order.order_line.product_id
            self.note("receive order", company, goods, quantities, of=order.name)
            done = self.receive_order(order, *quantities, user=self.receiver)
            self.done += [("ordered", move) for move in done]

    def step_bill(self, company, product):
        self._claim(company, "bill", (1, 2, 5, 9))

    def step_refund(self, company, product):
        self._claim(company, "refund", (1, 2))

    def _claim(self, company, verb, quantities):
        order = self.mine(self.orders, company)
        if order:
            line, quantity = order.order_line, self.pick(quantities)
            price = round(line.price_unit * self.pick(FACTORS), 3)
            self.note(verb, company, line.product_id, quantity, price=price, of=order.name)
            self.bills.append(getattr(self, verb)((line, quantity, price)))

    def step_bill_again(self, company, product):
        """Reset a bill to draft, post it at another price."""
        bill = self.mine(self.bills, company)
        if bill:
            price = self.pick(COSTS)
            self.note("bill again", company, bill.invoice_line_ids.product_id, bill.name, at=price)
            self.reset(bill)
            self.repost(bill, price_unit=price)

    # Selling

    def step_sell(self, company, product):
        quantity = self.pick((2, 5, 12))
        self.note("sell", company, product, quantity)
        self.lines.append(self.sell(product, quantity, company=company))

    def step_sell_kit(self, company, product):
        """Its components leave by :meth:`step_ship`, one here, one there."""
        quantity = self.pick((1, 2, 5))
        self.note("sell", company, self.kit, quantity)
        self.lines.append(self.sell(self.kit, quantity, company=company))

    def step_ship(self, company, product):
        line = self.mine(self.lines, company)
        waiting = line and line.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel") and move.picking_code == "outgoing"
        )
        if waiting:
            goods = waiting[0].product_id
            quantity = min(self.pick((1, 2, 5, 12)), waiting[0].product_uom_qty)
            self.note("ship", company, goods, quantity, of=line.order_id.name)
            self.done.append(("shipped", self.ship(line, quantity)))

    def step_invoice(self, company, product):
        line = self.mine(self.lines, company)
        if line and line.qty_to_invoice > 0:
            quantity = self.pick((1, 2, 5))
            self.note("invoice", company, line.product_id, quantity, of=line.order_id.name)
            self.papers.append(self.invoice(line, quantity))

    def step_credit(self, company, product):
        invoice = self.mine(self.papers, company)
        if invoice:
            self.note("credit", company, invoice.invoice_line_ids.product_id, 1, of=invoice.name)
            self.credit(invoice, 1)

    def step_invoice_again(self, company, product):
        """Reset an invoice to draft, post it for another quantity."""
        invoice = self.mine(self.papers, company)
        if invoice:
            quantity = self.pick((1, 3, 9))
            goods = invoice.invoice_line_ids.product_id
            self.note("invoice again", company, goods, quantity, of=invoice.name)
            self.reset(invoice).invoice_line_ids.quantity = quantity
            self.post(invoice)

    # Both at once

    def step_dropship(self, _company, product):
        """The vendor sends to the customer; bill and invoice follow like any other."""
        quantity, price = self.pick((1, 3, 8)), self.pick(COSTS)
        self.note("dropship", self.company, self.parcel, quantity, price=price)
        line, move = self.dropship(self.parcel, quantity, price)
        self.lines.append(line)
        self.orders.append(line.purchase_line_ids.order_id)
        self.parcels.append(move)

    def step_send_back(self, _company, product):
        """The customer sends a parcel back: to the vendor, or to us."""
        if self.parcels:
            move = self.parcels.pop()
            dest = self.pick([None, self.stock()])
            self.note("send back", self.company, self.parcel, 1, to=dest and dest.name)
            self.send_back(move, 1, dest)

    # The rest

    def step_return(self, company, product):
        """Goods of orders come back like any other."""
        move = self.pick_move(company, "receipt", "issue", "ordered", "shipped")
        # Core's wizard reads the other company's move, which the person works not for now.
        if move and move.move_orig_ids.company_id - company:
            return
        left = move and move.quantity - sum(move.returned_move_ids.mapped("quantity"))
        if left and left > 0:
            quantity = self.pick([left, min(left, 1)])
            self.note("return", company, move.product_id, quantity, of=move.reference)
            self.give_back(move, quantity, company=company)

    def step_unlinked(self, company, product):
        """Goods come back that nobody can tell which delivery, or receipt, they are of."""
        quantity, stock = self.pick(QUANTITIES), self.stock(company)
        warehouse = self.warehouse(company)
        if self.pick([True, False]):
            ends, kind = (self.customers, stock), warehouse.in_type_id
        else:
            ends, kind = (stock, self.suppliers), warehouse.out_type_id
        self.note("unlinked", company, product, quantity, to=ends[1].name)
        self.move(product, quantity, *ends, kind, company=company)

    def step_lot_in(self, company, product):
        goods, lot = self._lot()
        quantity, cost = self.pick((1, 3, 7)), self.pick(COSTS)
        self.note("receive lot", company, goods, quantity, lot=lot.name, cost=cost)
        self.receive(goods, quantity, cost, lot=lot, company=company)

    def step_lot_out(self, company, product):
        goods, lot = self._lot()
        on_hand = self.pool(goods, company, lot).quantity
        if on_hand >= 1:
            self.note("deliver lot", company, goods, 1, lot=lot.name)
            self.deliver(goods, self.pick((1, on_hand)), lot=lot, company=company)

    def _lot(self):
        lot = self.pick(self.lots)
        return lot.product_id, lot
