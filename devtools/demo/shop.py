"""What every part of the demo's trade needs at hand."""

from dataclasses import dataclass, field

from devtools.demo.catalogue import Product
from devtools.demo.clock import Clock
from devtools.demo.policy import Level

# No mails, no followers, no field history: what the demo's documents are spared.
QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "skip_sms": True,
    "no_reset_password": True,
    "lang": "en_US",
}


def desk(env, login: str):
    """Return the environment of one of the demo's users at work."""
    return env(user=env["res.users"].search([("login", "=", login)]).id)


@dataclass
class Shop:
    """The chain in one database: places, articles, partners, and who works there.

    :param stores: warehouses by the number that the data gives a store
    :param products: Odoo's products by the number that the data gives an article
    :param makers: vendors by the number that the data gives a maker
    :param registers: POS registers by the number that the data gives a store
    :param households: customers by the number that the data gives a household
    """

    env: object
    clock: Clock
    centre: object
    stores: dict[int, object]
    registers: dict[int, object]
    products: dict[int, object]
    makers: dict[int, object]
    households: dict[int, object]
    walk_in: dict[int, object]
    articles: dict[int, Product]
    shelf_levels: dict[tuple[int, int], Level] = field(default_factory=dict)
    chain_levels: dict[int, Level] = field(default_factory=dict)

    def desk(self, login: str):
        """Return the environment of one of the demo's users at work."""
        return desk(self.env, login)

    def forecast(self, warehouse) -> dict[int, float]:
        """Return what a warehouse has and will have once all is done that is under way."""
        products = self.env["product.product"].concat(*self.products.values())
        there = products.with_context(warehouse_id=warehouse.id)
        return {self.number_of(product): product.virtual_available for product in there}

    def number_of(self, product) -> int:
        """Return the number that the data gives a product."""
        return int(product.default_code)

    def on_hand(self, locations) -> dict[int, float]:
        """Return what lies in the given locations and below them, by article."""
        groups = self.env["stock.quant"]._read_group(
            [("location_id", "child_of", locations.ids)], ["product_id"], ["quantity:sum"]
        )
        return {self.number_of(product): quantity for product, quantity in groups}
