from odoo import models

from odoo.addons.perpetual_purchase.grni import Documents
from odoo.addons.perpetual_stock.costing import ZERO


class PerpetualWriteOffLine(models.Model):
    _inherit = "perpetual.write.off.line"

    def _match_grni(self):
        """What is written off of kits is matched component by component."""
        kits = self.filtered(
            lambda line: line.item_ids[:1]._perpetual_grni_line()._perpetual_kit_moves()
        )
        matches = self.env["perpetual.grni.match"]
        for line in kits:
            documents = line._kit_documents()
            matches.create([line._kit_match_vals(document) for document in documents])
            for document in documents:
                document.items._perpetual_set_settled(True)
        return super(PerpetualWriteOffLine, self - kits)._match_grni()

    def _kit_documents(self):
        """What of the row's documents is open, by the component."""
        items = self.item_ids
        return [
            document
            for documents in Documents(items[0]._perpetual_grni_line()).open().values()
            for document in documents
            if document.items & items and document.open
        ]

    def _kit_match_vals(self, document):
        line = document.lead._perpetual_grni_line()
        clearing = self.clearing_line_ids.filtered(
            lambda item: item.perpetual_written_off_id == document.lead
        )
        clearing = clearing[:1] or self.clearing_line_ids[0]
        lead, sides = document.lead, ("credit", "debit")
        mine, other = sides if document.is_credit else sides[::-1]
        parts = document.parts(document.matched, document.quantity)
        amount = float(abs(sum((part.amount for part in parts), ZERO)))
        Match = self.env["perpetual.grni.match"]
        return {
            "purchase_line_id": line.id,
            "company_id": self.company_id.id,
            "part": document.part,
            "quantity": float(document.open),
            f"{mine}_line_id": lead.id,
            f"{other}_line_id": clearing.id,
            f"{mine}_start": float(document.matched),
            "date": clearing.date,
            "credit_amount": amount,
            "debit_amount": amount,
            **(Match._kit_vals(line, document.part) if document.part else {}),
        }
