from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class PerpetualAbcPolicy(models.Model):
    """How products are classed: by what, over which window, in which scope, with which cuts.

    A policy without a company is for all of them. The most specific policy that is active is
    the one that counts go by: warehouse before category (the deepest) before company before
    all; among equals the first in sequence. Each warehouse is ranked by itself.
    """

    _name = "perpetual.abc.policy"
    _description = "ABC Policy"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        "Company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Warehouse",
        help="Classes are made for this warehouse only; empty: for each warehouse by itself.",
    )
    category_id = fields.Many2one(
        "product.category",
        "Product Category",
        help="Only products of this category and those below it; empty: all.",
    )
    criterion = fields.Selection(
        [
            ("consumption", "Annual Consumption Value"),
            ("picks", "Pick Lines"),
            ("on_hand", "On-Hand Value"),
            ("margin", "Gross Margin"),
        ],
        required=True,
        default="consumption",
        help="Annual consumption value: the cost of what was sold or used, as of a year.\n"
        "Pick lines: how often goods were taken.\n"
        "On-hand value: today's stock at cost.\n"
        "Gross margin: customer invoices less the cost of what was sold; goods without an"
        " invoice at their sales price.",
    )
    window_days = fields.Integer(
        "Window (Days)", required=True, default=365, help="How far back issues are looked at."
    )
    cut = fields.Selection(
        [("value", "Cumulative Value"), ("share", "Share of Items")],
        required=True,
        default="value",
        help="What the limits of the classes are percentages of.",
    )
    x_limit = fields.Float(
        "X Up To",
        required=True,
        default=0.5,
        help="X: demand varies by at most this share of its mean from one four-week period to"
        " the next (coefficient of variation).",
    )
    y_limit = fields.Float("Y Up To", required=True, default=1.0)
    every_days = fields.Integer(
        "Compute Every (Days)",
        required=True,
        default=30,
        help="The daily job classes anew when the latest classes are this old; 0: never by itself.",
    )
    class_ids = fields.One2many("perpetual.abc.class", "policy_id", "Classes", copy=True)

    _window_positive = models.Constraint(
        "CHECK(window_days > 0)", "The window of an ABC policy has at least one day."
    )
    _xyz_ascend = models.Constraint(
        "CHECK(x_limit >= 0 AND y_limit >= x_limit)",
        "The limit of X is 0 or more, and that of Y not below it.",
    )
    _every_not_negative = models.Constraint(
        "CHECK(every_days >= 0)", "Compute every so many days: 0 or more."
    )

    @api.depends("warehouse_id")
    def _compute_company_id(self):
        """A policy for a warehouse is its company's."""
        for policy in self:
            policy.company_id = policy.warehouse_id.company_id or policy.company_id

    @api.constrains("warehouse_id", "company_id")
    def _check_warehouse(self):
        for policy in self.filtered("warehouse_id"):
            if policy.company_id != policy.warehouse_id.company_id:
                raise ValidationError(
                    self.env._(
                        'Policy "%(policy)s" is for warehouse %(warehouse)s: its company has to be'
                        " %(company)s.",
                        policy=policy.name,
                        warehouse=policy.warehouse_id.name,
                        company=policy.warehouse_id.company_id.name,
                    )
                )

    @api.constrains("class_ids")
    def _check_limits(self):
        """Two classes that end at the same limit leave one of them empty for ever."""
        for policy in self:
            limits = policy.class_ids.mapped("cumulative_limit")
            if len(limits) != len(set(limits)):
                raise ValidationError(
                    self.env._(
                        'Policy "%s" has two classes with the same limit: change one of them.',
                        policy.name,
                    )
                )

    # Which policy, which class

    def _ladder(self):
        """Classes from the best to the last."""
        self.ensure_one()
        return self.class_ids.sorted(lambda abc_class: (abc_class.cumulative_limit, abc_class.id))

    @api.model
    def _policies_of(self, products, warehouse):
        """The policy that each product is counted by in a warehouse.

        :returns: {product id: policy}; an empty policy where none is for it
        """
        ladder = self.search(
            [
                ("company_id", "in", [False, warehouse.company_id.id]),
                ("warehouse_id", "in", [False, warehouse.id]),
            ]
        ).sorted(lambda policy: policy._specificity())
        return {
            product.id: next((one for one in ladder if one._covers(product)), self.browse())
            for product in products
        }

    def _specificity(self):
        """Sort key: the most specific policy first. :meth:`_scope_sql` sorts likewise."""
        depth = len((self.category_id.parent_path or "").split("/"))
        return (not self.warehouse_id, -depth, not self.company_id, self.sequence, self.id)

    def _covers(self, product):
        path = product.categ_id.parent_path or ""
        return not self.category_id or path.startswith(self.category_id.parent_path)

    def _scope_sql(self, company):
        """Query of ``(warehouse_id, categ_id)`` that this policy and no more specific one is for.

        Category 0 stands for products without one.
        """
        self.ensure_one()
        return SQL(
            """
            SELECT warehouse_id, categ_id FROM (
                SELECT DISTINCT ON (warehouse.id, categ.id)
                       warehouse.id AS warehouse_id, categ.id AS categ_id, policy.id AS policy_id
                  FROM stock_warehouse warehouse
                 CROSS JOIN (SELECT id, parent_path FROM product_category
                             UNION ALL SELECT 0, '') categ
                  JOIN perpetual_abc_policy policy
                    ON policy.active
                   AND (policy.company_id IS NULL OR policy.company_id = warehouse.company_id)
                   AND (policy.warehouse_id IS NULL OR policy.warehouse_id = warehouse.id)
                  LEFT JOIN product_category above ON above.id = policy.category_id
                 WHERE warehouse.company_id = %s
                   AND (above.id IS NULL OR starts_with(categ.parent_path, above.parent_path))
                 ORDER BY warehouse.id, categ.id, policy.warehouse_id IS NULL,
                          array_length(string_to_array(above.parent_path, '/'), 1)
                              DESC NULLS LAST,
                          policy.company_id IS NULL, policy.sequence, policy.id
                ) chosen WHERE policy_id = %s
            """,
            company.id,
            self.id,
        )

    # Actions

    def action_preview(self):
        """Compute classes as of now and show what would change, before anything does."""
        self.ensure_one()
        run = self.env["perpetual.abc.run"].create({"policy_id": self.id})
        run.action_compute()
        return run._form_action()
