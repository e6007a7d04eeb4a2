import base64

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..clock import as_ms
from ..labels import Barcode, Label, LabelError, Text, render

STATES = [
    ("queued", "Waiting"),
    ("leased", "On the Box"),
    ("sending", "Being Sent"),
    ("sent", "Sent"),
    ("printed", "Printed"),
    ("blocked", "Blocked"),
    ("unknown", "Unknown"),
    ("failed", "Failed"),
    ("expired", "Expired"),
    ("cancelled", "Cancelled"),
]
#: A job is the box's for so many seconds; then another claim may have it, if no byte was sent.
LEASE = 60
#: So many minutes after a box has begun to send, without a word, nobody knows what was printed.
LOST_MINUTES = 5
MOST_JOBS = 20
#: What a box may report → from which states it is believed.
REPORTS = {
    "sending": ("leased", "blocked", "sending"),
    "sent": ("sending", "sent", "unknown"),
    "printed": ("sending", "sent", "printed", "unknown"),
    "blocked": ("leased", "blocked"),
    "released": ("leased", "blocked", "sending"),
    "failed": ("leased", "blocked", "failed"),
    "unknown": ("sending", "sent", "unknown"),
}
#: Millimetres of a test label: it fits on most rolls.
TEST_SIZE = (50, 25)
#: Nothing more happens to these by themselves.
OVER = ("sent", "printed", "unknown", "failed", "expired", "cancelled")


class PerpetualPrintJob(models.Model):
    """Something to print on a printer of a box: printed once, or a person is asked.

    A box claims a job, keeps it, says that it begins to send and waits for the answer. From that
    moment the job is never given out again by itself: what became of it is told by the box, or it
    is *unknown* and a person decides.
    """

    _name = "perpetual.print.job"
    _description = "Print Job"
    _order = "id DESC"
    _rec_name = "title"

    title = fields.Char(required=True, readonly=True)
    device_id = fields.Many2one(
        "perpetual.device",
        "Printer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        domain="[('kind', '=', 'printer')]",
    )
    box_id = fields.Many2one(related="device_id.box_id", store=True, index=True)
    company_id = fields.Many2one(related="device_id.company_id", store=True, index=True)
    station_id = fields.Many2one("perpetual.station", "Station", readonly=True)
    user_id = fields.Many2one(
        "res.users", "User", required=True, readonly=True, default=lambda self: self.env.uid
    )
    format = fields.Selection(
        [
            ("zpl", "ZPL II"),
            ("epl", "EPL2"),
            ("tspl", "TSPL"),
            ("escpos", "ESC/POS"),
            ("pdf", "PDF"),
            ("raw", "As It Is"),
        ],
        required=True,
        readonly=True,
    )
    content = fields.Binary(required=True, readonly=True, attachment=False)
    copies = fields.Integer(
        default=1, readonly=True, help="The printer makes them; the content says how many."
    )
    state = fields.Selection(STATES, "Status", required=True, readonly=True, default="queued")
    detail = fields.Char(readonly=True)
    fence = fields.Integer(readonly=True, help="How often it was given to a box.")
    lease_until = fields.Datetime(readonly=True)
    sending_at = fields.Datetime("Sending Began", readonly=True)
    finished_at = fields.Datetime("Finished At", readonly=True)
    expires_at = fields.Datetime(
        "Expires At", readonly=True, help="Not printed by then, it is not printed any more."
    )
    original_id = fields.Many2one("perpetual.print.job", "Printed Again From", readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Integer(readonly=True)

    _to_do = models.Index("(box_id, id) WHERE state IN ('queued', 'leased')")

    # Making

    @api.model
    def _queue(self, device, rows, station=None, expires_at=False):
        """Jobs of a printer, made with what they belong to; the box hears of them when that is
        committed.

        :param rows: list of ``{"title", "format", "content": bytes}`` and, optional, ``copies``,
            ``res_model``, ``res_id``
        :returns: the jobs
        :raises UserError: the printer cannot be printed on
        """
        device = device.sudo()  # whoever prints has no right to set up printers
        if device.kind != "printer" or not device.active or device.box_id.state != "paired":
            raise UserError(
                self.env._(
                    "%(device)s cannot be printed on: it is switched off, or box %(box)s is not"
                    " paired. Choose another printer.",
                    device=device.display_name,
                    box=device.box_id.name,
                )
            )
        jobs = self.sudo().create(
            [
                {
                    **row,
                    "content": base64.b64encode(row["content"]),
                    "device_id": device.id,
                    "station_id": station and station.id,
                    "user_id": self.env.uid,
                    "expires_at": expires_at,
                }
                for row in rows
            ]
        )
        device.box_id._ring()
        return jobs.sudo(False)

    def _notify_queued(self):
        """What a button answers when it has made jobs."""
        printers = self.sudo().device_id.mapped("display_name")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Sent to %(printer)s: %(count)s",
                    printer=", ".join(printers),
                    count=len(self),
                ),
            },
        }

    @api.model
    def _waiting(self, box):
        """How many jobs a box may claim."""
        now = fields.Datetime.now()
        return self.search_count(
            [
                ("box_id", "=", box.id),
                "|",
                ("state", "=", "queued"),
                "&",
                ("state", "=", "leased"),
                ("lease_until", "<", now),
            ]
        )

    # What a box does

    @api.model
    def _claim(self, box, limit, uids=None, kept=None):
        """Give jobs of a box's printers to it, the oldest first; two claims at once never get
        the same one.

        :param kept: ids of all jobs that the box has: what was given to it, is not begun and is
            not among them was lost on the way
        :returns: a list as ``iot_box/PROTOCOL.md`` says
        """
        self._expire(box)
        self.env.flush_all()
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """UPDATE perpetual_print_job job
                      SET state = 'leased', fence = COALESCE(fence, 0) + 1, detail = NULL,
                          lease_until = %(until)s
                    WHERE id IN (
                          SELECT job.id FROM perpetual_print_job job
                            JOIN perpetual_device device ON device.id = job.device_id
                           WHERE job.box_id = %(box)s AND device.active
                             AND (job.state = 'queued'
                                  OR job.state = 'leased' AND job.lease_until < %(now)s
                                  OR %(tells)s AND job.state IN ('leased', 'blocked')
                                     AND NOT job.id = ANY(%(kept)s))
                             AND (%(every)s OR device.uid = ANY(%(uids)s))
                           ORDER BY job.id LIMIT %(limit)s
                             FOR UPDATE OF job SKIP LOCKED)
                RETURNING job.id""",
                until=now + relativedelta(seconds=LEASE),
                now=now,
                box=box.id,
                every=uids is None,
                uids=list(uids or []),
                tells=kept is not None,
                kept=list(kept or []),
                limit=max(1, min(int(limit), MOST_JOBS)),
            )
        )
        self.invalidate_model()
        jobs = self.browse(sorted(job_id for (job_id,) in rows))
        return [job._told() for job in jobs]

    def _told(self):
        content = self.with_context(bin_size=False).content
        return {
            "id": self.id,
            "fence": self.fence,
            "device": self.device_id.uid,
            "format": self.format,
            "content": content.decode() if isinstance(content, bytes) else content,
            "title": self.title,
            "lease_ms": LEASE * 1000,
            "expires_ms": as_ms(self.expires_at) if self.expires_at else None,
        }

    @api.model
    def _report(self, box, row):
        """What a box says of a job.

        :returns: ``{"id", "status", "state"}``
        """
        number, state = row.get("id"), row.get("state")
        refused = {"id": number, "status": "refused", "state": None}
        is_job = type(number) is int and 0 < number < 2**31
        if not is_job or not isinstance(state, str) or state not in REPORTS:
            return refused
        self.env.cr.execute(
            "SELECT id FROM perpetual_print_job WHERE id = %s AND box_id = %s FOR UPDATE",
            [number, box.id],
        )
        job = self.browse([found for (found,) in self.env.cr.fetchall()])
        if not job:
            return refused
        job.invalidate_recordset()
        if job.fence != row.get("fence"):
            return {"id": number, "status": "stale", "state": job.state}
        if job.state not in REPORTS[state]:
            return {"id": number, "status": "refused", "state": job.state}
        job._take_report(state, str(row.get("detail") or "")[:300])
        return {"id": number, "status": "ok", "state": job.state}

    def _take_report(self, state, detail):
        now = fields.Datetime.now()
        vals = {"state": "queued" if state == "released" else state, "detail": detail}
        if state == "sending" and self.state != "sending":
            vals["sending_at"] = now
        if state == "blocked":
            vals["lease_until"] = False
        # A report that comes twice does not end the job a second time.
        if vals["state"] in OVER and self.state != vals["state"]:
            vals["finished_at"] = now
        self.write(vals)

    @api.model
    def _expire(self, box=None):
        """Jobs that are too late are not printed any more."""
        now = fields.Datetime.now()
        late = [("expires_at", "<", now), ("state", "in", ("queued", "blocked"))]
        late += [("box_id", "=", box.id)] if box else []
        self.search(late).write({"state": "expired", "finished_at": now})

    @api.model
    def _cron_lost(self):
        """What a box has begun to send and never told of: nobody knows whether it was printed."""
        self._expire()
        bound = fields.Datetime.now() - relativedelta(minutes=LOST_MINUTES)
        lost = self.search([("state", "=", "sending"), ("sending_at", "<", bound)])
        lost.write(
            {
                "state": "unknown",
                "finished_at": fields.Datetime.now(),
                "detail": self.env._("The box began to send it and was not heard of again."),
            }
        )

    # What a person does

    def action_reprint(self):
        """Print it again, as a new job.

        :raises UserError: it is not over yet, and may still be printed
        """
        for job in self:
            if job.state not in OVER:
                raise UserError(
                    self.env._(
                        "%s is not over yet. Cancel it first if it is to be printed elsewhere.",
                        job.title,
                    )
                )
        self.check_access("read")
        new = self.browse()
        for job in self:
            content = job.sudo().with_context(bin_size=False).content
            row = {
                "title": job.title,
                "format": job.format,
                "copies": job.copies,
                "content": base64.b64decode(content),
                "res_model": job.res_model,
                "res_id": job.res_id,
                "original_id": job.id,
            }
            new |= self._queue(job.device_id, [row], job.station_id)
        return new._notify_queued()

    def action_printed(self):
        """A person has seen that it was printed."""
        self._decide("printed", ("unknown", "sent"), self.env._("Seen by %s", self.env.user.name))

    def action_cancel(self):
        """Not to be printed any more; what a printer has got already is."""
        self._decide("cancelled", ("queued", "leased", "blocked"), "")

    def _decide(self, state, allowed, detail):
        """:raises UserError: it is in another state"""
        self.check_access("read")
        jobs = self.sudo()  # jobs are written by steps only
        self.env.cr.execute(
            "SELECT id FROM perpetual_print_job WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            [self.ids],
        )
        jobs.invalidate_recordset()
        for job in jobs:
            if job.state not in allowed:
                names = dict(STATES)
                raise UserError(
                    self.env._(
                        "%(job)s is “%(state)s”: look at it again.",
                        job=job.title,
                        state=names[job.state],
                    )
                )
        jobs.write({"state": state, "detail": detail, "finished_at": fields.Datetime.now()})

    # Test print

    @api.model
    def _queue_test(self, device):
        """A small label with the name of the printer and a barcode, to be looked at and scanned."""
        if device.language == "pdf":
            raise UserError(
                self.env._("%s takes documents: print one of them as a test.", device.display_name)
            )
        try:
            content = render(self._test_label(device), device.language, int(device.dpi or 203))
        except LabelError as error:
            raise UserError(
                self.env._("%(printer)s: %(why)s", printer=device.display_name, why=error)
            ) from error
        title = self.env._("Test of %s", device.display_name)
        return self._queue(
            device, [{"title": title, "format": device.language, "content": content}]
        )

    def _test_label(self, device):
        detail = f"{device.language.upper()}, {device.dpi} dpi, {device.box_id.name}"
        return Label(
            TEST_SIZE[0],
            TEST_SIZE[1],
            (
                Text("name", 2, 2, TEST_SIZE[0] - 4, 4, device.display_name),
                Text("detail", 2, 7, TEST_SIZE[0] - 4, 2.8, detail),
                Barcode(
                    "code", 2, 11, TEST_SIZE[0] - 4, 12, "code128", f"TEST-{device.id}",
                    caption=2.5, align="center",
                ),
            ),
        )  # fmt: skip
