import uuid as uuids

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, float_round
from odoo.tools.misc import formatLang

from .perpetual_count_key import KEY

HIDDEN = "perpetual_stock.group_inventory_controller,perpetual_stock.group_auditor"
#: Columns of an open key: no lot is lot 0.
OPEN_KEY = (
    "product_id, location_id, COALESCE(lot_id, 0), COALESCE(package_id, 0),"
    " COALESCE(owner_id, 0), round"
)


class PerpetualCountLine(models.Model):
    """One key to count in one round.

    What the books say is for controllers and auditors. Whoever counts reads what to count and
    what they counted themselves.
    """

    _name = "perpetual.count.line"
    _description = "Count Line"
    _inherit = ["perpetual.count.books", "perpetual.count.judging", "perpetual.count.late"]
    _order = "sheet_id, sequence, id"

    session_id = fields.Many2one(
        "perpetual.count.session", "Session", required=True, readonly=True, ondelete="cascade",
        index=True,
    )  # fmt: skip
    sheet_id = fields.Many2one(
        "perpetual.count.sheet", "Sheet", required=True, readonly=True, ondelete="cascade",
        index=True,
    )  # fmt: skip
    zone_work_id = fields.Many2one(
        "perpetual.count.zone.work", "Zone", readonly=True, index="btree_not_null"
    )
    round = fields.Integer(required=True, readonly=True, default=1)
    sequence = fields.Integer(readonly=True)
    due = fields.Date(
        "Due On", readonly=True, help="By the plan that listed it. Empty: on the session's date."
    )
    is_unexpected = fields.Boolean("Found", readonly=True, help="On no list: found by counting.")
    product_name = fields.Char("Goods", compute="_compute_names", compute_sudo=True)
    place_name = fields.Char("Place", compute="_compute_names", compute_sudo=True)
    lot_name = fields.Char("Lot/Serial", compute="_compute_names", compute_sudo=True)
    package_name = fields.Char("Packed In", compute="_compute_names", compute_sudo=True)
    owner_name = fields.Char("Owned By", compute="_compute_names", compute_sudo=True)
    unit_name = fields.Char("Unit of Measure", compute="_compute_names", compute_sudo=True)
    is_blind = fields.Boolean(related="sheet_id.is_blind", related_sudo=True)
    book_shown = fields.Char(
        "On Hand by the Books",
        compute="_compute_book_shown",
        compute_sudo=True,
        help="Only on sheets that are not blind.",
    )
    counter_id = fields.Many2one(related="sheet_id.user_id", string="Counter", related_sudo=True)
    entry_ids = fields.One2many("perpetual.count.entry", "line_id", "Counts", readonly=True)
    entry_id = fields.Many2one("perpetual.count.entry", "Last Count", readonly=True, copy=False)
    counted = fields.Float(
        "Counted Quantity", digits="Product Unit", readonly=True, copy=False, aggregator=None
    )
    is_counted = fields.Boolean("Is Counted", readonly=True, copy=False)
    is_open = fields.Boolean(readonly=True, default=True, copy=False, groups=HIDDEN)
    state = fields.Selection(
        [
            ("todo", "To Count"),
            ("counted", "Counted"),
            ("recount", "Counted Again"),
            ("accepted", "Accepted"),
            ("cancel", "Cancelled"),
        ],
        "Status",
        required=True,
        readonly=True,
        default="todo",
        copy=False,
        groups=HIDDEN,
    )
    doubt = fields.Char("Counted Again Because", readonly=True, copy=False, groups=HIDDEN)
    late_quantity = fields.Float(
        "Moved Before",
        digits="Product Unit",
        readonly=True,
        copy=False,
        groups=HIDDEN,
        help="Net quantity of movements validated after the count, of goods moved before it.",
    )
    expected = fields.Float(
        digits="Product Unit", readonly=True, copy=False, aggregator=None, groups=HIDDEN
    )
    quantity = fields.Float(
        "Variance", digits="Product Unit", readonly=True, copy=False, groups=HIDDEN
    )
    is_within = fields.Boolean("Within Tolerance", readonly=True, copy=False, groups=HIDDEN)
    is_hit = fields.Boolean(
        "Hit",
        readonly=True,
        copy=False,
        groups=HIDDEN,
        help="Within the quantity tolerance, whatever the difference is worth: what record"
        " accuracy counts.",
    )
    class_id = fields.Many2one(
        "perpetual.abc.class", "Class", readonly=True, copy=False, groups=HIDDEN
    )
    variance_id = fields.Many2one(
        "perpetual.count.variance", "Variance Log", readonly=True, copy=False, groups=HIDDEN,
        index="btree_not_null",
    )  # fmt: skip

    _open_key = models.UniqueIndex(
        f"({OPEN_KEY}) WHERE is_open",
        "These goods are on another open sheet of the same round already.",
    )

    @api.depends("product_id", "location_id", "lot_id", "package_id", "owner_id")
    def _compute_names(self):
        """Names only: who counts has no rights to stock, where quantities are to be read."""
        for line in self:
            line.product_name = line.product_id.display_name
            line.place_name = line.location_id.complete_name
            line.lot_name = line.lot_id.name
            line.package_name = line.package_id.name
            line.owner_name = line.owner_id.name
            line.unit_name = line.product_id.uom_id.name

    def _compute_book_shown(self):
        """Nothing where counting is blind, whoever asks."""
        self.book_shown = False
        seen = self.filtered(lambda line: not line.is_blind)
        if not seen:
            return
        groups = self.env["stock.quant"]._read_group(
            [
                ("product_id", "in", seen.product_id.ids),
                ("location_id", "in", seen.location_id.ids),
            ],
            list(KEY),
            ["quantity:sum"],
        )
        books = {tuple(record.id for record in group[:-1]): group[-1] for group in groups}
        for line in seen:
            line.book_shown = formatLang(self.env, books.get(line._key(), 0.0), dp="Product Unit")

    @api.depends("product_id", "location_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line._key_name()

    def _insert(self, rows):
        """Open lines in the order of ``rows``, by one statement: a list is thousands of them.

        :param rows: values of the same fields, none of them computed
        """
        if not rows:
            return self.browse()
        self.env.flush_all()
        now, user = fields.Datetime.now(), self.env.uid
        fixed = {"state": "todo", "is_open": True, "is_counted": False, "is_unexpected": False}
        stamps = {"create_uid": user, "create_date": now, "write_uid": user, "write_date": now}
        rows = [{**fixed, **row, **stamps} for row in rows]
        names = list(rows[0])
        columns = [self._fields[name] for name in names]
        values = [
            tuple(
                column.convert_to_column_insert(row[name], self)
                for name, column in zip(names, columns, strict=True)
            )
            for row in rows
        ]
        query = SQL(
            "INSERT INTO %s (%s) VALUES %s RETURNING id",
            SQL.identifier(self._table),
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ".join(["%s"] * len(values)), *values),
        )
        lines = self.browse(row[0] for row in self.env.execute_query(query))
        for record in (lines.session_id, lines.sheet_id, lines.zone_work_id):
            record.invalidate_recordset([*_lists_of(record)])
        lines.modified(names, create=True)
        return lines

    # Counting

    def action_count(self, counted, uuid=None, at=None, device=None, photo=None):
        """Commit what was counted. The same ``uuid`` twice is one count.

        :param counted: quantity in the product's unit, 0 for nothing there
        :param uuid: of the device's count; none: a new one
        :param at: instant by the device's clock, corrected by its offset: a datetime or its
            string in UTC; none: now
        :param device: the device's own id
        :param photo: base64 of a picture
        :returns: ``{"uuid", "line", "counted"}``, nothing of the books
        :raises UserError: the sheet is somebody else's or finished; the quantity is none
        """
        entry = self._commit(counted, uuid, at=at, device=device, photo=photo)
        return {"uuid": entry.uuid, "line": entry.line_id.id, "counted": entry.counted}

    def _commit(self, counted, uuid=None, at=None, device=None, photo=None, tally=None):
        """See :meth:`action_count`.

        :param tally: the count in progress, which has read the books at its own instant
        :returns: the entry, as superuser
        """
        self.ensure_one()
        key = self._as_uuid(uuid)
        known = self.env["perpetual.count.entry"].sudo().search([("uuid", "=", key)])
        if known:
            return self._known(known)
        sheet = self.sheet_id._check_counting()
        quantity = self._as_quantity(counted)
        sheet._check_counter(self.env.user)
        # The books are read and kept for the controller, never for who counts.
        line = self.sudo()
        entry = line.entry_ids._make_once(
            line,
            quantity,
            key,
            at=fields.Datetime.to_datetime(at),
            device=device,
            photo=photo,
            tally=tally,
        )
        line.write(
            {
                "entry_id": entry.id,
                "counted": quantity,
                "is_counted": True,
                "state": "counted",
                "late_quantity": 0,
            }
        )
        if sheet.state == "todo":
            sheet.state = "counting"
        return entry

    def _known(self, entry):
        if entry.user_id.id != self.env.uid or entry.line_id.id != self.id:
            raise UserError(
                self.env._("This count was made already, of other goods or by somebody else.")
            )
        return entry

    def _as_uuid(self, uuid):
        try:
            return str(uuids.UUID(uuid)) if uuid else str(uuids.uuid4())
        except (ValueError, AttributeError, TypeError) as error:
            raise ValidationError(self.env._("Not the id of a count: %s", uuid)) from error

    def _as_quantity(self, counted):
        """:raises UserError: no quantity, negative, or finer than the unit; naming the goods"""
        unit = self.sudo().uom_id
        try:
            quantity = float_round(float(counted), precision_rounding=unit.rounding)
        except (TypeError, ValueError, OverflowError) as error:
            raise UserError(self.env._("“%s” is no quantity.", counted)) from error
        if not 0 <= quantity < 1e12:
            raise UserError(
                self.env._(
                    "%(counted)s is no quantity that can lie there: count %(key)s again.",
                    counted=counted,
                    key=self._key_name(),
                )
            )
        if self.sudo().product_id.tracking == "serial" and quantity not in (0, 1):
            raise UserError(
                self.env._("A serial number is there (1) or not (0): %s.", self._key_name())
            )
        return quantity

    def action_open_count(self):
        """Type the count of this line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Count"),
            "res_model": "perpetual.count.enter",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_id": self.id},
        }


def _lists_of(records):
    """Names of the fields that list count lines."""
    return [
        name
        for name, field in records._fields.items()
        if field.type == "one2many" and field.comodel_name == "perpetual.count.line"
    ]
