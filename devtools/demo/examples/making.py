"""Manufacturing: an order's cost goes into what it makes; what is left is a variance."""

from devtools.demo.examples.floor import Floor

WORK_COST = 30.0  # an hour
MAKER = "production"


def _bill_of_materials(floor: Floor, product, components, by_products=(), minutes=0, **values):
    """Enter how one unit is made, from [(article, quantity)]."""
    env = floor.office()
    operations = []
    if minutes:
        bench = env["mrp.workcenter"].create(
            {"name": f"Bench of {product.name}", "costs_hour": WORK_COST}
        )
        operations = [
            {
                "name": "Assemble",
                "workcenter_id": bench.id,
                "time_mode": "manual",
                "time_cycle_manual": minutes,
            }
        ]
    return env["mrp.bom"].create(
        {
            "product_tmpl_id": product.product_tmpl_id.id,
            "product_qty": 1,
            "bom_line_ids": [
                (0, 0, {"product_id": part.id, "product_qty": quantity})
                for part, quantity in components
            ],
            "byproduct_ids": [
                (0, 0, {"product_id": other.id, "product_qty": quantity, "cost_share": share})
                for other, quantity, share in by_products
            ],
            "operation_ids": [(0, 0, operation) for operation in operations],
            **values,
        }
    )


def _plan(floor: Floor, product, quantity: float, bom):
    """Confirm a manufacturing order in the examples' warehouse."""
    order = floor.desk(MAKER)["mrp.production"].create(
        {
            "product_id": product.id,
            "product_qty": quantity,
            "product_uom_id": product.uom_id.id,
            "bom_id": bom.id,
            "picking_type_id": floor.warehouse.manu_type_id.id,
        }
    )
    order.action_confirm()
    return order


def _finish(order) -> None:
    """Mark an order done as planned."""
    order.qty_producing = order.product_qty
    order._set_qty_producing(False)
    order.move_raw_ids.picked = True
    order.with_context(skip_consumption=True, skip_backorder=True).button_mark_done()
    if order.state != "done":
        raise RuntimeError(f"not done: {order.display_name}")


def _parts(floor: Floor, name: str):
    """Fruit at 4.00 and jars at 0.50 a unit, in stock."""
    fruit, jar = floor.article(f"fruit for {name}", "fifo"), floor.article(f"jars for {name}")
    floor.fill(fruit, 50, 4)
    floor.fill(jar, 50, 0.5)
    return fruit, jar


def made_with_labour(floors: dict[str, Floor]):
    """A jar of jam of each costing method: 4.50 of goods and 2.00 of work."""
    floor = floors["chain"]
    for method in ("average", "fifo", "standard"):
        name = f"jam, made with labour ({method})"
        fruit, jar = _parts(floor, name)
        jam = floor.article(name, method)
        bom = _bill_of_materials(floor, jam, [(fruit, 1), (jar, 1)], minutes=4)
        order = _plan(floor, jam, 10, bom)
        yield 1
        _finish(order)
        floor.deliver(floor.sell(jam, 3))


def made_with_a_by_product(floors):
    """The peel takes a tenth of the cost."""
    floor = floors["chain"]
    fruit, jar = _parts(floor, "marmalade")
    marmalade = floor.article("marmalade, with peel as a by-product", "fifo")
    peel = floor.article("peel, a by-product")
    bom = _bill_of_materials(floor, marmalade, [(fruit, 1), (jar, 1)], [(peel, 0.5, 10)])
    order = _plan(floor, marmalade, 10, bom)
    yield 1
    _finish(order)


def scrapped_in_production(floors):
    """A broken jar before, a finished jar after: scrap, no cost of the order."""
    floor = floors["chain"]
    fruit, jar = _parts(floor, "jelly")
    jelly = floor.article("jelly, scrapped in production", "fifo")
    order = _plan(floor, jelly, 10, _bill_of_materials(floor, jelly, [(fruit, 1), (jar, 1)]))
    _scrap_of(floor, order, jar)
    yield 1
    _finish(order)
    _scrap_of(floor, order, jelly)


def _scrap_of(floor: Floor, order, product) -> None:
    damage = floor.desk(MAKER)["stock.scrap"].create(
        {
            "product_id": product.id,
            "scrap_qty": 1,
            "production_id": order.id,
            "location_id": floor.stock.id,
        }
    )
    damage.action_validate()


def unbuilt(floors):
    """Taken apart again: the components come back at their value, the work is lost."""
    floor = floors["chain"]
    fruit, jar = _parts(floor, "compote")
    compote = floor.article("compote, taken apart again")
    bom = _bill_of_materials(floor, compote, [(fruit, 1), (jar, 1)], minutes=4)
    order = _plan(floor, compote, 10, bom)
    _finish(order)
    yield 1
    unbuild = floor.desk(MAKER)["mrp.unbuild"].create(
        {
            "product_id": compote.id,
            "product_qty": 4,
            "product_uom_id": compote.uom_id.id,
            "mo_id": order.id,
            "bom_id": bom.id,
            "location_id": floor.stock.id,
            "location_dest_id": floor.stock.id,
        }
    )
    unbuild.action_unbuild()


def in_progress(floors):
    """Components consumed, not finished: the listing of work in progress is not empty."""
    floor = floors["chain"]
    fruit, jar = _parts(floor, "syrup")
    syrup = floor.article("syrup, still in progress", "fifo")
    order = _plan(floor, syrup, 10, _bill_of_materials(floor, syrup, [(fruit, 1), (jar, 1)]))
    yield 1
    move = order.move_raw_ids.filtered(lambda move: move.product_id == fruit)
    move.quantity = 10
    move.picked = True
    move._action_done()


def subcontracted(floors):
    """A jar of pickles: 4.50 of goods and 1.25 of service, whose bill says 1.30."""
    floor = floors["chain"]
    fruit, jar = _parts(floor, "pickles")
    pickles = floor.article("pickles, made by a subcontractor")
    cannery = floor.partner("Example Cannery")
    _bill_of_materials(
        floor,
        pickles,
        [(fruit, 1), (jar, 1)],
        type="subcontract",
        subcontractor_ids=[(6, 0, cannery.ids)],
    )
    place = cannery.with_company(floor.company).property_stock_subcontractor
    for part in (fruit, jar):
        floor.move(part, 20, floor.stock, place)
    order = floor.order((pickles, 20, 1.25), partner_id=cannery.id)
    yield 1
    floor.receive(order)
    floor.deliver(floor.sell(pickles, 5))
    yield 1
    floor.bill((order.order_line, 20, 1.3))


EXAMPLES = (
    made_with_labour,
    made_with_a_by_product,
    scrapped_in_production,
    unbuilt,
    in_progress,
    subcontracted,
)
