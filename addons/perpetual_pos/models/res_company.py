from odoo import models

from odoo.addons.perpetual_stock.ledger.checks import Checks


class ResCompany(models.Model):
    _inherit = "res.company"

    def _perpetual_checks(self, at_date):
        return [*super()._perpetual_checks(at_date), self._perpetual_pos_check(at_date)]

    def _perpetual_pos_check(self, at_date):
        """No POS sale waits to be posted (none of up to the date)."""
        domain = [("company_id", "=", self.id), ("state", "=", "waiting")]
        if at_date:
            domain.append(("date", "<=", at_date))
        # The tie-out is for people who may see values, with or without rights on the queue.
        waiting = self.env["perpetual.pos.queue"].sudo().search(domain)
        detail = ""
        if waiting:
            orders = ", ".join(row._perpetual_document() for row in waiting[:3])
            more = len(waiting) - 3
            if more > 0:
                orders = self.env._("%(orders)s and %(count)s more", orders=orders, count=more)
            detail = self.env._(
                "%(orders)s: %(error)s", orders=orders, error=waiting[0].error.splitlines()[0]
            )
        offenders = {waiting._name: waiting.ids}
        return Checks(self, at_date).row("pos_queue", 0, len(waiting), detail, None, offenders)
