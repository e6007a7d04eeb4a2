from odoo import fields, models
from odoo.tools import SQL


class PerpetualDigestMark(models.Model):
    """The last entry of a pool whose chain was verified: where the next verification starts.

    A table of its own, so that noting it never waits for who moves stock.
    """

    _name = "perpetual.digest.mark"
    _description = "Verified Digest"
    _rec_name = "pool_id"
    _log_access = False

    pool_id = fields.Many2one("perpetual.cost.pool", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="pool_id.company_id")
    sequence = fields.Integer(string="Verified up to No.", required=True)
    digest = fields.Char(required=True)
    verified_at = fields.Datetime(required=True)

    _pool_unique = models.UniqueIndex("(pool_id)", "One mark per cost pool.")

    def _note(self, company, wrong_pool_ids=()):
        """Note the last entry of each pool as verified, but of those that are wrong."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO perpetual_digest_mark (pool_id, sequence, digest, verified_at)
                   SELECT id, last_sequence, last_digest, %s FROM perpetual_cost_pool
                    WHERE company_id = %s AND last_sequence > 0 AND last_digest IS NOT NULL
                      AND id NOT IN %s
                       ON CONFLICT (pool_id) DO UPDATE
                      SET sequence = EXCLUDED.sequence, digest = EXCLUDED.digest,
                          verified_at = EXCLUDED.verified_at
                    WHERE perpetual_digest_mark.sequence != EXCLUDED.sequence""",
                fields.Datetime.now(),
                company.id,
                tuple(wrong_pool_ids) or (0,),
            )
        )
        self.invalidate_model()
