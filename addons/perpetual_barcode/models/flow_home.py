from odoo import models
from odoo.exceptions import UserError


class PerpetualBarcodeFlowHome(models.AbstractModel):
    """The start screen: whatever is scanned opens the flow that it belongs to.

    States

    - ``start``: a transfer opens its flow, an operation type the choice of its transfers, goods
      and places the look-up; the session goes on as that flow's; a receipt or delivery that is
      done → ``finished``
    - ``finished``: its goods are returned, or nothing is done
    """

    _name = "perpetual.barcode.flow.home"
    _inherit = "perpetual.barcode.flow"
    _description = "Barcode Flow: Start Screen"

    def _title(self):
        return self.env._("Barcode")

    def _view_start(self, session):
        return {"title": self._title(), "prompt": self.env._("Scan anything")}

    def _any_start(self, session, scan, data):
        """The app starts a session with the first scan in it."""
        return self._handle(session, scan, "scan", data)

    def _start_scan(self, session, scan, data):
        found = data["found"]
        if found.picking.state == "done" and self._returns()._can_open(found.picking):
            session.write({"state": "finished", "picking_id": found.picking.id})
            return self._warning(self.env._("%s is done already.", found.picking.name))
        if found.picking:
            code = self._code_for(found.picking.picking_type_code, found.picking.name)
            return self._hand_over(session, code)._open(session, found.picking)
        if found.picking_type:
            code = self._code_for(found.picking_type.code, found.picking_type.name)
            chosen = {"type": found.picking_type.id}
            return self._hand_over(session, code)._any_start(session, scan, chosen)
        if found.product or found.lot or found.package or found.location:
            return self._hand_over(session, "lookup")._any_scan(session, scan, data)
        return self._open_document(session, found)

    def _open_document(self, session, found):
        """Transfers of a purchase, a sale or another document whose number was scanned."""
        flows = self._transfer_flows()
        for code, flow in flows.items():
            pickings = flow._pickings_of(found) if flow._is_allowed() else None
            if pickings:
                return self._hand_over(session, code)._open_one_of(session, found, pickings)
        session._close()
        return self._unknown(found)

    def _transfer_flows(self):
        """Code → flow, of those that work on transfers of some type."""
        door = self.env["perpetual.barcode"]
        flows = {code: door._flow(code) for code in door._flow_codes()}
        return {
            code: flow for code, flow in flows.items() if hasattr(flow, "_types") and flow._types()
        }

    # A transfer that is done

    def _returns(self):
        return self.env["perpetual.barcode"]._flow("return")

    def _view_finished(self, session):
        picking = session.picking_id
        return {
            "title": picking.name,
            "subtitle": picking.partner_id.display_name or "",
            "prompt": self.env._("Do you want to return goods of it?"),
            "reasons": [],
            "choices": [
                {"value": "return", "label": self.env._("Return goods")},
                {"value": "nothing", "label": self.env._("No, scan something else")},
            ],
        }

    def _finished_scan(self, session, scan, data):
        """Something else is scanned instead of an answer."""
        session.write({"state": "start", "picking_id": False})
        return self._start_scan(session, scan, data)

    def _finished_answer(self, session, scan, data):
        """``{"choice"}``"""
        picking = session.picking_id
        if data.get("choice") != "return":
            session._close()
            return self._good()
        returns = self._hand_over(session, "return")
        return returns._open(session, scan, picking, self.env["stock.lot"])

    def _any_home(self, session, scan, data):
        session._close()
        return super()._any_home(session, scan, data)

    def _any_user(self, session, scan, data):
        session._close()
        return super()._any_user(session, scan, data)

    def _start_flow(self, session, scan, data):
        return self._hand_over(session, data.get("value"))._any_start(session, scan, {})

    def _hand_over(self, session, code):
        flow = self.env["perpetual.barcode"]._flow(code)
        flow._check_allowed()
        session.write({"flow": code, "state": "start", "cursor": False})
        return flow

    def _code_for(self, type_code, name):
        """The flow for transfers of this type.

        :raises UserError: none of the app's flows works on them
        """
        for code, flow in self._transfer_flows().items():
            if type_code in flow._types():
                return code
        raise UserError(self.env._("%s cannot be worked on with a scanner yet.", name))
