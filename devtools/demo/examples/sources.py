"""What goods cost beside their price, goods that never come in, lots with their own cost."""

from devtools.demo.examples.floor import Floor


def landed_cost_part_sold(floors: dict[str, Floor]):
    """Freight of 50 on ten pieces, four of them sold: 30 on hand, 20 a cost; by each method."""
    floor = floors["chain"]
    freight = _freight(floor)
    for method in floor.categories:
        product = floor.article(f"landed cost, part sold ({method})", method)
        moves = floor.fill(product, 10, 10)
        floor.deliver(floor.sell(product, 4))
        _land(floor, freight, moves.picking_id, 50)
    yield 0


def landed_cost_taken_back(floors):
    """Landed on the wrong receipt: reversed, then landed on the right one."""
    floor = floors["chain"]
    freight = _freight(floor, "Customs duty")
    product = floor.article("landed cost reversed and landed again", "fifo")
    wrong = floor.fill(product, 10, 10)
    right = floor.fill(product, 10, 12)
    cost = _land(floor, freight, wrong.picking_id, 40)
    yield 1
    floor.deliver(floor.sell(product, 5))
    yield 1
    cost.action_perpetual_reverse()
    _land(floor, freight, right.picking_id, 40, billed=False)


def _freight(floor: Floor, name: str = "Freight"):
    """A landed cost service with a clearing account of its own."""
    accounts = floor.office()["account.account"]
    clearing = accounts.search([("name", "=", "Landed Cost Clearing")], limit=1)
    clearing = clearing or floor.account("510910", "Landed Cost Clearing", "expense")
    return floor.office()["product.product"].create(
        {
            "name": f"Example: {name}",
            "type": "service",
            "landed_cost_ok": True,
            "split_method_landed_cost": "by_quantity",
            "property_account_expense_id": clearing.id,
            "supplier_taxes_id": [(5,)],
        }
    )


def _land(floor: Floor, service, pickings, amount: float, billed: bool = True):
    """Bill a landed cost and put it on these transfers; returns the landed cost."""
    if billed:
        _bill_service(floor, service, amount)
    cost = floor.office()["stock.landed.cost"].create(
        {
            "date": floor.today,
            "picking_ids": [(6, 0, pickings.ids)],
            "cost_lines": [
                (0, 0, {
                    "name": service.name,
                    "product_id": service.id,
                    "price_unit": amount,
                    "split_method": "by_quantity",
                    "account_id": service.property_account_expense_id.id,
                })
            ],
        }
    )  # fmt: skip
    cost.button_validate()
    return cost


def _bill_service(floor: Floor, service, amount: float):
    line = {"product_id": service.id, "quantity": 1, "price_unit": amount, "tax_ids": []}
    bill = floor.desk("accountant")["account.move"].create(
        {
            "move_type": "in_invoice",
            "partner_id": floor.partner("Example Forwarder").id,
            "invoice_date": floor.today,
            "date": floor.today,
            "ref": f"Freight of {service.name} {service.id} on {floor.today}, {amount}",
            "invoice_line_ids": [(0, 0, {**line, "is_landed_costs_line": True})],
        }
    )
    bill.action_post()


def dropshipped(floors):
    """Ten on hand at 10; ten more go from the vendor to the customer at 20, billed at 22."""
    floor = floors["chain"]
    product = floor.article("dropship beside stock on hand")
    floor.fill(product, 10, 10)
    office = floor.office()
    product.route_ids = [(4, office.ref("stock_dropshipping.route_drop_shipping").id)]
    product.seller_ids = [(0, 0, {"partner_id": floor.vendor.id, "price": 20.0})]
    sale = floor.sell(product, 10)
    purchase = sale.order_line.purchase_line_ids.order_id
    purchase.button_confirm()
    yield 1
    floor.validate(purchase.picking_ids)
    yield 1
    floor.bill((purchase.order_line, 10, 22))
    floor.invoice(sale)


def lots_with_their_own_cost(floors):
    """Two lots at 10 and at 16; four of the dear one leave at 64; by each method."""
    floor = floors["chain"]
    for method in floor.categories:
        product = floor.article(f"lots with their own cost ({method})", method, tracking="lot")
        product.lot_valuated = True
        lots = floor.office()["stock.lot"].create(
            [{"name": name, "product_id": product.id} for name in ("CHEAP", "DEAR")]
        )
        for lot, cost in zip(lots, (10.0, 16.0), strict=True):
            order = floor.order((product, 5, cost))
            order.picking_ids.move_ids.move_line_ids.lot_id = lot
            floor.receive(order)
            floor.bill((order.order_line, 5))
        sale = floor.sell(product, 4)
        sale.picking_ids.move_ids.move_line_ids.unlink()
        move = sale.picking_ids.move_ids
        move.move_line_ids = [(0, 0, {"lot_id": lots[1].id, "quantity": 4, **_ends(move)})]
        floor.deliver(sale)
    yield 0


def _ends(move) -> dict:
    return {
        "product_id": move.product_id.id,
        "picking_id": move.picking_id.id,
        "location_id": move.location_id.id,
        "location_dest_id": move.location_dest_id.id,
    }


EXAMPLES = (landed_cost_part_sold, landed_cost_taken_back, dropshipped, lots_with_their_own_cost)
