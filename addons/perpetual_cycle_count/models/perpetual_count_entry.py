from psycopg2.errors import UniqueViolation

from odoo import fields, models
from odoo.exceptions import ConcurrencyError

from odoo.addons.perpetual_stock.models.perpetual_ledger_entry import forbid_changes


class PerpetualCountEntry(models.Model):
    """One committed count: what was counted, and what the books said at that instant.

    Immutable: a count that was wrong is followed by another one.
    """

    _name = "perpetual.count.entry"
    _inherit = ["perpetual.count.instant"]
    _description = "Count"
    _order = "id desc"
    _log_access = False

    uuid = fields.Char("Id of the Count", required=True, readonly=True)
    line_id = fields.Many2one(
        "perpetual.count.line", "Line", required=True, readonly=True, ondelete="restrict",
        index=True,
    )  # fmt: skip
    company_id = fields.Many2one("res.company", "Company", required=True, readonly=True)
    product_id = fields.Many2one("product.product", "Product", required=True, readonly=True)
    location_id = fields.Many2one("stock.location", "Location", required=True, readonly=True)
    round = fields.Integer(readonly=True)
    counted = fields.Float("Counted Quantity", digits="Product Unit", readonly=True)
    user_id = fields.Many2one("res.users", "Counted By", required=True, readonly=True)
    device = fields.Char(readonly=True)
    counted_at = fields.Datetime("Counted At", required=True, readonly=True)
    counted_on = fields.Date("Counted On", readonly=True, help="The day, where was counted.")
    recorded_at = fields.Datetime("Recorded At", required=True, readonly=True)
    photo_ids = fields.One2many(
        "ir.attachment", "res_id", "Photos", domain=[("res_model", "=", "perpetual.count.entry")]
    )
    unit_cost = fields.Float(
        digits=(16, 8), readonly=True, groups="perpetual_stock.group_inventory_value"
    )

    _uuid_unique = models.Constraint("UNIQUE(uuid)", "A count counts once.")

    def init(self):
        forbid_changes(self.env.cr, self._table)

    def _make_once(self, line, counted, uuid, **how):
        """As :meth:`_make`. The same count that comes at the same moment is tried again by the
        framework, and finds the first one then."""
        try:
            with self.env.cr.savepoint():
                entry = self._make(line, counted, uuid, **how)
                self.env.flush_all()
        except UniqueViolation as error:
            raise ConcurrencyError(self.env._("This count is being made already.")) from error
        return entry

    def _make(self, line, counted, uuid, at=None, device=None, photo=None, tally=None):
        """Keep a count with the books of the line's key as they are, or were.

        :param tally: the count in progress, which has read them
        """
        now = fields.Datetime.now()
        books = tally._books() if tally else self._read_books(line, at, now)
        at = tally.counted_at if tally else at
        counted_at = at if at and at <= now else now
        entry = self.create(
            {
                **books,
                "uuid": uuid,
                "line_id": line.id,
                "company_id": line.company_id.id,
                "product_id": line.product_id.id,
                "location_id": line.location_id.id,
                "round": line.round,
                "counted": counted,
                "user_id": self.env.uid,
                "device": device,
                "counted_at": counted_at,
                "counted_on": line.session_id.warehouse_id._perpetual_day(counted_at),
                "recorded_at": now,
                "unit_cost": line._unit_cost(),
            }
        )
        if photo:
            entry._keep_photo(photo)
        return entry

    def _keep_photo(self, photo):
        """:param photo: base64, with or without a data URL's head"""
        self.env["ir.attachment"].create(
            {
                "name": self.env._("Count %s", self.line_id._key_name()),
                "datas": photo.rpartition(",")[2] if isinstance(photo, str) else photo,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
