from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .perpetual_count_key import KEY


class PerpetualCountBuilding(models.AbstractModel):
    """The sheets of a session: which goods, on whose."""

    _name = "perpetual.count.building"
    _description = "Sheets of a Count"

    def _build(self):
        """A sheet for each counter, of all that lies in the zones by the books.

        :raises UserError: all of it is on other sheets, or none of the chosen products lies there
        """
        self.ensure_one()
        if self.zone_work_ids:
            return self._build_baseline()
        keys = self._keys_on_hand()
        if not keys:
            return self._build_empty()
        taken = self._open_keys(keys)
        if taken:
            self._tell_left_out(taken)
        keys = [key for key in keys if key not in taken]
        if not keys:
            line = self.env["perpetual.count.line"].sudo().browse(next(iter(taken.values())))
            raise UserError(
                self.env._(
                    "All that %(session)s would count is on other open sheets already, such as"
                    " %(key)s on sheet %(sheet)s. Finish or cancel that one first.",
                    session=self.name,
                    key=line._key_name(),
                    sheet=line.sheet_id.name,
                )
            )
        counters = self.counter_ids or [self.env["res.users"]]
        # Whole locations, so that nobody walks past the other.
        size = -(-len(keys) // len(counters))
        parts, part = [], []
        for index, key in enumerate(keys):
            is_new_place = index and key[1] != keys[index - 1][1]
            if len(part) >= size and is_new_place and len(parts) < len(counters) - 1:
                parts.append(part)
                part = []
            part.append(key)
        for counter, own in zip(counters, [*parts, part], strict=False):
            self._add_sheet(own, user=counter)
        return None

    def _build_empty(self):
        """Nothing lies there by the books: people look, and count what they find.

        :raises UserError: products are chosen, and none of them lies there
        """
        if self.product_ids:
            raise UserError(
                self.env._(
                    "None of the products of %s lies in its zones by the books. Leave Products"
                    " empty to count whatever is found there.",
                    self.name,
                )
            )
        for counter in self.counter_ids or [self.env["res.users"]]:
            self._add_sheet([], user=counter)

    def _tell_left_out(self, taken):
        """Leave a note of what is counted by others, so that nobody thinks it was forgotten.

        :param taken: key → id of the open line
        """
        lines = self.env["perpetual.count.line"].sudo().browse(taken.values())
        self.message_post(
            body=self.env._(
                "%(count)s records are left out: they are on open sheets of other sessions"
                " (%(sheets)s).",
                count=len(taken),
                sheets=", ".join(sorted(set(lines.sheet_id.mapped("name")))[:5]),
            )
        )

    def _scope(self):
        locations = self.location_ids or self.warehouse_id.view_location_id
        domain = Domain("location_id", "child_of", locations.ids)
        domain &= Domain("location_id.usage", "=", "internal")
        domain &= Domain("company_id", "=", self.company_id.id)
        if self.product_ids:
            domain &= Domain("product_id", "in", self.product_ids.ids)
        return domain

    def _keys_on_hand(self):
        """Keys with stock by the books, in walking order."""
        # The controller opens the session; the books are read for the sheets only.
        quants = self.env["stock.quant"].sudo()
        groups = quants._read_group(
            self._scope() & Domain("quantity", "!=", 0), list(KEY), ["quantity:sum"]
        )
        keys = [(*group[:5],) for group in groups if group[5]]
        keys.sort(key=lambda key: (key[1].complete_name, key[1].id, key[0].display_name, key[0].id))
        return [tuple(record.id for record in key) for key in keys]

    def _open_keys(self, keys, round_number=1):
        """Which of the keys are on an open sheet already: of the same round, or of another session,
        which may need each round for itself.

        :param keys: list of ``(product_id, location_id, lot_id, package_id, owner_id)``
        :returns: dict key → id of the line
        """
        products = list({key[0] for key in keys})
        # Also sheets that the person may not read: the key is taken.
        lines = (
            self.env["perpetual.count.line"]
            .sudo()
            .search(
                [
                    ("product_id", "in", products),
                    ("is_open", "=", True),
                    "|",
                    ("round", "=", round_number),
                    ("session_id", "not in", self.ids),
                ]
            )
        )
        found = {line._key(): line.id for line in lines}
        return {key: found[key] for key in keys if key in found}

    def _add_sheet(
        self, keys, user=None, round=1, blind=None, team=None, zone_work=None, dues=None
    ):
        """A sheet with a line for each key, in their order.

        :param keys: list of ``(product_id, location_id, lot_id, package_id, owner_id)``
        :param user: who counts; nobody: whoever takes it
        :param team: only its people take it
        :param zone_work: the zone of a baseline count that it belongs to
        :param dues: dict key → day on which it is due; none: the session's date
        :returns: the sheet
        :raises UserError: a key is on another open sheet of the same round
        """
        self.ensure_one()
        taken = self._open_keys(keys, round)
        if taken:
            line = self.env["perpetual.count.line"].sudo().browse(next(iter(taken.values())))
            raise UserError(
                self.env._(
                    "%(key)s is on sheet %(sheet)s already. Finish or cancel that one first.",
                    key=line._key_name(),
                    sheet=line.sheet_id.name,
                )
            )
        # Sheets and lines are made by steps only, so that nobody makes a counted one.
        sheet = (
            self.env["perpetual.count.sheet"]
            .sudo()
            .create(
                {
                    "name": f"{self.name}/{len(self.sheet_ids) + 1}",
                    "session_id": self.id,
                    "user_id": user.id if user else False,
                    "round": round,
                    "is_blind": self.is_blind if blind is None else blind,
                    "team_id": team.id if team else False,
                    "zone_work_id": zone_work.id if zone_work else False,
                }
            )
        )
        sheet._add_lines(keys, dues)
        self.invalidate_recordset(["sheet_ids", "line_ids"])
        return sheet.with_env(self.env)
