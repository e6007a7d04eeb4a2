from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..scanning import amount, same_article

#: What a label change may touch, and nothing else: model → fields.
TOUCHED = {
    "product.product": ("barcode",),
    "perpetual.product.barcode": ("barcode", "product_id"),
    "product.uom": ("barcode", "product_id", "uom_id"),
    "stock.location": ("barcode",),
    "stock.package": ("name",),
}


#: What labels are changed of.
LABELLED = ("product.product", "stock.location", "stock.package")


class PerpetualBarcodeLabelling(models.AbstractModel):
    """Which barcodes a product, a bin or a package answers to, and how they are changed.

    Who changes labels is decided by a group of its own, so that nobody needs the rights to
    change products; the changes are made by the steps here only. A step answers the changes
    that take it back, the last first.
    """

    _name = "perpetual.barcode.labelling"
    _description = "Barcode: Labels"

    @api.model
    def _thing(self, model, number):
        """What is labelled.

        :raises UserError: it is nothing that has a label
        """
        if model not in LABELLED:
            raise UserError(self.env._("Only products, bins and packages have labels here."))
        return self.env[model].browse(number)

    @api.model
    def _barcodes(self, record):
        """What a record answers to: a list of ``{"label", "value"}``."""
        if record._name != "product.product":
            return [{"label": self.env._("Barcode"), "value": self._label(record) or "–"}]
        rows = [{"label": self.env._("Barcode"), "value": record.barcode or "–"}]
        rows += [
            {"label": self.env._("Further barcode"), "value": row.barcode}
            for row in record.perpetual_barcode_ids
        ]
        for row in record.product_uom_ids:
            count = row.uom_id._compute_quantity(1, record.uom_id, round=False)
            label = self.env._("%(pack)s of %(count)s", pack=row.uom_id.name, count=amount(count))
            rows.append({"label": label, "value": row.barcode})
        return rows

    @api.model
    def _label(self, record):
        return record.name if record._name == "stock.package" else record.barcode

    @api.model
    def _row_of(self, product, code):
        """The record that has this barcode of the product, in any of the lengths of its number."""
        codes = same_article(code)
        if product.barcode in codes:
            return product
        for rows in (product.perpetual_barcode_ids, product.product_uom_ids):
            row = rows.filtered(lambda row: row.barcode in codes)
            if row:
                return row[:1]
        return product.browse()

    @api.model
    def _check_free(self, found, code, record):
        """:raises UserError: something else answers to this barcode, named"""
        lots = self.env["stock.lot"].search([("name", "=", code)], limit=1)
        named = found.location, found.package, found.picking, found.picking_type
        owner = next((other for other in (*named, lots, found.product) if other), None)
        if owner and owner != record:
            raise UserError(
                self.env._(
                    "%(barcode)s is the barcode of %(owner)s already. Take it away there first.",
                    barcode=code,
                    owner=owner.display_name,
                )
            )

    # Steps

    @api.model
    def _relabel(self, record, code):
        """A bin or a package has this barcode from now on, instead of its old one."""
        name = "name" if record._name == "stock.package" else "barcode"
        return [self._write(record, {name: code})]

    @api.model
    def _add_further(self, product, code):
        """One more barcode of the product."""
        vals = {"product_id": product.id, "barcode": code}
        return [self._create("perpetual.product.barcode", vals)]

    @api.model
    def _set_main(self, product, code):
        """The barcode that is printed; labels with the old one still work."""
        old = product.barcode
        changes = [self._write(product, {"barcode": code})]
        return changes + (self._add_further(product, old) if old else [])

    @api.model
    def _add_packaging(self, product, code, quantity):
        """A packaging with so many of the product's unit."""
        unit = self._unit_of(product, quantity)
        vals = {"product_id": product.id, "uom_id": unit.id, "barcode": code}
        return [self._create("product.uom", vals)]

    @api.model
    def _remove(self, product, code):
        """Take one of its barcodes away from a product."""
        row = self._row_of(product, code)
        if row._name == "product.product":
            return [self._write(product, {"barcode": False})]
        vals = {name: self._plain(row[name]) for name in TOUCHED[row._name]}
        model = row._name
        # Who changes labels has no rights on products.
        row.sudo().unlink()
        return [{"model": model, "create": vals}]

    def _plain(self, value):
        return value.id if isinstance(value, models.BaseModel) else value

    def _unit_of(self, product, quantity):
        """The unit that is ``quantity`` of the product's: one of its packagings, one that is
        known, or a new one."""
        own = product.uom_id

        def fits(unit):
            count = unit._compute_quantity(1, own, round=False)
            return unit._has_common_reference(own) and abs(count - quantity) < 1e-6

        unit = product.uom_ids.filtered(fits)[:1]
        if not unit:
            unit = self.env["uom.uom"].search([("id", "!=", own.id)]).filtered(fits)[:1]
        if not unit:
            name = self.env._("Pack of %s", amount(quantity))
            vals = {"name": name, "relative_uom_id": own.id, "relative_factor": quantity}
            # Units and packagings are the product people's; the quantity is this person's.
            unit = self.env["uom.uom"].sudo().create(vals).sudo(False)
        if unit not in product.uom_ids:
            product.product_tmpl_id.sudo().uom_ids = [Command.link(unit.id)]
        return unit

    # Changes

    def _write(self, record, vals):
        if not vals.keys() <= set(TOUCHED.get(record._name, ())):
            raise UserError(self.env._("Only products, bins and packages have labels here."))
        record.check_access("read")
        old = {name: record[name] for name in vals}
        # Who changes labels has no rights on products and bins: only these fields are touched.
        record.sudo().write(vals)
        return {"model": record._name, "id": record.id, "vals": old}

    def _create(self, model, vals):
        # As above.
        row = self.env[model].sudo().create(vals)
        return {"model": model, "id": row.id, "remove": True}

    @api.model
    def _take_back(self, changes):
        """Undo changes, the last first.

        :raises UserError: somebody has changed the label since
        """
        for change in reversed(changes):
            model = change["model"]
            vals = change.get("create") or change.get("vals") or {}
            if model not in TOUCHED or set(vals) - set(TOUCHED[model]):
                raise UserError(self.env._("This cannot be undone."))
            record = self.env[model].browse(change.get("id") or []).exists()
            if not record and not change.get("create"):
                raise UserError(self.env._("This label has been changed since."))
            record.check_access("read")
            # As above.
            if change.get("create"):
                self.env[model].sudo().create(vals)
            elif change.get("remove"):
                record.sudo().unlink()
            else:
                record.sudo().write(vals)

    @api.model
    def _tell(self, product, text):
        """In the product's chatter, where who keeps products looks."""
        body = self.env._("Barcode app, %(when)s: %(text)s", when=fields.Date.today(), text=text)
        product.sudo().message_post(body=body)
