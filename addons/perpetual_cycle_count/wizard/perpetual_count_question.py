from odoo import api, fields, models


class PerpetualCountQuestion(models.TransientModel):
    """Whether goods had moved before one counted them, or after: one movement after another."""

    _name = "perpetual.count.question"
    _description = "Before or After the Count"

    sheet_id = fields.Many2one("perpetual.count.sheet", required=True, readonly=True)
    line_id = fields.Many2one("perpetual.count.line", required=True, readonly=True)
    move = fields.Integer(required=True, readonly=True, help="Id of the movement.")
    text = fields.Char("What Moved", compute="_compute_text")
    prompt = fields.Char("Question", compute="_compute_text")

    @api.depends("line_id", "move")
    def _compute_text(self):
        for question in self:
            question.line_id.check_access("read")
            # Movements are read for who counts: they say nothing of what is on hand.
            rows = question.line_id.sudo()._late_moved()
            told = next((row for row in rows if row[0].id == question.move), None)
            question.text, question.prompt = (
                question.line_id.sudo()._late_words(*told) if told else (False, False)
            )

    def action_before(self):
        """The goods had moved when they were counted."""
        return self._answer("before")

    def action_after(self):
        """The goods moved after they were counted."""
        return self._answer("after")

    def action_unknown(self):
        """Somebody counts again."""
        return self._answer("unknown")

    def _answer(self, answer):
        self.ensure_one()
        self.line_id.action_answer(self.move, answer)
        return self.sheet_id.action_finish() or {"type": "ir.actions.act_window_close"}
