import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import plaintext2html

_logger = logging.getLogger(__name__)

#: Minutes until the next try, after so many of them; then the last one again.
WAITS = (5, 15, 60, 240, 720)
ACTIVITY = "perpetual_pos.mail_activity_type_pos_queue"
JOB = "perpetual_pos.ir_cron_pos_queue"


class PerpetualPosQueue(models.Model):
    """Transfers of POS sales whose stock could not be posted, and what stands in the way.

    The sale itself is kept. Written by the sale, by the scheduled job and by the button
    of the accountants only; a row ends with its transfer.
    """

    _name = "perpetual.pos.queue"
    _description = "POS Sale Waiting for Stock Posting"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id"
    _rec_name = "picking_id"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    picking_id = fields.Many2one(
        "stock.picking", string="Transfer", required=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(
        "pos.order", string="POS Order", index="btree_not_null", readonly=True
    )
    # Orders of one register may have the same name; what the customer holds tells them apart.
    receipt_number = fields.Char(related="order_id.pos_reference")
    session_id = fields.Many2one("pos.session", string="Session", index="btree_not_null")
    date = fields.Date(
        string="Accounting Date",
        required=True,
        help="The day of the sale. The journal entry has it too, or the first open date after it.",
    )
    state = fields.Selection(
        [("waiting", "Waiting"), ("done", "Posted"), ("cancelled", "Cancelled")],
        required=True,
        default="waiting",
        index=True,
        tracking=True,
    )
    error = fields.Text(string="What Stands in the Way", readonly=True)
    cause = fields.Text(readonly=True, help="The same without what is the order's own.")
    attempts = fields.Integer(string="Tries", default=1, readonly=True)
    last_try = fields.Datetime(string="Last Tried", readonly=True)
    next_try = fields.Datetime(string="Next Try", index=True, readonly=True)

    _one_waits = models.UniqueIndex("(picking_id) WHERE state = 'waiting'")

    # in

    @api.model
    def _add(self, pickings, error, date=None):
        """Let transfers wait.

        :param error: the exception that stopped them
        :param date: accounting date of the sale; else today
        :returns: the rows
        """
        rows = self.create(
            [
                {
                    "company_id": picking.company_id.id,
                    "picking_id": picking.id,
                    "order_id": picking.pos_order_id.id,
                    "session_id": picking._perpetual_session().id,
                    "date": date or fields.Date.context_today(self),
                    **self._failed_vals(picking, error, 1),
                }
                for picking in pickings
            ]
        )
        rows._ask_for_retry()
        rows._warn_of_news()
        return rows

    @api.model
    def _failed_vals(self, picking, error, attempts):
        now = fields.Datetime.now()
        message = str(error).strip() or type(error).__name__
        if not isinstance(error, UserError):
            message = self.env._("Unexpected error: %s", message)
        wait = WAITS[min(attempts, len(WAITS)) - 1]
        return {
            "error": message,
            "cause": message.replace(picking.name or "", "…"),
            "attempts": attempts,
            "last_try": now,
            "next_try": now + timedelta(minutes=wait),
        }

    def _ask_for_retry(self):
        """The job comes when the first of these rows is due."""
        due = min(self.mapped("next_try"), default=None)
        if due:
            self.env.ref(JOB)._trigger(due)

    # out

    @api.model
    def _cron_retry(self):
        """Try again what is due, oldest sale first, each in a transaction of its own."""
        now = fields.Datetime.now()
        rows = self.search([("state", "=", "waiting"), ("next_try", "<=", now)])
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=len(rows))
        for row in rows:
            row._retry()
            if not progress(1):
                break

    def action_retry(self):
        """Try now to post what waits; says what came of it.

        :raises AccessError: the user is no perpetual accountant
        """
        if not self.env.user.has_group("perpetual_stock.group_perpetual_accountant"):
            raise AccessError(
                self.env._("Only perpetual accountants post what waits; ask one of them.")
            )
        self.check_access("read")
        # The transfers are the warehouse's, the entries the ledger's: who may see values may
        # have both made, as the sale would have done.
        rows = self.sudo().filtered(lambda row: row.state == "waiting")
        rows._retry()
        return self._say(rows)

    def action_retry_all(self):
        """Try now to post all that waits in the companies at hand."""
        rows = self.search(
            [("state", "=", "waiting"), ("company_id", "in", self.env.companies.ids)]
        )
        return rows.action_retry()

    def _say(self, rows):
        """A notification, then the list again."""
        waiting = rows.filtered(lambda row: row.state == "waiting")
        message = self.env._("%(count)s posted.", count=len(rows) - len(waiting))
        if waiting:
            message += " " + self.env._(
                "%(count)s still wait: %(error)s", count=len(waiting), error=waiting[0].error
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if waiting else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _retry(self):
        """Try each row once, in a savepoint of its own; another process's rows are its own."""
        for row in self.filtered(lambda row: row.state == "waiting").sorted("id"):
            if row.try_lock_for_update(allow_referencing=True):
                row._retry_one()

    def _retry_one(self):
        picking = self.picking_id.with_company(self.company_id)
        if picking.state in ("done", "cancel"):
            self._end("done" if picking.state == "done" else "cancelled")
            return
        try:
            with self.env.cr.savepoint():
                picking._perpetual_pick_sold()
                picking._perpetual_check_sale()
                picking._action_done()
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            raise
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("The stock of %s could not be posted", picking.name)
            self.write(self._failed_vals(picking, error, self.attempts + 1))
            self._ask_for_retry()
            self._warn_of_news()

    def _done(self):
        """The transfers are done: so are these rows, and the margins of their orders. What
        somebody has validated only in part goes on waiting as its backorder."""
        for row in self:
            rest = row.picking_id.backorder_ids.filtered(
                lambda picking: picking.state not in ("done", "cancel")
            )
            if rest:
                message = self.env._(
                    "%(picking)s was validated in part. Validate or cancel the rest.",
                    picking=row.picking_id.name,
                )
                self._add(rest, UserError(message), row.date)
        self._end("done")
        for order in self.order_id:
            lines = order.lines.filtered(lambda line: not line.is_total_cost_computed)
            lines._compute_total_cost(order.picking_ids.move_ids)

    def _end(self, state):
        self.write({"state": state, "next_try": False})
        for company in self.company_id:
            self._close_activities(company)

    # warning

    def _warn_of_news(self):
        """Whatever happens to an activity, the sale is kept."""
        for company, rows in self.grouped("company_id").items():
            try:
                with self.env.cr.savepoint():
                    rows._warn(company)
            except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
                raise
            except Exception:
                # An addon of mail's may refuse or fail in any way: a notice is worth no sale.
                _logger.exception("Nobody was told that POS sales of %s wait", company.name)

    def _warn(self, company):
        """One activity per person and company, however many orders wait; a new cause is
        added to it."""
        activities = self._activities(company)
        causes = list(dict.fromkeys(self.mapped("cause")))
        if activities:
            for activity in activities:
                known = str(activity.note or "")
                news = [cause for cause in causes if self._plain(cause) not in known]
                if news:
                    activity.note = known + "".join(map(self._plain, news))
            return
        summary = self.env._(
            "POS sales of %(company)s wait for their stock posting", company=company.name
        )
        note = "".join(map(self._plain, causes))
        for user in self.env["perpetual.tie.out.result"]._responsible(company):
            self[0].activity_schedule(ACTIVITY, summary=summary, note=note, user_id=user.id)

    @staticmethod
    def _plain(cause):
        """A cause as a paragraph of the activity's note."""
        return str(plaintext2html(cause))

    def _activities(self, company):
        kind = self.env.ref(ACTIVITY)
        rows = self.search([("company_id", "=", company.id), ("activity_ids", "!=", False)])
        return rows.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    def _close_activities(self, company):
        """The last one that waited is done: so is the activity."""
        waiting = self.search_count(
            [("company_id", "=", company.id), ("state", "=", "waiting")], limit=1
        )
        if not waiting:
            self._activities(company).action_feedback(
                feedback=self.env._("No POS sale waits any more.")
            )

    # actions

    def _perpetual_document(self):
        """What an accountant calls the sale."""
        return self.order_id.name or self.picking_id.name

    def action_open_order(self):
        """Open the POS order."""
        return self._open(self.order_id)

    def action_open_picking(self):
        """Open the transfer that waits."""
        return self._open(self.picking_id)

    @staticmethod
    def _open(record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }
