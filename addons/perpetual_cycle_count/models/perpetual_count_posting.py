from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_time

from ..counting import correction, drifted
from .perpetual_count_key import KEY

#: Proof, known by identity only, that an adjustment comes from an approved count: a context
#: that a client sends never holds this object.
APPROVED = object()


def is_checked(env):
    """Whether the companies of all that a batch moves were checked before it."""
    own = env.context.get("perpetual_own_goods")
    return bool(own) and env.context.get("perpetual_approved_count") is APPROVED


#: More lines than this are posted in the background.
AT_ONCE = 400


class PerpetualCountSession(models.Model):
    _inherit = "perpetual.count.session"

    poster_id = fields.Many2one(
        "res.users",
        "Being Posted For",
        readonly=True,
        copy=False,
        help="Asked for a posting that the scheduler does in the background.",
    )

    def action_post(self):
        """Post what is approved; when nothing is left, the session is done. Very many lines are
        posted by the scheduler, at once and in one batch all the same."""
        self.check_access("write")
        for session in self:
            if session.state not in ("review", "counting"):
                raise UserError(
                    self.env._("%s is not being counted: nothing is to be posted.", session.name)
                )
        large = self.filtered(lambda session: session._lines_to_post() > AT_ONCE)
        (self - large)._post()
        if large:
            return large._post_later()
        # Also variances that the person may not read.
        waiting = self.sudo().variance_ids._in_grace()
        return self._tell_waiting(waiting) if waiting else None

    def _tell_waiting(self, waiting):
        until = max(row.line_id._grace_end() for row in waiting)
        return self._notify(
            self.env._("Posted a little later"),
            self.env._(
                "%(count)s variances wait until %(time)s: a movement that is validated before"
                " that may be of goods that were gone, or there, when they were counted. Then they"
                " are posted by themselves.",
                count=len(waiting),
                time=format_time(self.env, until, time_format="short"),
            ),
        )

    def _notify(self, title, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "title": title,
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _lines_to_post(self):
        """How many movements a posting makes at most."""
        self.ensure_one()
        # Also lines that the person may not read.
        lines = self.env["perpetual.count.line"].sudo()
        own = [("session_id", "=", self.id), ("state", "=", "accepted"), ("move_id", "=", False)]
        left = ["|", ("variance_id", "=", False), ("variance_id.state", "!=", "posted")]
        return lines.search_count(own + left)

    def _post_later(self):
        # States are for steps only, see ``write``.
        self.sudo().poster_id = self.env.user
        self.env.ref("perpetual_cycle_count.perpetual_count_post_cron")._trigger()
        return self._notify(
            self.env._("Being posted"),
            self.env._(
                "%s has very many lines: they are posted in the background, in one batch. You"
                " are told if something hinders it.",
                ", ".join(self.mapped("name")),
            ),
        )

    def _post(self):
        """Post approved variances and proofs of count, each session in one batch.

        Twice, or in two processes at once, posts once: who comes second waits and finds nothing
        left. Without rights of its own: what is posted was approved, or is within tolerance.

        :raises UserError: naming what accounting lacks; nothing of the session is posted then
        """
        for one in self.sudo():
            # Once for all rows: each of them asks for its company's figures.
            session = one.with_company(one.company_id)
            session._lock()
            approved = session.variance_ids.filtered(lambda row: row.state == "approved")
            waiting = approved._in_grace()
            waiting |= session._relocate_within(waiting)
            held = waiting | session._waiting_for_relocation()
            (approved - held).filtered(lambda row: row.state == "approved")._post()
            session.line_ids.filtered(
                lambda line: line.state == "accepted" and not line.variance_id and not line.move_id
            )._post_proofs()
            session._finish()
            if waiting:
                self.env.ref("perpetual_cycle_count.perpetual_count_post_cron")._trigger(
                    max(row.line_id._grace_end() for row in waiting)
                )

    def _finish(self):
        lines = self.line_ids.filtered(lambda line: line.state in ("todo", "counted"))
        rows = self.variance_ids.filtered(lambda row: row.state not in ("posted", "cancel"))
        if self.state == "review" and not lines and not rows:
            # Also a place in which nothing lay was counted.
            self.sheet_ids.empty_ids.last_inventory_date = fields.Date.context_today(self)
            self.write({"state": "done", "posted_at": fields.Datetime.now()})

    def _cron_post(self):
        """Post what somebody has asked for, and what needs nobody: sessions in review without
        open variances. One that cannot be posted does not hold up the others; its controller is
        told."""
        for session in self.search(["|", ("state", "=", "review"), ("poster_id", "!=", False)]):
            if session.poster_id or not session.open_variance_count:
                session.with_user(session.poster_id or self.env.user)._cron_post_one()
                self.env["ir.cron"]._commit_progress(1)

    def _cron_post_one(self):
        # Without the rights of whoever has asked for it: what is posted was approved.
        session = self.sudo()
        try:
            with self.env.cr.savepoint():
                session._post()
        except UserError as error:
            session._tell_unposted(str(error))
        session.poster_id = False

    def _tell_unposted(self, text):
        summary = self.env._("Count cannot be posted")
        if summary not in self.activity_ids.mapped("summary"):
            self.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=summary,
                note=text,
                user_id=(self.poster_id or self.user_id).id,
            )

    def _posting_date(self):
        return self.accounting_date or fields.Date.context_today(self)


class PerpetualCountLine(models.Model):
    _inherit = "perpetual.count.line"

    move_id = fields.Many2one(
        "stock.move", "Proof of Count", readonly=True, copy=False, ondelete="set null"
    )

    def _post_proofs(self):
        """A movement of nothing, as core leaves one, in the history of the goods."""
        for session, lines in self.grouped("session_id").items():
            moves = self._post_moves(
                session, [(line, 0.0, line._default_loss_location()) for line in lines]
            )
            for line, move in zip(lines, moves, strict=True):
                line.move_id = move

    def _default_loss_location(self):
        return self.product_id.with_company(self.company_id).property_stock_inventory

    def _post_moves(self, session, rows):
        """Validate one movement a row, all at once.

        :param rows: (record with a key, signed quantity, loss location)
        :returns: moves in the order of ``rows``
        """
        name = self.env._("Count %s", session.name)
        moves = self.env["stock.move"].with_company(session.company_id)
        moved = [(row, loss) for row, quantity, loss in rows if quantity]
        cache, held = self.env["stock.quant"]._perpetual_hold(moved) if moved else (None, None)
        context = {
            "inventory_mode": False,
            "perpetual_approved_count": APPROVED,
            "perpetual_held_quants": held,
            "perpetual_own_goods": self._is_all_of(session.company_id, rows),
            "force_period_date": session._posting_date(),
        }
        moves = moves.with_context(**context, quants_cache=cache).create(
            [self._move_vals(row, quantity, loss, name) for row, quantity, loss in rows]
        )
        moves = moves.with_context(**context, quants_cache=None)
        moves.with_context(ignore_dest_packages=True)._action_done()
        # Who waits for what was found reserves it as ever.
        moves.with_context(
            **dict.fromkeys(context), quants_cache=None
        )._perpetual_waited_for()._trigger_assign()
        places = self.env["stock.location"].union(*(row.location_id for row, *_rest in rows))
        places.last_inventory_date = fields.Date.context_today(self)
        self._plan_core_counts([row for row, *_rest in rows])
        return moves

    def _is_all_of(self, company, rows):
        """Whether nothing that the movements name belongs to another company: asked once for
        each product and place, not once a movement."""
        named = [rows[0][2].union(*(loss for _row, _quantity, loss in rows))]
        for name in KEY:
            named.append(rows[0][0][name].union(*(row[name] for row, *_rest in rows)))
        return all(
            record.company_id in (company, company.browse()) for own in named for record in own
        )

    def _plan_core_counts(self, rows):
        """Core's Physical Inventory asks for what was counted not before its next date."""
        keys = {row._key() for row in rows}
        products = self.env["product.product"].union(*(row.product_id for row in rows))
        places = self.env["stock.location"].union(*(row.location_id for row in rows))
        quants = self.env["stock.quant"].search(
            [("product_id", "in", products.ids), ("location_id", "in", places.ids)]
        )
        counted = quants.filtered(lambda quant: tuple(quant[name].id for name in KEY) in keys)
        for place, own in counted.grouped("location_id").items():
            own.inventory_date = place._get_next_inventory_date()

    def _move_vals(self, row, quantity, loss, name):
        product = row.product_id.with_company(row.company_id)
        source, dest = (loss, row.location_id) if quantity > 0 else (row.location_id, loss)
        places = {"location_id": source.id, "location_dest_id": dest.id}
        goods = {
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "company_id": row.company_id.id,
        }
        return {
            "product_id": product.id,
            "product_uom": product.uom_id.id,
            # Given, it is not computed row by row.
            "packaging_uom_id": product.uom_id.id,
            "product_uom_qty": abs(quantity),
            "company_id": row.company_id.id,
            "state": "confirmed",
            **places,
            "restrict_partner_id": row.owner_id.id,
            "is_inventory": True,
            "picked": True,
            "inventory_name": name,
            "move_line_ids": [
                (
                    0,
                    0,
                    {
                        **goods,
                        **places,
                        "quantity": abs(quantity),
                        "lot_id": row.lot_id.id,
                        "package_id": row.package_id.id if quantity <= 0 else False,
                        "result_package_id": row.package_id.id if quantity > 0 else False,
                        "owner_id": row.owner_id.id,
                    },
                )
            ],
        }


class PerpetualCountVariance(models.Model):
    _inherit = "perpetual.count.variance"

    def _post(self):
        """Post what is left of each variance by now; what the books outran is counted again."""
        if not self:
            return
        books, adjusted = self._lock_books(), self._adjusted_since()
        late = self._moved_late()
        again, rows = self.browse(), []
        for variance in self - late:
            left = correction(
                Decimal(str(variance.quantity)), adjusted.get(variance.id, Decimal(0))
            )
            quantity = variance._left(float(left))
            if variance._is_outrun(books.get(variance.id, Decimal(0)), quantity):
                again |= variance
            else:
                rows.append((variance, quantity, variance._loss_location()))
        again._recount_because(
            self.env._("Stock or cost has changed too much since it was counted")
        )
        late._recount_because(
            self.env._("Goods moved right after they were counted, and nobody said when")
        )
        self._post_rows(rows)

    def _in_grace(self):
        """Those whose counts are so recent that a movement may still be validated of which it has
        to be asked whether it was before them."""
        now = fields.Datetime.now()
        return self.filtered(
            lambda row: (
                row.state == "approved"
                and row.session_id.grace_minutes
                and row.line_id.entry_id
                and row.line_id._grace_end() > now
            )
        )

    def _moved_late(self):
        """Those of which goods moved right after the count, and nobody has said when."""
        asked = self.line_id._late_questions()
        lines = self.env["perpetual.count.line"].union(*(line for line, *_rest in asked))
        return self.filtered(lambda row: row.line_id in lines)

    def _post_rows(self, rows):
        for session, own in _grouped_by(rows, lambda row: row[0].session_id).items():
            moved = [row for row in own if not row[0].uom_id.is_zero(row[1])]
            moves = self.line_id._post_moves(session, moved) if moved else []
            # All is read before anything is written, which would make it be read anew.
            posted = [
                {
                    "move_id": move.id,
                    "account_move_id": move.perpetual_entry_ids.account_move_id[:1].id,
                    "posted_value": sum(move.perpetual_entry_ids.mapped("value")),
                }
                for move in moves
            ]
            for (variance, quantity, _loss), vals in zip(moved, posted, strict=True):
                # None of these is tracked; the change of state, below, is.
                own = variance.with_context(tracking_disable=True)
                own.write({**vals, "posted_quantity": quantity})
        posted = self.browse([row[0].id for row in rows])
        posted.state = "posted"
        posted.line_id._close("accepted")

    def _loss_location(self):
        """The root cause's; the product's for what is within tolerance."""
        own = self.reason_id.with_company(self.company_id).location_id
        return own or self.line_id._default_loss_location()

    def _is_outrun(self, book, quantity):
        """Whether the variance can no longer be posted as it was counted."""
        company, entry = self.company_id, self.line_id.entry_id
        if book + Decimal(str(quantity)) < 0 and quantity < 0:
            return True
        # A transfer of goods in the wrong place changed the book, and is told apart.
        book -= Decimal(str(self.relocated_quantity))
        cost = Decimal(str(self.line_id._unit_cost()))
        return (
            drifted(entry._instant().book, book, Decimal(str(company.perpetual_count_book_drift)))
            and bool(entry.book)
        ) or (
            drifted(
                Decimal(str(self.unit_cost)), cost, Decimal(str(company.perpetual_count_cost_drift))
            )
            and bool(self.unit_cost)
        )

    def _recount_because(self, why):
        for variance in self:
            variance._recount()
            variance.message_post(body=self.env._("%s: not posted, counted again.", why))

    def _lock_books(self):
        """Id → on hand by the books now; nobody moves these goods until all is posted."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """SELECT variance.id, quant.quantity
                     FROM perpetual_count_variance variance
                     JOIN stock_quant quant
                       ON (%s) = (%s)
                    WHERE variance.id = ANY(%s) ORDER BY quant.id FOR NO KEY UPDATE OF quant""",
                self._key_sql("variance"),
                self._key_sql("quant"),
                self.ids,
            )
        )
        books = {}
        for variance_id, quantity in self.env.cr.fetchall():
            books[variance_id] = books.get(variance_id, Decimal(0)) + Decimal(str(quantity))
        return books

    def _adjusted_since(self):
        """Id → what other counts have adjusted on the key since it was counted."""
        entries = {row: entry for row in self if (entry := row.line_id.entry_id)}
        since = min((entry.last_adjustment for entry in entries.values()), default=0)
        adjusted = self._adjustments(since) if entries else {}
        return {
            row.id: sum(change for line_id, change in own if line_id > entry.last_adjustment)
            for row, entry in entries.items()
            if (own := adjusted.get(row._key()))
        }

    def _adjustments(self, since):
        """Key → [(id of a movement of a count after ``since``, what it added)]."""
        rows = self.env.execute_query(
            SQL(
                """SELECT line.id, line.quantity_product_uom, line.product_id, line.lot_id,
                          line.owner_id, line.location_id, line.package_id,
                          line.location_dest_id, line.result_package_id
                     FROM stock_move_line line
                     JOIN stock_move move ON move.id = line.move_id AND move.is_inventory
                    WHERE line.id > %s AND line.product_id = ANY(%s) AND line.state = 'done'""",
                since,
                self.product_id.ids,
            )
        )
        adjusted = {}
        for line_id, moved, product, lot, owner, *places in rows:
            moved = Decimal(str(moved))
            for place, package, change in ((*places[:2], -moved), (*places[2:], moved)):
                key = (product, place, lot or False, package or False, owner or False)
                adjusted.setdefault(key, []).append((line_id, change))
        return adjusted


def _grouped_by(rows, key):
    groups = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups
