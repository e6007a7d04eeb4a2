"""On the floor: filling stores, counting, damage, moving, correcting mistakes."""

from datetime import date
from random import Random

from devtools.demo.people import ADMINISTRATOR
from devtools.demo.shop import Shop


def stock_up(shop: Shop) -> None:
    """Bring the first assortment straight from the centre to the new stores."""
    for number, store in shop.stores.items():
        moves = _moves(shop, shop.centre.lot_stock_id, store.lot_stock_id, _lacking(shop, number))
        _transfer(shop, shop.centre.int_type_id, moves)


def order_from_centre(shop: Shop, day: date) -> None:
    """Let every store ask the centre for what its shelves lack, through its supply route."""
    rule = shop.desk(ADMINISTRATOR)["stock.rule"]
    for number, store in shop.stores.items():
        reference = rule.env["stock.reference"].create({"name": f"Store {number} {day}"})
        procurements = [
            rule.Procurement(
                shop.products[article],
                quantity,
                shop.products[article].uom_id,
                store.lot_stock_id,
                reference.name,
                reference.name,
                shop.env.company,
                {
                    "route_ids": store.resupply_route_ids,
                    "warehouse_id": store,
                    "date_planned": shop.clock.now,
                    "reference_ids": reference,
                },
            )
            for article, quantity in _lacking(shop, number).items()
        ]
        rule.run(procurements)


def _lacking(shop: Shop, number: int) -> dict[int, int]:
    """Return what a store needs to be full again, as far as the centre has it."""
    coming = shop.forecast(shop.stores[number])
    there = shop.on_hand(shop.centre.lot_stock_id)
    lacking = {}
    for (store, article), level in shop.shelf_levels.items():
        wanted = level.order(coming.get(article, 0)) if store == number else 0
        if min(wanted, there.get(article, 0)) > 0:
            lacking[article] = min(wanted, int(there[article]))
    return lacking


def dispatch(shop: Shop) -> None:
    """Load at the centre what stores asked for; it is then in transit."""
    _validate(shop, shop.centre.out_type_id)


def arrive(shop: Shop) -> None:
    """Take in at the stores what came from the centre."""
    for store in shop.stores.values():
        _validate(shop, store.in_type_id)


def _validate(shop: Shop, operation) -> None:
    pickings = shop.desk("warehouse")["stock.picking"].search(
        [("picking_type_id", "=", operation.id), ("state", "=", "assigned")], order="id"
    )
    pickings.with_context(skip_backorder=True).button_validate()


def scrap(shop: Shop, place, chance: Random) -> None:
    """Throw away a damaged unit or two of something in a place."""
    desk = shop.desk("warehouse")
    quant = _some_quants(shop, place, chance, 1)
    if not quant:
        return
    reason = chance.choice(list(desk["stock.scrap.reason.tag"].search([], order="id")))
    damage = desk["stock.scrap"].create(
        {
            "product_id": quant.product_id.id,
            "scrap_qty": min(chance.randint(1, 2), quant.available_quantity),
            "location_id": quant.location_id.id,
            "scrap_reason_tag_ids": [(6, 0, reason.ids)],
        }
    )
    damage.action_validate()


def count(shop: Shop, place, chance: Random, products: int = 12) -> None:
    """Count some articles of a place; a few are off by one or two, more often short."""
    desk = shop.desk("controller")
    quants = _some_quants(shop, place, chance, products)
    quants = desk["stock.quant"].with_context(inventory_mode=True).browse(quants.ids)
    for quant in quants:
        off = chance.choices((-2, -1, 0, 1), (1, 2, 8, 1))[0]
        quant.inventory_quantity = max(quant.quantity + off, 0)
    quants.action_apply_inventory()


def move_inside(shop: Shop, store, chance: Random) -> None:
    """Move some goods of a store from the shelf to its back room."""
    shelf = store.lot_stock_id
    quants = _some_quants(shop, shelf, chance, 4)
    goods = {shop.number_of(quant.product_id): 1 for quant in quants}
    _transfer(shop, store.int_type_id, _moves(shop, shelf, shelf.child_ids[:1], goods))


def _moves(shop: Shop, source, destination, goods: dict[int, int]) -> list[dict]:
    """Return the values of moves of some articles from one location to another."""
    return [
        {
            "product_id": shop.products[article].id,
            "product_uom_qty": quantity,
            "location_id": source.id,
            "location_dest_id": destination.id,
        }
        for article, quantity in goods.items()
    ]


def _transfer(shop: Shop, operation, moves: list[dict]) -> None:
    """Make and validate an internal transfer, if there is anything to move."""
    if not moves:
        return
    picking = shop.desk("warehouse")["stock.picking"].create(
        {
            "picking_type_id": operation.id,
            "location_id": moves[0]["location_id"],
            "location_dest_id": moves[0]["location_dest_id"],
            "move_ids": [(0, 0, move) for move in moves],
        }
    )
    picking.action_confirm()
    picking.action_assign()
    picking.button_validate()


def correct_receipt(receipt, chance: Random) -> None:
    """Correct the quantity of a done receipt that was typed in wrongly."""
    lines = receipt.move_line_ids.filtered(lambda line: line.quantity > 3)
    if lines:
        line = chance.choice(list(lines))
        line.quantity += chance.choice((-1, 1))


def revalue_standard(shop: Shop, chance: Random, articles: int = 3) -> None:
    """Set new standard costs for some articles, as a price list would."""
    numbers = [number for number, article in shop.articles.items() if article.method == "standard"]
    desk = shop.desk(ADMINISTRATOR)
    for number in chance.sample(numbers, min(articles, len(numbers))):
        product = desk["product.product"].browse(shop.products[number].id)
        product.standard_price = round(product.standard_price * 1.06 + 0.01, 2)


def _some_quants(shop: Shop, place, chance: Random, count: int):
    """Return a sample of what is free to take in one location itself."""
    quants = shop.env["stock.quant"].search(
        [("location_id", "=", place.id), ("quantity", ">=", 2), ("reserved_quantity", "=", 0)],
        order="id",
    )
    return quants.browse(chance.sample(quants.ids, min(count, len(quants))))
