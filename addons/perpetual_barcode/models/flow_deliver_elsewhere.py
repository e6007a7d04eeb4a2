from odoo import models
from odoo.exceptions import UserError

from ..scanning import amount

#: Other bins that are offered.
BINS = 3


class PerpetualBarcodeFlowDeliver(models.AbstractModel):
    """Goods that are not where they are to be picked: taken by somebody else or counted away,
    while a phone was offline for one, or found in another bin than planned. The person says
    where they are taken from instead."""

    _inherit = "perpetual.barcode.flow.deliver"

    def _take_or_ask(self, session, scan, move, found, quantity):
        answer = self._take(session, scan, move, found, quantity)
        return self._ask_where(session, answer, move, found, quantity)

    def _ask_where(self, session, answer, move, found, quantity):
        if answer.get("gone"):
            about = {"move": move.id, "lot_name": found.lot_name, "quantity": quantity}
            if self._is_other_bin(session, move):
                # The bin that was scanned is one of those that are offered.
                session._remember(bin=False)
                about["text"] = answer["text"]
            self._turn(session, "empty", about=about)
        return answer

    def _about_gone(self, session):
        """The move, the goods and how many of the product's unit were to be picked."""
        about = session._recall("about")
        move = self.env["stock.move"].browse(about["move"])
        resolver = self.env["perpetual.barcode.resolver"]
        return move, resolver._named(move.product_id, about["lot_name"]), about["quantity"]

    def _elsewhere(self, session):
        """Bin → how many of the goods are free there, where that is enough; most first."""
        move, found, quantity = self._about_gone(session)
        quants = self.env["stock.quant"]._gather(
            move.product_id, move.location_id, lot_id=found.lot or None
        )
        free = {}
        for quant in quants.filtered(lambda quant: not quant.owner_id):
            if not found.lot or quant.lot_id == found.lot:
                place = quant.location_id
                free[place] = free.get(place, 0) + quant.quantity - quant.reserved_quantity
        places = sorted(free, key=lambda place: -free[place])
        unit = move.product_id.uom_id
        return {
            place: free[place]
            for place in places[:BINS]
            if place.id != session._recall("bin") and unit.compare(free[place], quantity) >= 0
        }

    def _view_empty(self, session):
        move, _found, quantity = self._about_gone(session)
        choices = [
            {
                "value": f"bin {place.id}",
                "label": self.env._(
                    "I take them from %(bin)s (%(free)s free)",
                    bin=place.display_name,
                    free=amount(free),
                ),
            }
            for place, free in self._elsewhere(session).items()
        ]
        if any(self._moves(session).move_line_ids.mapped("picked")):
            label = self.env._("Deliver what there is")
            choices.append({"value": "validate", "label": label})
        choices.append({"value": "back", "label": self.env._("Go on picking")})
        return {
            "title": self._work_name(session),
            "prompt": session._recall("about").get("text") or self._gone(session, move),
            "quantity": quantity,
            "reasons": [],
            "choices": choices,
        }

    def _empty_scan(self, session, scan, data):
        """Who scans instead of an answer goes on picking."""
        self._turn(session, "lines")
        return self._lines_scan(session, scan, data)

    def _empty_answer(self, session, scan, data):
        """``{"choice"}``

        :raises UserError: no such choice, or the goods have gone from that bin too
        """
        choice = data.get("choice") or ""
        move, found, quantity = self._about_gone(session)
        bins = {f"bin {place.id}": place for place in self._elsewhere(session)}
        if choice not in ("back", "validate", *bins):
            raise UserError(self.env._("Choose what to do first."))
        self._turn(session, "lines")
        if choice == "back":
            return self._good()
        if choice == "validate":
            return self._lines_validate(session, scan, data)
        session._remember(bin=bins[choice].id, allowed=bins[choice].id)
        return self._take_or_ask(session, scan, move, found, quantity)
