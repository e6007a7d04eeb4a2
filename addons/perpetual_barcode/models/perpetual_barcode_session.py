from odoo import api, fields, models
from odoo.exceptions import UserError


class PerpetualBarcodeSession(models.Model):
    """What one person is doing in one flow: where a phone that died goes on."""

    _name = "perpetual.barcode.session"
    _inherit = ["perpetual.barcode.kept"]
    _description = "Barcode Session"
    _order = "last_scan_at DESC, id DESC"
    _rec_name = "flow"

    user_id = fields.Many2one(
        "res.users", "User", required=True, default=lambda self: self.env.uid, index=True
    )
    company_id = fields.Many2one(
        "res.company", "Company", required=True, default=lambda self: self.env.company
    )
    flow = fields.Char(required=True, help="Code of the flow, such as receive.")
    state = fields.Char(required=True, default="start", help="State of the flow.")
    picking_id = fields.Many2one("stock.picking", "Transfer", index="btree_not_null")
    cursor = fields.Json(help="What the flow has to remember until its next scan.")
    turn = fields.Integer(help="How often it went to a state: one question is not the next.")
    times = fields.Float(help="Quantity keyed before the next scan.")
    held = fields.Json(help="Scans that wait until a question is answered.")
    device = fields.Char()
    closed = fields.Boolean()
    last_scan_at = fields.Datetime(default=fields.Datetime.now, required=True)

    _open_idx = models.Index("(user_id, company_id) WHERE NOT closed")

    @api.model
    def _open_of_user(self):
        """Sessions that this person can go on with, newest first."""
        domain = [
            ("user_id", "=", self.env.uid),
            ("company_id", "=", self.env.company.id),
            ("closed", "=", False),
        ]
        return self.search(domain)._by_flow()

    def _take(self, session_id):
        """The person's own session of this id.

        :raises UserError: it is another's, or gone
        """
        session = self.search([("id", "=", session_id), ("user_id", "=", self.env.uid)])
        if not session:
            raise UserError(
                self.env._("This work was started by somebody else or is gone. Start it again.")
            )
        return session._by_flow()

    def _goto(self, state, **cursor):
        """Go to a state of the flow; what it remembers is replaced."""
        self.write({"state": state, "cursor": cursor or False, "turn": self.turn + 1})

    def _remember(self, **more):
        """Remember something besides what is remembered already."""
        self.cursor = {**(self.cursor or {}), **more}

    def _recall(self, key, default=None):
        self.ensure_one()
        return (self.cursor or {}).get(key, default)

    def _close_others(self):
        """Nothing is left to go on with on this person's other sessions of the same transfer."""
        others = self.search(
            [
                ("user_id", "=", self.env.uid),
                ("picking_id", "=", self.picking_id.id),
                ("closed", "=", False),
                ("id", "not in", self.ids),
            ]
        )
        others.filtered(lambda other: other.flow == self.flow and not other.held)._close()

    def _close(self):
        self.write({"closed": True, "state": "done", "cursor": False})
