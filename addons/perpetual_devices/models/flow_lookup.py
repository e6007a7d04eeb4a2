from odoo import models


class PerpetualBarcodeFlowLookup(models.AbstractModel):
    """What was looked up gets a label.

    States

    - ``printer``: several printers could do it, and none was chosen so far; the one that is touched
      is taken from now on → ``found``
    """

    _inherit = "perpetual.barcode.flow.lookup"

    def _view_found(self, session):
        view = super()._view_found(session)
        if not self.env["perpetual.label.choice"]._printers():
            return view
        actions = [{"name": "print", "label": self.env._("Print Label"), "enabled": True}]
        return {**view, "actions": [*view.get("actions", []), *actions]}

    def _subject(self, session):
        return self.env[session._recall("model")].browse(session._recall("id"))

    def _found_print(self, session, scan, data):
        jobs = self.env["perpetual.label.choice"]._print_now({self._subject(session): 1})
        if jobs:
            return self._sent(jobs)
        session.state = "printer"
        return self._good()

    def _view_printer(self, session):
        printers = self.env["perpetual.label.choice"]._printers()
        return {
            "title": self._subject(session).display_name,
            "prompt": self.env._("On which printer?"),
            "reasons": [],
            "choices": [
                *({"value": str(one.id), "label": one.display_name} for one in printers),
                {"value": "nothing", "label": self.env._("Do not print")},
            ],
        }

    def _printer_answer(self, session, scan, data):
        """``{"choice"}``: the id of a printer, or ``nothing``"""
        session.state = "found"
        choices = self.env["perpetual.label.choice"]
        printer = choices._printers().filtered(lambda one: str(one.id) == data.get("choice"))
        if not printer:
            return self._good()
        subject = self._subject(session)
        kind = self.env["perpetual.label.template"]._kind_of(subject)
        choices._remember(kind, printer, choices._of(kind)[1])
        return self._sent(choices._print_now({subject: 1}))

    def _printer_scan(self, session, scan, data):
        """Something else is scanned instead of an answer."""
        return self._any_scan(session, scan, data)
