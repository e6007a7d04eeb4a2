from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ProductValue(models.Model):
    """A value or a cost set by hand. For continuous products each one is a ledger row."""

    _inherit = "product.value"

    perpetual_own_company = fields.Boolean(
        string="For Its Company Only",
        readonly=True,
        copy=False,
        help="Written by continuous valuation: no other company that shares the product takes"
        " this cost for its own.",
    )

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Core replays a product's costs without asking whose they are."""
        if self.env.context.get("perpetual_own_costs"):
            domain = Domain(domain) & Domain.custom(to_sql=_is_own_cost)
        return super()._search(domain, *args, **kwargs)

    @api.model_create_multi
    def create(self, vals_list):
        moves = self.env["stock.move"].browse(
            vals["move_id"] for vals in vals_list if vals.get("move_id")
        )
        moves._perpetual_check_adjustable()
        # No other receipt is valued anew for it: the ledger does not look back.
        records = super(
            ProductValue, self.with_context(perpetual_skip_remaining_moves=True)
        ).create(vals_list)
        moves._perpetual_follow_manual_value()
        records._perpetual_mark_own()
        # Set on the product or lot itself, the ledger has its revaluation already.
        if not self.env.context.get("perpetual_skip_remaining_moves"):
            records._perpetual_set_cost()
        return records.with_env(self.env)

    def write(self, vals):
        moves = self.move_id
        moves._perpetual_check_adjustable()
        result = super().write(vals)
        moves |= self.move_id
        moves._perpetual_check_adjustable()
        moves._perpetual_follow_manual_value()
        return result

    def unlink(self):
        moves = self.move_id
        result = super().unlink()
        moves._perpetual_follow_manual_value()
        return result

    def _perpetual_mark_own(self):
        """Costs that a continuous company sets are no other company's."""
        own = self.filtered(
            lambda record: (
                not record.move_id
                and (record.product_id or record.lot_id.product_id)
                .with_company(record.company_id)
                ._is_perpetual()
            )
        )
        # Whoever may change a cost need not be allowed to edit its history.
        own.sudo().write({"perpetual_own_company": True})

    def _perpetual_set_cost(self):
        """A record made for a product or a lot, not by changing its cost, changes it."""
        for record in self.filtered(lambda record: not record.move_id):
            quiet = record.with_company(record.company_id).with_context(
                disable_auto_revaluation=True
            )
            product = quiet.product_id or quiet.lot_id.product_id
            if not product._is_perpetual():
                continue
            target = quiet.lot_id if product.lot_valuated and quiet.lot_id else product
            # Whoever may set a value here may not be allowed to edit products.
            target.sudo().standard_price = record.value
            target._perpetual_revalue()


def _is_own_cost(values, alias, query):
    """Which costs count in the current company, as SQL.

    Its own. Of others only what core itself wrote, and only while the company has never
    valued the product continuously: that is how core reads it.
    """
    return SQL(
        """(%(company)s = %(current)s OR %(own)s IS NOT TRUE AND NOT EXISTS (
                SELECT FROM perpetual_cost_pool pool
                 WHERE pool.company_id = %(current)s AND pool.product_id = %(product)s))""",
        company=values._field_to_sql(alias, "company_id", query),
        own=SQL.identifier(alias, "perpetual_own_company"),
        product=values._field_to_sql(alias, "product_id", query),
        current=values.env.company.id,
    )
