from odoo import api, fields, models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "perpetual.document.mixin"]

    # Whoever moves goods sees their quantities in the ledger.
    perpetual_entry_count = fields.Integer(
        groups="stock.group_stock_user,perpetual_stock.group_inventory_value"
    )

    def _perpetual_moves(self):
        return self.move_ids

    def button_validate(self):
        """Validating may reserve first, which already locks quants."""
        self.move_ids._perpetual_wait_for_pools()
        return super().button_validate()

    # Dates

    def _action_done(self):
        result = super(StockPicking, self.with_context(perpetual_validating=True))._action_done()
        if self.env.context.get("force_period_date"):
            self._perpetual_follow_accounting_date()
        return result

    def _perpetual_follow_accounting_date(self):
        """Core dates the transfer, and with it its moves, now; the books have another date."""
        for picking in self:
            moves = picking.move_ids.filtered("perpetual_entry_ids")
            if moves:
                validating = picking.with_context(perpetual_validating=True)
                validating.date_done = moves._perpetual_date_as_posted()

    def write(self, vals):
        result = super().write(vals)
        if vals.get("date_done") and not self.env.context.get("perpetual_validating"):
            # A transfer that is done cannot be dated into a locked period: core's check.
            self.with_context(perpetual_backdating=True)._check_backdate_allowed()
        return result

    @api.constrains("scheduled_date", "date_done")
    def _check_backdate_allowed(self):
        """Core refuses to plan and to validate a transfer in a locked period. Continuous
        goods are posted on the first open date instead."""
        pickings = self
        if not self.env.context.get("perpetual_backdating"):
            # Most dates are open: then what the transfer moves need not be read.
            locked = self.filtered(lambda picking: picking._is_date_in_lock_period())
            pickings = locked.filtered(lambda picking: not picking._perpetual_posts_later())
        return super(StockPicking, pickings)._check_backdate_allowed()

    def _perpetual_posts_later(self):
        """Whether the ledger finds an open date for all that the transfer values."""
        valued = self.move_ids.filtered("is_storable")
        if not valued:
            return self.company_id.inventory_valuation == "continuous"
        return all(move._is_perpetual() for move in valued)
