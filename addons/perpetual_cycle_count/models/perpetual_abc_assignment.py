from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class PerpetualAbcAssignment(models.Model):
    """The class of a product in a warehouse, from one instant to another.

    The row without an end is in force. A change of class closes it and opens another with the
    class before and the reason, so history is kept; a computation that confirms the class
    only refreshes its figures.
    """

    _name = "perpetual.abc.assignment"
    _description = "ABC Class of a Product"
    _order = "warehouse_id, rank, id desc"
    # A million rows are written by one statement; who and when is in the fields below.
    _log_access = False

    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    warehouse_id = fields.Many2one("stock.warehouse", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="warehouse_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_categ_id = fields.Many2one(related="product_id.categ_id")
    class_id = fields.Many2one(
        "perpetual.abc.class", "Class", required=True, ondelete="restrict", index=True
    )
    policy_id = fields.Many2one(related="class_id.policy_id")
    color = fields.Integer(related="class_id.color")
    computed_class_id = fields.Many2one(
        "perpetual.abc.class",
        "Computed Class",
        ondelete="restrict",
        help="What the ranking says; differs where the class is set by hand.",
    )
    xyz = fields.Selection(
        [("x", "X"), ("y", "Y"), ("z", "Z")],
        "XYZ",
        help="How steady the demand is: X steady, Y varying, Z lumpy or none.",
    )
    variation = fields.Float(
        "Variation",
        aggregator="avg",
        help="Coefficient of variation of the demand from one four-week period to the next.",
    )
    rank = fields.Integer(aggregator=None)
    value = fields.Float("Criterion", digits=(16, 2), help="What the policy ranks by.")
    share = fields.Float("Share (%)", digits=(16, 4))
    cumulative_share = fields.Float("Cumulative (%)", digits=(16, 4), aggregator="max")
    as_of = fields.Datetime("As Of", help="When its figures were computed last.")
    date_from = fields.Datetime("Since", required=True, default=fields.Datetime.now)
    date_to = fields.Datetime("Until", help="Empty: in force.")
    previous_class_id = fields.Many2one(
        "perpetual.abc.class", "Class Before", ondelete="restrict", index="btree_not_null"
    )
    change = fields.Selection(
        [
            ("first", "First classing"),
            ("up", "Moved up"),
            ("down", "Moved down"),
            ("policy", "Other policy"),
            ("manual", "Set by hand"),
            ("ended", "Back from a class set by hand"),
        ],
        "Why",
        required=True,
        default="first",
    )
    override_until = fields.Date("By Hand Until", index="btree_not_null")
    override_reason = fields.Char("Reason")
    override_user_id = fields.Many2one("res.users", "Set By", ondelete="restrict")

    _current_unique = models.UniqueIndex(
        "(product_id, warehouse_id) WHERE date_to IS NULL",
        "A product has one class at a time in a warehouse.",
    )
    _history_index = models.Index("(product_id, warehouse_id, date_to) WHERE date_to IS NOT NULL")
    _warehouse_index = models.Index("(warehouse_id, rank) WHERE date_to IS NULL")

    @api.depends("product_id", "warehouse_id", "class_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._(
                "%(product)s in %(warehouse)s: %(class)s",
                product=row.product_id.display_name,
                warehouse=row.warehouse_id.display_name,
                **{"class": row.class_id.name},
            )

    # Asking

    @api.model
    def _class_of(self, products, warehouse):
        """The class by which each product is counted in a warehouse.

        One set by hand while it lasts, else the computed one, else (never classed) the last
        class of the most specific policy.

        :returns: {product id: ``perpetual.abc.class``}; empty where no policy is for it
        """
        today = fields.Date.context_today(self)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product_id, CASE WHEN override_until < %s
                                        THEN COALESCE(computed_class_id, class_id)
                                        ELSE class_id END
                  FROM perpetual_abc_assignment
                 WHERE warehouse_id = %s AND product_id = ANY(%s) AND date_to IS NULL
                """,
                today,
                warehouse.id,
                products.ids,
            )
        )
        classes = self.env["perpetual.abc.class"]
        found = {product: classes.browse(abc_class) for product, abc_class in rows}
        rest = products.filtered(lambda product: product.id not in found)
        if rest:
            # Counters may not read policies, and yet a sheet of theirs has the right tolerance.
            policies = self.env["perpetual.abc.policy"].sudo()._policies_of(rest, warehouse)
            for product, policy in policies.items():
                last = policy and policy._ladder()[-1:]
                found[product] = classes.browse(last.ids if last else ())
        return found

    # Setting by hand

    @api.model
    def _set_by_hand(self, product, warehouse, abc_class, reason, until):
        """Put a product into a class until the end of a day, whatever the ranking says.

        :returns: the row now in force
        :raises UserError: without a reason, or with a day that is over
        """
        self.check_access("write")
        warehouse.check_access("read")
        if not (reason or "").strip():
            raise UserError(
                self.env._("Say why %s gets another class: fill in the reason.", product.name)
            )
        if until < fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "The class of %s would end in the past: choose a later day.", product.name
                )
            )
        return self._replace(
            product,
            warehouse,
            {
                "class_id": abc_class.id,
                "change": "manual",
                "override_until": until,
                "override_reason": reason.strip(),
                "override_user_id": self.env.uid,
            },
        )

    def _replace(self, product, warehouse, vals):
        """Close the row in force and open another with its figures and ``vals``."""
        now = fields.Datetime.now()
        current = self.search(
            [
                ("product_id", "=", product.id),
                ("warehouse_id", "=", warehouse.id),
                ("date_to", "=", False),
            ]
        )
        kept = ("computed_class_id", "xyz", "variation", "rank", "value", "share")
        figures = {
            name: current._fields[name].convert_to_write(current[name], current)
            for name in (*kept, "cumulative_share", "as_of")
            if current
        }
        current.date_to = now
        current.flush_recordset()
        return self.create(
            {
                "product_id": product.id,
                "warehouse_id": warehouse.id,
                "previous_class_id": current.class_id.id,
                "date_from": now,
                **figures,
                **vals,
            }
        )

    def action_end_override(self):
        """Go back to the computed class at once."""
        for row in self.filtered(lambda row: row.override_until and not row.date_to):
            fallback = row.computed_class_id
            if not fallback:
                policy = self.env["perpetual.abc.policy"]._policies_of(
                    row.product_id, row.warehouse_id
                )[row.product_id.id]
                fallback = policy._ladder()[-1:] if policy else row.class_id
            self._replace(
                row.product_id, row.warehouse_id, {"class_id": fallback.id, "change": "ended"}
            )

    @api.model
    def _end_overrides(self):
        """Classes set by hand whose time is over."""
        over = [("date_to", "=", False), ("override_until", "<", fields.Date.today())]
        self.search(over).action_end_override()
