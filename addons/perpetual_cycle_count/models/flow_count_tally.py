import uuid

from odoo import models
from odoo.exceptions import UserError


class PerpetualCountFlowTally(models.AbstractModel):
    """The part of the count flow that keeps what is counted in a bin, and commits it.

    Each scan reads the books of its line (:class:`PerpetualCountTally`): a count is of the
    instant at which its last piece was scanned.
    """

    _name = "perpetual.count.flow.tally"
    _inherit = "perpetual.barcode.flow"
    _description = "Tally of the Count Flow"

    def _tallies(self, session):
        """Of the bin's lines, as superuser: they know the books."""
        domain = [("line_id", "in", self._lines(session).ids), ("user_id", "=", self.env.uid)]
        return self.env["perpetual.count.tally"].sudo().search(domain)

    def _tally(self, session):
        """Id of a line → what is counted of it in this bin, not committed yet."""
        return {tally.line_id.id: tally.counted for tally in self._tallies(session)}

    def _tell(self, session, scan, line, total, is_whole=False):
        """So many of a line in all, by now.

        :param is_whole: all of it was counted at this moment
        """
        before = self._tally(session).get(line.id)
        if line.sudo().product_id.tracking == "serial" and total not in (0, 1):
            raise UserError(self.env._("%s is scanned already.", line.lot_name))
        # The books are kept for the controller, and in no answer.
        tally = self.env["perpetual.count.tally"].sudo()
        tally._count(line.sudo(), total, scan.scanned_at, is_whole)
        scan.write(
            {"quantity": total - (before or 0), "effect": {"line": line.id, "before": before}}
        )

    def _take_back(self, session, effect):
        tally = self._tallies(session).filtered(lambda one: one.line_id.id == effect["line"])
        if not tally:
            raise UserError(
                self.env._("That place is counted already: choose it again to change its count.")
            )
        if effect["before"] is None:
            tally.unlink()
        else:
            tally.counted = effect["before"]

    # Into a bin

    def _enter_bin(self, session, place_id, lines):
        """Begin to count a bin, go on where one was, or ask what coming back to it means."""
        session._goto("count", sheet=session._recall("sheet"), bin=place_id)
        others = [("line_id", "in", lines.ids), ("user_id", "!=", self.env.uid)]
        # What somebody else began on a sheet that is one's own by now is not one's count.
        self.env["perpetual.count.tally"].sudo().search(others).unlink()
        if lines.filtered("is_counted"):
            session.state = "again"
            return self._warning(self.env._("%s is counted already.", self._place_name(session)))
        if self._tallies(session):
            return self._warning(
                self.env._("What you have scanned of %s before is kept.", self._place_name(session))
            )
        return self._good(self._place_name(session))

    def _view_again(self, session):
        return {
            "title": self._place_name(session),
            "prompt": self.env._("This place is counted already. What do you want to do?"),
            "reasons": [],
            "choices": [
                {"value": "add", "label": self.env._("Add what I missed")},
                {"value": "anew", "label": self.env._("Count all of it anew")},
                {"value": "back", "label": self.env._("Leave it as it is")},
            ],
        }

    def _again_answer(self, session, scan, data):
        choice = data.get("choice")
        if choice == "add":
            own = self._lines(session).filtered("is_counted").sudo()
            tallies = self._tallies(session)
            for line in own - tallies.line_id:
                tallies._take_up(line)
        elif choice == "anew":
            self._tallies(session).unlink()
            session._remember(anew=True)
        else:
            session._goto("bin", sheet=session._recall("sheet"))
            return self._good()
        session.state = "count"
        return self._good(self._place_name(session))

    def _count_leave(self, session, scan, data):
        self._tallies(session).unlink()
        session._goto("bin", sheet=session._recall("sheet"))
        return self._warning(self.env._("Nothing of this place was kept."))

    # Finishing a bin

    def _count_validate(self, session, scan, data):
        """Commit what was counted here; what has no count is asked about first."""
        # What came while this place was counted is asked about too.
        place = self.env["stock.location"].sudo().browse(session._recall("bin"))
        self._sheet(session).sudo()._take_in(place)
        if self._uncounted(session):
            session.state = "zeros"
            return self._warning(self.env._("Not everything here has a count."))
        if not self._lines(session):
            session.state = "zeros"
            return self._warning(self.env._("Nothing is counted here."))
        return self._commit_bin(session, scan)

    def _uncounted(self, session):
        tally, anew = self._tally(session), session._recall("anew")
        return self._lines(session).filtered(
            lambda line: line.id not in tally and (anew or not line.is_counted)
        )

    def _view_zeros(self, session):
        if not self._lines(session):
            return self._view_empty(session)
        return {
            "title": self._place_name(session),
            "prompt": self.env._("Is none of these here?"),
            "missing": [
                {
                    "product": " ".join(filter(None, (line.product_name, line.lot_name))),
                    "unit": line.unit_name,
                }
                for line in self._uncounted(session)
            ],
            "reasons": [],
            "choices": [
                {"value": "zero", "label": self.env._("None of these is here")},
                {"value": "back", "label": self.env._("I look again")},
            ],
        }

    def _view_empty(self, session):
        return {
            "title": self._place_name(session),
            "prompt": self.env._("Is this place empty?"),
            "missing": [],
            "reasons": [],
            "choices": [
                {"value": "zero", "label": self.env._("Yes, it is empty")},
                {"value": "back", "label": self.env._("I look again")},
            ],
        }

    def _zeros_answer(self, session, scan, data):
        if data.get("choice") != "zero":
            session.state = "count"
            return self._good()
        if not self._lines(session):
            self._sheet(session).action_empty(session._recall("bin"))
        tally = self.env["perpetual.count.tally"].sudo()
        for line in self._uncounted(session).sudo():
            tally._count(line, 0, scan.scanned_at)
        return self._commit_bin(session, scan)

    def _zeros_scan(self, session, scan, data):
        session.state = "count"
        return self._count_scan(session, scan, data)

    def _commit_bin(self, session, scan):
        name = self._place_name(session)
        for tally in self._tallies(session):
            # The call's own id makes those of its counts: sent again, they are the same.
            key = uuid.uuid5(uuid.UUID(scan.uuid), str(tally.line_id.id))
            line = tally.line_id.with_env(self.env)
            line._commit(tally.counted, str(key), device=scan.device, tally=tally)
            tally.unlink()
        session._goto("bin", sheet=session._recall("sheet"))
        return self._good(self.env._("%s is counted.", name))

    # Finishing the sheet

    def _bin_validate(self, session, scan, data):
        came = self._sheet(session).sudo()._take_in_arrived()
        if came:
            names = ", ".join(line._key_name() for line in came[:3])
            return self._warning(self.env._("Goods came while you counted: %s", names))
        if self._sheet(session).line_ids.sudo()._late_questions():
            session._goto("late", sheet=session._recall("sheet"))
            return self._warning(self.env._("Goods moved at about the time of your count."))
        return self._finish_sheet(session)

    def _finish_sheet(self, session):
        sheet = self._sheet(session)
        sheet.action_close()
        session._close()
        return self._good(self.env._("%s is counted.", sheet.name))

    def _view_late(self, session):
        questions = self._sheet(session).line_ids.sudo()._late_questions()
        if not questions:
            return {"title": self._title(), "prompt": "", "reasons": [], "choices": []}
        line, *moved = questions[0]
        text, prompt = line._late_words(*moved)
        return {
            "title": line.place_name,
            "prompt": f"{text} {prompt}",
            "reasons": [],
            "choices": [
                {"value": "before", "label": self.env._("Before my count")},
                {"value": "after", "label": self.env._("After my count")},
                {"value": "unknown", "label": self.env._("I do not know")},
                {"value": "back", "label": self.env._("Back to the places")},
            ],
        }

    def _late_answer(self, session, scan, data):
        """``{"choice": "before", "after", "unknown" or "back"}``, of one movement after another"""
        choice = data.get("choice")
        if choice == "back":
            session._goto("bin", sheet=session._recall("sheet"))
            return self._good()
        lines = self._sheet(session).line_ids
        questions = lines.sudo()._late_questions()
        if questions:
            line, move_line, _quantity = questions[0]
            line.with_env(self.env).action_answer(move_line.id, choice)
        if len(questions) > 1:
            session._goto("late", sheet=session._recall("sheet"))
            return self._good()
        return self._finish_sheet(session)
