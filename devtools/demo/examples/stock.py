"""In the warehouse: other companies, other owners, other reasons to leave."""

from devtools.demo.examples.floor import Floor


def to_the_other_company(floors: dict[str, Floor]):
    chain, wholesale = floors["chain"], floors["wholesale"]
    product = chain.article("sent to the other company")
    chain.fill(product, 10, 10)
    between = chain.office().ref("stock.stock_location_inter_company")
    between.active = True
    sent = chain.move(product, 4, chain.stock, between, chain.warehouse.out_type_id)
    yield 1
    picking = wholesale.move(
        product, 4, between, wholesale.stock, wholesale.warehouse.in_type_id, validate=False
    ).picking_id
    picking.move_ids.sudo().move_orig_ids = sent
    wholesale.validate(picking)


def given_away(floors):
    """A loss location with an account of its own goes before the company's."""
    floor = floors["chain"]
    product = floor.article("given to the food bank", "fifo")
    floor.fill(product, 10, 10)
    donations = floor.account("510450", "Donations", "expense")
    place = floor.location(
        "Food Bank",
        usage="inventory",
        company_id=floor.company.id,
        valuation_account_id=donations.id,
    )
    yield 1
    floor.move(product, 3, floor.stock, place)


def scrapped_from_transfers(floors):
    floor = floors["chain"]
    product = floor.article("scrapped from an open and a done transfer")
    receipt = floor.fill(product, 10, 10).picking_id
    floor.scrap(product, 1, receipt)
    open_one = floor.sell(product, 4).picking_ids
    floor.scrap(product, 1, open_one)
    yield 0


def on_consignment(floors):
    """Another's goods: counted, moved and sold, never valued."""
    floor = floors["chain"]
    product = floor.article("on consignment")
    suppliers = floor.office().ref("stock.stock_location_suppliers")
    owner = floor.partner("Consignor")
    kind = floor.warehouse.in_type_id
    floor.move(product, 8, suppliers, floor.stock, kind, owner_id=owner.id)
    yield 1
    floor.deliver(floor.sell(product, 3))


EXAMPLES = (to_the_other_company, given_away, scrapped_from_transfers, on_consignment)
