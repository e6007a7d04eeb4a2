from odoo import api, fields, models

from .perpetual_count_relocation import OPEN


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
        """Pair what is short with what is over among the variances that are open; what was
        proposed of others before goes."""
        for session in self:
            proposed = session.relocation_ids.filtered(lambda row: row.state == "proposed")
            variances = session.variance_ids.filtered(lambda row: row.state in OPEN).sorted("id")
            declined = {
                (row.short_id.id, row.over_id.id)
                for row in session.relocation_ids
                if row.state == "declined"
            }
            vals_list = [
                vals
                for vals in (*variances._pairs(), *variances._serials_elsewhere())
                if (vals["short_id"], vals["over_id"]) not in declined
            ]
            proposed.unlink()
            session.relocation_ids.create(
                [{**vals, "session_id": session.id} for vals in vals_list]
            )

    def action_relocations(self):
        return self._open_related("perpetual_count_relocation_action", {})
