from odoo import api, fields, models

#: Company fields whose accounts the causes follow, see ``_default_accounts``.
FOLLOWED = (
    "perpetual_shrinkage_account_id",
    "perpetual_gain_account_id",
    "perpetual_scrap_account_id",
)
#: Codes of causes that are no shrinkage: goods that are there and worth nothing.
SCRAP = ("damage",)


class PerpetualVarianceReason(models.Model):
    """A root cause of variances, and where the loss or gain goes in the books.

    The loss location decides on the accounts, as everywhere in stock: those that it has, or the
    company's for shrinkage and gains where it has none.
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
        string="Losses To",
        readonly=False,
        groups="account.group_account_readonly",
        help="Where losses of this cause are posted: the company's account for shrinkage, or for"
        " scrap, as long as nobody chooses another.",
    )
    gain_account_id = fields.Many2one(
        related="location_id.perpetual_gain_account_id",
        string="Gains To",
        readonly=False,
        groups="account.group_account_readonly",
        help="Where gains of this cause are posted: the company's account for count gains, as long"
        " as nobody chooses another. Empty: where its losses are.",
    )
    needs_evidence = fields.Boolean(help="Approved only with a photo or another file.")
    needs_action = fields.Boolean(
        "Needs Corrective Action",
        help="Approved only with a corrective action, who does it and by when.",
    )

    _code_unique = models.Constraint("UNIQUE(code)", "A root cause of this code is there already.")

    @api.model
    def _make_locations(self, companies):
        """A loss location of its own, with an account, for each cause and company that has none."""
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
                            **{
                                field: account.id
                                for field, account in reason._default_accounts(company).items()
                            },
                        }
                    )

    def _default_accounts(self, company):
        """Where the cause is posted unless somebody has chosen other accounts.

        :returns: field of the loss location → account
        """
        self.ensure_one()
        own = company.sudo()  # Accounts are set for whoever makes the company.
        loss = self.code in SCRAP and own.perpetual_scrap_account_id
        return {
            "valuation_account_id": loss or own.perpetual_shrinkage_account_id,
            "perpetual_gain_account_id": own.perpetual_gain_account_id,
        }

    @api.model
    def _accounts_of_causes(self, company):
        """Cause → its accounts of :meth:`_default_accounts`."""
        # Whoever sets the company up may have its causes follow.
        everything = self.sudo().with_context(active_test=False)
        causes = everything.search([])  # pylint: disable=no-search-all
        return {reason: reason._default_accounts(company) for reason in causes}

    @api.model
    def _follow_accounts(self, company, before):
        """Give the causes' own locations their accounts; what somebody has chosen stays.

        :param before: what :meth:`_accounts_of_causes` gave until now
        """
        for reason, accounts in self._accounts_of_causes(company).items():
            place = reason.with_company(company).location_id
            if place.perpetual_reason_id == reason:
                for field, account in accounts.items():
                    if place[field] == before[reason][field]:
                        place[field] = account
