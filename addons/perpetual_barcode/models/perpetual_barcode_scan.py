from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

#: Milliseconds: a phone may be offline for a week.
LONGEST = 7 * 24 * 3600 * 1000


class PerpetualBarcodeScan(models.Model):
    """One call of the app: the fact that it was made, and the answer it was given.

    The answer is kept so that a call that is sent again gets the same one and counts once.
    """

    _name = "perpetual.barcode.scan"
    _inherit = ["perpetual.barcode.kept"]
    _description = "Barcode Scan"
    _order = "id DESC"
    _rec_name = "barcode"

    uuid = fields.Char("Call", required=True, index=True)
    session_id = fields.Many2one("perpetual.barcode.session", "Session", index="btree_not_null")
    user_id = fields.Many2one("res.users", "User", required=True)
    company_id = fields.Many2one("res.company", "Company", required=True)
    device = fields.Char()
    flow = fields.Char()
    action = fields.Char(required=True)
    barcode = fields.Char()
    outcome = fields.Selection(
        [("good", "Good"), ("warning", "Warning"), ("error", "Error")], required=True
    )
    message = fields.Char()
    product_id = fields.Many2one("product.product", "Product", index="btree_not_null")
    lot_id = fields.Many2one("stock.lot", "Lot/Serial Number")
    picking_id = fields.Many2one("stock.picking", "Transfer", index="btree_not_null")
    quantity = fields.Float(digits="Product Unit", help="In the product's unit.")
    scanned_at = fields.Datetime(
        "Scanned At", help="By the clock of the device, corrected where the device tells it."
    )
    received_at = fields.Datetime("Received At", required=True)
    confirmed_in = fields.Integer(
        "Confirmed In (ms)",
        aggregator="avg",
        help="From the scan to its answer on the screen, by the clock of the device.",
    )
    effect = fields.Json(help="What undoing takes back.")
    undone = fields.Boolean()
    response = fields.Json()

    _uuid_uniq = models.Constraint("UNIQUE(uuid)", "A call of the app counts once.")

    @api.model
    def _begin(self, vals):
        """The row of a call, and whether the call is new.

        Sent twice at the same moment, the second one fails to serialize and is tried
        again by the framework: it finds the first one's answer then.

        :raises AccessError: another person has made this call
        """
        vals = {
            "user_id": self.env.uid,
            "company_id": self.env.company.id,
            "outcome": "good",
            "received_at": fields.Datetime.now(),
            **vals,
        }
        columns = list(vals)
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO perpetual_barcode_scan (%s) VALUES %s
                   ON CONFLICT (uuid) DO NOTHING RETURNING id""",
                SQL(", ").join(map(SQL.identifier, columns)),
                tuple(vals[column] for column in columns),
            )
        )
        if rows:
            return self.browse(rows[0][0])._by_flow(), True
        known = self.search([("uuid", "=", vals["uuid"])])
        if known.user_id.id != self.env.uid:
            raise AccessError(self.env._("This scan belongs to another user."))
        return known, False

    def _when(self):
        """The instant of what was scanned: by the device, which may have been offline since."""
        return self.scanned_at or self.received_at or fields.Datetime.now()

    def _add_effect(self, parts=(), reports=()):
        """More that undoing takes back.

        :param parts: quantities of move lines, see ``perpetual.barcode.picked``
        :param reports: ids of discrepancies
        """
        effect = self.effect or {}
        self.effect = {
            "parts": [*effect.get("parts", []), *parts],
            "reports": [*effect.get("reports", []), *reports],
        }

    def _conclude(self, session, message):
        """Keep what came of the call."""
        self.write(
            {
                "outcome": message.get("level", "good"),
                "message": message.get("text"),
                "picking_id": session.picking_id.id,
            }
        )

    @api.model
    def _confirm(self, times):
        """Keep how long the person waited from the scan to its answer on the screen.

        :param times: uuid of a call → milliseconds by the device's clock; calls of others and
            what is no number are passed over: a measure is no reason to refuse work
        """
        own = self.search([("uuid", "in", list(times)), ("user_id", "=", self.env.uid)])
        for scan in own._by_flow():
            milliseconds = times[scan.uuid]
            if isinstance(milliseconds, int | float) and 0 <= milliseconds <= LONGEST:
                scan.confirmed_in = round(milliseconds)

    @api.autovacuum
    def _forget_answers(self):
        """A call is not sent again after a month; what happened stays."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=30)
        old = self.search([("received_at", "<", limit), ("response", "!=", False)], limit=10000)
        old.response = False
