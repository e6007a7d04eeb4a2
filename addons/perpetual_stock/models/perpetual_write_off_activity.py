from odoo import models

ACTIVITY = "perpetual_stock.mail_activity_type_write_off"


class PerpetualWriteOff(models.Model):
    """Whoever may decide on a request finds it among their activities."""

    _name = "perpetual.write.off"
    _inherit = ["perpetual.write.off", "mail.activity.mixin"]

    def action_request(self):
        """Ask for approval, and tell those who may give it."""
        result = super().action_request()
        for write_off in self:
            write_off._ask_approvers()
        return result

    def _ask_approvers(self):
        """An activity for each approver of the level that the amount needs."""
        self.ensure_one()
        # Requesters may not give others work by themselves; the request does.
        request = self.sudo()
        summary = self.env._(
            "%(write_off)s of %(requester)s: %(amount)s to write off",
            write_off=self.name,
            requester=self.requester_id.name,
            amount=self.currency_id.format(self.amount),
        )
        for user in request._approvers():
            request.activity_schedule(ACTIVITY, summary=summary, note=self.reason, user_id=user.id)

    def _approvers(self):
        """People of the company who may decide on this request."""
        self.ensure_one()
        group = self.env.ref("perpetual_stock.group_approver_1")
        return group.all_user_ids.filtered(
            lambda user: (
                user.active
                and not user.share
                and self.company_id in user.company_ids
                and not self.with_user(user)._obstacle()
            )
        )

    def _post(self, approver):
        result = super()._post(approver)
        self._close_activities(approver, self.env._("Approved"))
        return result

    def _refuse(self, reason):
        result = super()._refuse(reason)
        # Only this step may close other people's activities.
        self.sudo()._close_activities(self.env.user, self.env._("Refused: %s", reason))
        return result

    def _cancel(self):
        result = super()._cancel()
        self.activity_unlink([ACTIVITY])
        return result

    def _close_activities(self, user, feedback):
        """Done for whoever decided; the others have nothing to do any more."""
        self.activity_feedback([ACTIVITY], user_id=user.id, feedback=feedback)
        self.activity_unlink([ACTIVITY])
