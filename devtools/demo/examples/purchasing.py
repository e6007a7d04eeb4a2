"""Buying, in the orders that accountants ask about. Each example waits for ``yield`` days."""

from devtools.demo.examples.floor import Floor, _rates


def bill_before_goods(floors: dict[str, Floor]):
    floor = floors["chain"]
    order = floor.order((floor.article("billed before it came"), 10, 10))
    floor.bill((order.order_line, 10))
    yield 2
    floor.receive(order)


def bill_between_receipts(floors):
    floor = floors["chain"]
    order = floor.order((floor.article("billed between two receipts", "fifo"), 10, 10))
    floor.receive(order, 4)
    yield 1
    floor.bill((order.order_line, 10))
    yield 1
    floor.receive(order)


def bill_above_order(floors):
    yield from _billed_at(floors["chain"], "billed above the order, part sold", 12)


def bill_below_order(floors):
    yield from _billed_at(floors["chain"], "billed below the order, part sold", 8.5)


def _billed_at(floor: Floor, name: str, price: float):
    for method in floor.categories:
        product = floor.article(f"{name} ({method})", method)
        order = floor.order((product, 10, 10))
        floor.receive(order)
        floor.deliver(floor.sell(product, 4))
        floor.bill((order.order_line, 10, price))
    yield 0


def discount_and_tax(floors):
    floor = floors["chain"]
    tax = floor.office()["account.tax"].create(
        {
            "name": "Purchase tax that is not recovered",
            "amount": 8.0,
            "type_tax_use": "purchase",
            "invoice_repartition_line_ids": _WITHOUT_ACCOUNT,
            "refund_repartition_line_ids": _WITHOUT_ACCOUNT,
        }
    )
    product = floor.article("discount, and tax that is a cost")
    order = floor.order((product, 10, 10, {"discount": 10.0, "tax_ids": [(6, 0, tax.ids)]}))
    floor.receive(order)
    yield 1
    floor.bill((order.order_line, 10))


_WITHOUT_ACCOUNT = [(0, 0, {"repartition_type": "base"}), (0, 0, {"repartition_type": "tax"})]


def three_exchange_rates(floors):
    floor = floors["chain"]
    office = floor.office()
    dollar = office.ref("base.CAD")
    dollar.active = True
    _rates(office.company, dollar, floor.today, 0.72)
    product = floor.article("ordered, received and billed at three rates", "fifo")
    order = floor.order((product, 10, 20), currency_id=dollar.id)
    yield 1
    _rates(office.company, dollar, floor.today, 0.75)
    floor.receive(order)
    yield 1
    _rates(office.company, dollar, floor.today, 0.70)
    floor.bill((order.order_line, 10, 21))


def ordered_in_packs(floors):
    floor = floors["chain"]
    dozen = floor.office().ref("uom.product_uom_dozen")
    product = floor.article("ordered by the dozen", "fifo")
    order = floor.order((product, 2, 120, {"product_uom_id": dozen.id}))
    floor.receive(order)
    yield 1
    floor.bill((order.order_line, 2, 126))


def returned_before_bill(floors):
    floor = floors["chain"]
    order = floor.order((floor.article("sent back before the bill"), 10, 10))
    moves = floor.receive(order)
    floor.give_back(moves, 3)
    yield 1
    floor.bill((order.order_line, 7))


def returned_and_replaced(floors):
    floor = floors["chain"]
    order = floor.order((floor.article("sent back, refunded and replaced", "fifo"), 10, 10))
    moves = floor.receive(order)
    floor.bill((order.order_line, 10, 11))
    yield 1
    back = floor.give_back(moves, 2)
    floor.refund((order.order_line, 2, 11))
    yield 1
    floor.give_back(back, 2)
    floor.bill((order.order_line, 2, 11))


def bill_corrected(floors):
    floor = floors["chain"]
    product = floor.article("bill reset, corrected, posted again")
    order = floor.order((product, 10, 10))
    floor.receive(order)
    floor.deliver(floor.sell(product, 5))
    bill = floor.bill((order.order_line, 10, 13))
    yield 1
    bill.button_draft()
    bill.invoice_line_ids.price_unit = 11
    bill.action_post()


def bill_cancelled(floors):
    floor = floors["chain"]
    order = floor.order((floor.article("bill cancelled and entered anew", "fifo"), 10, 10))
    floor.receive(order)
    bill = floor.bill((order.order_line, 10, 12))
    yield 1
    bill.button_draft()
    bill.button_cancel()
    floor.bill((order.order_line, 10, 10.5))


def one_bill_for_many(floors):
    floor = floors["chain"]
    product = floor.article("three orders on one bill")
    orders = [floor.order((product, quantity, 10)) for quantity in (2, 3, 5)]
    for order in orders:
        floor.receive(order)
    yield 1
    floor.bill(*((order.order_line, order.order_line.product_qty, 10.2) for order in orders))


def billed_too_much(floors):
    """Two units stay open: the goods are still to come, or a refund is."""
    floor = floors["chain"]
    order = floor.order((floor.article("billed for more than came"), 10, 10))
    floor.receive(order)
    yield 1
    floor.bill((order.order_line, 12))


def without_order(floors):
    """A receipt and a bill that no order links: the accountant matches them."""
    floor = floors["chain"]
    product = floor.article("received and billed without an order", standard_price=10.0)
    suppliers = floor.office().ref("stock.stock_location_suppliers")
    floor.move(product, 5, suppliers, floor.stock, floor.warehouse.in_type_id)
    bill = floor.desk("accountant")["account.move"].create(
        {
            "move_type": "in_invoice",
            "partner_id": floor.vendor.id,
            "invoice_date": floor.today,
            "ref": "Example bill without an order",
            "invoice_line_ids": [
                (0, 0, {
                    "product_id": product.id, "quantity": 5, "price_unit": 10, "tax_ids": [],
                })
            ],
        }
    )  # fmt: skip
    bill.action_post()
    yield 0


def written_off(floors):
    """Nobody will bill it any more: one person requests, another approves."""
    floor = floors["chain"]
    order = floor.order((floor.article("received, never billed, written off"), 3, 10))
    floor.receive(order)
    yield 1
    desk = floor.desk("accountant")
    open_items = desk["perpetual.grni.item"].search([("purchase_order_id", "=", order.id)])
    request = desk["perpetual.write.off"].browse(open_items.action_write_off()["res_id"])
    request.reason = "The vendor confirmed that they were samples."
    request.action_request()
    yield 1
    floor.desk("approver")["perpetual.write.off"].browse(request.id).action_approve()


def left_to_do(floors):
    """Work for whoever tries the demo: a receipt, a delivery, and a bill to post."""
    floor = floors["chain"]
    floor.order((floor.article("expected from the vendor"), 12, 10))
    product = floor.article("sold, to be delivered")
    floor.fill(product, 10, 10)
    floor.sell(product, 4)
    order = floor.order((floor.article("received, bill to be posted"), 6, 10))
    floor.receive(order)
    floor.bill((order.order_line, 6, 10.5), post=False)
    yield 0


def bought_as_kit(floors):
    """A quarter of the kit's price is for the bowls, of which half are there when the kits are
    billed, above the order."""
    floor = floors["chain"]
    bowl, spoon = floor.article("bowl of a set"), floor.article("spoons of a set", "fifo")
    kit = floor.article("set of a bowl and two spoons, bought as a kit", is_storable=False)
    floor.office()["mrp.bom"].create(
        {
            "product_tmpl_id": kit.product_tmpl_id.id,
            "type": "phantom",
            "bom_line_ids": [
                (0, 0, {"product_id": bowl.id, "product_qty": 1, "cost_share": 25}),
                (0, 0, {"product_id": spoon.id, "product_qty": 2, "cost_share": 75}),
            ],
        }
    )
    order = floor.order((kit, 10, 12))
    floor.receive(order, 5)
    yield 1
    floor.bill((order.order_line, 10, 13))
    yield 1
    floor.receive(order)
    floor.deliver(floor.sell(spoon, 4))


EXAMPLES = (
    bill_before_goods,
    bill_between_receipts,
    bill_above_order,
    bill_below_order,
    discount_and_tax,
    three_exchange_rates,
    ordered_in_packs,
    bought_as_kit,
    returned_before_bill,
    returned_and_replaced,
    bill_corrected,
    bill_cancelled,
    one_bill_for_many,
    billed_too_much,
    without_order,
    written_off,
    left_to_do,
)
