from odoo import fields, models


class PerpetualCountLoad(models.Model):
    """The counts of one week to come, if each day's list is counted."""

    _name = "perpetual.count.load"
    _description = "Load of a Week"
    _order = "week, id"
    _log_access = False

    plan_id = fields.Many2one(
        "perpetual.count.plan", "Plan", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    week = fields.Date("Week Of", required=True, readonly=True)
    counts = fields.Integer("Planned Counts", readonly=True)
    capacity = fields.Integer(readonly=True)
    backlog = fields.Integer(
        "Overdue at Its End", readonly=True, help="Due and without room until the week's end."
    )
