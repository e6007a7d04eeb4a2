from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .perpetual_count_key import KEY
from .perpetual_count_places import NAMED
from .perpetual_count_session import CHUNK


class PerpetualCountSheet(models.Model):
    """The part of a session that one person counts, in walking order.

    Whoever counts sees the sheets that are theirs or nobody's, and on them what to count: no
    book, no variance, and not what others have found.
    """

    _name = "perpetual.count.sheet"
    _inherit = ["perpetual.count.paper", "perpetual.count.places"]
    _description = "Count Sheet"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    session_id = fields.Many2one(
        "perpetual.count.session", "Session", required=True, readonly=True, ondelete="cascade",
        index=True,
    )  # fmt: skip
    session_type = fields.Selection(related="session_id.type", string="Kind", related_sudo=True)
    session_state = fields.Selection(
        related="session_id.state", string="Session Status", store=True, related_sudo=True
    )
    company_id = fields.Many2one(related="session_id.company_id", store=True, index=True)
    warehouse_id = fields.Many2one(related="session_id.warehouse_id", store=True)
    date = fields.Date(related="session_id.date", store=True)
    user_id = fields.Many2one("res.users", "Counter", index=True, domain="[('share', '=', False)]")
    team_id = fields.Many2one("perpetual.count.team", "Team", readonly=True)
    zone_work_id = fields.Many2one("perpetual.count.zone.work", "Zone", readonly=True)
    round = fields.Integer(required=True, readonly=True, default=1)
    is_blind = fields.Boolean("Blind", readonly=True)
    state = fields.Selection(
        [
            ("todo", "To Count"),
            ("counting", "Counting"),
            ("done", "Counted"),
            ("cancel", "Cancelled"),
        ],
        "Status",
        required=True,
        readonly=True,
        default="todo",
    )
    line_ids = fields.One2many("perpetual.count.line", "sheet_id", "Lines", readonly=True)
    empty_ids = fields.Many2many(
        "stock.location",
        "perpetual_count_sheet_empty_rel",
        string="Seen Empty",
        readonly=True,
        help="Places in which nothing lay, by who counted.",
    )
    line_count = fields.Integer("Number of Lines", compute="_compute_counts")
    counted_count = fields.Integer("Number Counted", compute="_compute_counts")
    late_count = fields.Integer("Movements to Ask About", compute="_compute_late_count")
    done_at = fields.Datetime("Counted At", readonly=True)

    @api.depends("line_ids.is_counted")
    def _compute_counts(self):
        for sheet in self:
            sheet.line_count = len(sheet.line_ids)
            sheet.counted_count = len(sheet.line_ids.filtered("is_counted"))

    def _compute_late_count(self):
        for sheet in self:
            # See ``action_finish``.
            own = sheet.sudo()
            is_open = own.session_id.state in ("counting", "review")
            sheet.late_count = len(own.line_ids._late_questions()) if is_open else 0

    def write(self, vals):
        if not self.env.su:
            self._check_assignment(vals)
        return super().write(vals)

    def _check_assignment(self, vals):
        """Only who counts is written by hand, and never somebody of an earlier round.

        :raises UserError: naming the sheet
        """
        if vals.keys() - {"user_id"}:
            raise AccessError(
                self.env._(
                    "Sheet %s follows from its session; only its counter is chosen by hand.",
                    self[:1].name,
                )
            )
        counter = self.env["res.users"].browse(vals.get("user_id") or [])
        for sheet in self:
            if sheet.state in ("done", "cancel"):
                raise UserError(self.env._("Sheet %s is finished.", sheet.name))
            # Who counted before is for the rule, not for the person's eyes.
            sheet.sudo()._check_counter(counter)

    def _check_counter(self, counter):
        """:raises UserError: the person has counted a key of the sheet in another round, or is
        not of its team"""
        self.ensure_one()
        if counter and self.team_id and counter not in self.team_id._people():
            raise UserError(
                self.env._(
                    "Sheet %(sheet)s is for team %(team)s, and %(person)s is not in it.",
                    sheet=self.name,
                    team=self.team_id.name,
                    person=counter.name,
                )
            )
        if counter and counter in self._other_rounds().entry_ids.user_id:
            raise UserError(
                self.env._(
                    "%(person)s has counted goods of sheet %(sheet)s already: somebody else has"
                    " to count them again.",
                    person=counter.name,
                    sheet=self.name,
                )
            )

    def _other_rounds(self):
        keys = {line._key() for line in self.line_ids}
        lines = self.env["perpetual.count.line"].search(
            [("session_id", "=", self.session_id.id), ("round", "!=", self.round)]
        )
        return lines.filtered(lambda line: line._key() in keys)

    def _add_lines(self, keys, dues=None, **vals):
        """Lines in the order of ``keys``, after those that there are.

        :param dues: see :meth:`PerpetualCountSession._add_sheet`
        """
        first, dues = len(self.line_ids) + 1, dues or {}
        rows = [
            {
                **dict(zip(KEY, key, strict=True)),
                "session_id": self.session_id.id,
                "sheet_id": self.id,
                "company_id": self.company_id.id,
                "round": self.round,
                "zone_work_id": self.zone_work_id.id,
                "due": dues.get(key, False),
                "sequence": first + number,
                **vals,
            }
            for number, key in enumerate(keys)
        ]
        lines = self.env["perpetual.count.line"]
        for start in range(0, len(rows), CHUNK):
            lines |= lines._insert(rows[start : start + CHUNK])
        return lines

    # Counting

    def action_take(self):
        """Count this sheet oneself.

        :raises UserError: it is somebody else's, or one has counted its goods before
        """
        for sheet in self:
            sheet.check_access("read")
            # Counters write nothing but by steps.
            sheet = sheet.sudo()
            if sheet.user_id and sheet.user_id.id != self.env.uid:
                raise UserError(
                    self.env._(
                        "Sheet %(sheet)s is counted by %(person)s.",
                        sheet=sheet.name,
                        person=sheet.user_id.name,
                    )
                )
            sheet._check_counter(self.env.user)
            sheet.write({"user_id": self.env.uid})

    def _check_counting(self):
        """The sheet as superuser, for the one who counts it.

        :raises AccessError: it is somebody else's
        :raises UserError: it is finished, or its session is not being counted
        """
        sheet = self._check_mine()
        if sheet.state in ("done", "cancel") or sheet.session_id.state != "counting":
            raise UserError(
                self.env._("Sheet %s is not being counted: ask the controller.", sheet.name)
            )
        return sheet

    def _check_mine(self):
        self.ensure_one()
        self.check_access("read")
        # Counters write nothing but by steps; the books are read for them and not shown.
        sheet = self.sudo()
        if sheet.user_id.id != self.env.uid:
            raise AccessError(
                self.env._("Sheet %s is not yours: take it first, or ask who is.", sheet.name)
            )
        return sheet

    def _check_answering(self):
        """:raises UserError: movements right after its counts no longer matter"""
        sheet = self._check_mine()
        if sheet.state == "cancel" or sheet.session_id.state not in ("counting", "review"):
            raise UserError(self.env._("What was counted on sheet %s is settled.", sheet.name))

    def action_add_found(self, product_id, location_id, lot_id=False, package_id=False):
        """A line for goods that are on no line: found where nobody expected them.

        :param lot_id: id of the lot or serial number; where a baseline count begins the ledger, its
            name, which may be new
        :returns: the line
        :raises UserError: the key is on another sheet, the place is none of the session's, or the
            goods are none that are counted; naming them
        """
        sheet = self._check_counting()
        if isinstance(lot_id, str):
            lot_id = sheet._lot_named(product_id, lot_id)
        key = (product_id, location_id, lot_id, package_id, False)
        own = sheet.line_ids.filtered(lambda line: line._key() == key)
        if own:
            return own.with_env(self.env)
        sheet._check_found(*key)
        taken = sheet.session_id._open_keys([key], sheet.round)
        if taken:
            line = sheet.line_ids.browse(next(iter(taken.values())))
            raise UserError(
                self.env._(
                    "%(key)s is on sheet %(sheet)s: leave it to who counts that.",
                    key=line._key_name(),
                    sheet=line.sheet_id.name,
                )
            )
        sheet.empty_ids = [(3, location_id)]
        return sheet._add_lines([key], is_unexpected=True).with_env(self.env)

    def _lot_named(self, product_id, name):
        """Id of a lot; before the ledger begins there are none, and counting makes them.

        :raises UserError: an unknown lot in a count that does not begin the ledger
        """
        product = self.env["product.product"].browse(product_id).exists()
        lots = self.env["stock.lot"]
        company = [("company_id", "in", (False, self.company_id.id))]
        found = lots.search([("name", "=", name), ("product_id", "=", product.id), *company])
        if found:
            return found[0].id
        if not self._makes_lots() or not name.strip() or product.tracking == "none":
            raise UserError(
                self.env._(
                    "%(lot)s of %(product)s is not known: put it aside and tell the controller.",
                    lot=name,
                    product=product.display_name,
                )
            )
        return lots.create(
            {"name": name.strip(), "product_id": product.id, "company_id": self.company_id.id}
        ).id

    def _makes_lots(self):
        return self.session_id.type == "baseline"

    def _check_found(self, product_id, location_id, lot_id, package_id, _owner_id):
        """See :meth:`action_add_found`; the sheet is superuser's, so companies are checked here."""
        company = self.company_id
        product = self.env["product.product"].browse(product_id).exists()
        place = self.env["stock.location"].browse(location_id).exists()
        lot = self.env["stock.lot"].browse(lot_id or []).exists()
        package = self.env["stock.package"].browse(package_id or []).exists()
        if not self._is_in_scope(place):
            raise UserError(
                self.env._(
                    "%(place)s is no place that session %(session)s counts.",
                    place=place.display_name or self.env._("This"),
                    session=self.session_id.name,
                )
            )
        if not product.is_storable or any(
            record.company_id not in (company, company.browse())
            for record in (product, lot, package)
        ):
            raise UserError(
                self.env._(
                    "%s is not kept in stock here: put it aside and tell the controller.",
                    product.display_name or self.env._("This"),
                )
            )
        if bool(lot_id) != bool(lot) or (lot and lot.product_id != product):
            raise UserError(
                self.env._("This lot or serial number is none of %s.", product.display_name)
            )
        if lot and product.tracking == "none":
            raise UserError(
                self.env._("%s is not followed by lots or serial numbers.", product.display_name)
            )
        if bool(package_id) != bool(package):
            raise UserError(self.env._("This package is gone: scan it again."))

    def action_finish(self):
        """Finish the sheet, or ask what of movements right after a count is not said yet."""
        self.ensure_one()
        self._check_answering()
        # Movements are read for who counts: they say nothing of what is on hand.
        questions = self.sudo().line_ids._late_questions()
        if questions:
            return self._open_question(*questions[0][:2])
        if self.state == "done":
            return None
        # Goods are named that are to be counted, as on the sheet itself.
        came = self.sudo()._take_in_arrived()
        if came:
            return self._tell_arrived(came)
        return self.action_close()

    def _tell_arrived(self, lines):
        return self.session_id.sudo()._notify(
            self.env._("Goods came while you counted"),
            self.env._(
                "Count these too: %s", ", ".join(line._key_name() for line in lines[:NAMED])
            ),
        )

    def _open_question(self, line, move_line):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Before or After Your Count?"),
            "res_model": "perpetual.count.question",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_sheet_id": self.id,
                "default_line_id": line.id,
                "default_move": move_line.id,
            },
        }

    def action_close(self):
        """Finish the sheet: each key has a count, an explicit zero for what is not there.

        :raises UserError: keys without a count, with their places
        """
        for sheet in self:
            own = sheet._check_counting()
            own.session_id._wait_for_the_other()
            own._check_complete()
            own._check_looked()
            own._check_arrived()
            own.write({"state": "done", "done_at": fields.Datetime.now()})
            own.line_ids._judge()
            own.session_id._check_settled()

    def _check_complete(self):
        left = self.line_ids.filtered(lambda line: not line.is_counted)
        if left:
            names = "\n".join(f"- {line._key_name()}" for line in left[:NAMED])
            raise UserError(
                self.env._(
                    "%(count)s lines of %(sheet)s are not counted, such as:\n%(names)s\nCount them;"
                    " what is not there is counted 0.",
                    count=len(left),
                    sheet=self.name,
                    names=names,
                )
            )

    def action_zero_rest(self):
        """Nothing of what is not counted yet is there: an explicit zero for each."""
        for sheet in self:
            own = sheet._check_counting()
            for line in own.line_ids.filtered(lambda line: not line.is_counted):
                line.with_env(sheet.env)._commit(0)
