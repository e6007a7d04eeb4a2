from odoo import api, fields, models


class PerpetualVarianceReason(models.Model):
    """A root cause of variances, and where the loss or gain goes in the books.

    The loss location decides on the account, as everywhere in stock: its valuation account, or
    the company's accounts for shrinkage and gains where it has none.
    """

    _name = "perpetual.variance.reason"
    _description = "Root Cause of Variances"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    location_id = fields.Many2one(
        "stock.location",
        "Loss Location",
        company_dependent=True,
        domain="[('usage', '=', 'inventory')]",
        check_company=True,
        help="Counterpart of the adjustment. Empty: the product's own inventory loss location.",
    )
    account_id = fields.Many2one(
        related="location_id.valuation_account_id",
        string="Account",
        readonly=False,
        groups="account.group_account_readonly",
        help="Where losses and gains of this cause are posted. Empty: the company's accounts for"
        " shrinkage and count gains.",
    )
    needs_evidence = fields.Boolean(help="Approved only with a photo or another file.")
    needs_action = fields.Boolean(
        "Needs Corrective Action",
        help="Approved only with a corrective action, who does it and by when.",
    )

    _code_unique = models.Constraint("UNIQUE(code)", "A root cause of this code is there already.")

    @api.model
    def _make_locations(self, companies):
        """A loss location of its own for each cause and company that has none."""
        for company in companies:
            loss = self.env["stock.location"].search(
                [
                    ("usage", "=", "inventory"),
                    ("company_id", "=", company.id),
                    ("perpetual_reason_id", "=", False),
                ],
                order="id",
                limit=1,
            )
            causes = self.search([], order="id")  # pylint: disable=no-search-all
            for reason in causes.with_company(company):
                if not reason.location_id and loss:
                    reason.location_id = loss.create(
                        {
                            "name": reason.name,
                            "usage": "inventory",
                            "location_id": loss.location_id.id,
                            "company_id": company.id,
                            "perpetual_reason_id": reason.id,
                        }
                    )
