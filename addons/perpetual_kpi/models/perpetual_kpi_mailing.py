from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .perpetual_kpi_snapshot import VALUE

STEPS = {
    "daily": relativedelta(days=1),
    "weekly": relativedelta(weeks=1),
    "monthly": relativedelta(months=1),
}
DAYS = {"daily": 1, "weekly": 7, "monthly": 30}


class PerpetualKpiMailing(models.Model):
    """The key figures by e-mail: to whom and how often. Everybody gets what they may see."""

    _name = "perpetual.kpi.mailing"
    _description = "KPI Digest"

    name = fields.Char("Subject", required=True, default=lambda self: self.env._("Inventory KPIs"))
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", "Company", required=True, default=lambda self: self.env.company
    )
    user_ids = fields.Many2many(
        "res.users", string="Recipients", required=True, default=lambda self: self.env.user
    )
    kpi_ids = fields.Many2many("perpetual.kpi", string="Key Figures", help="Empty: all.")
    every = fields.Selection(
        [("daily", "Every Day"), ("weekly", "Every Week"), ("monthly", "Every Month")],
        required=True,
        default="weekly",
    )
    next_on = fields.Date(
        "Next On", required=True, default=lambda self: fields.Date.context_today(self)
    )

    @api.constrains("user_ids", "company_id")
    def _check_recipients(self):
        for mailing in self:
            for user in mailing.user_ids:
                if not user.has_group(VALUE) or mailing.company_id not in user.company_ids:
                    raise ValidationError(
                        self.env._(
                            "%(user)s may not see the inventory values of %(company)s: give them"
                            " the right, or take them off the digest.",
                            user=user.name,
                            company=mailing.company_id.name,
                        )
                    )

    def action_send(self):
        """Send it now."""
        for mailing in self:
            for user in mailing.user_ids:
                mailing._send_to(user)

    @api.model
    def _cron_send(self):
        """Send what is due; a digest that was late is sent once."""
        today = fields.Date.context_today(self)
        for mailing in self.search([("next_on", "<=", today)]):
            mailing.action_send()
            while mailing.next_on <= today:
                mailing.next_on += STEPS[mailing.every]

    def _send_to(self, user):
        if not user.email:
            return
        self.env["mail.mail"].sudo().create(
            {
                "subject": f"{self.name}: {self.company_id.name}",
                "body_html": self._body(user),
                "email_to": user.email_formatted,
                "auto_delete": True,
            }
        )

    def _body(self, user):
        """The figures as this person may see them."""
        env = self.with_user(user).with_company(self.company_id).with_context(lang=user.lang).env
        context = {**env.context, "allowed_company_ids": self.company_id.ids}
        dashboard = env(context=context)["perpetual.kpi.dashboard"]
        data = dashboard.data({"days": DAYS[self.every]})
        chosen = set(self.kpi_ids.mapped("code"))
        tiles = [
            tile
            for section in data["sections"]
            for tile in section["tiles"]
            if not chosen or tile["code"] in chosen
        ]
        values = {"data": data, "tiles": tiles, "url": f"{self.get_base_url()}/odoo/inventory-kpis"}
        return self.env["ir.qweb"].with_context(lang=user.lang)._render(
            "perpetual_kpi.digest_body", values
        )
