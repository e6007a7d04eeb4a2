from odoo import api, fields, models
from odoo.exceptions import UserError

from ..scanning import amount

ACTIVITY = "perpetual_barcode.mail_activity_type_damage"


class PerpetualDamage(models.Model):
    """Somebody else decides on what is above the limit: by the groups and the limit of level 1
    that hold for every write-off."""

    _inherit = "perpetual.damage"

    approver_id = fields.Many2one("res.users", "Decided by", readonly=True, tracking=True)
    decided_on = fields.Datetime(readonly=True)
    refusal_reason = fields.Text(readonly=True, tracking=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_can_decide(self):
        for report in self:
            report.can_decide = report.state == "requested" and not report._obstacle()

    # Deciding

    def action_approve(self):
        """Write the goods off.

        :raises UserError: the user may not decide, it is decided already, or the goods are gone
        """
        for report in self:
            report._check_may_decide()
            report._write_off()
            report._decided({})

    def action_refuse(self):
        """Ask for the reason of a refusal."""
        self.ensure_one()
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse the Write-Off"),
            "res_model": "perpetual.damage.refusal",
            "view_mode": "form",
            "target": "new",
            "context": {"default_damage_id": self.id},
        }

    def _refuse(self, reason):
        """The goods stay; who refused it and why is kept."""
        self._check_may_decide()
        self._decided({"state": "refused", "refusal_reason": reason})

    def _decided(self, vals):
        # Only the steps of a report change it, and close other people's activities.
        report = self.sudo()
        report.write({**vals, "approver_id": self.env.uid, "decided_on": fields.Datetime.now()})
        report.activity_feedback(
            [ACTIVITY], user_id=self.env.uid, feedback=report.refusal_reason or ""
        )
        report.activity_unlink([ACTIVITY])

    def _check_may_decide(self):
        self.ensure_one()
        if self.state != "requested":
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(report)s is %(state)s already. Report the goods again if it was wrong.",
                    report=self.name,
                    state=states[self.state].lower(),
                )
            )
        obstacle = self._obstacle()
        if obstacle:
            raise UserError(obstacle)

    def _obstacle(self):
        """Why the user may not decide; an empty string if they may."""
        user = self.env.user
        if self.user_id == user:
            return self.env._("You reported %s yourself: somebody else has to decide.", self.name)
        if not user.has_group("perpetual_stock.group_approver_1"):
            return self.env._("Only approvers decide on %s.", self.name)
        # Approvers of the group read values; the limit is the company's setting.
        report = self.sudo()
        limit = report.company_id.perpetual_write_off_limit
        is_above = report.currency_id.compare_amounts(report.value, limit) > 0
        if is_above and not user.has_group("perpetual_stock.group_approver_2"):
            return self.env._(
                "%(report)s is above %(limit)s: an approver of level 2 has to decide.",
                report=self.name,
                limit=report.currency_id.format(limit),
            )
        return ""

    # Asking

    def _ask_approvers(self):
        """An activity for whoever may decide. It tells no value: others read it too."""
        summary = self.env._(
            "%(user)s: %(quantity)s %(unit)s of %(product)s to write off",
            user=self.user_id.name,
            quantity=amount(self.quantity),
            unit=self.uom_id.name,
            product=self._goods(),
        )
        for user in self._approvers():
            self.activity_schedule(ACTIVITY, summary=summary, note=self.note or "", user_id=user.id)

    def _approvers(self):
        group = self.env.ref("perpetual_stock.group_approver_1")
        return group.all_user_ids.filtered(
            lambda user: (
                user.active
                and not user.share
                and self.company_id in user.company_ids
                and not self.with_user(user)._obstacle()
            )
        )
