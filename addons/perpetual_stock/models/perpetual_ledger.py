from odoo import models

from ..ledger import Booking, Fact
from ..ledger.posting import Posting


class PerpetualLedger(models.AbstractModel):
    """The one door into the ledger: facts in, entries and journal entries out."""

    _name = "perpetual.ledger"
    _description = "Perpetual Ledger Service"

    def _record(self, facts: list[Fact]):
        """Cost, post and store ``facts``, all or nothing, in their order.

        :param facts: see :class:`~odoo.addons.perpetual_stock.ledger.Fact`
        :returns: the list of :class:`~odoo.addons.perpetual_stock.ledger.Line` written
        :raises UserError: an account or journal is missing; nothing is written then
        """
        if not facts:
            return []
        booking = Booking(self.env, facts)
        lines = booking.apply()
        Posting(self.env, lines).post()
        booking.save()
        self._feed_core(booking, lines)
        self._after_record(lines)
        return lines

    def _feed_core(self, booking: Booking, lines) -> None:
        """Core's own figures follow the ledger: move value, cost of product and lot."""
        self._feed_moves(lines)
        products_by_company = {}
        for company_id, product_id, _lot_id in booking.states:
            products_by_company.setdefault(company_id, set()).add(product_id)
        for company_id, product_ids in products_by_company.items():
            products = self.env["product.product"].with_company(company_id).browse(product_ids)
            products._perpetual_feed_standard_price()

    def _feed_moves(self, lines) -> None:
        """Add the value of new entries to their stock move (core keeps it unsigned)."""
        values, documents = {}, {}
        for line in lines:
            move = line.fact.move
            if move and line.kind == line.fact.kind:
                values[move] = values.get(move, 0) + line.move_value
                documents[move] = line.account_move or documents.get(move)
        written = {}
        for move, value in values.items():
            sign = -1 if move.is_out else 1
            document = documents[move] if documents[move] and not move.account_move_id else None
            key = (move.value + sign * float(value), document)
            written[key] = written.get(key, self.env["stock.move"]) | move
        for (value, document), moves in written.items():
            vals = {"value": value, **({"account_move_id": document.id} if document else {})}
            # The value of a move is the ledger's to set, whoever validates the transfer.
            moves.sudo().write(vals)

    def _after_record(self, lines) -> None:
        """Hook for glue addons: ``lines`` are stored and their entries posted."""
