from odoo import api, fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    perpetual_entry_count = fields.Integer(
        compute="_compute_perpetual_entry_count",
        string="Ledger Entry Count",
        groups="stock.group_stock_user,perpetual_stock.group_inventory_value",
    )
    perpetual_account_move_count = fields.Integer(
        compute="_compute_perpetual_account_move_count",
        string="Stock Journal Entry Count",
        groups="perpetual_stock.group_inventory_value",
    )

    def _compute_perpetual_entry_count(self):
        groups = self.env["perpetual.ledger.entry"]._read_group(
            [("stock_move_id.picking_id", "in", self.ids)],
            ["stock_move_id"],
            ["__count"],
        )
        counts = dict.fromkeys(self.ids, 0)
        for move, count in groups:
            counts[move.picking_id.id] += count
        for picking in self:
            picking.perpetual_entry_count = counts.get(picking.id, 0)

    @api.depends_context("uid")
    def _compute_perpetual_account_move_count(self):
        """Zero, and so no button, for people who may not open journal entries."""
        may_read = self.env["account.move"].has_access("read")
        for picking in self:
            account_moves = picking._perpetual_account_moves() if may_read else ()
            picking.perpetual_account_move_count = len(account_moves)

    def _perpetual_account_moves(self):
        """Journal entries that the ledger posted for these transfers."""
        return self.move_ids.perpetual_entry_ids.account_move_id

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
            pickings = self.filtered(lambda picking: not picking._perpetual_posts_later())
        return super(StockPicking, pickings)._check_backdate_allowed()

    def _perpetual_posts_later(self):
        """Whether the ledger finds an open date for all that the transfer values."""
        valued = self.move_ids.filtered("is_storable")
        if not valued:
            return self.company_id.inventory_valuation == "continuous"
        return all(move._is_perpetual() for move in valued)

    def action_perpetual_entries(self):
        """Open the ledger entries of these transfers."""
        return self.move_ids.action_perpetual_entries()

    def action_perpetual_account_moves(self):
        """Open the journal entries of these transfers."""
        moves = self._perpetual_account_moves()
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        action["domain"] = [("id", "in", moves.ids)]
        action["context"] = {"create": False}
        return action
