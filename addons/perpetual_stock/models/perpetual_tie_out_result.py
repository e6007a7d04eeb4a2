import logging
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import float_compare

_logger = logging.getLogger(__name__)

#: After so many days every digest is recomputed, not only those of new entries.
FULL_EVERY = timedelta(days=7)
#: A company that was checked so recently is done for this run of the nightly job.
RECENT = timedelta(hours=1)
ACTIVITY = "perpetual_stock.mail_activity_type_tie_out"


class PerpetualTieOutResult(models.Model):
    """The log of the nightly tie-out: what agreed, what did not, who was warned.

    Written by the nightly job only. A difference is told once: again only when it
    changes, and when everything agrees the open activity is closed.
    """

    _name = "perpetual.tie.out.result"
    _description = "Nightly Tie-Out"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "checked_at desc, id desc"
    _rec_name = "checked_at"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    checked_at = fields.Datetime(required=True, readonly=True)
    is_full = fields.Boolean(
        string="All Digests",
        readonly=True,
        help="Every digest was recomputed; otherwise those of entries since the night before.",
    )
    state = fields.Selection(
        [("ok", "✔ Agrees"), ("off", "✘ Differs")], string="Result", required=True, readonly=True
    )
    check_count = fields.Integer(string="Checks", readonly=True)
    off_count = fields.Integer(string="Differences", readonly=True)
    off_text = fields.Text(string="What Differs", readonly=True)
    news_text = fields.Text(
        string="New or Changed", readonly=True, help="What the accountants were warned of."
    )
    differences = fields.Json(
        string="Differences by Check", readonly=True, help="Check and account → difference."
    )

    # the nightly job

    @api.model
    def _cron_check(self):
        """Check each company that has a ledger, one after the other."""
        companies = self._companies_to_check()
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=len(companies))
        for company in companies:
            try:
                with self.env.cr.savepoint():
                    self._check(company)
            except Exception:
                # One company's trouble must not hide another's differences.
                _logger.exception("The nightly tie-out of %s failed", company.name)
            if not progress(1):
                break

    def _companies_to_check(self):
        recent = fields.Datetime.now() - RECENT
        done = self.search([("checked_at", ">", recent)]).company_id
        pools = self.env["perpetual.cost.pool"]._read_group([], ["company_id"])
        companies = self.env["res.company"].union(*(company for (company,) in pools))
        return (companies - done).filtered("perpetual_nightly_check").sorted("id")

    def action_check_now(self):
        """Check the current company now, as the nightly job does."""
        if not self.env.user.has_group("perpetual_stock.group_perpetual_accountant"):
            raise AccessError(
                self.env._("Only perpetual accountants run the nightly check; use the Tie-Out.")
            )
        # The log is written by the check only, whoever starts it.
        result = self.sudo()._check(self.env.company)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": result.id,
            "view_mode": "form",
        }

    def _check(self, company):
        """Run the tie-out of one company, log it, warn of what is new.

        :returns: the log entry
        """
        users = self._responsible(company)
        self = self.with_context(lang=users[:1].lang or self.env.lang).with_company(company)
        last = self.search([("company_id", "=", company.id)], limit=1)
        is_full = self._is_full_due(company)
        rows = company.with_env(
            self.with_context(perpetual_all_digests=is_full).env
        ).perpetual_tie_out()
        self._note_verified(company, rows)
        off = self._off_sentences(company, rows)
        news = {
            key: sentence
            for key, (difference, sentence) in off.items()
            if _is_new(key, difference, last.differences or {})
        }
        result = self.create(
            {
                "company_id": company.id,
                "checked_at": fields.Datetime.now(),
                "is_full": is_full,
                "state": "off" if off else "ok",
                "check_count": len(rows),
                "off_count": len(off),
                "off_text": "\n".join(sentence for _difference, sentence in off.values()),
                "news_text": "\n".join(news.values()),
                "differences": {key: difference for key, (difference, _text) in off.items()},
            }
        )
        if news:
            result._warn(users)
        elif not off:
            result._close_activities(self.env._("Everything agrees again."))
        return result

    def _is_full_due(self, company):
        last = self.search([("company_id", "=", company.id), ("is_full", "=", True)], limit=1)
        # Nights are not exactly a day apart.
        due = fields.Datetime.now() - FULL_EVERY + RECENT
        return not last or last.checked_at <= due

    def _note_verified(self, company, rows):
        """Next night starts after the last entry, but for chains that are broken."""
        wrong = set()
        for row in rows:
            if row["check"] in ("digest", "sequence"):
                offenders = row["offenders"]
                wrong.update(offenders.get("perpetual.cost.pool", ()))
                entries = offenders.get("perpetual.ledger.entry", ())
                wrong.update(self.env["perpetual.ledger.entry"].browse(entries).pool_id.ids)
                if row["difference"] > len(wrong):
                    return
        self.env["perpetual.digest.mark"]._note(company, wrong)

    def _off_sentences(self, company, rows):
        """What differs: key of the check → (difference, sentence)."""
        tie_out = self.env["perpetual.tie.out"].create({"company_id": company.id})
        tie_out._fill(rows)
        sentences = {}
        for line in tie_out.line_ids.filtered(lambda line: line.state == "off"):
            key = f"{line.check}:{line.account_id.id or ''}"
            sentences[key] = (line.difference, f"{line._told().rstrip('.')}.")
        return sentences

    # warning

    @api.model
    def _responsible(self, company):
        """Who is warned: the company's accountant, else all perpetual accountants of it."""
        if company.perpetual_accountant_id:
            return company.perpetual_accountant_id
        group = self.env.ref("perpetual_stock.group_perpetual_accountant")
        return group.all_user_ids.filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        )

    def _warn(self, users):
        """One message and one activity for each person; an older activity is closed."""
        self.ensure_one()
        self._close_activities(self.env._("There is a newer result."))
        summary = self.env._(
            "The stock ledger of %(company)s does not agree", company=self.company_id.name
        )
        note = self.news_text
        self.message_post(
            body=Markup("{}<br/>{}").format(summary, note),
            partner_ids=users.partner_id.ids,
            message_type="notification",
            subtype_xmlid="mail.mt_note",
        )
        for user in users:
            self.activity_schedule(ACTIVITY, summary=summary, note=note, user_id=user.id)

    def _close_activities(self, feedback):
        results = self.search([("company_id", "=", self.company_id.id)])
        results.filtered("activity_ids").activity_feedback([ACTIVITY], feedback=feedback)

    # actions

    def action_open_tie_out(self):
        """Run the tie-out as of now and show it, with its ways to the records."""
        self.ensure_one()
        return self.env["perpetual.tie.out"].with_company(self.company_id).action_open()


def _is_new(key, difference, known):
    """Whether a difference was not there before, or not with this amount."""
    return key not in known or bool(float_compare(difference, known[key], precision_digits=6))
