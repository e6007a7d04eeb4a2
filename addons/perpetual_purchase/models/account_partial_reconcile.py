from odoo import Command, api, fields, models

from odoo.addons.perpetual_stock.ledger.facts import decimal
from odoo.addons.perpetual_stock.matching import clear


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    perpetual_grni_match_id = fields.Many2one(
        "perpetual.grni.match", index="btree_not_null", readonly=True, ondelete="set null"
    )

    @api.model
    def _perpetual_clear(self, parts_by_match):
        """Reconcile the items of each match for exactly the amounts of its parts.

        Core would work the amounts out anew from the rates of the items, and let cents
        run from one receipt to the next. What an accountant has reconciled by hand with
        something else is left alone, and so is an account that cannot be reconciled.

        :param parts_by_match: match → list of :class:`Part` that add up to zero
        """
        items = self.env["account.move.line"].browse(
            {part.key for parts in parts_by_match.values() for part in parts}
        )
        left = {item.id: decimal(abs(item.amount_residual)) for item in items}
        vals_list = []
        for match, parts in parts_by_match.items():
            accounts = items.browse([part.key for part in parts]).account_id
            is_open = all(left[part.key] >= abs(part.amount) for part in parts)
            if len(accounts) == 1 and accounts.reconcile and is_open:
                for part in parts:
                    left[part.key] -= abs(part.amount)
                vals_list += [self._perpetual_vals(match, pair) for pair in clear(parts)]
        partials = self.create(vals_list)
        partials._perpetual_close()

    def _perpetual_vals(self, match, pair):
        return {
            "perpetual_grni_match_id": match.id,
            "debit_move_id": pair.debit,
            "credit_move_id": pair.credit,
            "amount": float(pair.amount),
            "debit_amount_currency": float(pair.debit_foreign),
            "credit_amount_currency": float(pair.credit_foreign),
        }

    def _perpetual_close(self):
        """Mark the groups of items as fully reconciled that have nothing left open."""
        groups = (self.debit_move_id | self.credit_move_id)._reconciled_by_number().values()
        done = [items for items in groups if all(item.reconciled for item in items)]
        self.env["account.full.reconcile"].create(
            [
                {
                    "partial_reconcile_ids": [
                        Command.link(partial.id)
                        for partial in items.matched_debit_ids | items.matched_credit_ids
                    ],
                    "reconciled_line_ids": [Command.link(item.id) for item in items],
                }
                for items in done
            ]
        )
