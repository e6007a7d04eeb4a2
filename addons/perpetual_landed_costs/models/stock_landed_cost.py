from odoo import Command, fields, models
from odoo.exceptions import UserError


class StockLandedCost(models.Model):
    _inherit = "stock.landed.cost"

    perpetual_entry_count = fields.Integer(
        compute="_compute_perpetual_entry_count", string="Ledger Entry Count"
    )
    perpetual_reversed_id = fields.Many2one(
        "stock.landed.cost",
        string="Reversal Of",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="The landed cost that this one takes back.",
    )
    perpetual_reversal_ids = fields.One2many(
        "stock.landed.cost", "perpetual_reversed_id", string="Reversed By", readonly=True
    )

    def _compute_perpetual_entry_count(self):
        for cost in self:
            cost.perpetual_entry_count = len(cost._perpetual_entries())

    def _perpetual_entries(self):
        """Stock ledger entries of these landed costs."""
        return self.valuation_adjustment_lines.perpetual_entry_ids

    # Split

    def get_valuation_lines(self):
        """Continuous goods at standard cost bear their share, too: as a price difference."""
        moves = self._get_targeted_move_ids()
        at_standard = moves.filtered(lambda move: move._perpetual_bears_at_standard())
        others = (moves - at_standard).filtered(lambda move: move._perpetual_bears_in_core())
        vals_list = super().get_valuation_lines() if others or not at_standard else []
        vals_list += [move._perpetual_adjustment_vals() for move in at_standard]
        by_move = {vals["move_id"]: vals for vals in vals_list}
        return [by_move[move.id] for move in moves if move.id in by_move]

    # Validation

    def button_validate(self):
        """Continuous goods: post the share on hand and the share consumed, in the ledger."""
        result = super().button_validate()
        for cost in self:
            cost.with_company(cost.company_id)._perpetual_post()
        return result

    def _perpetual_post(self):
        """Record the ledger entries of a validated landed cost and link them to its lines."""
        lines = self.valuation_adjustment_lines.filtered(lambda line: line._perpetual_is_booked())
        lines._perpetual_check()
        facts = {line: line._perpetual_facts() for line in lines}
        # Whoever may validate a landed cost may have it posted.
        ledger = self.env["perpetual.ledger"].sudo()
        written = ledger._record([fact for group in facts.values() for fact in group])
        for line, group in facts.items():
            own = [entry.id for entry in written if any(entry.fact is fact for fact in group)]
            line.perpetual_entry_ids = [Command.set(own)]
        entry = self.sudo()._perpetual_entries().account_move_id[:1]
        # Core has posted an entry of its own if goods of another valuation are there, too.
        if entry and not self.account_move_id:
            self.write({"account_move_id": entry.id})

    # Reversal

    def action_perpetual_reverse(self):
        """Take a validated landed cost back with a negative one, line by line.

        What has left since it was validated took its share along: that share is taken off
        cost of goods sold, the rest off inventory.

        :returns: action that opens the reversal
        :raises UserError: it is not validated, or is taken back already
        """
        self.ensure_one()
        self._perpetual_check_reversible()
        reversal = self.with_company(self.company_id)._perpetual_create_reversal()
        reversal.button_validate()
        return reversal._get_records_action(name=self.env._("Reversal of %s", self.name))

    def _perpetual_check_reversible(self):
        if self.state != "done":
            raise UserError(
                self.env._(
                    "%s is not validated: there is nothing to take back. Cancel it instead.",
                    self.name,
                )
            )
        if self.perpetual_reversal_ids:
            raise UserError(
                self.env._(
                    "%(cost)s is taken back by %(reversal)s already. To bring it into effect"
                    " again, reverse %(reversal)s.",
                    cost=self.name,
                    reversal=self.perpetual_reversal_ids[0].name,
                )
            )

    def _perpetual_create_reversal(self):
        reversal = self.create(self._perpetual_reversal_vals())
        new_lines = {}
        for line in self.cost_lines:
            vals = {"cost_id": reversal.id, "price_unit": -line.price_unit}
            new_lines[line] = line.copy(vals)
        for line in self.valuation_adjustment_lines:
            line.copy(
                {
                    "cost_id": reversal.id,
                    "cost_line_id": new_lines[line.cost_line_id].id,
                    "former_cost": line.final_cost,
                    "additional_landed_cost": -line.additional_landed_cost,
                }
            )
        return reversal

    def _perpetual_reversal_vals(self):
        """Hook: values of the landed cost that takes this one back."""
        return {
            "perpetual_reversed_id": self.id,
            "company_id": self.company_id.id,
            "account_journal_id": self.account_journal_id.id,
            "target_model": self.target_model,
            "picking_ids": [Command.set(self.picking_ids.ids)],
            "description": self.env._("Reversal of %s", self.name),
        }

    # Actions

    def action_perpetual_entries(self):
        """Open the stock ledger entries of these landed costs."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_ledger_entry_action"
        )
        action["domain"] = [("id", "in", self._perpetual_entries().ids)]
        action["context"] = {}
        return action
