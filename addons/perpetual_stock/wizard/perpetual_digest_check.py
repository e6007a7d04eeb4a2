import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..costing.chain import Chain, fingerprint
from ..costing.heads import HeadsError, read_heads, write_heads
from ..report.table import Column, Row, Section, Table


class PerpetualDigestCheck(models.TransientModel):
    """Verifies that nobody altered the stock ledger, in words that an auditor can quote."""

    _name = "perpetual.digest.check"
    _description = "Ledger Verification"
    _inherit = "perpetual.report"
    _perpetual_print = "perpetual_stock.perpetual_digest_check_report"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    heads_file = fields.Binary(
        string="Earlier Export",
        attachment=False,
        help="A file of last entries that you exported earlier. The ledger must still"
        " contain exactly those.",
    )
    heads_filename = fields.Char()
    verified_at = fields.Datetime(readonly=True)
    entry_count = fields.Integer(readonly=True)
    pool_count = fields.Integer(string="Products and Lots", readonly=True)
    kept_count = fields.Integer(string="Compared with It", readonly=True)
    fingerprint = fields.Char(
        readonly=True, help="One digest over the last entry of every product and lot."
    )
    fault_ids = fields.One2many("perpetual.digest.fault", "check_id", readonly=True)
    fault_count = fields.Integer(compute="_compute_fault_count")

    @api.depends("fault_ids")
    def _compute_fault_count(self):
        for check in self:
            check.fault_count = len(check.fault_ids)

    @api.depends("company_id")
    def _compute_display_name(self):
        for check in self:
            check.display_name = self.env._(
                "Ledger Verification of %s", check.company_id.display_name
            )

    @api.model
    def action_open(self):
        """Verify the ledger of the current company and show the result."""
        check = self.create({})
        check.action_verify()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_digest_check_action"
        )
        action["res_id"] = check.id
        return action

    def action_verify(self):
        """Recompute every digest and compare the kept heads, if there are any.

        :raises UserError: the file of kept heads cannot be read or was changed
        """
        self.ensure_one()
        chain = self._chain()
        heads, faults, kept = chain.heads(), chain.faults(), self._kept_heads()
        faults += chain.compare(kept)
        # Users may not delete lines by hand; these are their own, about to be replaced.
        self.fault_ids.sudo().unlink()
        self.write(
            {
                "verified_at": fields.Datetime.now(),
                "entry_count": chain.entry_count(),
                "pool_count": len(heads),
                "kept_count": len(kept),
                "fingerprint": fingerprint(heads),
            }
        )
        self.env["perpetual.digest.fault"].create(
            [
                {
                    "check_id": self.id,
                    "code": fault.code,
                    "pool_id": fault.pool_id,
                    "sequence": fault.sequence,
                    "entry_id": fault.entry_id,
                }
                for fault in faults
            ]
        )

    def _chain(self):
        self.check_access("read")
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("Choose one of your own companies."))
        self.env.flush_all()
        return Chain(self.env.cr, self.company_id.id)

    def _kept_heads(self):
        if not self.heads_file:
            return []
        try:
            return read_heads(base64.b64decode(self.heads_file).decode())
        except (HeadsError, UnicodeDecodeError) as error:
            raise UserError(
                self.env._(
                    "%(file)s cannot be compared: %(error)s Choose the file as it was exported.",
                    file=self.heads_filename or self.env._("The earlier export"),
                    error=str(error),
                )
            ) from error

    # kept heads

    def _heads_text(self):
        """The file of heads, as an auditor keeps it."""
        facts = [
            (self.env._("Company"), f"{self.company_id.name} (id {self.company_id.id})"),
            (self.env._("Database"), self.env.cr.dbname),
            (self.env._("Written at (UTC)"), fields.Datetime.to_string(fields.Datetime.now())),
            (self.env._("Written by"), self.env.user.display_name),
        ]
        return write_heads(self._chain().heads(), facts)

    def action_heads(self):
        """Download the heads, to keep them outside of this database."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/perpetual/heads/{self.id}",
            "target": "download",
        }

    # printed and exported

    def _perpetual_tables(self):
        return [self._result_table(), self._heads_table()]

    def _facts(self):
        return [
            (self.env._("Company"), self.company_id.display_name),
            (self.env._("Entries"), str(self.entry_count)),
            (self.env._("Products and lots"), str(self.pool_count)),
            (self.env._("Compared with an earlier export"), str(self.kept_count)),
            (self.env._("Fingerprint"), self.fingerprint or ""),
        ]

    def _result_table(self):
        rows = [
            Row(
                {
                    "product": fault.product_name,
                    "sequence": fault.sequence,
                    "what": fault.sentence,
                    "document": fault.entry_id.origin,
                }
            )
            for fault in self.fault_ids
        ]
        result = (
            self.env._("ALTERED: the entries below are not as they were written.")
            if rows
            else self.env._("Intact: no entry was altered.")
        )
        return Table(
            title=self.env._("Ledger Verification"),
            facts=[*self._facts(), (self.env._("Result"), result)],
            columns=[
                Column("product", self.env._("Product"), width=42),
                Column("sequence", self.env._("Entry No."), "count"),
                Column("what", self.env._("What Is Wrong"), width=60),
                Column("document", self.env._("Document"), width=24),
            ],
            sections=[Section("", rows)],
            notes=self._meaning(),
        )

    @api.model
    def _meaning(self):
        """What the digests prove, and what they do not."""
        return [
            self.env._(
                "Each entry carries a SHA-256 digest over all its columns and the digest of"
                " the entry before it. If every digest can be recomputed, no entry was"
                " changed, taken out, put in between or put in another order, unless every"
                " digest after it was computed anew, too."
            ),
            self.env._(
                "Whoever has full rights on the database could do that. An export of the"
                " last entries kept outside of it (or only the fingerprint) proves that this did"
                " not happen up to the day on which it was kept."
            ),
            self.env._(
                "The digests do not prove that what was recorded is true: for that, count"
                " the stock and look at the documents."
            ),
        ]

    def _heads_table(self):
        rows = [
            Row(
                {
                    "product": head.product,
                    "lot": head.lot,
                    "pool": head.pool_id,
                    "sequence": head.sequence,
                    "digest": head.digest,
                }
            )
            for head in self._chain().heads()
        ]
        return Table(
            title=self.env._("Last Entries"),
            facts=self._facts(),
            columns=[
                Column("product", self.env._("Product"), width=42),
                Column("lot", self.env._("Lot/Serial"), width=16),
                Column("pool", self.env._("Cost pool"), "count"),
                Column("sequence", self.env._("Last Entry No."), "count"),
                Column("digest", self.env._("Digest"), width=70),
            ],
            sections=[Section("", rows)],
        )
