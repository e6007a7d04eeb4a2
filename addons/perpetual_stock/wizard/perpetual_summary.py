from odoo import fields, models

from ..report.table import Column, Row, Section

#: What a summary is by → (field of its lines, whether its lines are by place).
DIMENSIONS = {
    "product": ("product_id", False),
    "category": ("product_categ_id", False),
    "account": ("account_id", False),
    "warehouse": ("warehouse_id", True),
    "location": ("location_id", True),
}


class PerpetualSummary(models.AbstractModel):
    """Mixin of wizards whose lines are summed by product, category, account or place."""

    _name = "perpetual.summary"
    _description = "Stock Ledger Summary"
    _inherit = "perpetual.report"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    by = fields.Selection(
        [
            ("product", "Product"),
            ("category", "Product category"),
            ("account", "Inventory account"),
            ("warehouse", "Warehouse"),
        ],
        string="Summed by",
        required=True,
        default="product",
    )

    def _perpetual_context(self):
        """Context in which the lines compute what was asked for."""
        return {
            "perpetual_company_id": self.company_id.id,
            "perpetual_place": DIMENSIONS[self.by][1],
        }

    def _perpetual_group_by(self):
        return DIMENSIONS[self.by][0]

    def _perpetual_lines(self):
        """The line model in the right context."""
        raise NotImplementedError

    def _perpetual_groups(self, names):
        """Sums of ``names`` by the chosen dimension.

        :returns: list of (record, dict of sums), in the order of the record's name
        """
        lines = self._perpetual_lines()
        group_by = self._perpetual_group_by()
        # Names of accounts and places are for whoever may see values.
        groups = lines._read_group(
            [("company_id", "=", self.company_id.id)],
            [group_by],
            [f"{name}:sum" for name in names],
        )
        rows = [(record.sudo(), dict(zip(names, sums, strict=True))) for record, *sums in groups]
        return sorted(rows, key=lambda row: (not row[0], row[0].display_name or ""))

    def _perpetual_head(self):
        """The columns that name a line."""
        columns = [Column("name", self._perpetual_by_label(), width=42)]
        if self.by == "product":
            columns += [
                Column("category", self.env._("Category"), width=24),
                Column("unit", self.env._("Unit"), width=8),
            ]
        return columns

    def _perpetual_by_label(self):
        return dict(self._fields["by"]._description_selection(self.env))[self.by]

    def _perpetual_section(self, names):
        rows = []
        for record, sums in self._perpetual_groups(names):
            cells = {"name": record.display_name or self._perpetual_nowhere(), **sums}
            if self.by == "product":
                cells |= {"category": record.categ_id.display_name, "unit": record.uom_id.name}
            rows.append(Row(cells))
        return Section("", rows)

    def _perpetual_nowhere(self):
        if DIMENSIONS[self.by][1]:
            return self.env._("Not in a warehouse (in transit, or a change of value only)")
        return self.env._("None")

    def _perpetual_grouped(self, action):
        """``action`` on the lines, in their context, grouped as chosen."""
        context = self._perpetual_context()
        if self.by != "product":
            context["group_by"] = [self._perpetual_group_by()]
        action["context"] = {**context, "perpetual_wizard_id": self.id}
        action["domain"] = [("company_id", "=", self.company_id.id)]
        return action
