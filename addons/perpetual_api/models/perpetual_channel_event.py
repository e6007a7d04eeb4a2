import json
import logging
import time
import uuid
from datetime import timedelta

import requests

from odoo import api, fields, models
from odoo.tools import SQL

from ..wire import signing

_logger = logging.getLogger(__name__)

#: Products in one message.
MOST = 100
#: Seconds that the receiver may take.
PATIENCE = 10
#: Seconds until a message is sent again; after the last one the webhook is stopped.
AGAIN = (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 43200)
#: Days that delivered messages are kept.
KEPT_DAYS = 7


class PerpetualChannelEvent(models.Model):
    """A message to a channel's webhook: kept until it is taken, in order, never two at once.

    One message of a channel is under way at a time and the next one is made when it is taken, so
    that levels of a product arrive in order and what changes meanwhile is told once, as it is then.
    """

    _name = "perpetual.channel.event"
    _description = "Channel Message"
    _order = "id desc"
    _rec_name = "uuid"

    channel_id = fields.Many2one(
        "perpetual.channel", "Channel", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    uuid = fields.Char("Id", required=True, readonly=True)
    body = fields.Text(required=True, readonly=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("taken", "Taken"), ("given_up", "Given Up")],
        "Status",
        required=True,
        default="waiting",
        readonly=True,
    )
    count = fields.Integer("Levels", readonly=True)
    attempts = fields.Integer(readonly=True)
    next_at = fields.Datetime("Next Try", readonly=True)
    taken_at = fields.Datetime("Taken", readonly=True)
    status = fields.Integer("HTTP Status", readonly=True)
    error = fields.Char(readonly=True)

    _waiting_idx = models.Index("(channel_id, id) WHERE state = 'waiting'")
    _uuid_unique = models.Constraint("UNIQUE(uuid)", "Two messages have one id.")

    # Making

    @api.model
    def _gather(self, channel):
        """Make the messages of what changed since the last ones; none if nothing did."""
        levels = self.env["perpetual.stock.level"]
        horizon = levels._horizon()
        since = channel.webhook_xid and int(channel.webhook_xid)
        ids = self._changed_articles(channel, since, horizon)
        for start in range(0, len(ids), MOST):
            rows = channel._level_rows(ids[start : start + MOST], channel.warehouse_ids)
            self._make(channel, rows)
        if str(horizon) != channel.webhook_xid and (ids or not since):
            channel.webhook_xid = str(horizon)

    @api.model
    def _changed_articles(self, channel, since, horizon):
        where = SQL("TRUE")
        if since:
            changed = self.env["perpetual.stock.level"]._changed(since, horizon)
            where = SQL("id IN (%s)", changed)
        self.env.cr.execute(
            SQL("SELECT * FROM (%s) article WHERE %s ORDER BY id", channel._articles_sql(), where)
        )
        return self.env.cr.fetchall()

    @api.model
    def _make(self, channel, rows):
        name = str(uuid.uuid4())
        body = {
            "id": name,
            "type": "stock.levels.changed",
            "timestamp": f"{fields.Datetime.now().isoformat()}Z",
            "data": {"levels": rows},
        }
        return self.create(
            {
                "channel_id": channel.id,
                "uuid": name,
                "body": json.dumps(body, ensure_ascii=False),
                "count": len(rows),
                "next_at": fields.Datetime.now(),
            }
        )

    # Sending

    @api.model
    def _cron_send(self):
        """Send what waits and what has changed, channel by channel, until nothing is left."""
        channels = self.env["perpetual.channel"].search([("webhook_url", "!=", False)])
        self.env["ir.cron"]._commit_progress(remaining=len(channels))
        for channel in channels:
            channel = channel.with_company(channel.company_id)
            if not channel.webhook_stopped and channel.try_lock_for_update():
                self._serve(channel)
            self.env["ir.cron"]._commit_progress(1)

    def _serve(self, channel):
        """Send a channel's messages, oldest first, until one is not taken."""
        while True:
            event = self._first(channel)
            if not event:
                self._gather(channel)
                event = self._first(channel)
            if not event or event.next_at > fields.Datetime.now() or not event._send():
                break
            # A message that was taken is not sent again, whatever becomes of the next one.
            if not self.env["ir.cron"]._commit_progress() or not channel.try_lock_for_update():
                break

    @api.model
    def _first(self, channel):
        domain = [("channel_id", "=", channel.id), ("state", "=", "waiting")]
        return self.search(domain, order="id", limit=1)

    def _send(self):
        """Send one message; tell whether it was taken."""
        body = self.body.encode()
        # The secret is closed to all but those who set up channels; the scheduler signs with it.
        secret = self.channel_id.sudo().webhook_secret
        headers = signing.headers(secret, self.uuid, int(time.time()), body)
        headers["Content-Type"] = "application/json"
        status, error = self._post(body, headers)
        now = fields.Datetime.now()
        if 200 <= status < 300:
            self.write({"state": "taken", "taken_at": now, "status": status, "error": False})
            return True
        self._put_off(status, error, now)
        return False

    def _post(self, body, headers):
        """Return the HTTP status, 0 if there was none, and what went wrong."""
        try:
            response = requests.post(
                self.channel_id.webhook_url,
                data=body,
                headers=headers,
                timeout=PATIENCE,
                allow_redirects=False,
                stream=True,
            )
        except requests.RequestException as error:
            return 0, type(error).__name__
        with response:
            return response.status_code, f"HTTP {response.status_code}"

    def _put_off(self, status, error, now):
        attempts = self.attempts + 1
        vals = {"attempts": attempts, "status": status, "error": error}
        _logger.info("Channel %s took no message: %s", self.channel_id.name, error)
        if attempts > len(AGAIN):
            self.write(vals)
            self._stop()
            return
        at = now + timedelta(seconds=AGAIN[attempts - 1])
        self.write({**vals, "next_at": at})
        self.env.ref("perpetual_api.ir_cron_send")._trigger(at)

    def _stop(self):
        """Stop a webhook that takes nothing; somebody has to look at it."""
        channel = self.channel_id
        channel.webhook_stopped = True
        channel.activity_schedule(
            "mail.mail_activity_data_warning",
            user_id=channel.user_id.id,
            summary=self.env._("Webhook stopped"),
            note=self.env._(
                "%(url)s took no message in %(count)s tries (%(error)s). Nothing is lost: mend it"
                " and press Resume, and what has changed since is sent.",
                url=channel.webhook_url,
                count=self.attempts,
                error=self.error,
            ),
        )

    @api.autovacuum
    def _gc_taken(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        domain = [("state", "!=", "waiting"), ("create_date", "<", limit)]
        self.search(domain, limit=10000).unlink()
