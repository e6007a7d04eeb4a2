"""Selling: baskets become orders of the registers, some are ordered on line; some come back."""

from devtools.demo import till
from devtools.demo.journey import Basket
from devtools.demo.people import ADMINISTRATOR
from devtools.demo.shop import Shop

INVOICED_AT = (23, 55)  # hour and minute
ONLINE = 10  # one of so many baskets is ordered on line, delivered by the store and invoiced


def close_registers(shop: Shop) -> None:
    """Close the registers that are open: their sales and payments are posted."""
    desk = shop.desk(till.CASHIER)
    for register in shop.registers.values():
        if register.with_env(desk).current_session_id:
            till.close_session(till.open_session(desk, register))


def is_online(basket: Basket) -> bool:
    """Tell whether a basket is ordered on line instead of taken to a register."""
    return basket.id % ONLINE == 0


def ring_up(shop: Shop, baskets: list[Basket]):
    """Sell the baskets of a day at the registers; returns the POS orders."""
    desk = shop.desk(till.CASHIER)
    shelves = _shelves(shop)
    sold = []
    for basket in baskets:
        goods = [
            {
                "product_id": shop.products[line.article].id,
                "qty": line.quantity,
                "price_unit": line.unit_price,
            }
            for line in basket.lines
            if _take(shelves[basket.store], line)
        ]
        if goods:
            session = till.open_session(desk, shop.registers[basket.store])
            at = min(basket.at, shop.clock.now).strftime("%Y-%m-%d %H:%M:%S")
            sold.append(till.ring_up(session, goods, date_order=at))
    return desk["pos.order"].union(*sold)


def sell(shop: Shop, baskets: list[Basket]):
    """Deliver the baskets of a day that were ordered on line; returns the sales orders."""
    orders = _order(shop, baskets)
    if not orders:
        return orders
    times = {order: order.date_order for order in orders}
    orders.action_confirm()
    for order, at in times.items():
        order.date_order = at  # confirming sets the present
    pickings = shop.desk("warehouse")["stock.picking"].browse(orders.picking_ids.ids)
    pickings.with_context(skip_backorder=True).button_validate()
    return orders


def _order(shop: Shop, baskets: list[Basket]):
    """Make orders of what the shelves still have."""
    shelves = _shelves(shop)
    values = []
    for basket in baskets:
        shelf = shelves[basket.store]
        lines = [_order_line(shop, line) for line in basket.lines if _take(shelf, line)]
        if lines:
            customer = shop.households.get(basket.household) or shop.walk_in[basket.store]
            values.append(
                {
                    "partner_id": customer.id,
                    "warehouse_id": shop.stores[basket.store].id,
                    "client_order_ref": f"Basket {basket.id}",
                    "date_order": basket.at,
                    "order_line": lines,
                }
            )
    return shop.desk(ADMINISTRATOR)["sale.order"].create(values)


def _shelves(shop: Shop) -> dict[int, dict[int, float]]:
    return {store: shop.on_hand(place.lot_stock_id) for store, place in shop.stores.items()}


def _take(shelf: dict[int, float], line) -> bool:
    """Take a line's goods off the shelf, if they are there."""
    if shelf.get(line.article, 0) < line.quantity:
        return False
    shelf[line.article] -= line.quantity
    return True


def _order_line(shop: Shop, line) -> tuple:
    return (
        0,
        0,
        {
            "product_id": shop.products[line.article].id,
            "product_uom_qty": line.quantity,
            "price_unit": line.unit_price,
        },
    )


def invoice(orders) -> None:
    """Invoice what was delivered, credit what came back, and post both.

    Named households get an invoice each, everybody else shares one per store.
    """
    orders._create_invoices(final=True).action_post()


def take_back(shop: Shop, order) -> None:
    """Take back one unit of an order's first line, at the register where it was sold."""
    if order._name == "pos.order":
        register = order.config_id
        till.take_back(till.open_session(shop.desk(till.CASHIER), register), order.lines[:1], 1)
    else:
        send_back(shop, order.order_line[:1].move_ids[:1], 1)


def send_back(shop: Shop, move, quantity: float) -> None:
    """Return goods of a done move where they came from, as the return button does."""
    desk = shop.desk("warehouse")
    wizard = desk["stock.return.picking"].create({"picking_id": move.picking_id.id})
    line = wizard.product_return_moves.filtered(lambda line: line.move_id.id == move.id)
    line.quantity = quantity
    picking = desk["stock.picking"].browse(wizard.action_create_returns()["res_id"])
    picking.button_validate()
