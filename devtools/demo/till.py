"""The registers of the stores: orders as the POS front end sends them to the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

CASHIER = "cashier"


def register(env, name: str, warehouse, **values):
    """Make a register of a store that takes cards."""
    card = env["pos.payment.method"].search(
        [("name", "=", "Card"), ("company_id", "=", warehouse.company_id.id)]
    )
    if not card:
        bank = env["account.journal"].create({"name": "Card", "type": "bank", "code": "CARD"})
        card = card.create({"name": "Card", "journal_id": bank.id})
    return env["pos.config"].create(
        {
            "name": name,
            "warehouse_id": warehouse.id,
            "picking_type_id": warehouse.pos_type_id.id,
            "payment_method_ids": [(6, 0, card.ids)],
            **values,
        }
    )


@contextmanager
def opened(desk, register) -> Iterator[object]:
    """Open a register for a while; yields its session, closes it with its entries."""
    session = open_session(desk, register)
    yield session
    close_session(session)


def open_session(desk, register):
    """Return the register's open session, or open one."""
    register = desk(context={**desk.context, "generate_pdf": False})["pos.config"].browse(
        register.id
    )
    if not register.current_session_id:
        register.open_ui()
        register.current_session_id.set_opening_control(0, "")
    return register.current_session_id


def close_session(session) -> None:
    """Close a session and post its entry.

    :raises RuntimeError: it wants an answer first
    """
    session.action_pos_session_closing_control()
    if session.state != "closed":
        raise RuntimeError(f"{session.name} could not be closed")


def ring_up(session, lines: list[dict], **values):
    """Sell (or take back) and take the money; returns the order.

    :param lines: values of order lines with ``product_id``, ``qty`` and ``price_unit``
    :param values: more values of the order
    """
    lines = [(0, 0, _line(**line)) for line in lines]
    total = round(sum(line[2]["price_subtotal"] for line in lines), 2)
    orders = session.env["pos.order"]
    values = {
        "amount_paid": total,
        "amount_return": 0,
        "amount_tax": 0,
        "amount_total": total,
        "company_id": session.company_id.id,
        "date_order": session.env.cr.now().strftime("%Y-%m-%d %H:%M:%S"),
        "fiscal_position_id": False,
        "lines": lines,
        "partner_id": False,
        "payment_ids": [
            (0, 0, {"amount": total, "payment_method_id": session.payment_method_ids[:1].id})
        ],
        "session_id": session.id,
        "to_invoice": False,
        "user_id": session.env.uid,
        "uuid": str(uuid4()),
        **values,
    }
    orders.sync_from_ui([values])
    return orders.search([("uuid", "=", values["uuid"])])


def take_back(session, line, quantity: float, **values):
    """Refund units of an order line; returns the refund."""
    back = {
        "product_id": line.product_id.id,
        "qty": -quantity,
        "price_unit": line.price_unit,
        "refunded_orderline_id": line.id,
    }
    return ring_up(session, [back], is_refund=True, **values)


def _line(product_id: int, qty: float, price_unit: float, **values) -> dict:
    amount = round(qty * price_unit, 2)
    return {
        "product_id": product_id,
        "qty": qty,
        "price_unit": price_unit,
        "price_subtotal": amount,
        "price_subtotal_incl": amount,
        "discount": 0,
        "tax_ids": [(6, 0, [])],
        "pack_lot_ids": [],
        **values,
    }
