from odoo import models


class AccountChartTemplate(models.AbstractModel):
    _inherit = "account.chart.template"

    def _load(self, template_code, company, install_demo, *args, **kwargs):
        """As an accountant does right after the chart of accounts: Set up accounts."""
        result = super()._load(template_code, company, install_demo, *args, **kwargs)
        company.with_company(company).sudo().perpetual_setup()
        return result
