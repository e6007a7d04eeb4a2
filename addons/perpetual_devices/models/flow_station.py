from odoo import models
from odoo.exceptions import AccessError


class PerpetualBarcodeFlowStation(models.AbstractModel):
    """Where one works: scans of the station's scanners come to this app, labels go to its printer.

    States

    - ``choose``: one of the stations is touched, or its label scanned, or none any more → the start
      screen
    """

    _name = "perpetual.barcode.flow.station"
    _inherit = "perpetual.barcode.flow"
    _description = "Barcode Flow: Station"
    _perpetual_sequence = 95
    _perpetual_icon = "fa-map-marker"

    def _title(self):
        return self.env._("Station")

    def _is_allowed(self):
        can_read = self.env["perpetual.station"].has_access("read")
        return super()._is_allowed() and can_read and bool(self._stations())

    def _check_allowed(self):
        """:raises AccessError: no station is for this person"""
        if not self._is_allowed():
            raise AccessError(
                self.env._(
                    "There is no station for you here: a devices administrator adds you to one."
                )
            )

    def _can_go_on(self, session):
        return False  # nothing is begun by choosing

    def _stations(self):
        """Stations of the company that are for this person."""
        stations = self.env["perpetual.station"].search([("company_id", "=", self.env.company.id)])
        return stations.filtered(
            lambda station: not station.user_ids or self.env.user in station.user_ids
        )

    def _any_start(self, session, scan, data):
        session._goto("choose")

    def _view_choose(self, session):
        stations = self._stations()
        choices = [{"value": str(one.id), "label": self._label(one)} for one in stations]
        if stations._of_user():
            choices.append({"value": "leave", "label": self.env._("I work at none of them")})
        return {
            "title": self._title(),
            "prompt": self.env._("Where do you work?"),
            "reasons": [],
            "choices": choices,
        }

    def _label(self, station):
        if not station.worker_id:
            return station.name
        if station.worker_id == self.env.user:
            return self.env._("%s (here)", station.name)
        return f"{station.name} ({station.worker_id.name})"

    def _choose_answer(self, session, scan, data):
        """``{"choice"}``: the id of a station, or ``leave``"""
        choice = data.get("choice") or ""
        if choice == "leave":
            self._stations()._of_user().action_leave()
            return self._over(session, self.env._("Scans of stations come to you no more."))
        station = self._stations().filtered(lambda one: str(one.id) == choice)
        return self._begin(session, station) if station else self._good()

    def _choose_scan(self, session, scan, data):
        station = self._by_label(data["found"])
        return self._begin(session, station) if station else self._unknown(data["found"])

    def _by_label(self, found):
        """The station whose label was scanned, or none."""
        code = found.reading.text
        return self.env["perpetual.station"].search(
            [("code", "=", code), ("company_id", "=", self.env.company.id)], limit=1
        )

    def _begin(self, session, station):
        station.action_work_here()
        text = self.env._("You work at %s now: scans made there come to you.", station.name)
        return self._over(session, text)

    def _over(self, session, text):
        session._close()
        return {**self._good(text), "home": True}
