from odoo import models
from odoo.exceptions import UserError


class PerpetualBarcodeFlowDamage(models.AbstractModel):
    """Damaged goods are reported, and written off: at once, or when an approver has decided.

    States

    - ``goods``: the bin or the package, then the goods are scanned; goods that are in one bin
      only need no bin, a package of one product needs no product; → ``lot`` where one is needed,
      → ``ask``
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
        return self._quants(self._within(session)).product_id

    def _within(self, session):
        """The bin and the package that were scanned before the goods."""
        scanned = (("location_id", "bin"), ("package_id", "package"))
        return [(name, "=", session._recall(key)) for name, key in scanned if session._recall(key)]

    def _package(self, session):
        return self.env["stock.package"].browse(session._recall("package") or [])

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
        inside = self._package(session) or place
        if inside:
            prompt = self.env._("Scan the damaged goods in %s", inside.display_name)
        return {"title": self._title(), "prompt": prompt}

    def _goods_scan(self, session, scan, data):
        found = data["found"]
        if found.location:
            return self._at_bin(session, found.location)
        if found.package:
            self._at_package(session, found.package)
            self._only_goods_of(found)
            if not found.product:
                return self._good(found.package.name)
        if not found.product:
            return self._unknown(found)
        times = self._told_quantity(session, found)
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

    def _at_package(self, session, package):
        if not package.location_id:
            raise UserError(self.env._("Package %s is empty.", package.name))
        self._at_bin(session, package.location_id)
        session._remember(package=package.id)

    def _only_goods_of(self, found):
        """A package with one product, and one lot of it, says what is meant."""
        if found.product:
            return
        quants = self._quants([("package_id", "=", found.package.id)])
        if len(quants.product_id) == 1:
            found.product = quants.product_id
            found.lot = quants.lot_id if len(quants.lot_id) == 1 else found.lot
            found.lot_name = found.lot.name or ""

    def _told_quantity(self, session, found):
        """How many the scan and the keypad tell; ``None`` for all that a package holds."""
        if found.quantity is None and not session.times and session._recall("package"):
            return None
        return self._take_times(session, found)

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
            product, self._lot_told(product, found)
        )
        return self._goods(session, scan, named, session._recall("quantity"))

    def _lot_back(self, session, scan, data):
        self._again(session)

    def _again(self, session):
        kept = {key: session._recall(key) for key in ("bin", "package") if session._recall(key)}
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
        package = self._package(session)
        if quantity is None:
            quantity = sum(self._quants(self._of(product, lot, package)).mapped("quantity"))
        scan.write({"product_id": product.id, "lot_id": lot.id, "quantity": quantity})
        session._goto(
            "ask",
            bin=place.id,
            package=package.id,
            product=product.id,
            lot=lot.id,
            quantity=quantity,
        )
        return self._good(self._name_of(product, lot))

    def _of(self, product, lot, package):
        domain = [("product_id", "=", product.id)]
        domain += [("lot_id", "=", lot.id)] if lot else []
        return domain + ([("package_id", "=", package.id)] if package else [])

    def _place(self, session, product, lot):
        """The bin with the goods: the scanned one, or the only one that has them."""
        wanted, package = session._recall("bin"), self._package(session)
        places = self._quants(self._of(product, lot, package)).location_id
        if wanted and wanted in places.ids:
            return places.browse(wanted)
        name = self._name_of(product, lot)
        if wanted:
            raise UserError(
                self.env._(
                    "There is no %(product)s in %(bin)s.",
                    product=name,
                    bin=package.name or places.browse(wanted).display_name,
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
            "subtitle": " · ".join(filter(None, self._where(session))),
            "prompt": self.env._("What is wrong with it?"),
            "quantity": session._recall("quantity"),
            "adjust": True,
            "photo": True,
            "reasons": [{"id": reason.id, "name": reason.name} for reason in reasons],
            "reason_for": ["write_off"],
            "choices": [
                {"value": "write_off", "label": self.env._("Write it off")},
                {"value": "nothing", "label": self.env._("Scanned by mistake")},
            ],
        }

    def _where(self, session):
        place = self.env["stock.location"].browse(session._recall("bin"))
        return place.display_name, self._package(session).name

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
                "package_id": session._recall("package"),
                "quantity": quantity,
                "reason_id": data["reason"],
                "note": data.get("note"),
                "device": scan.device,
                "found_at": scan._when(),
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
