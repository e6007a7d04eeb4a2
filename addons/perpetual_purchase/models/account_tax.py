from odoo import api, models


class AccountTax(models.Model):
    """Tax that cannot be recovered is part of what was received of one order line.

    It lands on the account of its base, GRNI; so there it has one item per order line.
    """

    _inherit = "account.tax"

    @api.model
    def _prepare_base_line_grouping_key(self, base_line):
        key = super()._prepare_base_line_grouping_key(base_line)
        # A field of journal items: core watches the fields of this key for changes.
        return {**key, "purchase_line_id": self._perpetual_order_line(base_line).id}

    @api.model
    def _prepare_base_line_tax_repartition_grouping_key(
        self, base_line, base_line_grouping_key, tax_data, tax_rep_data
    ):
        key = super()._prepare_base_line_tax_repartition_grouping_key(
            base_line, base_line_grouping_key, tax_data, tax_rep_data
        )
        order_line = self.env["purchase.order.line"].browse(key.pop("purchase_line_id") or ())
        # Without an account of its own, tax goes to the account of its base.
        is_cost = tax_rep_data["account"] == base_line["account_id"]
        is_cost = is_cost and order_line and base_line["record"]._perpetual_is_claim()
        return {**key, "perpetual_purchase_line_id": order_line.id if is_cost else False}

    @api.model
    def _prepare_tax_line_repartition_grouping_key(self, tax_line):
        key = super()._prepare_tax_line_repartition_grouping_key(tax_line)
        record = tax_line["record"]
        is_item = getattr(record, "_name", "") == "account.move.line"
        order_line = record.perpetual_purchase_line_id if is_item else None
        return {**key, "perpetual_purchase_line_id": order_line.id if order_line else False}

    def _perpetual_order_line(self, base_line):
        """The order line that a bill's base line bills, if it is one."""
        record = base_line["record"]
        if getattr(record, "_name", "") == "account.move.line":
            return record.purchase_line_id
        return self.env["purchase.order.line"]
