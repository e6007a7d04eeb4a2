from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    perpetual_inventory_valuation = fields.Selection(
        related="company_id.inventory_valuation", readonly=False, string="Default Valuation"
    )
    perpetual_stock_journal_id = fields.Many2one(
        related="company_id.account_stock_journal_id", readonly=False
    )
    perpetual_stock_valuation_id = fields.Many2one(
        related="company_id.account_stock_valuation_id",
        readonly=False,
        string="Inventory Account",
    )
    perpetual_grni_account_id = fields.Many2one(
        related="company_id.perpetual_grni_account_id", readonly=False
    )
    perpetual_gdni_account_id = fields.Many2one(
        related="company_id.perpetual_gdni_account_id", readonly=False
    )
    perpetual_transit_account_id = fields.Many2one(
        related="company_id.perpetual_transit_account_id", readonly=False
    )
    perpetual_price_difference_account_id = fields.Many2one(
        related="company_id.perpetual_price_difference_account_id", readonly=False
    )
    perpetual_shrinkage_account_id = fields.Many2one(
        related="company_id.perpetual_shrinkage_account_id", readonly=False
    )
    perpetual_gain_account_id = fields.Many2one(
        related="company_id.perpetual_gain_account_id", readonly=False
    )
    perpetual_scrap_account_id = fields.Many2one(
        related="company_id.perpetual_scrap_account_id", readonly=False
    )
    perpetual_revaluation_account_id = fields.Many2one(
        related="company_id.perpetual_revaluation_account_id", readonly=False
    )
    perpetual_wip_account_id = fields.Many2one(
        related="company_id.perpetual_wip_account_id", readonly=False
    )
    perpetual_cogs_timing = fields.Selection(
        related="company_id.perpetual_cogs_timing", readonly=False
    )

    perpetual_write_off_limit = fields.Monetary(
        related="company_id.perpetual_write_off_limit",
        readonly=False,
        currency_field="currency_id",
    )
    perpetual_nightly_check = fields.Boolean(
        related="company_id.perpetual_nightly_check", readonly=False
    )
    perpetual_accountant_id = fields.Many2one(
        related="company_id.perpetual_accountant_id", readonly=False
    )

    perpetual_missing = fields.Char(compute="_compute_perpetual_missing")

    perpetual_shared = fields.Char(compute="_compute_perpetual_shared")

    #: Continuous categories with goods, and no account for the cost of what is sold.
    perpetual_without_expense = fields.Char(compute="_compute_perpetual_without_expense")

    @api.depends("company_id", "company_id.expense_account_id")
    def _compute_perpetual_without_expense(self):
        for settings in self:
            kinds = settings.company_id._perpetual_categories_by_account().values()
            categories = self.env["product.category"].with_company(settings.company_id)
            for kind in kinds:
                categories |= kind.get(True, categories)
            lacking = categories.filtered(lambda category: category._perpetual_lacks_expense())
            settings.perpetual_without_expense = ", ".join(lacking.mapped("display_name"))

    @api.depends("company_id")
    def _compute_perpetual_shared(self):
        for settings in self:
            settings.perpetual_shared = settings.company_id._perpetual_shared()

    @api.depends("company_id")
    def _compute_perpetual_missing(self):
        for settings in self:
            settings.perpetual_missing = ", ".join(
                settings.company_id._perpetual_missing().values()
            )

    def action_perpetual_setup(self):
        """Create or adopt the accounts and the journal of continuous valuation."""
        self.company_id.perpetual_setup()
        return {"type": "ir.actions.client", "tag": "reload"}
