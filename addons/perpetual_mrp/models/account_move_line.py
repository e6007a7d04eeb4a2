from odoo import fields, models


class AccountMoveLine(models.Model):
    """Items of work in progress name their order; all others leave these fields empty."""

    _inherit = "account.move.line"

    perpetual_production_id = fields.Many2one(
        "mrp.production",
        string="Manufacturing Order in Progress",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The manufacturing order whose work in progress this item is.",
    )
    perpetual_unbuild_id = fields.Many2one(
        "mrp.unbuild",
        string="Unbuild Order in Progress",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The unbuild order whose work in progress this item is.",
    )
    perpetual_wip_kind = fields.Selection(
        [
            ("labour", "Labour absorbed"),
            ("extra", "Extra cost absorbed"),
            ("variance", "Production variance"),
            ("opening", "Taken over at go-live"),
        ],
        string="Work in Progress",
        readonly=True,
        copy=False,
        help="What of work in progress is not a stock transaction.",
    )
    perpetual_workorder_id = fields.Many2one(
        "mrp.workorder",
        string="Work Order Absorbed",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The work order whose cost this item absorbs.",
    )
