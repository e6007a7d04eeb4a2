"""Counting over HTTP: what counters, controllers and approvers do."""

import uuid

from .server import Client

SESSION = "perpetual.count.session"
VARIANCE = "perpetual.count.variance"


class Counting:
    """Two people who count, one who investigates, one who approves."""

    def __init__(self, counters: list[Client], controller: Client, approver: Client):
        self.counters = counters
        self.controller = controller
        self.approver = approver

    def open(self, product: int) -> int:
        """A session of one product, started."""
        vals = {"product_ids": [[6, 0, [product]]], "grace_minutes": 0}
        (session,) = self.controller.call(SESSION, "create", [vals])
        self.controller.call(SESSION, "action_start", [session])
        return session

    def sheet(self, session: int) -> int:
        domain = [("session_id", "=", session), ("state", "in", ("todo", "counting"))]
        (sheet,) = self.controller.search("perpetual.count.sheet", domain)
        return sheet

    def sheets(self, session: int) -> list[int]:
        """Open sheets, by round."""
        domain = [("session_id", "=", session), ("state", "in", ("todo", "counting"))]
        return self.controller.search("perpetual.count.sheet", domain, order="round, id")

    def second_place(self, product: int, quantity: float) -> int:
        """Another bin, with some of the product."""
        desk = self.controller
        stock = desk.search("stock.location", [("usage", "=", "internal")], limit=1)[0]
        vals = {"name": f"Bin {uuid.uuid4()}", "location_id": stock}
        (place,) = desk.call("stock.location", "create", [vals])
        vals = {"product_id": product, "location_id": place, "inventory_quantity": quantity}
        how = {"inventory_mode": True}
        (quant,) = desk.call("stock.quant", "create", [vals], context=how)
        desk.call("stock.quant", "action_apply_inventory", [quant])
        return place

    def baseline(self, product: int, place: int) -> int:
        """A baseline count of one zone, of which two teams count everything; started."""
        desk = self.controller
        teams = desk.call(
            "perpetual.count.team",
            "create",
            [
                {"name": str(uuid.uuid4()), "member_ids": [[6, 0, [client.user["uid"]]]]}
                for client in self.counters
            ],
        )
        (warehouse,) = desk.search("stock.warehouse", [])
        zone = {"code": "Z", "name": "Zone", "warehouse_id": warehouse}
        (zone,) = desk.call(
            "perpetual.count.zone", "create", [{**zone, "location_ids": [[6, 0, [place]]]}]
        )
        work = {"zone_id": zone, "team_id": teams[0], "second_team_id": teams[1]}
        vals = {"type": "baseline", "product_ids": [[6, 0, [product]]], "grace_minutes": 0}
        vals |= {"second_value": 1, "zone_work_ids": [[0, 0, work]]}
        (session,) = desk.call(SESSION, "create", [vals])
        desk.call(SESSION, "action_start", [session])
        return session

    def line(self, sheet: int) -> int:
        domain = [("sheet_id", "=", sheet)]
        (line,) = self.controller.search("perpetual.count.line", domain)
        return line

    def tally(self, session: int, counted: float) -> None:
        """Both count it, one after the other."""
        for client in self.counters:
            sheet = self.sheet(session)
            client.call("perpetual.count.sheet", "action_take", [sheet])
            key = str(uuid.uuid4())
            client.call("perpetual.count.line", "action_count", [self.line(sheet)], counted, key)
            client.call("perpetual.count.sheet", "action_close", [sheet])

    def variance(self, session: int) -> int:
        (variance,) = self.controller.search(VARIANCE, [("session_id", "=", session)])
        return variance

    def explain(self, variance: int) -> None:
        domain = [("code", "=", "data_entry")]
        (reason,) = self.controller.search("perpetual.variance.reason", domain)
        self.controller.call(VARIANCE, "write", [variance], {"reason_id": reason})
        self.controller.call(VARIANCE, "action_submit", [variance])

    def approved(self, product: int, counted: float) -> int:
        """A session whose variance is approved and not posted."""
        session = self.open(product)
        self.tally(session, counted)
        variance = self.variance(session)
        self.explain(variance)
        self.approver.call(VARIANCE, "action_approve", [variance])
        return session
