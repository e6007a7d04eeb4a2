"""Business verbs for examples, each done by the user whose work it is."""

from dataclasses import dataclass, field
from itertools import count

from devtools.demo import till
from devtools.demo.people import ADMINISTRATOR, PEOPLE

METHODS = ("average", "fifo", "standard")
STANDARD_COST = 10.0
CODES = count(900001)  # apart from the data's numbers
WHOLESALE = "Perpetual Wholesale"


@dataclass
class Floor:
    """One company's example warehouse.

    :param categories: product category by costing method
    """

    shop: object
    company: object
    warehouse: object
    vendor: object
    customer: object
    categories: dict[str, object] = field(default_factory=dict)
    register: object = None

    @property
    def today(self):
        return self.shop.clock.now.date()

    def desk(self, login: str):
        """Return the environment of a user at work in this company."""
        env = self.shop.desk(login)
        return env(context={**env.context, "allowed_company_ids": self.company.ids})

    def office(self):
        """Return the administrator's environment, for master data."""
        return self.desk(ADMINISTRATOR)

    @property
    def stock(self):
        return self.warehouse.lot_stock_id

    # Master data

    def article(self, name: str, method: str = "average", **values):
        """Return a new article of the examples."""
        category = values.pop("category", None) or self.categories[method]
        return self.office()["product.product"].create(
            {
                "name": f"Example: {name}",
                "default_code": str(next(CODES)),
                "type": "consu",
                "is_storable": True,
                "available_in_pos": True,
                "invoice_policy": "delivery",
                "categ_id": category.id,
                "list_price": 20.0,
                "standard_price": STANDARD_COST if method == "standard" else 0.0,
                "taxes_id": [(5,)],
                "supplier_taxes_id": [(5,)],
                **values,
            }
        )

    def kit(self, name: str, *parts):
        """Return a new article that is sold as its parts: (article, quantity of one kit)."""
        kit = self.article(name, is_storable=False)
        self.office()["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    (0, 0, {"product_id": part.id, "product_qty": quantity})
                    for part, quantity in parts
                ],
            }
        )
        return kit

    def location(self, name: str, **values):
        """Return a new location of the warehouse (or, with a usage, beside it)."""
        parent = self.stock if values.get("usage", "internal") == "internal" else None
        return self.office()["stock.location"].create(
            {"name": name, "location_id": parent.id if parent else False, **values}
        )

    def account(self, code: str, name: str, account_type: str):
        return self.office()["account.account"].create(
            {"code": code, "name": name, "account_type": account_type}
        )

    def partner(self, name: str):
        return self.office()["res.partner"].create({"name": name, "is_company": True})

    # Buying

    def order(self, *lines, **values):
        """Confirm a purchase order; a line is article, quantity, price, more values."""
        order = self.office()["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "picking_type_id": self.warehouse.in_type_id.id,
                "order_line": [(0, 0, _order_line(*line)) for line in lines],
                **values,
            }
        )
        order.button_confirm()
        return order

    def receive(self, order, quantity: float | None = None):
        """Receive what is expected of an order, or a part of its first line."""
        return self.validate(_waiting(order.picking_ids), quantity)

    def bill(self, *claims, kind: str = "in_invoice", post: bool = True):
        """Enter a bill; a claim is order line, quantity, price (the order's by default)."""
        order_line = claims[0][0]
        bill = self.desk("accountant")["account.move"].create(
            {
                "move_type": kind,
                "partner_id": order_line.order_id.partner_id.id,
                "currency_id": order_line.currency_id.id,
                "invoice_date": self.today,
                "date": self.today,
                "ref": f"Example {kind} of {order_line.order_id.name} on {self.today}",
                "invoice_line_ids": [(0, 0, _bill_line(*claim)) for claim in claims],
            }
        )
        if post:
            bill.action_post()
        return bill

    def refund(self, *claims):
        """Enter the vendor's refund; claims as for a bill."""
        return self.bill(*claims, kind="in_refund")

    def fill(self, product, quantity: float, cost: float):
        """Order, receive and bill goods at one price."""
        order = self.order((product, quantity, cost))
        moves = self.receive(order)
        self.bill((order.order_line, quantity))
        return moves

    # Selling

    def sell(self, product, quantity: float, **line):
        """Confirm a sales order."""
        order = self.office()["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": quantity, **line})
                ],
            }
        )
        order.action_confirm()
        return order

    def deliver(self, order, quantity: float | None = None, date=None):
        """Deliver what is ready of an order, or a part of its first line; see ``validate``."""
        return self.validate(_waiting(order.picking_ids), quantity, date)

    def invoice(self, order):
        """Invoice what may be invoiced, credit notes included."""
        order = self.desk("accountant")["sale.order"].browse(order.ids)
        invoices = order._create_invoices(final=True)
        invoices.action_post()
        return invoices

    def credit(self, invoice, quantity: float):
        """Credit a part of an invoice with its Credit Note button."""
        desk = self.desk("accountant")
        wizard = (
            desk["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "date": self.today})
        )
        note = desk["account.move"].browse(wizard.reverse_moves()["res_id"])
        note.invoice_line_ids[:1].quantity = quantity
        note.action_post()
        return note

    # At the register

    def at_register(self):
        """Open the register for a while; see :func:`devtools.demo.till.opened`."""
        return till.opened(self.desk(till.CASHIER), self.register)

    def ring_up(self, product, quantity: float, **values):
        """Sell at the register in a session of its own; returns the order."""
        line = {"product_id": product.id, "qty": quantity, "price_unit": product.list_price}
        with self.at_register() as session:
            return till.ring_up(session, [line], **values)

    def refund_at_register(self, order, quantity: float):
        """Take back units of an order's first line at the register."""
        with self.at_register() as session:
            return till.take_back(session, order.lines[:1], quantity)

    # Moving

    def move(self, product, quantity, source, destination, kind=None, validate=True, **values):
        """Make a transfer without an order; returns its stock move.

        :param values: of the transfer, e.g. the owner of consigned goods
        """
        picking = self.desk("warehouse")["stock.picking"].create(
            {
                "picking_type_id": (kind or self.warehouse.int_type_id).id,
                "location_id": source.id,
                "location_dest_id": destination.id,
                "move_ids": [
                    (0, 0, {
                        "product_id": product.id,
                        "product_uom_qty": quantity,
                        "location_id": source.id,
                        "location_dest_id": destination.id,
                    })
                ],
                **values,
            }
        )  # fmt: skip
        picking.action_confirm()
        picking.action_assign()
        picking.move_ids.quantity = quantity
        return self.validate(picking) if validate else picking.move_ids

    def give_back(self, move, quantity: float):
        """Return goods of a done move with the return button; returns the new move."""
        desk = self.desk("warehouse")
        wizard = desk["stock.return.picking"].create({"picking_id": move.picking_id.id})
        line = wizard.product_return_moves.filtered(lambda line: line.move_id.id == move.id)
        line.quantity = quantity
        picking = desk["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        return self.validate(picking)

    def scrap(self, product, quantity: float, picking=None, location=None):
        """Scrap goods, of a transfer if one is given."""
        damage = self.desk("warehouse")["stock.scrap"].create(
            {
                "product_id": product.id,
                "scrap_qty": quantity,
                "picking_id": picking.id if picking else False,
                "location_id": (location or self.stock).id,
            }
        )
        damage.action_validate()

    def count(self, product, quantity: float, accounting_date=None):
        """Count an article in stock."""
        quants = self.desk("controller")["stock.quant"].with_context(inventory_mode=True)
        quant = quants.create(
            {
                "product_id": product.id,
                "location_id": self.stock.id,
                "inventory_quantity": quantity,
            }
        )
        if accounting_date:
            quant.accounting_date = accounting_date
        quant.action_apply_inventory()

    def validate(self, pickings, quantity: float | None = None, date=None):
        """Validate transfers, or a part of the first line; returns the moves done.

        :param date: accounting date, if not today
        :raises RuntimeError: a transfer wants an answer first
        """
        pickings = self.desk("warehouse")["stock.picking"].browse(pickings.ids)
        if quantity is not None:
            pickings.move_ids[:1].quantity = quantity
        pickings.move_ids.picked = True
        context = {"skip_backorder": True, **({"force_period_date": date} if date else {})}
        pickings.with_context(**context).button_validate()
        unfinished = pickings.filtered(lambda picking: picking.state != "done")
        if unfinished:
            raise RuntimeError(f"not validated: {unfinished.mapped('display_name')}")
        return pickings.move_ids


def _waiting(pickings):
    return pickings.filtered(lambda picking: picking.state in ("assigned", "confirmed"))[:1]


def _order_line(product, quantity: float, price: float, values: dict | None = None) -> dict:
    return {
        "product_id": product.id,
        "product_qty": quantity,
        "price_unit": price,
        "tax_ids": [],
        **(values or {}),
    }


def _bill_line(line, quantity: float | None = None, price: float | None = None) -> dict:
    return {
        "purchase_line_id": line.id,
        "product_id": line.product_id.id,
        "product_uom_id": line.product_uom_id.id,
        "quantity": line.product_qty if quantity is None else quantity,
        "price_unit": line.price_unit if price is None else price,
        "discount": line.discount,
        "tax_ids": [(6, 0, line.tax_ids.ids)],
    }


def open_floors(shop) -> dict[str, Floor]:
    """Make the example warehouse of the chain, and a wholesale company beside it.

    The chain expenses cost at delivery, the wholesaler at invoice, in another currency.
    """
    env = shop.env
    vendor, customer = env["res.partner"].create(
        [{"name": "Example Vendor", "is_company": True}, {"name": "Example Customer"}]
    )
    warehouse = env["stock.warehouse"].create({"name": "Examples", "code": "EX"})
    chain = Floor(shop, env.company, warehouse, vendor, customer)
    chain.categories = _categories(env)
    chain.register = till.register(env, "Examples", warehouse, ship_later=True)
    wholesale = _wholesale(shop, vendor, customer)
    wholesale.categories = chain.categories
    for category in chain.categories.values():
        _value(category.with_company(wholesale.company), category.property_cost_method)
    return {"chain": chain, "wholesale": wholesale}


def _categories(env) -> dict[str, object]:
    parent = env["product.category"].create({"name": "Examples"})
    categories = {}
    for method in METHODS:
        categories[method] = env["product.category"].create(
            {"name": f"At {method} cost", "parent_id": parent.id}
        )
        _value(categories[method], method)
    return categories


def _value(category, method: str) -> None:
    """Value a category continuously in the company of its environment."""
    category.write({"property_cost_method": method, "property_valuation": "continuous"})


def _wholesale(shop, vendor, customer) -> Floor:
    """Make the second company: euros, cost of sales at invoice, picking in three steps."""
    env = shop.env
    euro = env.ref("base.EUR")
    euro.active = True
    company = env["res.company"].create({"name": WHOLESALE})
    env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    company.write(
        {
            "currency_id": euro.id,  # the chart of accounts has set dollars
            "anglo_saxon_accounting": True,
            "perpetual_cogs_timing": "invoice",
        }
    )
    company.perpetual_setup()
    for person in PEOPLE:
        user = env["res.users"].search([("login", "=", person.login)])
        user.company_ids |= company
    _rates(company, env.ref("base.USD"), shop.clock.now.date(), 0.92)
    warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    warehouse = warehouse or env["stock.warehouse"].create({"company_id": company.id})
    warehouse.write({"name": "Wholesale", "code": "WS", "delivery_steps": "pick_pack_ship"})
    return Floor(shop, company, warehouse, vendor, customer)


def _rates(company, currency, day, cost: float) -> None:
    """Say what one unit of a currency costs from a day on."""
    company.env["res.currency.rate"].create(
        {
            "name": day,
            "currency_id": currency.id,
            "company_id": company.id,
            "inverse_company_rate": cost,
        }
    )
