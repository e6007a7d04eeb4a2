from odoo import models
from odoo.exceptions import UserError


class PerpetualBarcodeFlowDamage(models.AbstractModel):
    """Damaged goods are reported, and written off: at once, or when an approver has decided.

    States

    - ``goods``: the bin, then the goods are scanned; goods that are in one bin only need no
      bin; → ``lot`` where one is needed, → ``ask``
    - ``lot``: the lot or serial number of what was scanned → ``ask``
    - ``ask``: how many, why, with a photo → ``done``, or back to ``goods``
    - ``done``: written off, or waiting for approval; the next scan starts the next report

    Whether somebody has to approve is decided by the value, which is not shown.
    """

    _name = "perpetual.barcode.flow.damage"
    _inherit = "perpetual.barcode.flow"
    _description = "Barcode Flow: Damage and Write-Off"
    _perpetual_sequence = 50
    _perpetual_icon = "fa-chain-broken"

    def _title(self):
        return self.env._("Damage")

    def _any_start(self, session, scan, data):
        session._goto("goods")

    def _products_at_hand(self, session):
        if not session._recall("bin"):
            return self.env["product.product"].browse(session._recall("product"))
        return self._quants([("location_id", "=", session._recall("bin"))]).product_id

    def _quants(self, domain):
        """What this company keeps in its bins."""
        return self.env["stock.quant"].search(
            [
                *domain,
                ("quantity", ">", 0),
                ("location_id.usage", "=", "internal"),
                ("company_id", "=", self.env.company.id),
            ]
        )

    # Which goods

    def _view_goods(self, session):
        place = self.env["stock.location"].browse(session._recall("bin"))
        prompt = self.env._("Scan the damaged goods, or their bin first")
        if place:
            prompt = self.env._("Scan the damaged goods in %s", place.display_name)
        return {"title": self._title(), "prompt": prompt}

    def _goods_scan(self, session, scan, data):
        found = data["found"]
        if found.location:
            return self._at_bin(session, found.location)
        if not found.product:
            return self._unknown(found)
        times = self._take_times(session, found)
        if found.product.tracking != "none" and not found.lot_name:
            session._remember(product=found.product.id, quantity=times)
            session.state = "lot"
            return self._good(self.env._("Scan the lot or serial number"))
        return self._goods(session, scan, found, times)

    def _at_bin(self, session, location):
        if location.usage != "internal" or location.company_id != self.env.company:
            raise UserError(
                self.env._(
                    "%s is no bin of this company. Scan a place that keeps goods.",
                    location.display_name,
                )
            )
        session._goto("goods", bin=location.id)
        return self._good(location.display_name)

    def _view_lot(self, session):
        product = self.env["product.product"].browse(session._recall("product"))
        return {
            "title": self._title(),
            "prompt": self.env._("Lot or serial number of %s", product.display_name),
            "actions": [{"name": "back", "label": self.env._("Back"), "enabled": True}],
        }

    def _lot_scan(self, session, scan, data):
        found = data["found"]
        product = self.env["product.product"].browse(session._recall("product"))
        named = self.env["perpetual.barcode.resolver"]._named(
            product, found.lot_name or found.reading.text
        )
        return self._goods(session, scan, named, session._recall("quantity"))

    def _lot_back(self, session, scan, data):
        self._again(session)

    def _again(self, session):
        kept = {"bin": session._recall("bin")} if session._recall("bin") else {}
        session._goto("goods", **kept)

    def _goods(self, session, scan, found, quantity):
        """The goods are known: ask what is wrong with them.

        :raises UserError: no such lot, none there, or in several bins
        """
        product, lot = found.product, found.lot
        is_tracked = product.tracking != "none"
        if is_tracked and lot.product_id != product:
            raise UserError(
                self.env._(
                    "%(lot)s is no lot of %(product)s. Check the label.",
                    lot=found.lot_name,
                    product=product.display_name,
                )
            )
        lot = lot if is_tracked else lot.browse()
        place = self._place(session, product, lot)
        scan.write({"product_id": product.id, "lot_id": lot.id, "quantity": quantity})
        session._goto("ask", bin=place.id, product=product.id, lot=lot.id, quantity=quantity)
        return self._good(self._name_of(product, lot))

    def _place(self, session, product, lot):
        """The bin with the goods: the scanned one, or the only one that has them."""
        domain = [("product_id", "=", product.id)]
        domain += [("lot_id", "=", lot.id)] if lot else []
        wanted = session._recall("bin")
        places = self._quants(domain).location_id
        if wanted and wanted in places.ids:
            return places.browse(wanted)
        name = self._name_of(product, lot)
        if wanted:
            raise UserError(
                self.env._(
                    "There is no %(product)s in %(bin)s.",
                    product=name,
                    bin=places.browse(wanted).display_name,
                )
            )
        if not places:
            raise UserError(self.env._("There is no %s in stock. Check the label.", name))
        if len(places) > 1:
            raise UserError(self.env._("%s is in several bins: scan the bin first.", name))
        return places

    def _name_of(self, product, lot):
        return " ".join(filter(None, (product.display_name, lot.name)))

    # How many, why

    def _view_ask(self, session):
        product = self.env["product.product"].browse(session._recall("product"))
        lot = self.env["stock.lot"].browse(session._recall("lot") or [])
        reasons = self.env["perpetual.barcode.reason"].search(
            [("use", "=", "damage"), ("company_id", "in", (False, self.env.company.id))]
        )
        return {
            "title": self._name_of(product, lot),
            "subtitle": self.env["stock.location"].browse(session._recall("bin")).display_name,
            "prompt": self.env._("What is wrong with it?"),
            "quantity": session._recall("quantity"),
            "adjust": True,
            "photo": True,
            "reasons": [{"id": reason.id, "name": reason.name} for reason in reasons],
            "choices": [
                {"value": "write_off", "label": self.env._("Write it off")},
                {"value": "nothing", "label": self.env._("Scanned by mistake")},
            ],
        }

    def _ask_scan(self, session, scan, data):
        return self._warning(self.env._("Answer first: what is wrong with it?"))

    def _ask_answer(self, session, scan, data):
        """``{"choice", "reason", "note", "quantity", "photos": [base64, …]}``

        :raises UserError: no reason, no quantity, or there are not so many
        """
        choice = data.get("choice")
        if choice == "nothing":
            self._again(session)
            return self._good()
        if choice != "write_off":
            raise UserError(self.env._("Choose what to do first."))
        report = self._report(session, scan, data)
        session._close()
        session._remember(report=report.id)
        return self._told(report)

    def _report(self, session, scan, data):
        product = self.env["product.product"].browse(session._recall("product"))
        keyed = {"line": 0, "quantity": data.get("quantity") or 0}
        _line, quantity = self._keyed(keyed)
        if product.uom_id.is_zero(quantity):
            raise UserError(self.env._("Type a quantity, such as 12."))
        if not data.get("reason"):
            raise UserError(self.env._("Choose a reason first."))
        scan.quantity = quantity
        return self.env["perpetual.damage"]._report(
            {
                "product_id": product.id,
                "lot_id": session._recall("lot"),
                "location_id": session._recall("bin"),
                "quantity": quantity,
                "reason_id": data["reason"],
                "note": data.get("note"),
                "device": scan.device,
            },
            data.get("photos") or [],
        )

    def _told(self, report):
        if report.state == "requested":
            return self._good(
                self.env._("%s waits for approval. Put the goods aside.", report.name)
            )
        return self._good(self.env._("%s is written off.", report.name))

    # Done

    def _view_done(self, session):
        report = self.env["perpetual.damage"].browse(session._recall("report") or [])
        states = dict(report._fields["state"]._description_selection(self.env))
        return {
            "title": self._title(),
            "subtitle": report.name or "",
            "prompt": self.env._("Scan the next goods"),
            "text": self.env._("Waits for approval")
            if report.state == "requested"
            else states.get(report.state, ""),
        }

    def _done_scan(self, session, scan, data):
        session.closed = False
        session._goto("goods")
        return self._goods_scan(session, scan, data)
