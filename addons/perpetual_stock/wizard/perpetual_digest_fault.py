from odoo import api, fields, models


class PerpetualDigestFault(models.TransientModel):
    """The first entry of a chain that breaks a rule."""

    _name = "perpetual.digest.fault"
    _description = "Ledger Verification, Fault"
    _order = "pool_id, sequence, id"
    _rec_name = "sentence"

    check_id = fields.Many2one(
        "perpetual.digest.check", required=True, ondelete="cascade", index=True
    )
    code = fields.Char(required=True)
    # No foreign keys: a kept head may name a pool or an entry that is gone.
    pool_id = fields.Many2oneReference(model_field="pool_model", string="Chain")
    pool_model = fields.Char(default="perpetual.cost.pool")
    sequence = fields.Integer(string="Entry No.")
    entry_id = fields.Many2one("perpetual.ledger.entry", ondelete="cascade")
    product_name = fields.Char(string="Product", compute="_compute_words")
    sentence = fields.Char(string="What Is Wrong", compute="_compute_words")

    @api.model
    def _words(self):
        """Code of a fault → sentence; ``%(number)s`` is the entry's number."""
        return {
            "gap": self.env._("Entries before no. %(number)s are missing."),
            "digest": self.env._("Entry no. %(number)s is not as it was written."),
            "balance": self.env._(
                "The running balance of entry no. %(number)s does not follow from the one"
                " before it."
            ),
            "head": self.env._(
                "The last entry is not no. %(number)s, the last one that was written."
            ),
            "mark": self.env._("Entry no. %(number)s was verified before and has changed since."),
            "kept": self.env._("Entry no. %(number)s is not the one whose digest was kept."),
        }

    @api.depends("code", "pool_id", "sequence")
    def _compute_words(self):
        words = self._words()
        pools = self.env["perpetual.cost.pool"].browse(set(self.mapped("pool_id"))).exists()
        names = {
            pool.id: " ".join(filter(None, (pool.product_id.display_name, pool.lot_id.name)))
            for pool in pools
        }
        for fault in self:
            fault.product_name = names.get(fault.pool_id) or self.env._("(chain is gone)")
            fault.sentence = words.get(fault.code, fault.code) % {"number": fault.sequence}

    def action_open_entry(self):
        """Open the offending entry, or the chain where it is missing."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_ledger_entry_action"
        )
        action["domain"] = [("pool_id", "=", self.pool_id)]
        if self.entry_id:
            action["domain"] = [("id", "=", self.entry_id.id)]
        action["context"] = {}
        return action
