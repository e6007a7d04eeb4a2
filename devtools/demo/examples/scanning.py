"""The barcode app's own calls, made as a phone makes them."""

import uuid

from devtools.demo.examples.floor import Floor

PHONE = "Demo phone"


class Scanner:
    """A phone in the warehouse worker's hand.

    :param session: what the app works on, or nothing yet
    """

    def __init__(self, floor: Floor):
        self._floor = floor
        self._door = floor.desk("warehouse")["perpetual.barcode"]
        self.session = None

    def start(self, flow: str, picking) -> None:
        """Open a transfer in one of the app's flows."""
        self.session = self._call("start", {"picking": picking.id}, flow=flow)["session"]

    def scan(self, code: str) -> None:
        self._call("scan", {"barcode": code})

    def press(self, action: str, **data) -> None:
        """Press a button, or answer a question of the app."""
        self._call(action, data)

    def reason(self, use: str) -> int:
        """The first reason that the app offers."""
        reasons = self._door.env["perpetual.barcode.reason"]
        return reasons.search([("use", "=", use)], limit=1).id

    def _call(self, action: str, data: dict, flow: str | None = None) -> dict:
        call = {
            "uuid": str(uuid.uuid4()),
            "flow": flow,
            "session": self.session,
            "action": action,
            "data": data,
            "at": int(self._floor.shop.clock.now.timestamp() * 1000),
        }
        (answer,) = self._door.process([call], PHONE)
        if answer["message"]["level"] == "error":
            raise RuntimeError(f"the barcode app refused: {answer['message']['text']}")
        return answer


def received_with_the_barcode_app(floors: dict[str, Floor]):
    """Goods are scanned against the order; one piece more than ordered came, and is reported."""
    floor = floors["chain"]
    articles = [
        floor.article(
            f"received with the barcode app ({method})", method, barcode=f"EX-SCAN-{number}"
        )
        for number, method in enumerate(floor.categories, 1)
    ]
    order = floor.order(*((article, 10, 10) for article in articles))
    yield 1
    phone = Scanner(floor)
    phone.start("receive", order.picking_ids)
    for article in articles:
        phone.scan("x10")
        phone.scan(article.barcode)
    phone.scan(articles[0].barcode)
    reason = phone.reason("receiving")
    phone.press("answer", choice="take", reason=reason, note="One more than ordered")
    phone.press("validate")
    if order.picking_ids.state != "done":
        raise RuntimeError("the receipt that was scanned is not done")
    yield 1
    floor.bill(*((line, line.qty_received) for line in order.order_line))


EXAMPLES = (received_with_the_barcode_app,)
