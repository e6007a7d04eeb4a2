import hashlib
import json

from odoo import models


class PerpetualCountCertificate(models.AbstractModel):
    """What a session has found and who has decided, for the auditor."""

    _name = "perpetual.count.certificate"
    _description = "Certificate of a Count Session"

    def action_certificate(self):
        """Print the certificate."""
        return self.env.ref(
            "perpetual_cycle_count.perpetual_count_certificate_report"
        ).report_action(self)

    def _certificate(self):
        """Figures of the certificate.

        :returns: ``{"lines", "hits", "exact", "accuracy", "rounds", "people", "variances",
            "value", "hash"}``: ``people`` are rows of (name, round, counts), ``hash`` is the
            SHA-256 of all counts, decisions and postings in their order
        :raises AccessError: who counts sees no book and no variance, on paper neither
        """
        self.ensure_one()
        self.check_access("read")
        self.env["perpetual.count.variance"].check_access("read")
        # Whoever may print it sees who counted.
        own = self.sudo()
        first = own.line_ids.filtered(
            lambda line: line.round == 1 and line.state in ("accepted", "recount")
        )
        hits = len(first.filtered("is_hit"))
        counts = own.line_ids.filtered("is_counted").grouped(
            lambda line: (line.entry_id.user_id, line.round)
        )
        return {
            "lines": len(first),
            "places": len(first.location_id),
            "hits": hits,
            "exact": len(first.filtered(lambda line: line.uom_id.is_zero(line.quantity))),
            "accuracy": f"{hits * 100 / len(first):.2f} %" if first else "–",
            "rounds": max(own.line_ids.mapped("round"), default=0),
            "people": sorted(
                (user.name, number, len(lines)) for (user, number), lines in counts.items()
            ),
            "variances": own.variance_ids.filtered(lambda row: row.state == "posted").sorted("id"),
            "relocations": own.relocation_ids.filtered(lambda row: row.state == "done"),
            "entries": own.variance_ids.account_move_id.sorted("name"),
            "hash": own._fingerprint(),
        }

    def _fingerprint(self):
        """SHA-256 of what can no longer change: counts, decisions, what was posted."""
        entries = self.line_ids.entry_ids.sorted("id")
        decisions = self.variance_ids.approval_ids.sorted("id")
        posted = self.variance_ids.filtered(lambda row: row.state == "posted").sorted("id")
        facts = [
            self.name,
            [
                [row.uuid, row.product_id.id, row.location_id.id, row.counted, row.book,
                 row.user_id.id, str(row.counted_at)]
                for row in entries
            ],
            [
                [row.variance_id.id, row.level, row.decision, row.user_id.id, str(row.decided_at)]
                for row in decisions
            ],
            [
                [row.id, row.quantity, row.relocated_quantity, row.posted_quantity,
                 row.posted_value, row.reason_id.code, row.move_id.id, row.account_move_id.id]
                for row in posted
            ],
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
