"""The centre's desk: orders to makers, receipts, bills, goods sent back."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from random import Random

from devtools.demo import policy, selling
from devtools.demo.people import ADMINISTRATOR
from devtools.demo.shop import Shop

DRIFT = 0.04  # a maker's price moves by at most this share, order by order
DEAD_STOCK = 12  # of articles that nobody bought in these weeks
PARTIAL_RECEIPTS = 0.08
SENT_IN_PART = 0.6
BILL_DAYS = (1, 4)
SLOW_BILL_DAYS = (9, 20)
SLOW_BILLS = 0.2
RETURN_DAYS = 10  # how long a maker takes goods back


def order(shop: Shop, chance: Random) -> None:
    """Order from every maker what the chain runs short of."""
    wanted = _wanted(shop)
    due = shop.clock.now + timedelta(days=policy.LEAD_DAYS)
    orders = shop.desk(ADMINISTRATOR)["purchase.order"].create(
        [
            {
                "partner_id": shop.makers[maker].id,
                "picking_type_id": shop.centre.in_type_id.id,
                "date_planned": due,
                "order_line": [_order_line(shop, due, chance, *line) for line in lines],
            }
            for maker, lines in sorted(wanted.items())
        ]
    )
    orders.button_confirm()


def _order_line(shop: Shop, due: datetime, chance: Random, article: int, quantity: int) -> tuple:
    cost = shop.articles[article].cost
    product = shop.products[article]
    return (
        0,
        0,
        {
            "product_id": product.id,
            "name": product.display_name,
            "product_uom_id": product.uom_id.id,
            "tax_ids": [],
            "product_qty": quantity,
            "price_unit": max(round(cost * (1 + chance.uniform(-DRIFT, DRIFT)), 2), 0.01),
            "date_planned": due,
        },
    )


def _wanted(shop: Shop) -> dict[int, list[tuple[int, int]]]:
    """Return articles and quantities to order, by maker."""
    position = _chain_position(shop)
    nothing = policy.Level(DEAD_STOCK, DEAD_STOCK)
    wanted = defaultdict(list)
    for number, article in shop.articles.items():
        level = shop.chain_levels.get(number, nothing)
        quantity = level.order(position.get(number, 0), policy.case_size(level))
        if quantity:
            wanted[article.maker].append((number, quantity))
    return wanted


def _chain_position(shop: Shop) -> dict[int, float]:
    """Return what the chain holds, has on the road or has on order, by article."""
    places = shop.env["stock.location"].search([("usage", "in", ("internal", "transit"))])
    position = shop.on_hand(places)
    coming = shop.env["stock.move"]._read_group(
        [
            ("location_id.usage", "=", "supplier"),
            ("state", "not in", ("draft", "done", "cancel")),
        ],
        ["product_id"],
        ["product_qty:sum"],
    )
    for product, quantity in coming:
        number = shop.number_of(product)
        position[number] = position.get(number, 0) + quantity
    return position


def receive(shop: Shop, day: date, chance: Random):
    """Receive what is due; now and then a maker sends only a part. Returns the receipts."""
    pickings = shop.desk("warehouse")["stock.picking"].search(
        [
            ("picking_type_id", "=", shop.centre.in_type_id.id),
            ("return_id", "=", False),
            ("state", "=", "assigned"),
            ("scheduled_date", "<=", datetime.combine(day, time.max)),
        ],
        order="id",
    )
    for picking in pickings:
        if not picking.backorder_id and chance.random() < PARTIAL_RECEIPTS:
            _leave_out_some(picking, chance)
    pickings.with_context(skip_backorder=True).button_validate()
    late = pickings.backorder_ids.filtered(lambda picking: picking.state != "done")
    late.scheduled_date = shop.clock.now + timedelta(days=policy.BACKORDER_DAYS)
    return pickings


def _leave_out_some(picking, chance: Random) -> None:
    """Let one line of a receipt come in part only."""
    move = chance.choice(list(picking.move_ids))
    move.quantity = max(int(move.product_uom_qty * SENT_IN_PART), 1)


def bill(shop: Shop, orders, day: date) -> None:
    """Enter and post the bills that makers sent for these orders."""
    desk = shop.desk("accountant")
    orders = desk["purchase.order"].browse(orders.ids)
    orders = orders.filtered(lambda order: order.invoice_status == "to invoice")
    if not orders:
        return
    before = orders.invoice_ids
    orders.action_create_invoice()
    bills = orders.invoice_ids - before
    for entered in bills:
        entered.write({"invoice_date": day, "ref": f"{entered.partner_id.name} {entered.id}"})
    bills.action_post()


def days_to_bill(chance: Random) -> int:
    """Return how many days after a receipt the bill comes."""
    return chance.randint(*(SLOW_BILL_DAYS if chance.random() < SLOW_BILLS else BILL_DAYS))


def send_back(shop: Shop, chance: Random, day: date) -> None:
    """Send a unit or two of a recent receipt back; the maker refunds what was billed."""
    recent = shop.env["stock.picking"].search(
        [
            ("picking_type_id", "=", shop.centre.in_type_id.id),
            ("location_id.usage", "=", "supplier"),
            ("state", "=", "done"),
            ("date_done", ">=", shop.clock.now - timedelta(days=RETURN_DAYS)),
        ],
        order="id",
    )
    there = shop.on_hand(shop.centre.lot_stock_id)
    moves = [
        move
        for move in recent.move_ids
        if min(move.quantity, there.get(shop.number_of(move.product_id), 0)) > 2
    ]
    if not moves:
        return
    move = chance.choice(moves)
    order = move.picking_id.purchase_id
    billed = order.invoice_status == "invoiced"
    selling.send_back(shop, move, chance.randint(1, 2))
    if billed:
        bill(shop, order, day)
