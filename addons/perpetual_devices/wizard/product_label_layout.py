from collections import Counter

from odoo import models


class ProductLabelLayout(models.TransientModel):
    _inherit = "product.label.layout"

    def action_print_to_station(self):
        """The same labels in the same numbers, on a label printer.

        :raises UserError: there is nothing to print, or no printer
        """
        self.ensure_one()
        return self.env["perpetual.label.print"]._open(self._label_counts())

    def _label_counts(self):
        """``{product: labels}``, as core's report counts them."""
        _xml_id, data = self._prepare_report_data()
        found = Counter(data["quantity_by_product"])
        for product, lots in data.get("custom_barcodes", {}).items():
            found[product] += sum(count for _lot, count in lots)
        records = self.env[data["active_model"]].browse(found)
        if data["active_model"] == "product.product":
            return {product: found[product.id] for product in records}
        return {
            product: found[template.id]
            for template in records
            for product in template.product_variant_ids
        }
