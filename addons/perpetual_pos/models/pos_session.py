from odoo import fields, models


class PosSession(models.Model):
    _inherit = "pos.session"

    perpetual_waiting_count = fields.Integer(
        string="Orders Waiting for Stock Posting",
        compute="_compute_perpetual_waiting_count",
        # The queue is the accountants'; whoever closes the session may know of it.
        compute_sudo=True,
    )

    def _compute_perpetual_waiting_count(self):
        groups = self.env["perpetual.pos.queue"]._read_group(
            [("session_id", "in", self.ids), ("state", "=", "waiting")],
            ["session_id"],
            ["__count"],
        )
        counts = {session.id: count for session, count in groups}
        for session in self:
            session.perpetual_waiting_count = counts.get(session.id, 0)

    def _create_picking_at_end_of_session(self):
        session = self.with_context(perpetual_pos_session_id=self.id)
        return super(PosSession, session)._create_picking_at_end_of_session()

    def action_perpetual_waiting(self):
        """Open the orders of this session whose stock waits to be posted."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_pos.perpetual_pos_queue_action"
        )
        action["domain"] = [("session_id", "in", self.ids)]
        action["context"] = {"search_default_waiting": 1}
        return action
