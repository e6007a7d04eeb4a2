from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.perpetual_barcode.scanning import Command, is_gtin

from ..labels import gs1

#: What a label of a kind is for.
KIND_MODELS = {
    "product": "product.product",
    "lot": "stock.lot",
    "location": "stock.location",
    "package": "stock.package",
    "command": "perpetual.barcode.sheet",
}


class PerpetualLabelSource(models.AbstractModel):
    """What may stand on a label: a list of names, and nothing that somebody can type a path for.

    Another addon adds a source with a row of ``_sources`` and a method ``_source_<name>``.
    """

    _name = "perpetual.label.source"
    _description = "Label: What a Field Shows"

    @api.model
    def _sources(self):
        """``{source: (label, kinds of labels)}``, in the order in which they are offered"""
        return {
            "product_name": (self.env._("Product: Name"), ("product", "lot")),
            "product_code": (self.env._("Product: Reference"), ("product", "lot")),
            "product_barcode": (self.env._("Product: Barcode"), ("product", "lot")),
            "product_gtin": (self.env._("Product: GTIN, GS1 (01)"), ("product", "lot")),
            "product_variant": (self.env._("Product: Variant"), ("product", "lot")),
            "product_unit": (self.env._("Product: Unit"), ("product", "lot")),
            "product_price": (self.env._("Product: Sales Price"), ("product",)),
            "lot_name": (self.env._("Lot: Number"), ("lot",)),
            "lot_reference": (self.env._("Lot: Internal Reference"), ("lot",)),
            "lot_expiry": (self.env._("Lot: Expiration Date"), ("lot",)),
            "lot_gs1": (self.env._("Lot: GS1 (01) GTIN, (17) Expiry, (10)/(21) Number"), ("lot",)),
            "location_name": (self.env._("Location: Name"), ("location",)),
            "location_path": (self.env._("Location: Full Name"), ("location",)),
            "location_barcode": (self.env._("Location: Barcode"), ("location",)),
            "package_name": (self.env._("Package: Number"), ("package",)),
            "package_sscc": (self.env._("Package: SSCC, GS1 (00)"), ("package",)),
            "package_type": (self.env._("Package: Type"), ("package",)),
            "package_content": (self.env._("Package: Content"), ("package",)),
            "command_name": (self.env._("Command: Name"), ("command",)),
            "command_code": (self.env._("Command: Barcode"), ("command",)),
            "command_detail": (self.env._("Command: Detail"), ("command",)),
            "company": (self.env._("Company"), tuple(KIND_MODELS)),
        }

    @api.model
    def _subjects(self, records):
        """What each label of the records is for: a record, or a card of a command sheet."""
        if records._name == "perpetual.barcode.sheet":
            return [
                card for sheet in records for part in sheet._sections() for card in part["cards"]
            ]
        return list(records)

    @api.model
    def _subject_name(self, subject):
        return subject["name"] if isinstance(subject, dict) else subject.display_name

    @api.model
    def _value(self, source, subject):
        """Return what the source says of the subject, ``""`` if it says nothing.

        :raises UserError: the value cannot be what the source promises, such as a GTIN
        """
        assert source in self._sources(), source
        return getattr(self, f"_source_{source}")(subject) or ""

    # Products and lots

    def _product(self, subject):
        return subject.product_id if subject._name == "stock.lot" else subject

    def _source_product_name(self, subject):
        return self._product(subject).name

    def _source_product_code(self, subject):
        return self._product(subject).default_code

    def _source_product_barcode(self, subject):
        return self._product(subject).barcode

    def _source_product_variant(self, subject):
        values = self._product(subject).product_template_attribute_value_ids
        return values._get_combination_name()

    def _source_product_unit(self, subject):
        return self._product(subject).uom_id.name

    def _source_product_price(self, subject):
        product = self._product(subject)
        currency = product.currency_id
        return currency.format(product.lst_price)

    def _source_product_gtin(self, subject):
        return gs1.element_string([("01", self._gtin(self._product(subject)))])

    def _gtin(self, product):
        """The barcode as 14 digits.

        :raises UserError: it is none
        """
        code = product.barcode or ""
        if not is_gtin(code):
            raise UserError(
                self.env._(
                    "The barcode of %(product)s is %(barcode)s, which is no GTIN. Correct it, or"
                    " take a label without GS1.",
                    product=product.display_name,
                    barcode=code or self.env._("empty"),
                )
            )
        return code.zfill(14)

    def _source_lot_name(self, lot):
        return lot.name

    def _source_lot_reference(self, lot):
        return lot.ref

    def _source_lot_expiry(self, lot):
        date = self._expiry(lot)
        return date and format_date(self.env, date)

    def _source_lot_gs1(self, lot):
        pairs = [("01", self._gtin(lot.product_id))]
        if date := self._expiry(lot):
            pairs.append(("17", date.strftime("%y%m%d")))
        number = "21" if lot.product_id.tracking == "serial" else "10"
        return gs1.element_string([*pairs, (number, lot.name)])

    def _expiry(self, lot):
        """The date, where lots have one (Odoo's ``product_expiry``)."""
        return "expiration_date" in lot._fields and lot.expiration_date

    # Locations and packages

    def _source_location_name(self, location):
        return location.name

    def _source_location_path(self, location):
        return location.complete_name

    def _source_location_barcode(self, location):
        # As the command sheet has it for a bin without a barcode.
        return location.barcode or str(Command("LOCATION", str(location.id)))

    def _source_package_name(self, package):
        return package.name

    def _source_package_sscc(self, package):
        if not package.valid_sscc:
            raise UserError(
                self.env._(
                    "%s is no SSCC of 18 digits with a check digit. Take a label that shows the"
                    " package's number, or give the package type a sequence of SSCCs.",
                    package.name,
                )
            )
        return gs1.element_string([("00", package.name)])

    def _source_package_type(self, package):
        return package.package_type_id.name

    def _source_package_content(self, package):
        return package.content_description

    # Commands

    def _source_command_name(self, card):
        return card["name"]

    def _source_command_code(self, card):
        return card["code"]

    def _source_command_detail(self, card):
        return card["detail"]

    def _source_company(self, subject):
        known = not isinstance(subject, dict) and subject._fields.get("company_id")
        return (known and subject.company_id.name) or self.env.company.name
