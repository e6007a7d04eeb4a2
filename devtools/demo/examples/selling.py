"""Selling: the chain expenses cost at delivery, the wholesaler at invoice."""

from dataclasses import replace

from devtools.demo.examples.floor import Floor


def _stocked(floor: Floor, name: str, method: str = "average"):
    product = floor.article(name, method)
    floor.fill(product, 20, 10)
    return product


def invoiced_before_delivery(floors: dict[str, Floor]):
    for floor in floors.values():
        product = _stocked(floor, f"invoiced before delivery ({floor.company.name})")
        product.invoice_policy = "order"
        order = floor.sell(product, 5)
        floor.invoice(order)
        yield 1
        _ship(floor, order)


def deliveries_at_two_costs(floors):
    for floor in floors.values():
        product = _stocked(floor, f"two deliveries at two costs ({floor.company.name})", "fifo")
        order = floor.sell(product, 30)
        _ship(floor, order)
        floor.fill(product, 10, 14)
        _ship(floor, order)
        yield 1
        floor.invoice(order)


def returned_and_credited(floors):
    """The credit note comes from the invoice, so the return takes its own cost back."""
    for floor in floors.values():
        product = _stocked(floor, f"returned and credited ({floor.company.name})", "fifo")
        order = floor.sell(product, 6)
        moves = _ship(floor, order)
        invoice = floor.invoice(order)
        yield 1
        floor.give_back(moves, 2)
        floor.credit(invoice, 2)


def returned_without_link(floors):
    """Nobody knows which delivery: valued at current cost, with a note on the transfer."""
    floor = floors["chain"]
    product = _stocked(floor, "returned and credited without a link")
    floor.deliver(floor.sell(product, 6))
    floor.fill(product, 4, 16)
    customers = floor.office().ref("stock.stock_location_customers")
    yield 1
    floor.move(product, 1, customers, floor.stock, floor.warehouse.in_type_id)
    note = floor.desk("accountant")["account.move"].create(
        {
            "move_type": "out_refund",
            "partner_id": floor.customer.id,
            "invoice_date": floor.today,
            "invoice_line_ids": [
                (0, 0, {"product_id": product.id, "quantity": 1, "price_unit": 20})
            ],
        }
    )
    note.action_post()


def sold_as_kit(floors):
    floor = floors["chain"]
    cup, saucer = _stocked(floor, "cup of a breakfast box"), _stocked(floor, "saucer", "fifo")
    kit = floor.kit("breakfast box, sold as a kit", (cup, 2), (saucer, 1))
    order = floor.sell(kit, 3)
    floor.deliver(order)
    yield 1
    floor.invoice(order)


def sold_in_packs(floors):
    floor = floors["chain"]
    product = _stocked(floor, "sold by the dozen")
    dozen = floor.office().ref("uom.product_uom_dozen")
    order = floor.sell(product, 1, product_uom_id=dozen.id)
    floor.deliver(order)
    yield 1
    floor.invoice(order)


def delivered_not_invoiced(floors):
    """What the wholesaler delivered and has not invoiced yet waits as GDNI."""
    floor = floors["wholesale"]
    product = _stocked(floor, "delivered, not invoiced yet")
    _ship(floor, floor.sell(product, 4))
    yield 0


def delivered_in_two_steps(floors):
    """Picked, then shipped: the cost is posted once, when the goods leave."""
    floor = replace(floors["chain"])
    floor.warehouse = floor.office()["stock.warehouse"].create(
        {"name": "Examples in Two Steps", "code": "E2", "delivery_steps": "pick_ship"}
    )
    product = _stocked(floor, "picked and shipped")
    _ship(floor, floor.sell(product, 4))
    yield 0


def never_invoiced(floors):
    """A sample that will not be invoiced: written off by one person, approved by another."""
    floor = floors["wholesale"]
    product = _stocked(floor, "delivered, never invoiced, written off")
    order = floor.sell(product, 2)
    _ship(floor, order)
    yield 1
    desk = floor.desk("accountant")
    open_items = desk["perpetual.gdni.item"].search([("sale_line_id", "=", order.order_line.id)])
    request = desk["perpetual.write.off"].browse(open_items.action_write_off()["res_id"])
    request.reason = "A sample for the customer's buyer."
    request.action_request()
    yield 1
    floor.desk("approver")["perpetual.write.off"].browse(request.id).action_approve()


def _ship(floor: Floor, order):
    """Pick, pack and ship what is ready; returns the moves of the last transfer."""
    for _step in ("pick", "pack", "ship"):
        ready = _ready(order)
        if ready:
            moves = floor.validate(ready)
    return moves


def _ready(order):
    order.invalidate_recordset(["picking_ids"])
    return order.picking_ids.filtered(lambda picking: picking.state == "assigned")[:1]


EXAMPLES = (
    invoiced_before_delivery,
    deliveries_at_two_costs,
    returned_and_credited,
    returned_without_link,
    sold_as_kit,
    sold_in_packs,
    delivered_not_invoiced,
    delivered_in_two_steps,
    never_invoiced,
)
