"""A small client of the channels' interface, to be copied and used as it is.

    shop = Channel("https://odoo.example", "pk_…")
    for level in shop.levels():
        print(level["sku"], level["available"])
    shop.reserve("basket-7", {"BEAN-1": 2}, minutes=15)
    shop.sell("order-1001", reservation="basket-7")

Needs `requests`. Calls that were not answered are sent again with the same reference, which
is safe: what was done is not done twice.
"""

import time
from collections.abc import Iterator

import requests

TRIES = 5


class Refused(Exception):
    """What the server did not do, and what can be done about it."""

    def __init__(self, problem: dict):
        super().__init__(f"{problem['detail']} {problem.get('way_out', '')}".strip())
        self.problem = problem
        self.kind = problem["type"].rpartition(":")[2]


class Channel:
    """One channel of one Odoo.

    :param url: of the Odoo, without a path
    :param key: as it was shown when it was made
    """

    def __init__(self, url: str, key: str):
        self.url = f"{url.rstrip('/')}/perpetual_api/v1"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {key}"
        self.cursor: str | None = None

    def levels(self, skus: list[str] | None = None) -> Iterator[dict]:
        """Yield stock levels of all articles, or of some."""
        yield from self._pages({"sku": skus or []})

    def changes(self) -> Iterator[dict]:
        """Yield levels that may have changed since the last reading; all of them at first."""
        params = {"since": self.cursor} if self.cursor else {}
        try:
            yield from self._pages(params)
        except Refused as refused:
            if refused.kind != "cursor-expired":
                raise
            self.cursor = None
            yield from self._pages({})

    def reserve(self, reference: str, goods: dict[str, float], minutes: int = 15) -> dict:
        """Hold goods for a basket. :raises Refused: ``insufficient-stock`` and others"""
        body = {"reference": reference, "lines": _lines(goods), "minutes": minutes}
        return self._call("POST", "reservations", json=body)

    def release(self, reference: str) -> dict:
        """Give back what a basket holds."""
        return self._call("DELETE", f"reservations/{reference}")

    def sell(
        self,
        reference: str,
        goods: dict[str, float] | None = None,
        reservation: str | None = None,
        ship_to: dict[str, str] | None = None,
    ) -> dict:
        """Sell goods, or what a basket holds. :raises Refused: ``insufficient-stock`` and others"""
        body = {"reference": reference}
        body |= {"lines": _lines(goods)} if goods else {}
        body |= {"reservation": reservation} if reservation else {}
        body |= {"ship_to": ship_to} if ship_to else {}
        return self._call("POST", "orders", json=body)

    def order(self, reference: str) -> dict:
        """Return an order as it stands."""
        return self._call("GET", f"orders/{reference}")

    def cancel(self, reference: str) -> dict:
        """Cancel an order of which nothing has left."""
        return self._call("POST", f"orders/{reference}/cancel")

    def take_back(self, order: str, reference: str, goods: dict[str, float], received=True) -> dict:
        """Announce goods that come back, or receive them."""
        body = {"reference": reference, "lines": _lines(goods), "received": received}
        return self._call("POST", f"orders/{order}/returns", json=body)

    def _pages(self, params: dict) -> Iterator[dict]:
        while True:
            page = self._call("GET", "levels", params=params)
            yield from page["levels"]
            if not page["next"]:
                self.cursor = page["cursor"]
                return
            params = {**params, "page": page["next"]}

    def _call(self, method: str, path: str, **how) -> dict:
        for again in range(TRIES):
            wait = 2**again / 4
            try:
                response = self.session.request(method, f"{self.url}/{path}", timeout=30, **how)
            except (requests.ConnectionError, requests.Timeout):
                if again == TRIES - 1:
                    raise
            else:
                if response.ok:
                    return response.json()
                if response.status_code not in (429, 502, 503, 504) or again == TRIES - 1:
                    raise Refused(_problem(response))
                wait = float(response.headers.get("Retry-After", wait))
            time.sleep(wait)
        raise AssertionError("unreachable")


def _lines(goods: dict[str, float]) -> list[dict]:
    return [{"sku": sku, "quantity": quantity} for sku, quantity in goods.items()]


def _problem(response: requests.Response) -> dict:
    if response.headers.get("Content-Type", "").startswith("application/problem+json"):
        return response.json()
    return {"type": "about:blank", "detail": f"HTTP {response.status_code}"}
