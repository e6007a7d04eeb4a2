from odoo import models
from odoo.exceptions import UserError

from ..scanning import amount
from .flow_move_transfer import PLAIN


class PerpetualBarcodeFlowMove(models.AbstractModel):
    """Goods go from one bin to another, at once: one internal transfer, validated.

    States

    - ``source``: the bin is scanned that goods are taken from, or a whole package → ``goods``
    - ``goods``: products, lots and whole packages of the bin are scanned; → ``lot`` where one is
      needed, → ``pack`` by its button; another bin is where they go → ``done``
    - ``lot``: the lot or serial number of what was scanned → ``goods``
    - ``pack``: the package that they are put into: a new one → ``goods``, one that stands in a
      bin → ``done``
    - ``done``: moved; the next scan starts the next move

    What is not there or reserved for somebody else is refused. Until the last scan nothing is
    moved; what is collected is kept by the session.
    """

    _name = "perpetual.barcode.flow.move"
    _inherit = "perpetual.barcode.move.transfer"
    _description = "Barcode Flow: Move"
    _perpetual_sequence = 20
    _perpetual_icon = "fa-arrows-h"

    def _title(self):
        return self.env._("Move")

    def _any_start(self, session, scan, data):
        session._goto("source")
        return self._good()

    def _products_at_hand(self, session):
        return self._quants(self._bin(session)).product_id

    # From where

    def _view_source(self, session):
        return {
            "title": self._title(),
            "prompt": self.env._("Scan the bin that goods are taken from, or a whole package"),
        }

    def _source_scan(self, session, scan, data):
        found = data["found"]
        if found.location:
            return self._from(session, found.location)
        if found.package:
            self._check_bin(found.package.location_id, found.package.name)
            session._goto("goods", bin=found.package.location_id.id, goods=[])
            return self._add_package(session, scan, found.package)
        if not found:
            return self._unknown(found)
        return self._error(self.env._("Scan first the bin that the goods are taken from."))

    def _from(self, session, location):
        self._check_bin(location, location.display_name)
        session._goto("goods", bin=location.id, goods=[])
        return self._good(self.env._("From %s", location.display_name))

    def _check_bin(self, location, name):
        """:raises UserError: nothing is kept there, or not by this company"""
        if location.usage != "internal" or location.company_id != self.env.company:
            raise UserError(
                self.env._("%s is no bin of this company. Scan a place that keeps goods.", name)
            )

    # What

    def _view_goods(self, session):
        into = self.env["stock.package"].browse(session._recall("into"))
        rows = self._rows(session)
        prompt = self.env._("Scan a product, or the bin where they go")
        if not rows:
            prompt = self.env._("Scan a product, a lot or a whole package")
        if into:
            prompt = self.env._("Scan the bin where package %s goes", into.name)
        return {
            "title": self._title(),
            "subtitle": self.env._("From %s", self._bin(session).display_name),
            "prompt": prompt,
            "lines": [self._line(number, row) for number, row in enumerate(rows, 1)],
            "actions": [
                {"name": "undo", "label": self.env._("Undo"), "enabled": bool(rows)},
                {"name": "pack", "label": self.env._("Into a package"), "enabled": bool(rows)},
            ],
        }

    def _line(self, number, row):
        product = self.env["product.product"].browse(row["product"])
        package = self.env["stock.package"].browse(row["package"])
        lot = self.env["stock.lot"].browse(row["lot"])
        name = self.env._("Package %s", package.name) if package else product.display_name
        return {
            "id": number,
            "product": " ".join(filter(None, (name, lot.name))),
            "tracking": product.tracking or "none",
            "unit": product.uom_id.name or "",
            "done": row["quantity"],
            "status": "part",
            "barcodes": product._perpetual_barcodes()[product] if product and not lot else {},
            "details": [],
            "keypad": not package and product.tracking != "serial",
        }

    def _goods_scan(self, session, scan, data):
        found = data["found"]
        if found.location:
            return self._to(session, scan, found.location)
        if found.package and not found.product:
            return self._add_package(session, scan, found.package)
        if not found.product:
            return self._unknown(found)
        quantity = self._take_times(session, found)
        if found.product.tracking != "none" and not found.lot_name:
            session._remember(product=found.product.id, quantity=quantity)
            session.state = "lot"
            return self._good(self.env._("Scan the lot or serial number"))
        return self._add(session, scan, found, quantity)

    def _add(self, session, scan, found, quantity):
        product, lot = found.product, found.lot
        if found.lot_name and product.tracking != PLAIN and lot.product_id != product:
            raise UserError(
                self.env._(
                    "%(lot)s is no lot of %(product)s. Check the label.",
                    lot=found.lot_name,
                    product=product.display_name,
                )
            )
        self._collect(session, product, lot, quantity)
        scan.write(
            {
                "product_id": product.id,
                "lot_id": lot.id,
                "quantity": quantity,
                "effect": {"product": product.id, "lot": lot.id, "quantity": quantity},
            }
        )
        session.state = "goods"
        return self._good(
            self.env._(
                "+%(quantity)s %(product)s %(lot)s",
                quantity=amount(quantity),
                product=product.display_name,
                lot=lot.name or "",
            ).strip()
        )

    def _add_package(self, session, scan, package):
        """The package goes as it is.

        :raises UserError: it is not here, empty, collected already, or somebody needs its goods
        """
        self._check_package(session, package)
        rows = self._rows(session)
        if any(row["package"] == package.id for row in rows):
            raise UserError(self.env._("Package %s is scanned already.", package.name))
        rows.append({"product": False, "lot": False, "package": package.id, "quantity": 1})
        session._remember(goods=rows)
        scan.effect = {"package": package.id}
        return self._good(self.env._("Package %s", package.name))

    def _goods_quantity(self, session, scan, data):
        """``{"line": its number, "quantity"}``: so many of it in all, from the keypad."""
        rows = self._rows(session)
        number, quantity = self._keyed(data)
        if not 0 < number <= len(rows) or rows[number - 1]["package"]:
            raise UserError(self.env._("This line is gone. Look again and type the quantity."))
        row = rows[number - 1]
        product = self.env["product.product"].browse(row["product"])
        lot = self.env["stock.lot"].browse(row["lot"])
        more = quantity - row["quantity"]
        self._collect(session, product, lot, more)
        scan.write(
            {
                "product_id": product.id,
                "lot_id": lot.id,
                "quantity": more,
                "effect": {"product": product.id, "lot": lot.id, "quantity": more},
            }
        )
        return self._good(f"{amount(quantity)} {product.display_name}")

    # Lots

    def _view_lot(self, session):
        product = self.env["product.product"].browse(session._recall("product"))
        return {
            **self._view_goods(session),
            "prompt": self.env._("Lot or serial number of %s", product.display_name),
            "actions": [{"name": "back", "label": self.env._("Back"), "enabled": True}],
        }

    def _lot_scan(self, session, scan, data):
        found = data["found"]
        product = self.env["product.product"].browse(session._recall("product"))
        named = self.env["perpetual.barcode.resolver"]._named(
            product, self._lot_told(product, found)
        )
        return self._add(session, scan, named, session._recall("quantity"))

    def _lot_back(self, session, scan, data):
        session.state = "goods"

    # Where to

    def _goods_pack(self, session, scan, data):
        if not self._rows(session):
            raise UserError(self.env._("Scan the goods first, then the package for them."))
        session.state = "pack"

    def _view_pack(self, session):
        return {
            **self._view_goods(session),
            "prompt": self.env._("Scan the package that the goods are put into"),
            "actions": [{"name": "back", "label": self.env._("Back"), "enabled": True}],
        }

    def _pack_scan(self, session, scan, data):
        found = data["found"]
        if found.product or found.location or not (found.package_name or found.reading.text):
            return self._error(self.env._("Scan a package's number."))
        package = found.package or found.package.create(
            {"name": found.package_name or found.reading.text}
        )
        if any(row["package"] == package.id for row in self._rows(session)):
            raise UserError(self.env._("%s cannot be put into itself.", package.name))
        session._remember(into=package.id)
        if package.location_id:
            return self._finish(session, package.location_id)
        session.state = "goods"
        return self._good(self.env._("Into package %s", package.name))

    def _pack_back(self, session, scan, data):
        session.state = "goods"

    def _to(self, session, scan, location):
        """The bin where the goods go; with nothing collected yet, where they come from."""
        if not self._rows(session):
            return self._from(session, location)
        self._check_bin(location, location.display_name)
        if location == self._bin(session) and not session._recall("into"):
            raise UserError(
                self.env._("The goods are in %s already. Scan another bin.", location.display_name)
            )
        return self._finish(session, location)

    # Done

    def _finish(self, session, location):
        picking = self._transfer(session, location)
        session.picking_id = picking
        session._close()
        return self._good(
            self.env._("→ %(bin)s (%(transfer)s)", bin=location.display_name, transfer=picking.name)
        )

    def _view_done(self, session):
        return {**super()._view_done(session), "prompt": self.env._("Scan the next bin")}

    def _done_scan(self, session, scan, data):
        session.write({"closed": False, "picking_id": False})
        session._goto("source")
        return self._source_scan(session, scan, data)

    def _take_back(self, session, effect):
        if session.state not in ("goods", "lot", "pack"):
            raise UserError(self.env._("This is moved already: move it back the same way."))
        if effect.get("package"):
            rows = self._rows(session)
            rows = [row for row in rows if row["package"] != effect["package"]]
            session._remember(goods=rows)
            return
        product = self.env["product.product"].browse(effect["product"])
        lot = self.env["stock.lot"].browse(effect["lot"] or [])
        self._collect(session, product, lot, -effect["quantity"])
