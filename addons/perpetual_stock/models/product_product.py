from collections import defaultdict
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, float_compare

from ..golive import OnHand
from ..ledger import Fact
from ..ledger.facts import decimal

#: A cost is written to the product when it moved by more than this many decimals.
COST_DIGITS = 6


class ProductProduct(models.Model):
    _inherit = "product.product"

    perpetual_entry_count = fields.Integer(
        compute="_compute_perpetual_entry_count",
        string="Ledger Entry Count",
        groups="stock.group_stock_user,perpetual_stock.group_inventory_value",
    )
    perpetual_value = fields.Monetary(
        compute="_compute_perpetual_value",
        string="Ledger Value",
        groups="perpetual_stock.group_inventory_value",
    )

    @api.depends_context("company")
    def _compute_perpetual_entry_count(self):
        totals = self._perpetual_pool_totals("last_sequence:sum")
        for product in self:
            product.perpetual_entry_count = totals.get(product, 0)

    @api.depends_context("company")
    def _compute_perpetual_value(self):
        totals = self._perpetual_pool_totals("value:sum")
        for product in self:
            product.perpetual_value = totals.get(product, 0.0)

    def _perpetual_pool_totals(self, aggregate):
        """Product → aggregate over its pools in this company: no entry is read."""
        return dict(
            self.env["perpetual.cost.pool"]._read_group(
                [("company_id", "=", self.env.company.id), ("product_id", "in", self.ids)],
                ["product_id"],
                [aggregate],
            )
        )

    @api.depends_context("to_date", "company", "warehouse_id")
    @api.depends("cost_method", "stock_move_ids.value", "standard_price")
    def _compute_value(self):
        perpetual = self.filtered(lambda product: product._is_perpetual())
        super(ProductProduct, self - perpetual)._compute_value()
        perpetual._perpetual_compute_value()

    # Core figures

    def _is_perpetual(self):
        """Whether the stock ledger values this product in the current company."""
        self.ensure_one()
        return self.is_storable and self.valuation == "continuous"

    def _with_valuation_context(self):
        """Core takes the locations that the user may see: for the superuser, all companies'."""
        products = super()._with_valuation_context()
        if not self.env.context.get("perpetual_own_company"):
            return products
        own = self.env["stock.location"].search(
            [("is_valued_internal", "=", True), ("company_id", "=", self.env.company.id)]
        )
        return products.with_context(location=own.ids)

    def _perpetual_compute_value(self):
        company = self.env.company
        self.company_currency_id = company.currency_id
        balances = self._perpetual_balances()
        for product in self:
            quantity, value = balances.get(product.id, (0.0, 0.0))
            if self.env.context.get("warehouse_id") and quantity:
                valued = product.sudo(False)._with_valuation_context().qty_available
                value, quantity = company.currency_id.round(value * valued / quantity), valued
            product.total_value = value
            is_zero = product.uom_id.is_zero(quantity)
            product.avg_cost = 0.0 if is_zero else value / quantity

    def _perpetual_balances(self):
        """Product id → (quantity, value) from the pools, now or as of context ``to_date``."""
        if not self.ids:
            return {}
        to_date = self.env.context.get("to_date")
        if to_date:
            rows = (
                self.env["perpetual.ledger.entry"]
                .sudo()
                .valuation_at(
                    self.env.company,
                    fields.Date.to_date(to_date),
                    [("product_id", "in", self.ids)],
                )
            )
            rows = [(row.product.id, row.quantity, row.value) for row in rows]
        else:
            rows = self.env.execute_query(
                SQL(
                    """SELECT product_id, quantity, value FROM perpetual_cost_pool
                        WHERE company_id = %s AND product_id IN %s""",
                    self.env.company.id,
                    tuple(self.ids),
                )
            )
        balances = defaultdict(lambda: (0.0, 0.0))
        for product_id, quantity, value in rows:
            total = balances[product_id]
            balances[product_id] = (total[0] + (quantity or 0.0), total[1] + (value or 0.0))
        return balances

    def _update_standard_price(self, extra_value=None, extra_quantity=None):
        perpetual = self.filtered(lambda product: product._is_perpetual())
        perpetual._perpetual_feed_standard_price()
        return super(ProductProduct, self - perpetual)._update_standard_price(
            extra_value=extra_value, extra_quantity=extra_quantity
        )

    def _perpetual_feed_standard_price(self):
        """Cost of average and FIFO products and of all lots from the pools, in this company."""
        pools = (
            self.env["perpetual.cost.pool"]
            .sudo()
            .search([("company_id", "=", self.env.company.id), ("product_id", "in", self.ids)])
        )
        for product, product_pools in pools.grouped("product_id").items():
            product = product.with_company(self.env.company)
            if product.cost_method != "standard":
                _feed_cost(product, product_pools)
            lots = product_pools.lot_id.with_company(self.env.company)
            for pool in product_pools.filtered("lot_id"):
                _feed_cost(pool.lot_id.with_company(self.env.company), pool)
            # Core stores the average cost, and never computes it again.
            lots.sudo()._compute_avg_cost()
            lots.invalidate_recordset(["total_value"])

    def _get_remaining_moves(self):
        """Core asks for the receipts still on hand; FIFO layers know them at once."""
        perpetual = self.filtered(lambda product: product._is_perpetual())
        fifo = perpetual.filtered(lambda product: product.cost_method == "fifo")
        others = self - fifo
        if self.env.context.get("perpetual_skip_remaining_moves"):
            others -= perpetual
        remaining = super(ProductProduct, others)._get_remaining_moves()
        for product in fifo:
            by_move = fifo._perpetual_open_layers(product)
            if by_move:
                remaining[product] = by_move
        return remaining

    def _perpetual_open_layers(self, product):
        layers = (
            self.env["perpetual.cost.layer"]
            .sudo()
            .search(
                [
                    ("is_open", "=", True),
                    ("quantity", ">", 0),
                    ("pool_id.product_id", "=", product.id),
                    ("pool_id.company_id", "=", self.env.company.id),
                ]
            )
        )
        by_move = defaultdict(float)
        for layer in layers:
            move = layer.legacy_move_id or layer.entry_id.stock_move_id
            if move:
                by_move[move.sudo(False)] += layer.quantity
        return dict(by_move)

    # Revaluation

    def _change_standard_price(self, old_price):
        """A changed cost revalues what is on hand, and posts it."""
        result = super(
            ProductProduct, self.with_context(perpetual_skip_remaining_moves=True)
        )._change_standard_price(old_price)
        changed = self.filtered(
            lambda product: (
                product._is_perpetual() and product.standard_price != old_price.get(product)
            )
        )
        changed._perpetual_revalue()
        return result

    def _perpetual_revalue(self):
        """Ledger rows that bring every pool of these products to their cost."""
        pools = (
            self.env["perpetual.cost.pool"]
            .sudo()
            .search([("company_id", "=", self.env.company.id), ("product_id", "in", self.ids)])
        )
        # Whoever may change a cost may post its revaluation.
        facts = [
            pool.product_id.with_company(self.env.company)._perpetual_revaluation_fact(pool)
            for pool in pools
        ]
        self.env["perpetual.ledger"].sudo()._record(facts)

    def _perpetual_revaluation_fact(self, pool, unit_cost=None):
        cost = self.standard_price if unit_cost is None else unit_cost
        return Fact(
            company=self.env.company,
            product=self,
            kind="revaluation",
            operation="revalue",
            unit_cost=decimal(cost),
            pool_lot=pool.lot_id,
            lot=pool.lot_id,
            counterpart_account=self.env.company.perpetual_revaluation_account_id,
            reason=self.env._(
                "Cost set to %(cost)s", cost=self.env.company.currency_id.format(cost)
            ),
        )

    # Switching the valuation mode

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
            for pool in company.env["perpetual.cost.pool"].search(
                [("company_id", "=", company_id), ("product_id", "in", product_ids)]
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
            # The rule holds for every company, whoever makes the change.
            products = self.env["product.product"].sudo().with_company(company_id)
            for product in products.browse(product_ids):
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
            # The rule holds for every company, whoever makes the change.
            products = self.env["product.product"].sudo().with_company(company_id)
            for product in products.browse(product_ids):
                # The template's fields: a write to the variant has changed the variant's.
                template = product.product_tmpl_id
                modes[company_id, product.id] = (
                    template.is_storable and template.valuation == "continuous"
                )
        return modes

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
            .search(
                [
                    ("product_id", "in", self.ids),
                    "|",
                    ("quantity", "!=", 0),
                    ("value", "!=", 0),
                ]
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

    # Actions

    def action_perpetual_entries(self):
        """Open the stock ledger card of these products."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_ledger_entry_action"
        )
        action["domain"] = [("product_id", "in", self.ids)]
        action["context"] = {}
        if len(self) == 1:
            action["display_name"] = self.env._("Stock Ledger: %s", self.display_name)
            action["context"]["perpetual_one_product"] = True
            # A balance runs per pool: with a pool per lot, the card is read lot by lot.
            if self.lot_valuated:
                action["context"]["search_default_group_lot"] = 1
        return action


def _by_company(keys):
    """Company id → product ids of (company id, product id)."""
    by_company = defaultdict(list)
    for company_id, product_id in sorted(keys):
        by_company[company_id].append(product_id)
    return by_company


def _feed_cost(record, pools):
    """Write the pools' cost to ``record`` (product or lot) if it changed."""
    quantity = sum(pools.mapped("quantity"))
    # A pool's own unit cost is exact, where its value is rounded to cents.
    cost = pools[:1].unit_cost
    if quantity > 0 and len(pools) > 1 and pools[:1].cost_method != "standard":
        cost = sum(pools.mapped("value")) / quantity
    if float_compare(cost, record.standard_price, precision_digits=COST_DIGITS):
        # Reading values from the ledger, not setting a cost: no revaluation.
        record.sudo().with_context(disable_auto_revaluation=True).standard_price = cost
