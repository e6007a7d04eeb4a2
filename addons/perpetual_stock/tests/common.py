"""A company on continuous valuation, its people, and verbs that read like a ledger.

Glue addons build on :class:`PerpetualCommon` for their own tests.
"""

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

from .invariants import Invariants

METHODS = ("standard", "average", "fifo")

#: Role → groups. Tests act as one of these, never as the superuser.
ROLES = {
    "stock_user": "stock.group_stock_user",
    "stock_manager": "stock.group_stock_manager",
    "controller": "perpetual_stock.group_inventory_controller",
    "accountant": "perpetual_stock.group_perpetual_accountant",
    "auditor": "perpetual_stock.group_auditor",
    "account_manager": "account.group_account_manager",
    "product_manager": "base.group_user,product.group_product_manager",
    "employee": "base.group_user",
}

#: Short name in tests → company field.
ACCOUNTS = {
    "inventory": "account_stock_valuation_id",
    "grni": "perpetual_grni_account_id",
    "gdni": "perpetual_gdni_account_id",
    "transit": "perpetual_transit_account_id",
    "difference": "perpetual_price_difference_account_id",
    "shrinkage": "perpetual_shrinkage_account_id",
    "gain": "perpetual_gain_account_id",
    "scrap": "perpetual_scrap_account_id",
    "revaluation": "perpetual_revaluation_account_id",
    "wip": "perpetual_wip_account_id",
    "cogs": "expense_account_id",
    "variation": "account_stock_valuation_id.account_stock_variation_id",
}


class PerpetualCommon(Invariants, BaseCommon):
    """One company (``company``) with a user per role and a product per costing method."""

    @classmethod
    def setup_independent_company(cls, **kwargs):
        cls.companies = cls.env["res.company"]
        return cls.make_company("Perpetual Company")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.vendor = cls.env["res.partner"].create({"name": "Vendor"})
        cls.customer = cls.env["res.partner"].create({"name": "Customer"})
        cls.users = {role: cls.make_user(role, groups) for role, groups in ROLES.items()}
        cls.categories = {method: cls.make_category(method) for method in METHODS}
        cls.standard, cls.average, cls.fifo = (
            cls.make_product(method, standard_price=10.0 if method == "standard" else 0.0)
            for method in METHODS
        )
        cls.products = {"standard": cls.standard, "average": cls.average, "fifo": cls.fifo}

    def setUp(self):
        super().setUp()
        # A company that a test makes goes with it.
        self.addCleanup(setattr, type(self), "companies", self.companies)

    # Set-up

    @classmethod
    def make_company(cls, name, currency="USD", setup=True):
        """A company with the generic chart of accounts, ready for continuous valuation."""
        company = cls.env["res.company"].create({"name": name})
        cls.env.user.company_ids |= company
        cls.env["account.chart.template"]._load("generic_coa", company, install_demo=False)
        company.currency_id = cls._enable_currency(currency)
        if setup:
            company.with_company(company).perpetual_setup()
        cls.companies |= company
        return company

    @classmethod
    def make_second_company(cls, **vals):
        """Another company that the same people work for, with the same categories."""
        cls.company2 = cls.make_company("Second Company", **vals)
        for user in cls.users.values():
            user.company_ids |= cls.company2
        for method, category in cls.categories.items():
            category.with_company(cls.company2).write(
                {"property_valuation": "continuous", "property_cost_method": method}
            )
        return cls.company2

    @classmethod
    def make_user(cls, login, groups, company=None):
        """A user, or the one of this login that another glue addon's tests made."""
        found = cls.env["res.users"].search([("login", "=", f"perpetual_{login}")])
        if found:
            return found
        return new_test_user(
            cls.env,
            login=f"perpetual_{login}",
            groups=groups,
            tz="UTC",
            company_id=(company or cls.company).id,
        )

    @classmethod
    def make_category(cls, method, valuation="continuous", **vals):
        return cls.env["product.category"].create(
            {
                "name": f"{valuation} {method}",
                "property_cost_method": method,
                "property_valuation": valuation,
                **vals,
            }
        )

    @classmethod
    def make_product(cls, method, **vals):
        return cls.env["product.product"].create(
            {
                "name": f"Product {method}",
                "is_storable": True,
                "categ_id": cls.categories[method].id,
                **vals,
            }
        )

    @classmethod
    def make_lot(cls, product, name):
        return cls.env["stock.lot"].create({"name": name, "product_id": product.id})

    # Where and who

    def warehouse(self, company=None):
        company = company or self.company
        return self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)

    def stock(self, company=None):
        """The main stock location."""
        return self.warehouse(company).lot_stock_id

    def make_location(self, name="Shelf", company=None):
        return self.env["stock.location"].create(
            {"name": name, "usage": "internal", "location_id": self.stock(company).id}
        )

    def as_role(self, role, company=None):
        """Environment of the role's user, working in one company."""
        company = company or self.company
        user = self.users[role] if isinstance(role, str) else role
        context = {**self.env.context, "allowed_company_ids": company.ids}
        return self.env(user=user, context=context, su=False)

    def account(self, name, company=None):
        """Account by its short name in ``ACCOUNTS``."""
        account = company or self.company
        for field in ACCOUNTS[name].split("."):
            account = account[field]
        return account

    # Business verbs: each returns the stock move

    def receive(self, product, quantity, cost=None, source=None, **how):
        """Goods in from a vendor at ``cost`` per product unit."""
        kind = self.warehouse(how.get("company")).in_type_id
        how.setdefault("dest", self.stock(how.get("company")))
        return self.move(product, quantity, source or self.suppliers, kind=kind, cost=cost, **how)

    def deliver(self, product, quantity, source=None, dest=None, **how):
        """Goods out to a customer."""
        kind = self.warehouse(how.get("company")).out_type_id
        source = source or self.stock(how.get("company"))
        return self.move(product, quantity, source, dest or self.customers, kind=kind, **how)

    def transfer(self, product, quantity, source, dest, **how):
        """Goods from one of the company's own locations to another."""
        kind = self.warehouse(how.get("company")).int_type_id
        return self.move(product, quantity, source, dest, kind=kind, **how)

    def move(self, product, quantity, source, dest, kind, **how):
        """Create and validate a transfer; see :meth:`prepare` for the options."""
        return self.validate(
            self.prepare([(product, quantity)], source, dest, kind, **how)
        ).move_ids

    def prepare(
        self,
        goods,
        source,
        dest,
        kind,
        cost=None,
        uom=None,
        lot=None,
        owner=None,
        partner=None,
        company=None,
        user="stock_user",
    ):
        """A transfer of ``goods`` [(product, quantity)], picked, not validated yet.

        :param cost: price of one product unit, for receipts
        :param uom: unit of the quantity, else the product's
        """
        env = self.as_role(user, company)
        picking = env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "location_id": source.id,
                "location_dest_id": dest.id,
                "partner_id": partner.id if partner else False,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "product_uom": (uom or product.uom_id).id,
                            "location_id": source.id,
                            "location_dest_id": dest.id,
                            "price_unit": cost or 0.0,
                        }
                    )
                    for product, quantity in goods
                ],
            }
        )
        picking.action_confirm()
        for move in picking.move_ids:
            self._pick(move, move.product_uom_qty, lot, owner)
        return picking

    def _pick(self, move, quantity, lot=None, owner=None):
        """Pick the whole quantity on one line, also what is not available."""
        line = {
            "product_id": move.product_id.id,
            "product_uom_id": move.product_uom.id,
            "quantity": quantity,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "picking_id": move.picking_id.id,
            "lot_id": lot.id if lot else False,
            "owner_id": owner.id if owner else False,
        }
        move.move_line_ids.unlink()
        move.move_line_ids = [Command.create(line)]
        move.picked = True

    def validate(self, picking):
        self.assertIs(picking.button_validate(), True)
        self.assertEqual(picking.state, "done")
        return picking.with_env(self.env)

    def give_back(self, move, quantity, company=None):
        """Return goods with the return wizard of their transfer."""
        env = self.as_role("stock_user", company)
        wizard = env["stock.return.picking"].create({"picking_id": move.picking_id.id})
        line = wizard.product_return_moves.filtered(lambda line: line.move_id.id == move.id)
        line.quantity = quantity
        picking = env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        lines = move.move_line_ids
        self._pick(picking.move_ids, quantity, lines.lot_id, lines.owner_id)
        return self.validate(picking).move_ids

    return_from_customer = give_back
    return_to_vendor = give_back

    def count(
        self, product, quantity, location=None, company=None, date=None, lot=None, owner=None
    ):
        """Count ``quantity`` on hand in a location; ``date`` is the accounting date."""
        quants = self.as_role("controller", company)["stock.quant"]
        quant = quants.with_context(inventory_mode=True).create(
            {
                "product_id": product.id,
                "location_id": (location or self.stock(company)).id,
                "inventory_quantity": quantity,
                "lot_id": lot.id if lot else False,
                "owner_id": owner.id if owner else False,
            }
        )
        quant = quant.with_env(quants.with_context(inventory_mode=True).env)
        if date:
            quant.accounting_date = date
        self.assertFalse(quant.action_apply_inventory(), "The count met a conflict.")
        return self.env["stock.move"].search(
            [("product_id", "=", product.id), ("is_inventory", "=", True)],
            order="id desc",
            limit=1,
        )

    def scrap(self, product, quantity, company=None, reason=None, user="stock_user", **vals):
        """Scrap goods with the button of the scrap order."""
        env = self.as_role(user, company)
        tag = env["stock.scrap.reason.tag"].search([("name", "=", reason)], limit=1)
        if reason and not tag:
            tag = tag.create({"name": reason})
        scrap = env["stock.scrap"].create(
            {
                "product_id": product.id,
                "scrap_qty": quantity,
                "location_id": self.stock(company).id,
                "scrap_reason_tag_ids": [Command.set(tag.ids)],
                **vals,
            }
        )
        self.assertIs(scrap.action_validate(), True)
        return scrap.with_env(self.env).move_ids

    def edit(self, move, quantity, **vals):
        """Change the done quantity (and more) of a done move's only line."""
        line = move.move_line_ids
        env = self.as_role("stock_user", move.company_id)
        line.with_env(env).write({"quantity": quantity, **vals})
        return move

    def set_cost(self, product, cost, company=None, user="product_manager"):
        """Change the cost by hand; returns the ledger entry, if it moved any value."""
        product.with_env(self.as_role(user, company)).standard_price = cost
        return self.last_entry(product, company).filtered(lambda row: row.kind == "revaluation")

    # Looking at the books

    def entries(self, product, company=None, lot=None):
        """Ledger entries of a product in the order they were written."""
        domain = [("product_id", "=", product.id)]
        domain += [("company_id", "=", (company or self.company).id)]
        domain += [("lot_id", "=", lot.id)] if lot else []
        return self.env["perpetual.ledger.entry"].search(domain, order="pool_id, sequence")

    def last_entry(self, product, company=None):
        return self.entries(product, company)[-1:]

    def pool(self, product, company=None, lot=None):
        return self.env["perpetual.cost.pool"].search(
            [
                ("product_id", "=", product.id),
                ("company_id", "=", (company or self.company).id),
                ("lot_id", "=", lot.id if lot else False),
            ]
        )

    def layers(self, product, company=None):
        """What is open of a FIFO product: list of (quantity, value)."""
        layers = self.env["perpetual.cost.layer"].search(
            [("pool_id", "=", self.pool(product, company).id), ("is_open", "=", True)], order="id"
        )
        return [(layer.quantity, layer.value) for layer in layers]

    def on_hand(self, product, company=None):
        """(quantity, value) of a product in the ledger."""
        pool = self.pool(product, company)
        return round(pool.quantity, 6), round(pool.value, 6)

    def balance(self, name, company=None):
        """Posted balance of an account, by its short name."""
        company = company or self.company
        items = self.env["account.move.line"].search(
            [
                ("account_id", "=", self.account(name, company).id),
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
            ]
        )
        return round(sum(items.mapped("balance")), 6)

    def queries(self, records, *names):
        """How many queries it takes to read these fields of all the records, uncached."""
        self.env.flush_all()
        self.env.invalidate_all()
        records = records.browse(records.ids)
        before = self.env.cr.sql_log_count
        for record in records:
            for name in names:
                record[name]  # pylint: disable=pointless-statement
        return self.env.cr.sql_log_count - before
