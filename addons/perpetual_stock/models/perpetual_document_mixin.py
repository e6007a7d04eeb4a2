from odoo import api, fields, models


class PerpetualDocumentMixin(models.AbstractModel):
    """Smart buttons of a document that lead to what the stock ledger posted for it.

    A document says which stock moves are its own, and which journal entries beside those
    of the ledger.
    """

    _name = "perpetual.document.mixin"
    _description = "Document with Stock Ledger Entries"

    perpetual_entry_count = fields.Integer(
        compute="_compute_perpetual_entry_count",
        string="Ledger Entry Count",
        groups="perpetual_stock.group_inventory_value",
    )
    perpetual_account_move_count = fields.Integer(
        compute="_compute_perpetual_account_move_count",
        string="Stock Journal Entry Count",
        groups="perpetual_stock.group_inventory_value",
    )

    @api.depends_context("uid")
    def _compute_perpetual_entry_count(self):
        moves = self._perpetual_moves_by_document()
        groups = self.env["perpetual.ledger.entry"]._read_group(
            [("stock_move_id", "in", [move_id for ids in moves.values() for move_id in ids])],
            ["stock_move_id"],
            ["__count"],
        )
        counts = {move.id: count for move, count in groups}
        for document in self:
            document.perpetual_entry_count = sum(
                counts.get(move_id, 0) for move_id in moves[document]
            )

    @api.depends_context("uid")
    def _compute_perpetual_account_move_count(self):
        """Zero, and so no button, for people who may not open journal entries."""
        found = {}
        if self.env["account.move"].has_access("read"):
            found = self._perpetual_account_moves_by_document()
        for document in self:
            document.perpetual_account_move_count = len(found.get(document, ()))

    def _perpetual_moves_by_document(self):
        """{document: ids of its stock moves}."""
        # What a document posted is for the ledger's rights, not for those on transfers.
        return {document: document.sudo()._perpetual_moves().ids for document in self}

    def _perpetual_account_moves_by_document(self):
        """{document: its journal entries that the user may read}, in one go for all."""
        moves = self._perpetual_moves_by_document()
        groups = self.env["perpetual.ledger.entry"]._read_group(
            [("stock_move_id", "in", [move_id for ids in moves.values() for move_id in ids])],
            ["stock_move_id"],
            ["account_move_id:array_agg"],
        )
        posted = {move.id: set(ids) - {None} for move, ids in groups}
        found = {
            document: set().union(*(posted.get(move_id, ()) for move_id in move_ids))
            for document, move_ids in moves.items()
        }
        for document, ids in self._perpetual_other_account_moves().items():
            # A form's unsaved copy of a document is not the one that was looked up.
            if document in found:
                found[document] |= ids
        readable = self.env["account.move"].search(
            [("id", "in", list(set().union(*found.values())))]
        )
        return {
            document: readable.browse(ids & set(readable.ids)) for document, ids in found.items()
        }

    # Hooks

    def _perpetual_moves(self):
        """Stock moves of these documents."""
        raise NotImplementedError

    def _perpetual_other_account_moves(self):
        """{document: set of ids of journal entries} beside those of its stock moves."""
        return {}

    # Actions

    def action_perpetual_entries(self):
        """Open the stock ledger entries of these documents."""
        # As above: the ledger's own rights say which of them are seen.
        moves = self.sudo()._perpetual_moves().with_env(self.env)
        return moves.action_perpetual_entries()

    def action_perpetual_account_moves(self):
        """Open the journal entries of these documents."""
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        ids = [
            move.id
            for moves in self._perpetual_account_moves_by_document().values()
            for move in moves
        ]
        action["domain"] = [("id", "in", ids)]
        action["context"] = {"create": False}
        return action
