from contextlib import contextmanager, nullcontext
from datetime import timedelta

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..ledger.checks import Checks
from .product_template import CONTINUOUS

#: Company field → (name, account type, reconcile, code to start from).
ACCOUNTS = {
    "account_stock_valuation_id": ("Stock Valuation", "asset_current", False, "110100"),
    "perpetual_grni_account_id": (
        "Goods Received Not Invoiced",
        "liability_current",
        True,
        "210100",
    ),
    "perpetual_gdni_account_id": (
        "Goods Delivered Not Invoiced",
        "asset_current",
        True,
        "110200",
    ),
    "perpetual_transit_account_id": ("Goods in Transit", "asset_current", False, "110300"),
    "perpetual_price_difference_account_id": (
        "Purchase Price Difference",
        "expense_direct_cost",
        False,
        "510100",
    ),
    "perpetual_shrinkage_account_id": (
        "Inventory Shrinkage",
        "expense_direct_cost",
        False,
        "510200",
    ),
    "perpetual_gain_account_id": ("Inventory Gain", "expense_direct_cost", False, "510300"),
    "perpetual_scrap_account_id": (
        "Scrap and Damages",
        "expense_direct_cost",
        False,
        "510400",
    ),
    "perpetual_revaluation_account_id": (
        "Inventory Revaluation",
        "expense_direct_cost",
        False,
        "510500",
    ),
    "perpetual_wip_account_id": ("Work in Progress", "asset_current", False, "110400"),
}


def _account(string, help_text):
    return fields.Many2one(
        "account.account",
        string=string,
        check_company=True,
        ondelete="restrict",
        domain="[('account_type', 'not in', ('asset_receivable', 'liability_payable',"
        " 'asset_cash', 'liability_credit_card', 'off_balance'))]",
        help=help_text,
    )


class ResCompany(models.Model):
    _inherit = "res.company"

    inventory_valuation = fields.Selection(
        selection_add=CONTINUOUS, ondelete={"continuous": "set periodic"}
    )
    perpetual_grni_account_id = _account(
        "Goods Received Not Invoiced", "What vendors delivered and have not billed yet."
    )
    perpetual_gdni_account_id = _account(
        "Goods Delivered Not Invoiced", "Cost of what was delivered and not invoiced yet."
    )
    perpetual_transit_account_id = _account(
        "Goods in Transit", "Goods under way between warehouses and companies."
    )
    perpetual_former_transit_account_ids = fields.Many2many(
        "account.account",
        "perpetual_former_transit_account_rel",
        "company_id",
        "account_id",
        string="Former Goods in Transit",
        copy=False,
        help="Goods in transit were on these accounts before. What is between companies stays"
        " there until it arrives.",
    )
    perpetual_price_difference_account_id = _account(
        "Price Difference",
        "Difference between the price of a document and the value in stock, where the"
        " category names no account of its own.",
    )
    perpetual_shrinkage_account_id = _account(
        "Shrinkage", "Losses found by counting, where the loss location has no account."
    )
    perpetual_gain_account_id = _account(
        "Count Gains", "Gains found by counting, where the loss location has no account."
    )
    perpetual_scrap_account_id = _account(
        "Scrap", "Scrapped and damaged goods, where the scrap location has no account."
    )
    perpetual_revaluation_account_id = _account(
        "Revaluation", "Changes of cost of what is on hand."
    )
    perpetual_wip_account_id = _account(
        "Work in Progress", "Goods in production, where its location has no account."
    )
    perpetual_cogs_timing = fields.Selection(
        [("delivery", "At delivery"), ("invoice", "At invoice")],
        string="Cost of Goods Sold",
        default="delivery",
        required=True,
        help="When the cost of delivered goods becomes an expense. At invoice, it waits in"
        " goods delivered not invoiced.",
    )
    perpetual_write_off_limit = fields.Monetary(
        string="Write-Off Limit of Level 1",
        default=500.0,
        help="Approvers of level 1 may approve write-offs up to this amount; above it, those of"
        " level 2.",
    )

    perpetual_nightly_check = fields.Boolean(
        string="Nightly Tie-Out",
        default=True,
        help="Runs the tie-out every night and warns the accountant of a new difference.",
    )
    perpetual_accountant_id = fields.Many2one(
        "res.users",
        string="Responsible Accountant",
        domain="[('share', '=', False)]",
        help="Who is warned. Empty: every perpetual accountant of the company.",
    )

    def write(self, vals):
        with self._perpetual_guard_valuation(vals), self._perpetual_guard_transit(vals):
            return super().write(vals)

    def _perpetual_guard_valuation(self, vals):
        """Products without a valuation or an account of their own follow the company."""
        if {"inventory_valuation", "account_stock_valuation_id"}.isdisjoint(vals):
            return nullcontext()
        # Categories without a valuation of their own follow: core writes their default.
        products = (
            self.env["product.product"]
            .with_context(active_test=False)
            .search([("is_storable", "=", True)])
        )
        return products._perpetual_guard_switch("account_stock_valuation_id" in vals)

    @contextmanager
    def _perpetual_guard_transit(self, vals):
        """Goods that are under way change their account with the company."""
        if "perpetual_transit_account_id" not in vals:
            yield
            return
        # Whoever may change the account may have the value of the goods follow.
        ledger = self.env["perpetual.ledger"].sudo()
        pools = self.env["perpetual.cost.pool"].sudo()
        under_way = pools.search([("company_id", "in", self.ids), ("transit_quantity", "!=", 0)])
        entering = under_way._perpetual_transit_facts(1)
        ledger._record(under_way._perpetual_transit_facts(-1))
        before = {company: company.perpetual_transit_account_id for company in self.sudo()}
        yield
        for company, account in before.items():
            if account != company.perpetual_transit_account_id:
                company.perpetual_former_transit_account_ids |= account
        ledger._record(entering)

    def _perpetual_transit_accounts(self):
        """Goods in transit, now and before the account was changed."""
        # For the tie-out and the movements, with or without rights on accounts.
        company = self.sudo()
        return company.perpetual_transit_account_id | company.perpetual_former_transit_account_ids

    # Set-up

    def perpetual_setup(self):
        """Create or adopt what continuous posting needs: journal and accounts.

        Idempotent: a field that is set is left alone; an account of the same name and
        type is adopted; else one is created under the next free code.

        :returns: the companies
        :raises AccessError: the user may not change the company
        """
        self.check_access("write")
        for company in self:
            company._perpetual_setup_journal()
            for field in company._perpetual_accounts():
                if not company[field]:
                    company[field] = company._perpetual_account(field)
            company._perpetual_setup_variation()
        return self

    def _perpetual_accounts(self):
        """Hook: accounts that continuous posting needs, see ``ACCOUNTS``."""
        return ACCOUNTS

    def _perpetual_missing(self):
        """What continuous posting still lacks in this company: field name → label."""
        self.ensure_one()
        return {
            name: self._fields[name]._description_string(self.env)
            for name in ["account_stock_journal_id", *self._perpetual_accounts()]
            if not self[name]
        }

    def _perpetual_categories_by_account(self):
        """Inventory account → {whether continuous: categories with goods}, in this company."""
        self.ensure_one()
        used = self.env["product.template"].with_context(active_test=False)
        groups = used._read_group(
            [("is_storable", "=", True), ("company_id", "in", (False, self.id))], ["categ_id"]
        )
        categories = self.env["product.category"].with_company(self)
        by_account: dict = {}
        for (category,) in groups:
            category = categories.browse(category.id)
            kinds = by_account.setdefault(category._perpetual_inventory_account(), {})
            is_continuous = category._perpetual_valuation() == "continuous"
            kinds[is_continuous] = kinds.get(is_continuous, categories) | category
        return by_account

    def _perpetual_shared(self):
        """Inventory accounts of continuous categories that others use, too, in words."""
        return "; ".join(
            self.env._(
                "%(account)s: %(others)s",
                account=account.display_name,
                others=", ".join(kinds[False].mapped("display_name")),
            )
            for account, kinds in self._perpetual_categories_by_account().items()
            if account and len(kinds) == 2
        )

    def _perpetual_setup_journal(self):
        # pylint: disable=access-member-before-definition
        if self.account_stock_journal_id:
            return
        Journal = self.env["account.journal"].with_company(self)
        domain = [*Journal._check_company_domain(self), ("type", "=", "general")]
        journal = Journal.search([*domain, ("code", "=", "STJ")], limit=1)
        self.account_stock_journal_id = journal or Journal.create(
            {
                "name": self.env._("Inventory Valuation"),
                "code": "STJ",
                "type": "general",
                "company_id": self.id,
                "show_on_dashboard": False,
            }
        )

    def _perpetual_account(self, field):
        name, account_type, reconcile, code = self._perpetual_accounts()[field]
        if field == "perpetual_wip_account_id" and self.account_production_wip_account_id:
            return self.account_production_wip_account_id
        Account = self.env["account.account"].with_company(self)
        found = Account.search(
            [
                *Account._check_company_domain(self),
                ("name", "=", name),
                ("account_type", "=", account_type),
            ],
            limit=1,
        )
        if found:
            found.reconcile = found.reconcile or reconcile
            return found
        return Account.create(
            {
                "name": name,
                "code": Account._search_new_account_code(code),
                "account_type": account_type,
                "reconcile": reconcile,
                "company_ids": [Command.set(self.root_id.ids)],
            }
        )

    def _perpetual_setup_variation(self):
        """Continental accounting posts against the inventory account's variation."""
        valuation = self.account_stock_valuation_id
        if self.anglo_saxon_accounting or valuation.account_stock_variation_id:
            return
        Account = self.env["account.account"].with_company(self)
        valuation.account_stock_variation_id = Account.create(
            {
                "name": self.env._("Stock Variation"),
                "code": Account._search_new_account_code("610000"),
                "account_type": "expense",
                "company_ids": [Command.set(self.root_id.ids)],
            }
        )

    # Posting

    def _perpetual_open_date(self, date):
        """``date``, or the day after the lock date that covers it."""
        self.ensure_one()
        # Lock dates hold for everyone, whether or not they may read them.
        locks = self.sudo()._get_violated_lock_dates(date, False, self.account_stock_journal_id)
        return locks[-1][0] + timedelta(days=1) if locks else date

    # Tie-out

    def perpetual_tie_out(self, at_date=None):
        """Compare ledger, pools, quants, layers and general ledger of each company.

        :param at_date: accounting date (inclusive) for the accounts; today's state of
            pools, quants and layers is checked only without a date
        :returns: list of dicts ``check, account, expected, actual, difference, detail``,
            one per invariant and account, amounts in company currency or units;
            ``account`` is an ``account.account`` record, empty where none is meant.
            ``offenders`` maps names of models to the ids of what makes the difference.
            Everything agrees when every ``difference`` is 0. Digests are recomputed from
            the last verified entries on, all with ``perpetual_all_digests`` in the context.
        :raises AccessError: the user does not work for one of the companies
        """
        if not self.env.su and not self.env.user.has_group("perpetual_stock.group_inventory_value"):
            raise UserError(self.env._("You may not see inventory values; ask for that right."))
        self.check_access("read")
        at_date = fields.Date.to_date(at_date)
        return [row for company in self for row in company._perpetual_checks(at_date)]

    def _perpetual_checks(self, at_date):
        """Hook: glue addons add their own invariants."""
        everything = self.env.context.get("perpetual_all_digests", False)
        checks = Checks(self, at_date, since_marks=not everything)
        rows = [*checks.valuation_accounts(), checks.sequences(), checks.digests()]
        if not at_date:
            rows += [checks.balances(), checks.quants(), checks.transit()]
            rows += [checks.empty_pools(), checks.layers()]
        return rows

    # Core closing

    def _get_accounts_by_product(self, products=None):
        """What is archived and still in stock is worth something, too."""
        accounts = super()._get_accounts_by_product(products)
        if products:
            return accounts
        # The closing is computed over all products, whoever looks at it.
        pools = self.env["perpetual.cost.pool"].sudo()
        archived = pools.search(
            [
                ("company_id", "=", self.id),
                ("product_id.active", "=", False),
                ("value", "!=", 0),
            ]
        ).product_id.with_env(self.env)
        if archived:
            accounts |= super()._get_accounts_by_product(archived.with_company(self))
        return accounts

    def stock_value(self, accounts_by_product=None, at_date=None):
        """Core counts all goods on their inventory account; those under way are not on it."""
        accounts_by_product = accounts_by_product or self._get_accounts_by_product()
        values = super().stock_value(accounts_by_product, at_date)
        on_the_way = self.sudo().perpetual_transit_account_id
        for product, value in self._perpetual_value_in_transit(at_date).items():
            accounts = accounts_by_product.get(product)
            if accounts and accounts["valuation"] in values:
                values[accounts["valuation"]] -= value
                if on_the_way in values:
                    values[on_the_way] += value
        return values

    def _perpetual_value_in_transit(self, at_date=None):
        """Product → value on the goods-in-transit account, now or at the end of a day."""
        self.env.flush_all()
        query = SQL(
            """SELECT product_id, SUM(transit_value) FROM perpetual_cost_pool
                WHERE company_id = %s AND transit_value != 0 GROUP BY product_id""",
            self.id,
        )
        if at_date:
            # The closing is computed over all products, whoever looks at it.
            instant = self.env["perpetual.ledger.entry"]._as_instant(fields.Date.to_date(at_date))
            query = SQL(
                """SELECT product_id, SUM(value) FROM perpetual_ledger_entry
                    WHERE company_id = %s AND kind = 'transfer' AND value != 0
                      AND valuation_account_id = %s AND effective_at <= %s
                    GROUP BY product_id""",
                self.id,
                self.sudo().perpetual_transit_account_id.id or None,
                instant,
            )
        products = self.env["product.product"].with_company(self)
        return {
            products.browse(product_id): float(value)
            for product_id, value in self.env.execute_query(query)
        }

    def _get_continental_realtime_variation_vals(
        self, accounts_by_product, at_date=None, extra_aml_vals_list=None
    ):
        """Continuous products post their variation as it happens: none is left to close."""
        others = {
            product: accounts
            for product, accounts in accounts_by_product.items()
            if not product.with_company(self)._is_perpetual()
        }
        if not others:
            return []
        return super()._get_continental_realtime_variation_vals(
            others, at_date, extra_aml_vals_list
        )
