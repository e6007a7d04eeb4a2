from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger import Fact
from odoo.addons.perpetual_stock.ledger.facts import LateCost, decimal


class StockValuationAdjustmentLines(models.Model):
    _inherit = "stock.valuation.adjustment.lines"

    perpetual_entry_ids = fields.Many2many(
        "perpetual.ledger.entry",
        "perpetual_adjustment_entry_rel",
        "adjustment_id",
        "entry_id",
        string="Ledger Entries",
        readonly=True,
        copy=False,
    )
    perpetual_on_hand_value = fields.Monetary(
        string="Of It on Hand",
        compute="_compute_perpetual_shares",
        groups="perpetual_stock.group_inventory_value",
        help="Share of what was still on hand when the landed cost was validated.",
    )
    perpetual_consumed_value = fields.Monetary(
        string="Of It Consumed",
        compute="_compute_perpetual_shares",
        groups="perpetual_stock.group_inventory_value",
        help="Share of what had left by then: cost of goods sold. Under standard cost all of"
        " it, as a price difference.",
    )

    @api.depends("perpetual_entry_ids")
    def _compute_perpetual_shares(self):
        for line in self:
            entries = line.perpetual_entry_ids.filtered(lambda row: row.kind == "landed_cost")
            line.perpetual_on_hand_value = sum(entries.mapped("value"))
            line.perpetual_consumed_value = sum(
                entry.counterpart_value - entry.value for entry in entries
            )

    # Ledger

    def _perpetual_is_booked(self):
        """Whether the stock ledger values the goods that bear this cost."""
        self.ensure_one()
        return bool(self.move_id) and self.move_id._is_perpetual()

    def _perpetual_check(self):
        """Refuse what would post wrongly, before anything is.

        :raises UserError: goods that have not come in yet, or a cost line whose account is
            missing or kept by the stock ledger
        """
        for line in self:
            if line.move_id.state != "done":
                raise UserError(
                    self.env._(
                        "%(cost)s cannot be validated: %(product)s of %(transfer)s is not"
                        " received yet. Validate the transfer first, then compute and validate"
                        " the landed cost.",
                        cost=line.cost_id.name,
                        product=line.product_id.display_name,
                        transfer=line.move_id.reference or line.move_id.display_name,
                    )
                )
        for cost_line in self.cost_line_id:
            cost_line._perpetual_check_account()

    def _perpetual_facts(self):
        """What the ledger records of this line: one fact per cost pool of the receipt."""
        self.ensure_one()
        delta = decimal(self.additional_landed_cost)
        parts = self.move_id._perpetual_late_costs(delta)
        if not parts:
            return [self._perpetual_consumed_fact(delta)]
        return [self._perpetual_fact(lot, late) for lot, late in parts]

    def _perpetual_consumed_fact(self, delta):
        """Goods that did not come into stock with the move: all of it is an expense."""
        fact = self._perpetual_fact(self.move_id.lot_ids[:1], LateCost(delta, ZERO, ZERO, ZERO, 0))
        fact.operation, fact.late, fact.move = "memo", None, None
        return fact

    def _perpetual_fact(self, lot, late):
        cost = self.cost_id
        company = cost.company_id
        product = self.product_id.with_company(company)
        counterpart, consumed = self._perpetual_accounts(product)
        is_standard = product.cost_method == "standard"
        return Fact(
            company=company,
            product=product,
            kind="landed_cost",
            # At standard nothing is worth more for it.
            operation="memo" if is_standard else "late_cost",
            value=ZERO,
            counterpart_value=late.delta,
            counterpart_account=counterpart,
            difference_account=consumed,
            late=late,
            pool_lot=lot if product.lot_valuated else None,
            lot=lot if product.lot_valuated else None,
            move=self.move_id.sudo(),
            accounting_date=cost.date,
            journal=cost.account_journal_id,
            document=cost.name,
            origin=cost.name,
            reason=self.cost_line_id.name or self.cost_line_id.product_id.display_name,
            counterpart_vals=self._perpetual_counterpart_vals(),
        )

    def _perpetual_accounts(self, product):
        """(counterpart, account of the consumed share); no consumed account for the price
        difference.

        Continental: the bill stays an expense, and what is on hand takes it off the stock
        variation.
        """
        company = self.cost_id.company_id
        accounts = product._get_product_accounts()
        if not company.anglo_saxon_accounting:
            return accounts["stock_variation"], accounts["stock_variation"]
        consumed = None if product.cost_method == "standard" else accounts["expense"]
        return self.cost_line_id._perpetual_clearing_account(), consumed

    def _perpetual_counterpart_vals(self):
        """The clearing item bears the name of who billed the cost, not of who sent the goods."""
        if not self.cost_id.company_id.anglo_saxon_accounting:
            return {}
        partner = self.cost_id.vendor_bill_id.commercial_partner_id
        return {"partner_id": partner.id}
