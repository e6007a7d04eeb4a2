from odoo import fields, models


class PerpetualCountEnter(models.TransientModel):
    """Type what was counted of one line; asked anew each time, so nothing is prefilled."""

    _name = "perpetual.count.enter"
    _description = "Enter a Count"

    line_id = fields.Many2one("perpetual.count.line", required=True, readonly=True)
    product_name = fields.Char(related="line_id.product_name")
    place_name = fields.Char(related="line_id.place_name")
    lot_name = fields.Char(related="line_id.lot_name")
    owner_name = fields.Char(related="line_id.owner_name")
    book_shown = fields.Char(related="line_id.book_shown")
    unit_name = fields.Char(related="line_id.unit_name")
    counted = fields.Char(
        "How Many Are There", required=True, help="0 if none; nothing is filled in beforehand."
    )
    photo = fields.Image(max_width=1920, max_height=1920)

    def action_count(self):
        """Commit the count and go on to the next line that is not counted."""
        self.ensure_one()
        text = (self.counted or "").strip().replace(",", ".")
        self.line_id.action_count(text, photo=self.photo)
        sheet = self.line_id.sheet_id
        following = sheet.line_ids.filtered(lambda line: not line.is_counted)[:1]
        return (
            following.action_open_count() if following else {"type": "ir.actions.act_window_close"}
        )
