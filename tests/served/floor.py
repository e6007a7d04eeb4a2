"""What is done at the register, in production and with freight, each verb a few requests."""

from uuid import uuid4

from .server import Trade

PRICE = 50.0


class Floor(Trade):
    """A clerk who also sells at the register, makes goods and lands freight."""

    def open_till(self, name: str = "Register") -> int:
        """The open session of a register."""
        client = self.client
        (register,) = client.search("pos.config", [("name", "=", name)])
        client.call("pos.config", "open_ui", [register])
        (row,) = client.read("pos.config", [register], "current_session_id")
        session = row["current_session_id"][0]
        (row,) = client.read("pos.session", [session], "state")
        if row["state"] == "opening_control":
            client.call("pos.session", "set_opening_control", [session], 0, "")
        return session

    def ticket(self, session: int, goods) -> dict:
        """One paid order of ``goods`` [(product id, quantity)], as the front end sends it."""
        cash = [("is_cash_count", "=", True), ("config_ids.session_ids", "in", [session])]
        methods = self.client.search("pos.payment.method", cash)
        total = PRICE * sum(quantity for _product, quantity in goods)
        return {
            "uuid": str(uuid4()),
            "session_id": session,
            "company_id": self.client.user["user_companies"]["current_company"],
            "user_id": self.client.user["uid"],
            "partner_id": False,
            "fiscal_position_id": False,
            "to_invoice": False,
            "date_order": "2026-01-15 10:00:00",
            "amount_tax": 0,
            "amount_return": 0,
            "amount_total": total,
            "amount_paid": total,
            "lines": [[0, 0, self._ticket_line(*row)] for row in goods],
            "payment_ids": [[0, 0, {"amount": total, "payment_method_id": methods[0]}]],
        }

    def _ticket_line(self, product: int, quantity: float) -> dict:
        amount = PRICE * quantity
        return {
            "product_id": product,
            "qty": quantity,
            "price_unit": PRICE,
            "price_subtotal": amount,
            "price_subtotal_incl": amount,
            "discount": 0,
            "tax_ids": [[6, 0, []]],
            "pack_lot_ids": [],
        }

    def ring_up(self, ticket: dict) -> None:
        """The register sends an order, for the first time or again."""
        self.client.call("pos.order", "sync_from_ui", [ticket])

    def close_till(self, session: int) -> None:
        self.client.call("pos.session", "action_pos_session_closing_control", [session])

    def plan(self, product: int, quantity: float) -> int:
        """A manufacturing order, ready to be marked as done."""
        vals = {"product_id": product, "product_qty": quantity}
        (order,) = self.client.call("mrp.production", "create", [vals])
        self.client.call("mrp.production", "action_confirm", [order])
        return order

    def make(self, order: int) -> None:
        context = {"skip_consumption": True, "skip_backorder": True}
        self.client.call("mrp.production", "button_mark_done", [order], context=context)

    def draft_freight(self, picking: int, amount: float) -> int:
        """A landed cost on a receipt."""
        (service,) = self.products("Freight")
        line = {"product_id": service, "name": "Freight", "price_unit": amount}
        line |= {"split_method": "by_quantity", "account_id": self.clearing()}
        vals = {"picking_ids": [[6, 0, [picking]]], "cost_lines": [[0, 0, line]]}
        (cost,) = self.client.call("stock.landed.cost", "create", [vals])
        return cost

    def clearing(self) -> int:
        return self.client.search("account.account", [("account_type", "=", "expense")], limit=1)[0]

    def land(self, cost: int) -> None:
        self.client.call("stock.landed.cost", "button_validate", [cost])
