from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL, float_compare

from ..ledger import Fact
from ..ledger.facts import decimal

#: A cost is written to the product when it moved by more than this many decimals.
COST_DIGITS = 6


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "perpetual.valuation.switch"]

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
        others = (self - perpetual).with_context(perpetual_own_costs=True)
        super(ProductProduct, others)._compute_value()
        perpetual._perpetual_compute_value()

    # Core figures

    def _is_perpetual(self):
        """Whether the stock ledger values this product in the current company."""
        self.ensure_one()
        return self.is_storable and self.valuation == "continuous"

    def _with_valuation_context(self):
        """Core takes the locations that the user may see: for the superuser, all companies'.

        It works values out as the superuser. What was ever in the ledger is worth this
        company's units; what never was is core's own affair.
        """
        products = super()._with_valuation_context()
        if not self.env.context.get("perpetual_own_company") and not self._perpetual_is_known():
            return products
        own = self.env["stock.location"].search(
            [("is_valued_internal", "=", True), ("company_id", "=", self.env.company.id)]
        )
        return products.with_context(location=own.ids)

    def _perpetual_is_known(self):
        """Whether some company values or valued one of these products continuously."""
        # Not by what the user may see: another company's ledger counts.
        query = "SELECT 1 FROM perpetual_cost_pool WHERE product_id = ANY(%s) LIMIT 1"
        return bool(self.env.execute_query(SQL(query, self.ids)))

    def _perpetual_compute_value(self):
        company = self.env.company
        self.company_currency_id = company.currency_id
        balances = self._perpetual_balances()
        for product in self:
            quantity, value = balances.get(product.id, (0.0, 0.0))
            if self.env.context.get("warehouse_id"):
                valued = product.sudo(False)._with_valuation_context().qty_available
                # One warehouse owes what another has: all of it is worth nothing together.
                cost = value / quantity if quantity else product.standard_price
                value, quantity = company.currency_id.round(cost * valued), valued
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
        others = (self - perpetual).with_context(perpetual_own_costs=True)
        return super(ProductProduct, others)._update_standard_price(
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
