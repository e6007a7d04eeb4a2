from odoo import fields, models


class PerpetualCountTally(models.Model):
    """What is counted of a line so far, in a bin that is not finished.

    The books are read at each scan: what moves after a line's last piece was scanned is no
    concern of its count, however long the rest of the bin takes. What moves between its first
    and its last piece makes it doubtful, unless as much is expected as before.
    """

    _name = "perpetual.count.tally"
    _inherit = ["perpetual.count.instant"]
    _description = "Count in Progress"
    _log_access = False
    _rec_name = "line_id"

    line_id = fields.Many2one(
        "perpetual.count.line", "Line", required=True, readonly=True, ondelete="cascade",
        index=True,
    )  # fmt: skip
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    user_id = fields.Many2one("res.users", "Counter", required=True, readonly=True)
    counted = fields.Float("Counted Quantity", digits="Product Unit", readonly=True)
    counted_at = fields.Datetime("Last Scan", required=True, readonly=True)

    _once = models.Constraint("UNIQUE(line_id)", "One person counts a line.")

    def _count(self, line, total, at, is_whole=False):
        """So many of a line in all by now; the books are read.

        :param at: instant of the scan
        :param is_whole: all were counted at this moment, whatever was scanned before
        """
        now = fields.Datetime.now()
        vals = self._read_books(line, at, now)
        vals |= {"counted": total, "counted_at": at if at and at <= now else now}
        known = self.search([("line_id", "=", line.id)])
        if not known:
            return self.create({**vals, "line_id": line.id, "user_id": self.env.uid})
        before = known._expected()
        doubt = known.doubt
        known.write({**vals, "user_id": self.env.uid})
        if not is_whole:
            moved = known._expected() != before and self.env._(
                "Goods moved while they were counted"
            )
            known.doubt = doubt or known.doubt or moved
        return known

    def _take_up(self, line):
        """Go on with a line that is counted already: what is added was missed."""
        entry = line.entry_id
        return self.create(
            {
                **entry._books(),
                "counted": entry.counted,
                "counted_at": entry.counted_at,
                "line_id": line.id,
                "user_id": self.env.uid,
            }
        )
