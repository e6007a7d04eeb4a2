from odoo import api, fields, models
from odoo.exceptions import UserError


class PerpetualWriteOffLine(models.Model):
    """One row of a listing: a document that stays open, as it was when it was requested."""

    _name = "perpetual.write.off.line"
    _description = "Write-Off Line"
    _order = "id"
    _rec_name = "account_move_id"

    write_off_id = fields.Many2one(
        "perpetual.write.off", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="write_off_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(related="write_off_id.state")
    # What the row said: kept as text, for the listing may say something else by then.
    kind = fields.Char(readonly=True)
    kind_label = fields.Char(string="What", readonly=True)
    order_name = fields.Char(string="Order", readonly=True)
    date = fields.Date(string="Accounting Date", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    account_move_id = fields.Many2one("account.move", string="Journal Entry", readonly=True)
    item_ids = fields.Many2many("account.move.line", string="Journal Items", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    amount = fields.Monetary(readonly=True, help="As the listing shows it.")
    clearing_line_ids = fields.One2many(
        "account.move.line", "perpetual_write_off_line_id", string="Clearing Items"
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_requested(self):
        self.write_off_id._check_state("draft")

    # Checks

    def _open_items(self):
        # Approvers need no rights on journal items; what they decide on is checked for them.
        return self.sudo().item_ids.filtered(lambda item: not item.reconciled)

    def _open_amount(self):
        """What is open of the line now, as a balance."""
        return sum(self._open_items().mapped("amount_residual"))

    def _check_free(self):
        """Nothing is in two requests at once."""
        # Whoever requested the other one, and whether or not its company is chosen.
        others = self.sudo().search(
            [
                ("item_ids", "in", self.sudo().item_ids.ids),
                ("write_off_id.state", "=", "requested"),
                ("id", "not in", self.ids),
            ]
        )
        if others:
            raise UserError(
                self.env._(
                    "%(document)s is in %(write_off)s already, which waits for its approval."
                    " Take the line off this request.",
                    document=others[0].account_move_id.display_name,
                    write_off=others[0].write_off_id.name,
                )
            )

    def _check_open(self):
        """Refuse what has been settled or has changed since the lines were chosen."""
        for line in self:
            amount = line._open_amount()
            if line.currency_id.is_zero(amount):
                raise UserError(
                    self.env._(
                        "%s is settled: there is nothing left to write off. Take the line off"
                        " this request.",
                        line.sudo().account_move_id.display_name,
                    )
                )
        self._check_unchanged()

    def _check_unchanged(self):
        """What was requested is what is open still."""
        for line in self:
            is_same = line.currency_id.compare_amounts(
                line._sign() * line.amount, line._open_amount()
            )
            if is_same:
                raise UserError(
                    self.env._(
                        "%(document)s has changed since the write-off was drawn up: %(now)s of it"
                        " are open, not %(then)s. Cancel the request and make a new one.",
                        document=line.sudo().account_move_id.display_name,
                        now=line.currency_id.format(line._sign() * line._open_amount()),
                        then=line.currency_id.format(line.amount),
                    )
                )

    def _sign(self):
        """Hook: -1 where the listing shows a credit balance as a positive amount."""
        return 1

    # Posting

    def _item_vals(self):
        """Values of the journal items of this line: clearing, then what it becomes."""
        self.ensure_one()
        items = self._open_items()
        rows = [self._clearing_vals(item) for item in items]
        rows[0]["quantity"] = abs(self.quantity)
        balance = sum(items.mapped("amount_residual"))
        return [*rows, {**self._common_vals(), **self._target_vals(), "balance": balance}]

    def _common_vals(self):
        write_off = self.write_off_id
        document = self.account_move_id.name or ""
        return {
            "name": " - ".join(filter(None, [write_off.name, document, self.order_name])),
            "partner_id": self.partner_id.id,
            "product_id": self.product_id.id,
            "product_uom_id": self.product_id.uom_id.id,
            "quantity": abs(self.quantity),
            "tax_ids": [],
        }

    def _clearing_vals(self, item):
        return {
            **self._common_vals(),
            "account_id": item.account_id.id,
            "balance": -item.amount_residual,
            "currency_id": item.currency_id.id,
            "amount_currency": -item.amount_residual_currency,
            "quantity": 0.0,
            "analytic_distribution": False,
            "perpetual_write_off_line_id": self.id,
            "perpetual_written_off_id": item.id,
        }

    def _target_vals(self):
        return {"account_id": self.write_off_id.account_id.id}
