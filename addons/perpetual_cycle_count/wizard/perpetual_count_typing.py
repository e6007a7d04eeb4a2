import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError


class PerpetualCountTyping(models.TransientModel):
    """Type in a sheet that was counted on paper: a column of numbers, from line to line.

    The instant is when the goods were counted, not when they are typed in: movements in
    between change nothing.
    """

    _name = "perpetual.count.typing"
    _description = "Type In a Sheet"

    sheet_id = fields.Many2one("perpetual.count.sheet", required=True, readonly=True)
    counted_at = fields.Datetime(
        "Counted At",
        required=True,
        default=fields.Datetime.now,
        help="As written on the sheet. Stock is compared with the books at this moment.",
    )
    line_ids = fields.One2many(
        "perpetual.count.typing.line",
        "typing_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("sheet_id")
    def _compute_line_ids(self):
        for typing in self:
            lines = typing.sheet_id.line_ids.sorted(lambda line: (line.sequence, line.id))
            typing.line_ids = [(5, 0, 0)] + [
                (0, 0, {"line_id": line.id, "number": number, "uuid": str(uuid.uuid4())})
                for number, line in enumerate(lines, start=1)
                if not line.is_counted
            ]

    def action_commit(self):
        """Commit what is typed; lines left empty stay to be counted.

        :raises UserError: nothing is typed, or a line is no quantity; naming it
        """
        self.ensure_one()
        typed = self.line_ids.filtered(lambda line: (line.counted or "").strip())
        if not typed:
            raise UserError(
                self.env._(
                    "Nothing is typed in yet for %s: write 0 where nothing is there.",
                    self.sheet_id.name,
                )
            )
        if self.counted_at > fields.Datetime.now():
            raise UserError(
                self.env._("The sheet cannot have been counted in the future: mend Counted At.")
            )
        for line in typed:
            # The id was made with the row, so that pressing twice counts once.
            text = line.counted.strip().replace(",", ".")
            line.line_id.action_count(text, uuid=line.uuid, at=self.counted_at)
        return {"type": "ir.actions.act_window_close"}


class PerpetualCountTypingLine(models.TransientModel):
    """One line of the sheet that is typed in."""

    _name = "perpetual.count.typing.line"
    _description = "Line to Type In"
    _order = "number, id"

    typing_id = fields.Many2one("perpetual.count.typing", required=True, ondelete="cascade")
    line_id = fields.Many2one("perpetual.count.line", required=True, readonly=True)
    uuid = fields.Char(required=True, readonly=True)
    number = fields.Integer("No.", readonly=True)
    place_name = fields.Char(related="line_id.place_name")
    product_name = fields.Char(related="line_id.product_name")
    lot_name = fields.Char(related="line_id.lot_name")
    owner_name = fields.Char(related="line_id.owner_name")
    book_shown = fields.Char(related="line_id.book_shown")
    unit_name = fields.Char(related="line_id.unit_name")
    counted = fields.Char()
