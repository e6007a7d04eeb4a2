from odoo import models


class PerpetualCountPaper(models.AbstractModel):
    """A sheet on paper: what is printed of it, and the screen to type it in."""

    _name = "perpetual.count.paper"
    _description = "Count Sheet on Paper"

    def _print_rows(self):
        """Lines in walking order, as they are printed: nothing of the books, unless the
        sheet is not blind.

        The barcode is what a scanner takes for the goods: the lot's name or the product's
        barcode, else the line's own number.
        """
        self.ensure_one()
        self.check_access("read")
        # Who counts has no rights to products and lots; names and barcodes are on the goods.
        lines = self.sudo().line_ids.sorted(lambda line: (line.sequence, line.id))
        return [
            {
                "number": number,
                "place": line.place_name,
                "product": line.product_name,
                "lot": line.lot_name,
                "package": line.package_name,
                "owner": line.owner_name,
                "book": line.book_shown,
                "unit": line.unit_name,
                "barcode": line.lot_name or line.product_id.barcode or f"CL{line.id:08}",
            }
            for number, line in enumerate(lines, start=1)
        ]

    def _counter_name(self):
        # A name on paper is no secret from the other counters.
        return self.sudo().user_id.name

    def action_print(self):
        """Print the sheet."""
        report = self.env.ref("perpetual_cycle_count.perpetual_count_sheet_report")
        # Counters may print, and may not read the report's record.
        return report.sudo().report_action(self, config=False)

    def action_type_in(self):
        """Type in a sheet that was counted on paper.

        :raises UserError: it is somebody else's or finished
        """
        self.ensure_one()
        self._check_counting()
        typing = self.env["perpetual.count.typing"].create({"sheet_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Type In %s", self.name),
            "res_model": typing._name,
            "res_id": typing.id,
            "view_mode": "form",
            "target": "new",
        }
