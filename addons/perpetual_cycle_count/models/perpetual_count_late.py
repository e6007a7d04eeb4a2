from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_time

from odoo.addons.perpetual_barcode.scanning import amount

ANSWERS = ("before", "after", "unknown")


class PerpetualCountLate(models.AbstractModel):
    """Rule 2: paperwork that comes right after a count may be of goods that moved before it.

    Asked of the counter, also after the sheet is finished and until the variance is posted.
    Nobody knows: counted again.
    """

    _name = "perpetual.count.late"
    _description = "Movements Right After a Count"

    def late_movements(self):
        """Movements of the goods that were validated so soon after the count that they may have
        happened before it.

        :returns: ``[{"id", "reference", "quantity", "incoming", "at"}]``
        """
        self.ensure_one()
        self.check_access("read")
        # Who counts has no rights to movements; these say nothing of what is on hand.
        return [
            {
                "id": move_line.id,
                "reference": move_line.reference or "",
                "quantity": abs(quantity),
                "incoming": quantity > 0,
                "at": fields.Datetime.to_string(move_line.date),
            }
            for move_line, quantity in self.sudo()._late_moved()
        ]

    def _late_moved(self):
        """Done move lines in the grace window that nobody has answered for yet, and what each
        changed that the count does not know of: what was picked or placed when it was counted is
        in its expectation already.

        :returns: list of (move line, signed quantity)
        """
        entry = self.entry_id
        if not entry or not self.session_id.grace_minutes:
            return []
        answered = self.env["perpetual.count.answer"].search([("entry_id", "=", entry.id)])
        told, moved = entry.in_flight or {}, []
        for move_line in self._moved_in_grace() - answered.move_line_id:
            change = Decimal(str(move_line.quantity_product_uom))
            change *= self._sign(move_line)
            change -= Decimal(str(told.get(str(move_line.id), 0)))
            if not self.uom_id.is_zero(float(change)):
                moved.append((move_line, float(change)))
        return moved

    def _sign(self, move_line):
        arrives = move_line.location_dest_id == self.location_id
        leaves = move_line.location_id == self.location_id
        if arrives and leaves:
            # Packed or unpacked where it lies.
            arrives = move_line.result_package_id == self.package_id
            leaves = move_line.package_id == self.package_id
        return int(arrives) - int(leaves)

    def _moved_in_grace(self):
        entry = self.entry_id
        place, package = self.location_id.id, self.package_id.id
        leaves = Domain("location_id", "=", place) & Domain("package_id", "=", package)
        arrives = Domain("location_dest_id", "=", place)
        arrives &= Domain("result_package_id", "=", package)
        return self.env["stock.move.line"].search(
            Domain("date", ">", entry.counted_at)
            & Domain("date", "<=", self._grace_end())
            & Domain("state", "=", "done")
            & Domain("product_id", "=", self.product_id.id)
            & Domain("lot_id", "=", self.lot_id.id)
            & Domain("owner_id", "=", self.owner_id.id)
            & Domain("move_id.is_inventory", "=", False)
            & (leaves | arrives)
        )

    def _grace_end(self):
        """When movements after the count are no longer asked about."""
        minutes = self.session_id.grace_minutes
        return fields.Datetime.add(self.entry_id.counted_at, minutes=minutes)

    def _late_questions(self):
        """What the counter has to say of these lines.

        :returns: list of (line, move line, signed quantity)
        """
        counted = self.filtered("entry_id")
        moved = counted._moved_products()
        return [
            (line, *row)
            for line in counted
            if line.product_id in moved
            for row in line._late_moved()
        ]

    def _late_words(self, move_line, quantity):
        """What the counter is told of a movement, and asked: two texts."""

        def clock(instant):
            return format_time(self.env, instant, time_format="short")

        unit = self.unit_name
        told = {
            "goods": " ".join(
                filter(None, (amount(abs(quantity)), unit, self.product_name, self.lot_name))
            ),
            "place": self.place_name,
            "time": clock(move_line.date),
            "transfer": move_line.reference or self.env._("a transfer"),
        }
        text = (
            self.env._("%(goods)s came to %(place)s: %(transfer)s, recorded at %(time)s.", **told)
            if quantity > 0
            else self.env._("%(goods)s left %(place)s: %(transfer)s, recorded at %(time)s.", **told)
        )
        prompt = self.env._(
            "Did they move before or after you counted at %s?", clock(self.entry_id.counted_at)
        )
        return text, prompt

    def action_answer(self, move_line_id, answer):
        """Whether goods moved before or after one counted; unknown: somebody counts again.

        :param answer: ``before``, ``after`` or ``unknown``
        :raises UserError: nothing is asked about this movement, or the count is settled
        """
        self.ensure_one()
        if answer not in ANSWERS:
            raise UserError(self.env._("Say whether it was before or after your count."))
        self.sheet_id._check_answering()
        # Who counts writes nothing but by steps.
        line = self.sudo()
        moved = {row.id: (row, quantity) for row, quantity in line._late_moved()}
        if move_line_id not in moved:
            raise UserError(self.env._("There is nothing to ask about this movement any more."))
        move_line, quantity = moved[move_line_id]
        self.env["perpetual.count.answer"].sudo().create(
            {
                "entry_id": line.entry_id.id,
                "move_line_id": move_line.id,
                "answer": answer,
                "user_id": self.env.uid,
            }
        )
        if answer == "before":
            line.late_quantity += quantity
        line._judge_again()

    def _judge_again(self):
        """An answer came after the sheet was finished: what was made of the count is made anew.
        A round that is counted again already is only measured, to be compared with the next."""
        if self.sheet_id.state != "done":
            return
        self.session_id._wait_for_the_other()
        row = self.variance_id
        if self.state == "recount":
            classes = self.session_id._abc_classes(self.product_id)
            self._measure(classes[self.product_id.id], self in self._doubted())
        elif row.state in ("investigate", "to_approve", "approved"):
            row._send_back()
            self.write({"state": "counted"})
            self._judge()
            if row.state == "recount":
                self.session_id.state = "counting"
            self.session_id._check_settled()
