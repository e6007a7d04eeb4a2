from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger.facts import decimal

from ..allocation import Output, allocate
from ..wip import Wip, WipKey, WipPosting
from ..wip.posting import missing_account

CLOSED = ("done", "cancel")


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "perpetual.document.mixin"]

    perpetual_currency_id = fields.Many2one(related="company_id.currency_id")
    # Whoever makes goods sees their quantities in the ledger.
    perpetual_entry_count = fields.Integer(
        groups="stock.group_stock_user,perpetual_stock.group_inventory_value"
    )
    perpetual_wip_amount = fields.Monetary(
        compute="_compute_perpetual_wip",
        string="Work in Progress",
        currency_field="perpetual_currency_id",
        groups="perpetual_stock.group_inventory_value",
        help="What the order has on the work-in-progress account now.",
    )
    perpetual_labour_amount = fields.Monetary(
        compute="_compute_perpetual_wip",
        string="Labour Absorbed",
        currency_field="perpetual_currency_id",
        groups="perpetual_stock.group_inventory_value",
        help="Labour, overhead and extra cost that went into the goods.",
    )
    perpetual_variance_amount = fields.Monetary(
        compute="_compute_perpetual_wip",
        string="Production Variance",
        currency_field="perpetual_currency_id",
        groups="perpetual_stock.group_inventory_value",
        help="Cost of the order that did not go into goods; negative if they are worth more.",
    )

    def _compute_perpetual_wip(self):
        # Whoever may see values sees them here, with or without rights on accounts.
        groups = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                [("perpetual_production_id", "in", self.ids), ("parent_state", "=", "posted")],
                ["perpetual_production_id", "perpetual_wip_kind"],
                ["balance:sum"],
            )
        )
        sums = defaultdict(float)
        for order, kind, balance in groups:
            sums[order.id, kind] += balance
            sums[order.id, "all"] += balance
        for order in self:
            order.perpetual_wip_amount = sums[order.id, "all"]
            order.perpetual_labour_amount = sums[order.id, "labour"] + sums[order.id, "extra"]
            order.perpetual_variance_amount = -sums[order.id, "variance"]

    def _perpetual_moves(self):
        """Stock moves of these orders, scrap and unbuilds included."""
        return self.all_move_raw_ids | self.all_move_ids | self.unbuild_ids.produce_line_ids

    def _perpetual_other_account_moves(self):
        """Labour and variance."""
        groups = self.env["account.move.line"]._read_group(
            [("perpetual_production_id", "in", self.ids), ("parent_state", "=", "posted")],
            ["perpetual_production_id"],
            ["move_id:array_agg"],
        )
        return {order: set(ids) for order, ids in groups}

    # Core's flow

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in CLOSED:
            self._perpetual_settle_wip()
        return result

    def _cal_price(self, consumed_moves):
        """The work is part of what the goods cost; they come in next."""
        result = super()._cal_price(consumed_moves)
        self._perpetual_absorb()
        return result

    def _post_inventory(self, cancel_backorder=False):
        result = super()._post_inventory(cancel_backorder=cancel_backorder)
        self._perpetual_settle_wip()
        return result

    def _action_cancel(self):
        """What was consumed by an order that is cancelled is lost."""
        result = super()._action_cancel()
        self._perpetual_settle_wip()
        return result

    # Work in progress

    def _is_perpetual(self):
        """Whether the stock ledger values what the order produces."""
        self.ensure_one()
        return self.product_id.with_company(self.company_id)._is_perpetual()

    def _perpetual_wip_key(self):
        self.ensure_one()
        return WipKey(self, self.env["mrp.unbuild"])

    def _perpetual_lock(self):
        """One transaction at a time posts to an order's work in progress.

        A mere lock would let a transaction go on that cannot see yet what the one before
        it has posted; updating the row makes it fail, and the framework tries it again.
        """
        if not self:
            return
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                """UPDATE mrp_production SET id = production.id
                     FROM (SELECT id FROM mrp_production WHERE id IN %s
                            ORDER BY id FOR NO KEY UPDATE) production
                    WHERE mrp_production.id = production.id
                RETURNING production.id""",
                tuple(self.ids),
            )
        )

    def _perpetual_absorb(self):
        """Dr work in progress / Cr labour absorbed, for what of the work is not posted yet."""
        for order in self.filtered(lambda order: order._is_perpetual()):
            # Whoever makes goods need not see what their work costs.
            order.sudo()._perpetual_absorb_labour()
            order.sudo()._perpetual_absorb_extra()

    def _perpetual_absorb_labour(self):
        key, costs = self._perpetual_wip_key(), self._perpetual_labour_due()
        text = self.env._("%s - Labour", self.display_name)
        entry = WipPosting(key, "labour", text)
        for workorder, cost in costs.items():
            account = self._perpetual_labour_account(workorder.workcenter_id)
            entry.add(account, -cost, perpetual_workorder_id=workorder.id)
        entry.add_wip(self._perpetual_wip_account(), sum(costs.values(), ZERO))
        move = entry.post()
        for item in move.line_ids.filtered("perpetual_workorder_id"):
            # As core does where it posts labour itself.
            item.perpetual_workorder_id.time_ids.account_move_line_id = item

    def _perpetual_labour_due(self):
        """Work order → cost that is not absorbed yet, in steps of money."""
        absorbed = Wip(self.env).absorbed(self.workorder_ids)
        costs = {}
        for workorder in self.workorder_ids:
            cost = decimal(self.company_id.currency_id.round(workorder._cal_cost()))
            due = cost - absorbed.get(workorder.id, ZERO)
            if due:
                costs[workorder] = due
        return costs

    def _perpetual_absorb_extra(self):
        key = self._perpetual_wip_key()
        currency = self.company_id.currency_id
        units = sum(
            move.product_uom._compute_quantity(move.quantity, self.product_id.uom_id)
            for move in self._perpetual_finished_moves()
        )
        cost = decimal(currency.round(self._perpetual_extra_cost() * units))
        due = cost - Wip(self.env).extra(key)
        if not due:
            return
        entry = WipPosting(key, "extra", self.env._("%s - Extra cost", self.display_name))
        entry.add(self._perpetual_labour_account(), -due)
        entry.add_wip(self._perpetual_wip_account(), due)
        entry.post()

    def _perpetual_extra_cost(self):
        """Hook: cost of one unit (product's) that is neither goods nor work orders."""
        return self.extra_cost

    def _perpetual_finished_moves(self):
        return self.move_finished_ids.filtered(
            lambda move: move.product_id == self.product_id and move.state != "cancel"
        )

    def _perpetual_labour_account(self, workcenter=None):
        """Credited with absorbed work: the work centre's account, the company's, or the
        product's expense account, as core has it.

        :raises UserError: there is none
        """
        company = self.company_id
        account = (
            (workcenter and workcenter.expense_account_id)
            or company.perpetual_labour_account_id
            or self.product_id.with_company(company)._get_product_accounts()["expense"]
        )
        if not account:
            raise UserError(missing_account(company, "perpetual_labour_account_id"))
        return account

    def _perpetual_wip_account(self):
        """The account of the order's work in progress: where it stands already, else that of
        the production location, else the company's.

        :raises UserError: there is none
        """
        # The account is the company's to choose, whoever makes the goods.
        company = self.sudo().company_id
        account = (
            Wip(self.env).account(self._perpetual_wip_key())
            or self.sudo().production_location_id.valuation_account_id
            or company.perpetual_wip_account_id
        )
        if not account:
            raise UserError(missing_account(company, "perpetual_wip_account_id"))
        return account

    def _perpetual_settle_wip(self):
        """Clear what is left of orders that are done or cancelled to production variance."""
        for order in self.filtered(lambda order: order.state in CLOSED):
            WipPosting.settle(order._perpetual_wip_key())

    # Cost of what is produced

    def _perpetual_value_outputs(self, facts):
        """Give what comes in of this order its part of the cost: by-products their share,
        the finished product the rest. Standard cost keeps its own.

        :param facts: of ``production_in``, all of one transaction; completed in place
        """
        by_output = defaultdict(list)
        for fact in facts:
            by_output[self._perpetual_output_key(fact.move)].append(fact)
        outputs = [
            Output(
                tuple(fact.quantity for fact in group),
                decimal(move.cost_share) if move else None,
            )
            for move, group in by_output.items()
        ]
        step = decimal(self.company_id.currency_id.rounding)
        rows = allocate(self._perpetual_cost_so_far(), outputs, step)
        for group, values in zip(by_output.values(), rows, strict=True):
            for fact, value in zip(group, values, strict=True):
                self._perpetual_value_output(fact, value)

    def _perpetual_output_key(self, move):
        """A by-product by its move; the finished product is one output."""
        return move.browse() if move.product_id == self.product_id else move

    def _perpetual_value_output(self, fact, value):
        """Hook: ``value`` is the part of the cost that the fact's units have."""
        product = fact.product.with_company(fact.company)
        if product.cost_method != "standard":
            fact.value = fact.counterpart_value = value

    def _perpetual_cost_so_far(self):
        """Work in progress, and components that core values itself."""
        others = self.move_raw_ids.filtered(
            lambda move: move.state == "done" and not move._is_perpetual()
        )
        return Wip(self.env).balance(self._perpetual_wip_key()) + sum(
            (decimal(move.value) for move in others), ZERO
        )

    # Core's accrual of work in progress

    def _perpetual_core_component_value(self, until):
        """What core's wizard would accrue for continuous components, by its formula."""
        return sum(
            line.quantity_product_uom
            * (
                (line.product_id.lot_valuated and line.lot_id.standard_price)
                or line.product_id.standard_price
            )
            for line in self.move_raw_ids.move_line_ids
            if line.picked and line.quantity and line.date <= until and line.move_id._is_perpetual()
        )
