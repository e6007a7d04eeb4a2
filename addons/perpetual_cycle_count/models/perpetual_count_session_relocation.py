from odoo import api, fields, models


class PerpetualCountSessionRelocation(models.AbstractModel):
    """A session's goods in the wrong place."""

    _name = "perpetual.count.session.relocation"
    _description = "Goods in the Wrong Place of a Session"

    relocation_ids = fields.One2many(
        "perpetual.count.relocation", "session_id", "Goods in the Wrong Place", readonly=True
    )
    relocation_count = fields.Integer("Proposals", compute="_compute_relocation_count")

    @api.depends("relocation_ids.state")
    def _compute_relocation_count(self):
        for session in self:
            open_ones = session.relocation_ids.filtered(lambda row: row.state == "proposed")
            session.relocation_count = len(open_ones)

    def _propose_relocations(self):
        """Pair what is short with what is over among the variances that are not posted; what was
        proposed of others before goes."""
        for session in self:
            proposed = session.relocation_ids.filtered(lambda row: row.state == "proposed")
            variances = session.variance_ids.filtered("can_relocate").sorted("id")
            declined = {
                (row.short_id.id, row.over_id.id)
                for row in session.relocation_ids
                if row.state == "declined"
            }
            pairs = variances._pairs()
            vals_list = [
                vals
                for vals in (*pairs, *variances._lots_elsewhere(pairs))
                if (vals["short_id"], vals["over_id"]) not in declined
            ]
            proposed.unlink()
            session.relocation_ids.create(
                [{**vals, "session_id": session.id} for vals in vals_list]
            )

    def _waiting_for_relocation(self):
        """Approved variances that wait: somebody still decides whether they lay elsewhere."""
        waiting = self.relocation_ids.filtered(lambda row: row.state == "proposed" and row.is_open)
        return waiting.short_id | waiting.over_id

    def _relocate_within(self, waiting):
        """Short here and over there, both within tolerance: that needs nobody, as such variances
        do, and is moved all the same, not lost and gained.

        :param waiting: variances that are not posted yet
        :returns: the others of their pairs, which wait with them
        """
        partners = waiting.browse()
        proposed = self.relocation_ids.filtered(lambda row: row.state == "proposed")
        for row in proposed.filtered(lambda row: row._needs_nobody()):
            pair = row.short_id | row.over_id
            if pair & waiting:
                partners |= pair - waiting
            else:
                row._carry_out_or_leave()
        return partners

    def action_relocations(self):
        return self._open_related("perpetual_count_relocation_action", {})
