from odoo import Command, models
from odoo.exceptions import UserError

from ..scanning import amount

#: Tracking of a product that has no lots.
PLAIN = "none"
#: Transfers that a refusal names.
NAMED = 3


class PerpetualBarcodeMoveTransfer(models.AbstractModel):
    """Goods collected from one bin, and the transfer that moves them.

    The session's cursor remembers ``bin``, ``into`` (a package) and ``goods``: rows of
    ``{"product", "lot", "package", "quantity"}``, where a row with a package is all of it.
    """

    _name = "perpetual.barcode.move.transfer"
    _inherit = "perpetual.barcode.flow"
    _description = "Barcode: Goods from Bin to Bin"

    def _bin(self, session):
        return self.env["stock.location"].browse(session._recall("bin"))

    def _rows(self, session):
        return [dict(row) for row in session._recall("goods") or []]

    def _collect(self, session, product, lot, quantity):
        """Add goods to what is collected, or take them away again.

        :raises UserError: there are not so many, or somebody else needs them
        """
        rows = self._rows(session)
        key = (product.id, lot.id, False)
        row = next((row for row in rows if (row["product"], row["lot"], row["package"]) == key), {})
        if not row:
            row.update(zip(("product", "lot", "package"), key, strict=True), quantity=0)
            rows.append(row)
        row["quantity"] += quantity
        if quantity > 0:
            self._allocate(session, product, lot, row["quantity"])
        unit = product.uom_id
        session._remember(
            goods=[row for row in rows if row["package"] or unit.compare(row["quantity"], 0) > 0]
        )

    # What is there

    def _quants(self, location, product=None, lot=None):
        domain = [("location_id", "=", location.id), ("quantity", ">", 0)]
        domain += [("product_id", "=", product.id)] if product else []
        domain += [("lot_id", "=", lot.id)] if lot else []
        return self.env["stock.quant"].search(domain)

    def _allocate(self, session, product, lot, quantity):
        """Which quants the goods are taken from: loose ones before those in packages, own
        before consigned.

        :returns: a list of (quant, quantity)
        :raises UserError: there are not so many that are free
        """
        whole = {row["package"] for row in self._rows(session) if row["package"]}
        quants = self._quants(self._bin(session), product, lot).filtered(
            lambda quant: quant.package_id.id not in whole
        )
        answer, rest, unit = [], quantity, product.uom_id
        for quant in quants.sorted(lambda row: (bool(row.package_id), bool(row.owner_id), row.id)):
            taken = min(rest, quant.quantity - quant.reserved_quantity)
            if unit.compare(taken, 0) > 0:
                answer.append((quant, taken))
                rest -= taken
        if unit.compare(rest, 0) > 0:
            raise UserError(self._why_not(session, product, lot, quants, quantity - rest))
        return answer

    def _why_not(self, session, product, lot, quants, free):
        words = {
            "free": amount(free),
            "there": amount(sum(quants.mapped("quantity"))),
            "product": " ".join(filter(None, (product.display_name, lot.name))),
            "bin": self._bin(session).display_name,
        }
        if not quants:
            return self.env._("There is no %(product)s in %(bin)s.", **words)
        if product.uom_id.is_zero(sum(quants.mapped("reserved_quantity"))):
            return self.env._("Only %(there)s of %(product)s are in %(bin)s.", **words)
        words["transfers"] = self._reserved_for(quants)
        return self.env._(
            "Only %(free)s of %(there)s %(product)s in %(bin)s are free: the rest is reserved for "
            "%(transfers)s. Move it with that transfer, or unreserve it there.",
            **words,
        )

    def _reserved_for(self, quants):
        """Names of the transfers that need goods of these quants."""
        lines = self.env["stock.move.line"].search(
            [
                ("location_id", "in", quants.location_id.ids),
                ("product_id", "in", quants.product_id.ids),
                ("state", "in", ("assigned", "partially_available")),
                ("quantity", ">", 0),
            ]
        )
        names = lines.move_id.mapped("reference")
        return ", ".join(list(dict.fromkeys(filter(None, names)))[:NAMED]) or self.env._("others")

    def _check_package(self, session, package):
        """:raises UserError: it is empty, elsewhere, or somebody needs its goods"""
        quants = package.contained_quant_ids
        if not quants:
            raise UserError(self.env._("Package %s is empty.", package.name))
        if package.location_id != self._bin(session):
            raise UserError(
                self.env._(
                    "Package %(package)s is in %(place)s, not in %(bin)s. To put goods into it "
                    "choose “Into a package”.",
                    package=package.name,
                    place=package.location_id.display_name or self.env._("no bin"),
                    bin=self._bin(session).display_name,
                )
            )
        if any(quants.mapped("reserved_quantity")):
            raise UserError(
                self.env._(
                    "Goods in package %(package)s are reserved for %(transfers)s. Move it with "
                    "that transfer, or unreserve it there.",
                    package=package.name,
                    transfers=self._reserved_for(quants),
                )
            )

    # The transfer

    def _transfer(self, session, location):
        """Move what is collected: one internal transfer, validated.

        :raises UserError: goods are no longer there or free, or core refuses
        """
        lines = self._transfer_lines(session, location)
        picking = self.env["stock.picking"].create(self._transfer_vals(session, location, lines))
        picking.action_confirm()
        picking.move_ids.move_line_ids.unlink()
        move_of = {move.product_id.id: move.id for move in picking.move_ids}
        for line in lines:
            line["move_id"] = move_of[line["product_id"]]
            line["picking_id"] = picking.id
        self.env["stock.move.line"].create(lines)
        picking.with_context(skip_backorder=True).button_validate()
        if picking.state != "done":
            raise UserError(
                self.env._(
                    "%s asks for more before it can be validated: open it in the office.",
                    picking.name,
                )
            )
        return picking

    def _transfer_lines(self, session, location):
        lines, into = [], session._recall("into")
        for row in self._rows(session):
            if row["package"]:
                package = self.env["stock.package"].browse(row["package"])
                self._check_package(session, package)
                for quant in package.contained_quant_ids:
                    vals = self._transfer_line(quant, quant.quantity, location)
                    lines.append({**vals, "result_package_id": into or quant.package_id.id})
                continue
            product = self.env["product.product"].browse(row["product"])
            lot = self.env["stock.lot"].browse(row["lot"] or [])
            for quant, quantity in self._allocate(session, product, lot, row["quantity"]):
                vals = self._transfer_line(quant, quantity, location)
                lines.append({**vals, "result_package_id": into})
        return lines

    def _transfer_line(self, quant, quantity, location):
        return {
            "product_id": quant.product_id.id,
            "product_uom_id": quant.product_uom_id.id,
            "lot_id": quant.lot_id.id,
            "owner_id": quant.owner_id.id,
            "package_id": quant.package_id.id,
            "location_id": quant.location_id.id,
            "location_dest_id": location.id,
            "quantity": quantity,
            "picked": True,
        }

    def _transfer_vals(self, session, location, lines):
        source = self._bin(session)
        quantities = {}
        for line in lines:
            product = self.env["product.product"].browse(line["product_id"])
            quantities[product] = quantities.get(product, 0) + line["quantity"]
        places = {"location_id": source.id, "location_dest_id": location.id}
        return {
            **places,
            "picking_type_id": self._transfer_type(source).id,
            "move_ids": [
                Command.create(
                    {
                        **places,
                        "product_id": product.id,
                        "product_uom": product.uom_id.id,
                        "product_uom_qty": quantity,
                    }
                )
                for product, quantity in quantities.items()
            ],
        }

    def _transfer_type(self, source):
        """The internal operation type of the bin's warehouse, also where it is archived because
        the company does not use several places.

        :raises UserError: there is none
        """
        kind = source.warehouse_id.int_type_id or self.env["stock.picking.type"].search(
            [("code", "=", "internal"), ("company_id", "=", self.env.company.id)], limit=1
        )
        if not kind:
            raise UserError(
                self.env._(
                    "%s belongs to no warehouse with an operation type for internal transfers. "
                    "Make one in the configuration of Inventory.",
                    source.display_name,
                )
            )
        return kind
