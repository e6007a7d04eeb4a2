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
