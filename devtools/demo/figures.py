"""What the demo's books say, and whether they agree to the cent.

Runs inside Odoo, changes nothing. Each function returns rows of a table; the
checks compare two figures that must be the same, from different sources: the
stock ledger, the general ledger, the quants, and core's own valuation.
"""

from collections import defaultdict
from dataclasses import dataclass

TOLERANCE = 0.005  # half a cent
PARAMETER = "perpetual_demo"
_OWNED = [("location_id.usage", "in", ("internal", "transit")), ("owner_id", "=", False)]
_POSTED = [("parent_state", "=", "posted")]


@dataclass(frozen=True)
class Check:
    """Two figures that must be the same."""

    name: str
    expected: float
    actual: float

    @property
    def passed(self) -> bool:
        return abs(self.actual - self.expected) < TOLERANCE

    @property
    def row(self) -> list:
        difference = round(self.actual - self.expected, 2)
        return [self.name, self.expected, self.actual, difference, "ok" if self.passed else "OFF"]


def remember(env, **facts) -> None:
    """Keep facts about the build in the database."""
    for name, value in facts.items():
        env["ir.config_parameter"].set_param(f"{PARAMETER}.{name}", str(value))


def remembered(env, name: str) -> str:
    """Return a fact about the build."""
    return env["ir.config_parameter"].get_param(f"{PARAMETER}.{name}") or ""


def volumes(env) -> list[list]:
    """How much was traded: name and count."""
    counted = [
        (
            "articles on offer at the registers",
            "product.product",
            [("available_in_pos", "=", True)],
        ),
        ("lines sold at registers", "pos.order.line", [("qty", ">", 0)]),
        ("POS orders", "pos.order", []),
        ("POS sessions closed", "pos.session", [("state", "=", "closed")]),
        ("lines sold on sales orders", "sale.order.line", [("state", "=", "sale")]),
        ("sales orders", "sale.order", [("state", "=", "sale")]),
        ("purchase orders", "purchase.order", [("state", "=", "purchase")]),
        ("receipts from makers", "stock.picking", _done("supplier", "internal")),
        (
            "receipts validated in the barcode app",
            "perpetual.barcode.scan",
            [("flow", "=", "receive"), ("action", "=", "validate"), ("outcome", "=", "good")],
        ),
        ("goods sent back to makers", "stock.picking", _done("internal", "supplier")),
        ("deliveries to customers", "stock.picking", _done("internal", "customer")),
        ("goods taken back from customers", "stock.picking", _done("customer", "internal")),
        ("shipments to stores", "stock.picking", _done("internal", "transit")),
        ("arrivals at stores", "stock.picking", _done("transit", "internal")),
        ("moves inside stores", "stock.picking", _done("internal", "internal")),
        ("scraps", "stock.scrap", [("state", "=", "done")]),
        ("count differences", "stock.move", [("is_inventory", "=", True), ("quantity", ">", 0)]),
        ("done stock moves", "stock.move", [("state", "=", "done")]),
        ("stock ledger entries", "perpetual.ledger.entry", []),
        ("customer invoices", "account.move", _posted("out_invoice")),
        ("credit notes", "account.move", _posted("out_refund")),
        ("vendor bills", "account.move", _posted("in_invoice")),
        ("vendor refunds", "account.move", _posted("in_refund")),
        ("journal entries in all", "account.move", [("state", "=", "posted")]),
    ]
    rows = [[name, env[model].search_count(domain)] for name, model, domain in counted]
    return [["basket lines of the data", int(remembered(env, "lines"))], *rows]


def _done(usage: str, destination: str) -> list:
    return [
        ("state", "=", "done"),
        ("location_id.usage", "=", usage),
        ("location_dest_id.usage", "=", destination),
    ]


def _posted(move_type: str) -> list:
    return [("state", "=", "posted"), ("move_type", "=", move_type)]


_SUMS = ["__count", "quantity:sum", "value:sum"]


def ledger_by_kind(env) -> list[list]:
    """The stock ledger's totals: kind, entries, quantity, value."""
    entry = env["perpetual.ledger.entry"]
    labels = dict(entry._fields["kind"]._description_selection(env))
    groups = entry._read_group([_in_company(env)], ["kind"], _SUMS)
    rows = [[labels[kind], count, quantity, value] for kind, count, quantity, value in groups]
    return [*rows, _sum_row("total", rows)]


def _pools(env):
    """Pools of continuous products."""
    return _all_pools(env).filtered(lambda pool: pool.product_id.valuation == "continuous")


def _all_pools(env):
    return env["perpetual.cost.pool"].search([_in_company(env)])


def _in_company(env) -> tuple:
    return ("company_id", "=", env.company.id)


def ledger_by_category(env) -> list[list]:
    """What the pools hold: category, costing method, products, quantity, value."""
    held = defaultdict(lambda: [0, 0.0, 0.0])
    for pool in _pools(env):
        sums = held[pool.product_id.categ_id]
        sums[0] += 1
        sums[1] += pool.quantity
        sums[2] += pool.value
    rows = [
        [category.display_name, category.property_cost_method, *sums]
        for category, sums in sorted(held.items(), key=lambda item: -item[1][2])
    ]
    return [*rows, _sum_row("total", rows)]


def _sum_row(name: str, rows: list[list]) -> list:
    columns = list(zip(*rows, strict=True))[1:]
    return [name] + [
        None if isinstance(column[0], str) else round(sum(column), 2) for column in columns
    ]


def accounts(env) -> list[list]:
    """The balances that inventory leaves in the general ledger: code, name, balance."""
    groups = env["account.move.line"]._read_group(
        [_in_company(env), *_POSTED, ("product_id.is_storable", "=", True)],
        ["account_id"],
        ["balance:sum"],
        having=[("balance:sum", "!=", 0)],
    )
    return sorted([account.code, account.name, balance] for account, balance in groups)


def tie_out(env) -> list[Check]:
    """The ledger's own tie-out: every invariant and account."""
    return [
        Check(_tie_out_name(row), float(row["expected"] or 0), float(row["actual"] or 0))
        for row in env.company.perpetual_tie_out()
    ]


def _tie_out_name(row: dict) -> str:
    account = row["account"].display_name if row["account"] else ""
    return " ".join(filter(None, [row["check"].replace("_", " "), account]))


def checks(env) -> list[Check]:
    """Comparisons that the ledger does not make itself."""
    return [*_valuation_checks(env), _trial_balance(env), _closing(env), *_core_checks(env)]


def _valuation_checks(env) -> list[Check]:
    """Per inventory account: the pools' value against the general ledger's balance.

    What left continuous valuation counts with the value that Odoo gives it.
    """
    held = defaultdict(float)
    pools = _pools(env)
    for pool in pools:
        held[pool.product_id._get_product_accounts()["stock_valuation"]] += pool.value
    for product in (_all_pools(env) - pools).product_id:
        held[product._get_product_accounts()["stock_valuation"]] += product.total_value
    balances = dict(
        env["account.move.line"]._read_group(
            [_in_company(env), *_POSTED, ("account_id", "in", [a.id for a in held])],
            ["account_id"],
            ["balance:sum"],
        )
    )
    return [
        Check(f"GL balance of {account.display_name}", value, balances.get(account, 0.0))
        for account, value in sorted(held.items(), key=lambda item: item[0].code)
    ]


def _trial_balance(env) -> Check:
    ((debit, credit),) = env["account.move.line"]._read_group(
        [_in_company(env), *_POSTED], [], ["debit:sum", "credit:sum"]
    )
    return Check("trial balance: debits and credits", debit, credit)


def _closing(env) -> Check:
    """Core's period-end closing finds nothing left to post."""
    lines = env.company._action_close_stock_valuation()
    total = sum((abs(_amount(line)) for line in lines), start=0.0)
    return Check("core's closing: sum of its lines", 0.0, total)


def _amount(line: dict) -> float:
    return line.get("balance") or line.get("debit", 0.0) - line.get("credit", 0.0)


def _core_checks(env) -> list[Check]:
    """Core's value and quantity per product against the pools: the largest difference."""
    values, quantities = defaultdict(float), defaultdict(float)
    for pool in _pools(env):
        values[pool.product_id] += pool.value
        quantities[pool.product_id] += pool.quantity
    products = (
        env["product.product"]
        .with_context(active_test=False)
        .search([("is_storable", "=", True)])
        .filtered(lambda product: product.valuation == "continuous")
    )
    value_off = max(abs(product.total_value - values[product]) for product in products)
    quants = dict(
        env["stock.quant"]._read_group(
            [_in_company(env), *_OWNED], ["product_id"], ["quantity:sum"]
        )
    )
    quantity_off = max(abs(quants.get(product, 0) - quantities[product]) for product in products)
    return [
        Check("product.total_value against pools, largest gap", 0.0, value_off),
        Check("quants against pools, largest gap in units", 0.0, quantity_off),
    ]
