from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: What makes a file another one, or takes it from its record.
CONTENT = {"datas", "raw", "db_datas", "store_fname", "url", "type", "mimetype"}
CONTENT |= {"res_model", "res_id", "res_field", "public"}


class IrAttachment(models.Model):
    """Evidence stays: photos of counts, and what decided variances were approved with."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if vals.keys() & CONTENT:
            # A file that lies nowhere yet is moved to its variance.
            self.filtered("res_id")._perpetual_check_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self._perpetual_check_evidence()

    def _perpetual_check_evidence(self):
        """:raises UserError: a file is a count's photo, or evidence of a decided variance; naming
        it"""
        kept = self & (self._perpetual_photos() | self._perpetual_evidence())
        if kept:
            # Only its name; the person may not read what it belongs to.
            raise UserError(
                self.env._(
                    "%s is evidence of a count that is decided: it stays as it is. Add another file"
                    " instead.",
                    kept[:1].sudo().name,
                )
            )

    def _perpetual_photos(self):
        return self.sudo().filtered(lambda file: file.res_model == "perpetual.count.entry")

    def _perpetual_evidence(self):
        if not self.ids:
            return self
        relation = self.env["perpetual.count.variance"]._fields["evidence_ids"]
        rows = self.env.execute_query(
            SQL(
                """SELECT evidence.%(file)s FROM %(relation)s evidence
                     JOIN perpetual_count_variance variance
                       ON variance.id = evidence.%(variance)s AND variance.state IN %(decided)s
                    WHERE evidence.%(file)s IN %(files)s""",
                file=SQL.identifier(relation.column2),
                variance=SQL.identifier(relation.column1),
                relation=SQL.identifier(relation.relation),
                decided=("approved", "posted"),
                files=tuple(self.ids),
            )
        )
        return self.browse(row[0] for row in rows)
