from collections import defaultdict
from contextlib import contextmanager

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ..golive import OnHand

#: Quantities are compared to this many decimals.
COST_DIGITS = 6


class PerpetualValuationSwitch(models.AbstractModel):
    """Part of ``product.product``: a changed valuation mode or inventory account."""

    _name = "perpetual.valuation.switch"
    _description = "Product: Switching the Valuation"

    @contextmanager
    def _perpetual_guard_switch(self, with_accounts=True):
        """Refuse a change that would leave stock on hand outside or inside the ledger.

        Run the change within; it is judged by the valuation before and after, in
        every company. What the ledger already holds as it is on hand may enter: that is
        what go-live has seen to. Where only the inventory account changes, the value goes
        with it.

        :param with_accounts: the change may be one of the inventory account
        """
        stocked, pooled = self._perpetual_stocked(), self._perpetual_pooled()
        before = self._perpetual_modes(stocked | pooled)
        accounts = self._perpetual_inventory_accounts(pooled if with_accounts else ())
        yield
        after = self._perpetual_modes(stocked | pooled)
        entering = {key for key, mode in after.items() if mode and not before[key]}
        leaving = {key for key, mode in before.items() if mode and not after[key]}
        self._perpetual_refuse(self._perpetual_unknown(entering & stocked), entering=True)
        self._perpetual_refuse(leaving & pooled, entering=False)
        self._perpetual_change_accounts(
            {key: account for key, account in accounts.items() if after[key]}
        )

    def _perpetual_unknown(self, keys):
        """Those of (company id, product id) whose stock the ledger does not hold as it is."""
        unknown = set()
        for company_id, product_ids in _by_company(keys).items():
            # The rule holds for every company, whoever makes the change.
            company = self.env["res.company"].sudo().browse(company_id)
            on_hand = OnHand(company, product_ids).totals()
            pools = dict.fromkeys(on_hand, 0.0)
            for pool in company.env["perpetual.cost.pool"].search_fetch(
                [("company_id", "=", company_id), ("product_id", "in", product_ids)],
                ["product_id", "lot_id", "quantity"],
            ):
                pools[pool.product_id.id, pool.lot_id.id or 0] = pool.quantity
            for key, quantity in pools.items():
                owned = float(on_hand[key].owned) if key in on_hand else 0.0
                if float_compare(owned, quantity, precision_digits=COST_DIGITS):
                    unknown.add((company_id, key[0]))
        return unknown

    def _perpetual_inventory_accounts(self, keys):
        """(company id, product id) → inventory account."""
        accounts = {}
        for company_id, product_ids in _by_company(keys).items():
            for product in self._perpetual_lean(company_id, product_ids):
                accounts[company_id, product.id] = product._get_product_accounts()[
                    "stock_valuation"
                ]
        return accounts

    def _perpetual_change_accounts(self, accounts):
        """Carry the value of pools whose account was ``accounts`` to their new one."""
        new_accounts = self._perpetual_inventory_accounts(accounts)
        changed = {key for key, account in accounts.items() if account != new_accounts[key]}
        pools = self.env["perpetual.cost.pool"].sudo()
        domain = [("product_id", "in", [product_id for _company, product_id in changed])]
        facts = []
        for pool in pools.search([*domain, ("value", "!=", 0)]):
            key = (pool.company_id.id, pool.product_id.id)
            if key in changed:
                facts += pool._perpetual_account_facts(accounts[key], new_accounts[key])
        # Whoever may change the account may have the stock's value follow.
        self.env["perpetual.ledger"].sudo()._record(facts)

    def _perpetual_modes(self, keys):
        """(company id, product id) → whether the ledger values it."""
        modes = {}
        for company_id, product_ids in _by_company(keys).items():
            for product in self._perpetual_lean(company_id, product_ids):
                # The template's fields: a write to the variant has changed the variant's.
                template = product.product_tmpl_id
                modes[company_id, product.id] = (
                    template.is_storable and template.valuation == "continuous"
                )
        return modes

    def _perpetual_lean(self, company_id, product_ids):
        """These products, to be read field by field: there may be a hundred thousand."""
        # The rule holds for every company, whoever makes the change.
        products = self.env["product.product"].sudo().with_company(company_id)
        return products.with_context(prefetch_fields=False).browse(product_ids)

    def _perpetual_stocked(self):
        """(company, product) with owned stock on hand in valued locations."""
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [
                    ("product_id", "in", self.ids),
                    ("location_id.is_valued_internal", "=", True),
                    ("quantity", "!=", 0),
                ],
                ["company_id", "product_id"],
            )
        )
        return {(company.id, product.id) for company, product in groups}

    def _perpetual_pooled(self):
        pools = (
            self.env["perpetual.cost.pool"]
            .sudo()
            .search_fetch(
                [
                    ("product_id", "in", self.ids),
                    "|",
                    ("quantity", "!=", 0),
                    ("value", "!=", 0),
                ],
                ["company_id", "product_id"],
            )
        )
        return {(pool.company_id.id, pool.product_id.id) for pool in pools}

    def _perpetual_check_lot_valuated(self):
        """With stock on hand, valuing by lot or not is part of the costing key."""
        stocked = self.sudo().browse(
            {product_id for _company, product_id in self._perpetual_pooled()}
        )
        if stocked:
            raise UserError(
                self.env._(
                    "%(names)s: valuation by lot cannot change while the stock ledger holds"
                    " stock. Count it out (quantity 0), change it, then count it in.",
                    names=", ".join(stocked.mapped("display_name")),
                )
            )

    def _perpetual_refuse(self, keys, entering):
        if not keys:
            return
        wrong = sorted(keys)
        company = self.env["res.company"].sudo().browse(wrong[0][0])
        products = self.sudo().browse([product_id for _company, product_id in wrong])
        names = ", ".join(products[:5].mapped("display_name"))
        if len(products) > 5:
            names += self.env._(" and %(count)s more", count=len(products) - 5)
        if entering:
            raise UserError(
                self.env._(
                    "In %(company)s these products have stock on hand that the stock ledger"
                    " does not know: %(names)s. Take them over with their value: Inventory >"
                    " Configuration > Go-Live of Continuous Valuation.",
                    company=company.display_name,
                    names=names,
                )
            )
        raise UserError(
            self.env._(
                "In %(company)s these products still have stock or value in the stock"
                " ledger: %(names)s. Hand it back to core with its value: Inventory >"
                " Configuration > Go-Live of Continuous Valuation, direction Leave.",
                company=company.display_name,
                names=names,
            )
        )


def _by_company(keys):
    """Company id → product ids of (company id, product id)."""
    by_company = defaultdict(list)
    for company_id, product_id in sorted(keys):
        by_company[company_id].append(product_id)
    return by_company
