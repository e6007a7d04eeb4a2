from decimal import Decimal

from psycopg2.errors import UniqueViolation

from odoo import fields, models
from odoo.exceptions import ConcurrencyError

from odoo.addons.perpetual_stock.models.perpetual_ledger_entry import forbid_changes

from ..counting import Instant
from .perpetual_count_line import HIDDEN

#: Older counts come from a device that was offline, in seconds.
LIVE = 60
#: A device's clock may be ahead by so much, and goods may move as near to a count, in seconds.
SKEW = 120
#: A count that comes later than this is not trusted, in days: whoever counts a sheet of paper
#: hands it in within the week.
OLDEST = 7


class PerpetualCountEntry(models.Model):
    """One committed count: what was counted, and what the books said at that instant.

    Immutable: a count that was wrong is followed by another one.
    """

    _name = "perpetual.count.entry"
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
    book = fields.Float("Book", digits="Product Unit", readonly=True, groups=HIDDEN)
    picked_out = fields.Float(
        "Picked, Not Validated", digits="Product Unit", readonly=True, groups=HIDDEN
    )
    placed_in = fields.Float(
        "Placed, Not Validated", digits="Product Unit", readonly=True, groups=HIDDEN
    )
    unit_cost = fields.Float(
        digits=(16, 8), readonly=True, groups="perpetual_stock.group_inventory_value"
    )
    doubt = fields.Char(readonly=True, groups=HIDDEN)
    last_adjustment = fields.Integer(
        readonly=True, groups=HIDDEN, help="Id of the key's last adjustment before the count."
    )

    _uuid_unique = models.Constraint("UNIQUE(uuid)", "A count counts once.")

    def init(self):
        forbid_changes(self.env.cr, self._table)

    def _make_once(self, line, counted, uuid, at, device, photo):
        """As :meth:`_make`. The same count that comes at the same moment is tried again by the
        framework, and finds the first one then."""
        try:
            with self.env.cr.savepoint():
                entry = self._make(line, counted, uuid, at, device, photo)
                self.env.flush_all()
        except UniqueViolation as error:
            raise ConcurrencyError(self.env._("This count is being made already.")) from error
        return entry

    def _make(self, line, counted, uuid, at, device, photo):
        """Read the books of the line's key as they are, or were, and keep the count."""
        now = fields.Datetime.now()
        instant, doubt = self._read_books(line, at, now)
        counted_at = at if at and at <= now else now
        entry = self.create(
            {
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
                "book": float(instant.book),
                "picked_out": float(instant.picked_out),
                "placed_in": float(instant.placed_in),
                "unit_cost": line._unit_cost(),
                "doubt": doubt,
                "last_adjustment": line._last_adjustment(at if at and at <= now else None),
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

    def _read_books(self, line, at, now):
        """:returns: the :class:`Instant`, and why it cannot be trusted, or ``False``"""
        instant = Instant(line._lock_book(), *line._in_flight())
        if not at or abs((now - at).total_seconds()) <= LIVE:
            return instant, False
        if at > now or (now - at).days >= OLDEST:
            return instant, self.env._("The device's clock and the server's differ")
        since, is_near = line._moved_since(at, SKEW)
        past = Instant(instant.book - since, instant.picked_out, instant.placed_in)
        # What was on a trolley then is not known any more.
        is_near = is_near or instant.picked_out or instant.placed_in or line._under_way(at)
        return past, bool(is_near) and self.env._("Goods moved around the moment of counting")

    def _instant(self):
        """The books at the instant counted, as the pure modules take them."""
        self.ensure_one()
        return Instant(*(Decimal(str(self[name])) for name in ("book", "picked_out", "placed_in")))
