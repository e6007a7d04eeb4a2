"""Who works at the demo's company. Passwords are the logins: it is served to this machine only."""

from dataclasses import dataclass

ADMINISTRATOR = "admin"


@dataclass(frozen=True)
class Person:
    """A user of the demo with the groups of a role.

    :param task: what the role does, for the list of logins
    """

    login: str
    name: str
    task: str
    groups: tuple[str, ...] = ()


PEOPLE = (
    Person("warehouse", "Wanda Warehouse", "receives, ships, scraps", ("stock.group_stock_user",)),
    Person("packer", "Pat Packer", "packs and labels", ("stock.group_stock_user",)),
    Person(
        "cashier",
        "Casey Cashier",
        "sells at the registers",
        ("base.group_user", "point_of_sale.group_pos_manager"),
    ),
    Person(
        "production",
        "Pia Production",
        "makes goods",
        # Odoo's work orders read analytic items when their time is entered.
        ("mrp.group_mrp_user", "stock.group_stock_user", "analytic.group_analytic_accounting"),
    ),
    Person(
        "controller",
        "Conny Controller",
        "counts, explains differences",
        ("stock.group_stock_manager", "perpetual_stock.group_inventory_controller"),
    ),
    Person(
        "counter",
        "Cora Counter",
        "counts on the phone, blind",
        ("perpetual_cycle_count.group_counter",),
    ),
    Person(
        "counter2",
        "Carl Counter",
        "counts again what differs",
        ("perpetual_cycle_count.group_counter",),
    ),
    Person(
        "accountant",
        "Ada Accountant",
        "bills, invoices, the ledger and its tie-out",
        (
            "account.group_account_manager",
            "perpetual_stock.group_perpetual_accountant",
            "purchase.group_purchase_user",
        ),
    ),
    Person(
        "approver",
        "Andy Approver",
        "approves write-offs",
        ("perpetual_stock.group_approver_2",),
    ),
    Person(
        "approver2",
        "Anna Approver",
        "approves high value besides",
        ("perpetual_stock.group_approver_2",),
    ),
    Person(
        "auditor",
        "Audrey Auditor",
        "reads all, changes nothing",
        ("perpetual_stock.group_auditor",),
    ),
    Person(ADMINISTRATOR, "Abby Administrator", "everything: orders, settings, users"),
)
