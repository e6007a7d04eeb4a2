"""At the register: the cost is posted with the order, whatever comes after it."""

from devtools.demo.examples.floor import Floor


def _stocked(floor: Floor, name: str, method: str = "average"):
    product = floor.article(f"POS: {name}", method)
    floor.fill(product, 20, 10)
    return product


def pos_refund(floors: dict[str, Floor]):
    """What comes back has the value at which it left, and not the cost of the day."""
    floor = floors["chain"]
    product = _stocked(floor, "refunded at the value at which it left", "fifo")
    order = floor.ring_up(product, 6)
    yield 1
    floor.fill(product, 10, 14)
    floor.refund_at_register(order, 2)


def pos_invoiced(floors):
    floor = floors["chain"]
    product = _stocked(floor, "invoiced at the register")
    floor.ring_up(product, 3, partner_id=floor.customer.id, to_invoice=True)
    yield 0


def pos_invoiced_after_the_close(floors):
    """Odoo takes the order back out of the closing entry; its cost was never in it."""
    floor = floors["chain"]
    product = _stocked(floor, "invoiced after the close", "standard")
    order = floor.ring_up(product, 3, partner_id=floor.customer.id)
    yield 1
    order.with_env(floor.office()).with_context(generate_pdf=False).action_pos_order_invoice()


def pos_ship_later(floors):
    """The cost is the delivery's, some days after the sale."""
    floor = floors["chain"]
    product = _stocked(floor, "shipped later", "fifo")
    order = floor.ring_up(
        product, 4, partner_id=floor.customer.id, shipping_date=floor.today.isoformat()
    )
    yield 2
    floor.validate(order.picking_ids)


def pos_queued(floors):
    """Somebody has taken the stock journal away: the sale is kept, and posted later."""
    floor = floors["chain"]
    product = _stocked(floor, "waited in the queue, then put right")
    company = floor.office()["res.company"].browse(floor.company.id)
    journal = company.account_stock_journal_id
    company.account_stock_journal_id = False
    order = floor.ring_up(product, 5)
    company.account_stock_journal_id = journal
    yield 1
    queue = floor.desk("accountant")["perpetual.pos.queue"]
    waiting = queue.search([("order_id", "=", order.id), ("state", "=", "waiting")])
    if not waiting:
        raise RuntimeError("The sale did not wait.")
    waiting.action_retry()


def pos_kit(floors):
    """Sold as one, moved and costed by the component."""
    floor = floors["chain"]
    cup, saucer = _stocked(floor, "cup of a kit"), _stocked(floor, "saucer of a kit", "fifo")
    kit = floor.kit("POS: kit of two cups and a saucer", (cup, 2), (saucer, 1))
    order = floor.ring_up(kit, 3)
    yield 1
    floor.refund_at_register(order, 1)


def pos_sold_before_received(floors):
    """The next receipt settles what was sold at an assumed cost."""
    floor = floors["chain"]
    product = floor.article("POS: sold before it was received", "fifo")
    floor.fill(product, 1, 10)
    floor.ring_up(product, 3)
    yield 1
    floor.fill(product, 10, 12)


EXAMPLES = (
    pos_refund,
    pos_invoiced,
    pos_invoiced_after_the_close,
    pos_ship_later,
    pos_queued,
    pos_kit,
    pos_sold_before_received,
)
