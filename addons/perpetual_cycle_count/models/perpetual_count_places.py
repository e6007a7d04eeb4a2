from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .perpetual_count_key import KEY

#: Goods that a message names.
NAMED = 5


class PerpetualCountPlaces(models.AbstractModel):
    """The places of a sheet that counts all that lies somewhere.

    Such a sheet is not only what the books knew when it was made: a place without stock is
    looked at too, and goods that came before their place was counted are asked for as well.
    """

    _name = "perpetual.count.places"
    _description = "Places of a Count Sheet"

    def _is_of_places(self):
        """Whether all that lies there is counted, not only what a plan or a person has chosen."""
        session = self.session_id
        return (
            self.round == 1
            and session.type != "recount"
            and not session.plan_id
            and not session.product_ids
        )

    def _scope(self):
        """Where the sheet counts, with all places below."""
        session = self.session_id
        zone = self.zone_work_id.zone_id.location_ids
        return zone or session.location_ids or session.warehouse_id.view_location_id

    def _is_in_scope(self, place):
        return place.usage == "internal" and bool(
            place.filtered_domain([("id", "child_of", self._scope().ids)])
        )

    def _check_place(self, place):
        """:raises UserError: the place is none that this sheet counts; naming whose it is"""
        self.ensure_one()
        if not self._is_of_places() or not self._is_in_scope(place):
            raise UserError(
                self.env._(
                    "%s is not on this sheet: count what the sheet names, and tell the controller.",
                    place.complete_name or self.env._("This"),
                )
            )
        other = self._open_lines(place).sheet_id - self
        if other:
            raise UserError(
                self.env._(
                    "%(place)s is on sheet %(sheet)s: leave it to who counts that.",
                    place=place.complete_name,
                    sheet=other[0].name,
                )
            )

    def _open_lines(self, place):
        return self.env["perpetual.count.line"].search(
            [
                ("session_id", "=", self.session_id.id),
                ("location_id", "=", place.id),
                ("round", "=", self.round),
                ("sheet_id.state", "in", ("todo", "counting")),
            ]
        )

    def action_empty(self, location_id):
        """Nothing lies there: seen by who counts the sheet, with their own eyes.

        :raises UserError: the place is not counted by this sheet, or something is to be counted
            there; naming it
        """
        sheet = self._check_counting()
        place = self.env["stock.location"].sudo().browse(location_id).exists()
        sheet._check_place(place)
        sheet._take_in(place)
        left = sheet.line_ids.filtered(lambda line: line.location_id == place)
        if left.filtered(lambda line: not line.is_counted or line.counted):
            raise UserError(
                self.env._(
                    "%s is not empty by this sheet: count what it names there, 0 if it is gone.",
                    place.complete_name,
                )
            )
        sheet.empty_ids |= place
        if sheet.state == "todo":
            sheet.state = "counting"

    # What came after the sheet was made

    def _take_in(self, places):
        """Lines for what lies in these places by the books by now and is on no sheet.

        :returns: the new lines
        """
        lines = self.env["perpetual.count.line"]
        if not places or not self._is_of_places():
            return lines
        groups = self.env["stock.quant"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("location_id", "in", places.ids),
                ("quantity", "!=", 0),
            ],
            list(KEY),
        )
        keys = [tuple(record.id for record in group) for group in groups]
        return self._add_lines(self._unlisted(keys, places))

    def _unlisted(self, keys, places):
        """Those of the keys that the session has on no sheet, and nobody else counts now."""
        if not keys:
            return []
        own = self.env["perpetual.count.line"].search(
            [("session_id", "=", self.session_id.id), ("location_id", "in", places.ids)]
        )
        taken = {line._key() for line in own} | self.session_id._open_keys(keys).keys()
        return [key for key in keys if key not in taken]

    def _arrived(self):
        """Keys that came into a place of the sheet before it was counted, and are on no sheet."""
        if not self.line_ids or not self._is_of_places():
            return []
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT moved.product_id, moved.location_dest_id, moved.lot_id,
                          moved.result_package_id, moved.owner_id
                     FROM stock_move_line moved
                     JOIN (SELECT line.location_id, MAX(entry.counted_at) AS at
                             FROM perpetual_count_line line
                             JOIN perpetual_count_entry entry ON entry.id = line.entry_id
                            WHERE line.sheet_id = %s GROUP BY line.location_id) place
                       ON place.location_id = moved.location_dest_id
                    WHERE moved.state = 'done' AND moved.date > %s AND moved.date < place.at""",
                self.id,
                self.session_id.started_at,
            )
        )
        keys = [tuple(part or False for part in row) for row in rows]
        places = self.env["stock.location"].browse({key[1] for key in keys})
        return [key for key in self._unlisted(keys, places) if self._lies_there(key)]

    def _lies_there(self, key):
        own = [(name, "=", part) for name, part in zip(KEY, key, strict=True)]
        return bool(self.env["stock.quant"].search_count([*own, ("quantity", "!=", 0)], limit=1))

    def _take_in_arrived(self):
        """:returns: lines for what came before its place was counted"""
        return self._add_lines(self._arrived())

    def _check_arrived(self):
        """:raises UserError: goods came before their place was counted; naming them"""
        keys = self._arrived()
        if keys:
            names = [
                self.env["perpetual.count.line"]
                .new(dict(zip(KEY, (part or False for part in key), strict=True)))
                ._key_name()
                for key in keys[:NAMED]
            ]
            raise UserError(
                self.env._(
                    "Goods came before their place was counted, and are on no sheet yet:\n%s\n"
                    "Press Finish: they are put on this one.",
                    "\n".join(f"- {name}" for name in names),
                )
            )

    def _check_looked(self):
        """:raises UserError: a sheet without goods, and nobody has looked anywhere"""
        if not self.line_ids and not self.empty_ids:
            raise UserError(
                self.env._(
                    "Nothing is counted on sheet %s yet. Scan each place and what lies there, or"
                    " say that it is empty.",
                    self.name,
                )
            )
