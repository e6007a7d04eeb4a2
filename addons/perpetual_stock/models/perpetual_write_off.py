from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..ledger.posting import QUIET

STATES = [
    ("draft", "Draft"),
    ("requested", "To Approve"),
    ("posted", "Approved"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]
#: Only the steps below write these: they are the record of who decided what.
DECIDED = {
    "name",
    "state",
    "requester_id",
    "requested_on",
    "approver_id",
    "decided_on",
    "refusal_reason",
    "account_move_id",
    "reversal_move_id",
}
#: Talking about a request does not change it.
CHATTER = {
    "activity_ids",
    "message_follower_ids",
    "message_ids",
    "message_main_attachment_id",
}


class PerpetualWriteOff(models.Model):
    """Open items of a clearing account that nobody will bill, or invoice, any more.

    One person requests, another approves; only then is it posted and reconciled. Glue
    addons add their clearing account (``clearing``) and what has to follow.
    """

    _name = "perpetual.write.off"
    _description = "Write-Off"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(default="/", readonly=True, copy=False)
    clearing = fields.Selection([], required=True, readonly=True, string="Of")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        STATES,
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    reason = fields.Text(tracking=True, help="Why nobody will bill, refund or invoice this.")
    account_id = fields.Many2one(
        "account.account",
        required=True,
        check_company=True,
        ondelete="restrict",
        domain="[('account_type', 'not in', ('asset_receivable', 'liability_payable',"
        " 'off_balance'))]",
        help="What is written off becomes an expense, or income, on this account.",
    )
    line_ids = fields.One2many("perpetual.write.off.line", "write_off_id", copy=False)
    amount = fields.Monetary(
        compute="_compute_amount", store=True, help="What the clearing account is credited with."
    )
    gross_amount = fields.Monetary(
        string="Debits and Credits",
        compute="_compute_amount",
        store=True,
        help="All lines, whatever their sign: what the limit of the approval is compared with.",
    )
    requester_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    requested_on = fields.Datetime(readonly=True, copy=False)
    approver_id = fields.Many2one(
        "res.users",
        string="Decided by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        tracking=True,
    )
    decided_on = fields.Datetime(readonly=True, copy=False)
    refusal_reason = fields.Text(readonly=True, copy=False, tracking=True)
    account_move_id = fields.Many2one(
        "account.move", string="Journal Entry", readonly=True, copy=False, ondelete="restrict"
    )
    reversal_move_id = fields.Many2one(
        "account.move", string="Reversal", readonly=True, copy=False, ondelete="restrict"
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")
    can_withdraw = fields.Boolean(compute="_compute_can_decide")

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for write_off in self:
            amounts = write_off.line_ids.mapped("amount")
            write_off.amount = sum(amounts)
            write_off.gross_amount = sum(map(abs, amounts))

    @api.depends_context("uid")
    @api.depends("state", "gross_amount", "requester_id")
    def _compute_can_decide(self):
        for write_off in self:
            write_off.can_decide = write_off.state == "requested" and not write_off._obstacle()
            is_pending = write_off.state in ("draft", "requested")
            write_off.can_withdraw = is_pending and write_off._is_own()

    # Records

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_undecided(vals)
        write_offs = super().create(vals_list)
        for write_off in write_offs.sudo():
            # The sequence is no business of those who request.
            write_off.name = self.env["ir.sequence"].sudo().next_by_code(self._name) or "/"
        return write_offs

    def write(self, vals):
        self.check_access("write")
        self._check_undecided(vals)
        if not self.env.su and not CHATTER.issuperset(vals):
            self._check_state("draft")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_requested(self):
        self._check_state("draft")

    def _check_undecided(self, vals):
        if not self.env.su and any(vals.get(name) for name in DECIDED.intersection(vals)):
            raise AccessError(
                self.env._("Who decided what is recorded by the buttons of the write-off only.")
            )

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for write_off in self:
            if write_off.state not in states:
                raise UserError(
                    self.env._(
                        "%(write_off)s is %(state)s and cannot be changed that way."
                        " Make a new request from the listing instead.",
                        write_off=write_off.name,
                        state=labels[write_off.state].lower(),
                    )
                )

    # Requesting

    def action_request(self):
        """Ask for approval: from then on the request cannot be changed.

        :raises UserError: no reason, or a line is settled or in another request
        """
        for write_off in self:
            write_off.check_access("write")
            write_off._check_state("draft")
            write_off._check_complete()
            write_off.line_ids._check_free()
            write_off.line_ids._check_open()
            # Only this button may set who requests.
            write_off.sudo().write(
                {
                    "state": "requested",
                    "requester_id": self.env.user.id,
                    "requested_on": fields.Datetime.now(),
                }
            )

    def _check_complete(self):
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(
                self.env._("%s needs a reason: say why it stays open for ever.", self.name)
            )
        if not self.line_ids:
            raise UserError(self.env._("%s has no lines: choose them in the listing.", self.name))

    # Deciding

    def action_approve(self):
        """Post the write-off and reconcile its lines.

        :raises UserError: the user may not decide, or the lines changed since the request
        """
        for write_off in self:
            write_off._check_state("requested")
            write_off._check_may_decide()
            write_off.line_ids._check_unchanged()
            # Approvers need no rights in accounting: they decide, the system posts.
            write_off.sudo()._post(self.env.user)

    def action_refuse(self):
        """Ask for the reason of a refusal."""
        self.ensure_one()
        self._check_state("requested")
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse the Write-Off"),
            "res_model": "perpetual.write.off.refusal",
            "view_mode": "form",
            "target": "new",
            "context": {"default_write_off_id": self.id},
        }

    def _refuse(self, reason):
        """Keep the request, with who refused it and why."""
        self._check_state("requested")
        self._check_may_decide()
        # Only this step may record a decision.
        self.sudo().write(
            {
                "state": "refused",
                "refusal_reason": reason,
                "approver_id": self.env.user.id,
                "decided_on": fields.Datetime.now(),
            }
        )

    def action_cancel(self):
        """Withdraw a request, or reverse what was approved and open its lines again.

        :raises UserError: of an approved one, the user may not approve so much
        """
        for write_off in self:
            write_off._check_state("draft", "requested", "posted")
            if write_off.state == "posted":
                write_off._check_level()
            elif not write_off._is_own():
                raise UserError(
                    self.env._(
                        "Only those who requested %s withdraw it. Refuse it instead, and say why.",
                        write_off.name,
                    )
                )
            # Whoever may do this needs no rights in accounting.
            write_off.sudo()._cancel()

    def _check_may_decide(self):
        obstacle = self._obstacle()
        if obstacle:
            raise UserError(obstacle)

    def _check_level(self):
        obstacle = self._level_obstacle()
        if obstacle:
            raise UserError(obstacle)

    def _obstacle(self):
        """Why the user may not decide; an empty string if they may."""
        self.ensure_one()
        if self._is_own():
            return self.env._("You requested %s yourself: somebody else has to decide.", self.name)
        return self._level_obstacle()

    def _is_own(self):
        return self.env.user in (self.requester_id, self.create_uid)

    def _level_obstacle(self):
        user, company = self.env.user, self.company_id
        if not user.has_group("perpetual_stock.group_approver_1"):
            return self.env._("Only approvers decide on %s.", self.name)
        limit = company.sudo().perpetual_write_off_limit
        is_above = company.currency_id.compare_amounts(self.gross_amount, limit) > 0
        if is_above and not user.has_group("perpetual_stock.group_approver_2"):
            return self.env._(
                "%(write_off)s is about %(amount)s. Above %(limit)s an approver of level 2 has"
                " to decide.",
                write_off=self.name,
                amount=company.currency_id.format(self.gross_amount),
                limit=company.currency_id.format(limit),
            )
        return ""

    # Posting

    def _post(self, approver):
        self.ensure_one()
        self.write(
            {"state": "posted", "approver_id": approver.id, "decided_on": fields.Datetime.now()}
        )
        self.account_move_id = self._post_entry(
            [vals for line in self.line_ids for vals in line._item_vals()],
            f"{self.name}: {self.reason}",
        )
        self._reconcile(
            [item.perpetual_written_off_id | item for item in self.line_ids.clearing_line_ids]
        )
        self._after_post()

    def _cancel(self):
        if self.state == "posted":
            self._reverse()
        self.state = "cancelled"

    def _reverse(self):
        items = self.account_move_id.line_ids
        self.line_ids.clearing_line_ids.remove_move_reconcile()
        self.reversal_move_id = self._post_entry(
            [_opposite(item) for item in items],
            self.env._("Cancellation of %s", self.name),
        )
        self._reconcile(
            [
                pair
                for line in self.line_ids
                for pair in line.clearing_line_ids.grouped("perpetual_written_off_id").values()
            ]
        )
        self._after_cancel()

    def _post_entry(self, items, reference):
        company = self.company_id
        journal = company.account_stock_journal_id
        if not journal:
            raise UserError(
                self.env._(
                    "%(write_off)s cannot be posted: %(company)s has no stock journal. Choose"
                    " one in Inventory > Configuration > Settings, then try again.",
                    write_off=self.name,
                    company=company.display_name,
                )
            )
        today = fields.Date.context_today(self)
        move = (
            self.env["account.move"]
            .with_context(**QUIET)
            .create(
                {
                    "move_type": "entry",
                    "journal_id": journal.id,
                    "company_id": company.id,
                    "date": company._perpetual_open_date(today),
                    "ref": reference,
                    "line_ids": [Command.create(vals) for vals in items],
                }
            )
        )
        move._post(soft=False)
        self.line_ids.invalidate_recordset(["clearing_line_ids"])
        return move

    def _reconcile(self, plan):
        """Reconcile each set of items; both sides have the same amounts in each currency."""
        self.env["account.move.line"].with_context(
            no_exchange_difference=True, no_cash_basis=True
        )._reconcile_plan(plan)

    def _after_post(self):
        """Hook: the journal entry is posted, the lines are reconciled."""

    def _after_cancel(self):
        """Hook: the journal entry is reversed, the lines are open again."""

    # Actions

    def action_open_entries(self):
        """Open the journal entry, and its reversal."""
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        action["domain"] = [("id", "in", (self.account_move_id | self.reversal_move_id).ids)]
        action["context"] = {"create": False}
        return action


def _opposite(item):
    """Values of a journal item that takes ``item`` back."""
    return {
        "account_id": item.account_id.id,
        "name": item.name,
        "balance": -item.balance,
        "currency_id": item.currency_id.id,
        "amount_currency": -item.amount_currency,
        "partner_id": item.partner_id.id,
        "product_id": item.product_id.id,
        "product_uom_id": item.product_uom_id.id,
        "quantity": item.quantity,
        "tax_ids": [],
        "analytic_distribution": item.analytic_distribution,
        **{name: item[name].id for name in item._perpetual_write_off_links()},
    }
