from odoo import models
from odoo.exceptions import UserError

from .perpetual_count_finding import KINDS


class PerpetualBarcodeFlowCount(models.AbstractModel):
    """Findings: what a counter sees beside quantities is kept with a photo, also offline."""

    _inherit = "perpetual.barcode.flow.count"

    def _count_finding(self, session, scan, data):
        """Something is wrong with the goods scanned last, or with the place."""
        last = self.env["perpetual.barcode.scan"].search(
            [("session_id", "=", session.id), ("product_id", "!=", False), ("undone", "=", False)],
            limit=1,
        )
        # Only the goods' id is taken over.
        session._remember(about=last.sudo().product_id.id)
        session.state = "finding"

    def _view_finding(self, session):
        kinds = self.env["perpetual.count.finding"]._fields["kind"]._description_selection(self.env)
        # Only its name.
        product = self.env["product.product"].sudo().browse(session._recall("about") or [])
        place = self._place_name(session)
        return {
            "title": place,
            "prompt": self.env._("What is wrong with %s?", product.display_name or place),
            "reasons": [
                {"id": number, "name": name} for number, (_code, name) in enumerate(kinds, 1)
            ],
            "photo": True,
            "choices": [
                {"value": "report", "label": self.env._("Report it")},
                {"value": "place", "label": self.env._("Report it of the place")},
                {"value": "nothing", "label": self.env._("Nothing is wrong")},
            ],
        }

    def _finding_answer(self, session, scan, data):
        """``{"choice", "reason", "note", "photos": [base64, …]}``

        :raises UserError: nobody said what it is
        """
        choice = data.get("choice")
        if choice == "nothing":
            session.state = "count"
            return self._good()
        if choice not in ("report", "place"):
            raise UserError(self.env._("Choose what to do first."))
        number = data.get("reason")
        if not isinstance(number, int) or not 0 < number <= len(KINDS):
            raise UserError(self.env._("Choose a reason first."))
        sheet = self._sheet(session).sudo()
        # Whoever counts writes nothing else; the finding is kept in their name.
        finding = (
            self.env["perpetual.count.finding"]
            .sudo()
            .create(
                {
                    "uuid": scan.uuid,
                    "session_id": sheet.session_id.id,
                    "zone_work_id": sheet.zone_work_id.id,
                    "kind": KINDS[number - 1][0],
                    "product_id": choice == "report" and session._recall("about"),
                    "location_id": session._recall("bin"),
                    "note": data.get("note"),
                    "found_at": scan.scanned_at or scan.received_at,
                }
            )
        )
        photos = self.env["perpetual.barcode.photo"]._photo_vals(
            finding.name, data.get("photos") or []
        )
        for vals in photos:
            finding.photo_ids |= finding.photo_ids.create(
                {**vals, "res_model": finding._name, "res_id": finding.id}
            )
        session.state = "count"
        return self._good(self.env._("Kept: %s", finding.name))
