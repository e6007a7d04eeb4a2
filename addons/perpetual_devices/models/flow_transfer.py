from collections import defaultdict

from odoo import models


class PerpetualBarcodeTransfer(models.AbstractModel):
    """Labels of what was moved go to the person's label printer, where one is known."""

    _inherit = "perpetual.barcode.transfer"

    def _done_print(self, session, scan, data):
        lots, products = self._label_counts(session.picking_id)
        choices = self.env["perpetual.label.choice"]
        known = [counts for counts in (lots, products) if counts and self._known(counts)]
        if len(known) < bool(lots) + bool(products) or not known:
            return super()._done_print(session, scan, data)
        jobs = self.env["perpetual.print.job"]
        for counts in known:
            jobs |= choices._print_now(counts)
        return self._sent(jobs)

    def _known(self, counts):
        kind = self.env["perpetual.label.template"]._kind_of(next(iter(counts)))
        return all(self.env["perpetual.label.choice"]._of(kind))

    def _label_counts(self, pickings):
        """``({lot: labels}, {product: labels})``; a label for each unit, or for each lot where the
        operation type says so."""
        lots, products = defaultdict(int), defaultdict(int)
        for line in pickings.move_line_ids.filtered("quantity"):
            each = line.picking_type_id.lot_label_format or "4x12_lots"
            if line.lot_id and each.endswith("_lots"):
                lots[line.lot_id] = 1
            elif line.lot_id:
                lots[line.lot_id] += self._labels_of(line)
            else:
                products[line.product_id] += self._labels_of(line)
        return lots, products

    def _labels_of(self, line):
        """As core counts them: units in pieces; of what is weighed or measured, one."""
        units = self.env.ref("uom.product_uom_unit")
        whole = line.product_uom_id._has_common_reference(units)
        return max(int(line.quantity), 1) if whole else 1
