from dataclasses import dataclass
from typing import Any

from odoo import api, models
from odoo.exceptions import UserError

from ..scanning import (
    Command,
    NoDataError,
    Reading,
    TooLongError,
    command,
    elements,
    is_marked_by_content,
    place_of,
    price,
    read,
    same_article,
    serial,
)


@dataclass
class Found:
    """What a scan names. Records are empty recordsets where it does not name one.

    :ivar quantity: in the product's unit, or ``None`` where the scan tells none
    :ivar lot_name: a lot or serial number that the scan gives, known or not
    :ivar package_name: a package number that the scan gives, known or not
    :ivar article: the article number in a GS1 symbol, known or not
    :ivar expiry: day on which the lot expires, or ``None``
    :ivar price: price that the label of a weighed article tells, or ``None``
    """

    reading: Reading
    product: Any
    lot: Any
    package: Any
    location: Any
    picking: Any
    picking_type: Any
    command: Command | None = None
    quantity: float | None = None
    lot_name: str = ""
    article: str = ""
    package_name: str = ""
    expiry: Any = None
    price: float | None = None

    def __bool__(self) -> bool:
        records = any(getattr(self, name) for name in KINDS)
        return bool(records or self.command or self.lot_name or self.package_name)


#: Attribute of :class:`Found` → model.
KINDS = {
    "product": "product.product",
    "lot": "stock.lot",
    "package": "stock.package",
    "location": "stock.location",
    "picking": "stock.picking",
    "picking_type": "stock.picking.type",
}

#: GS1 and nomenclature types → attribute of :class:`Found` that keeps the plain value.
VALUES = {"lot": "lot_name", "package": "package_name", "expiration_date": "expiry"}

#: GS1's application identifiers of package and article: a label with a wrong one is refused.
NUMBERS = ("00", "01", "02")

#: Word of a command barcode that names a record → attribute of :class:`Found`.
PLACES = {"LOCATION": "location", "TYPE": "picking_type"}


class PerpetualBarcodeResolver(models.AbstractModel):
    """From the characters of a scan to the records that they name."""

    _name = "perpetual.barcode.resolver"
    _description = "Barcode Resolver"

    @api.model
    def _resolve(self, raw, form="", products=None):
        """Find what a scan names, the exact code before any rule.

        :param raw: characters as scanned or typed
        :param form: the format that a camera told
        :param products: products at hand; of several lots of one name, theirs is meant
        :returns: :class:`Found`; false where nothing is known of the code
        :raises UserError: the scan cannot be read
        """
        try:
            reading = read(raw, form)
        except NoDataError as error:
            raise UserError(self.env._("This scan cannot be read: it holds no data.")) from error
        except TooLongError as error:
            raise UserError(
                self.env._("This scan cannot be read: no symbol holds %s characters.", error.length)
            ) from error
        found = Found(reading, **{name: self.env[model] for name, model in KINDS.items()})
        found.command = command(reading.text)
        if found.command and found.command.word in PLACES:
            self._take_place(found)
            return found
        if found.command or reading.times:
            return found
        if not (reading.is_gs1 and self._read_elements(found)):
            self._find_exact(found, products)
            # The company's own labels first: 21… is its weighed cheese and not a GS1 serial.
            if not found:
                self._read_rules(found)
            if not found and reading.is_gs1 is None and self._can_be_gs1(found, products):
                self._read_elements(found)
        self._complete(found, products)
        return found

    @api.model
    def _named(self, product, lot_name=""):
        """As if a label with this product and lot had been scanned."""
        found = Found(
            Reading(lot_name or product.display_name),
            **{name: self.env[model] for name, model in KINDS.items()},
        )
        found.product, found.lot_name = product, lot_name or ""
        self._complete(found, product)
        return found

    def _take_place(self, found):
        """A bin or an operation type without a barcode of its own, by the sheet's."""
        name, value = PLACES[found.command.word], found.command.value
        found.command = None
        if value.isdecimal():
            domain = self._own_company([("id", "=", int(value))])
            setattr(found, name, self.env[KINDS[name]].search(domain))

    # Exact codes

    def _find_exact(self, found, products):
        text = found.reading.text
        if self._find_product(found, text):
            return
        for name, domain in (
            ("location", [("barcode", "=", text)]),
            ("picking_type", [("barcode", "=", text)]),
            ("picking", [("name", "=", text)]),
            ("package", [("name", "=", text)]),
        ):
            record = self.env[KINDS[name]].search(self._own_company(domain), limit=1)
            setattr(found, name, record)
            if record:
                return
        self._find_lot(found, text, products)

    def _own_company(self, domain):
        return [*domain, ("company_id", "in", (False, self.env.company.id))]

    def _find_product(self, found, code):
        codes = same_article(code)
        product = self.env["product.product"].search(
            self._own_company([("barcode", "in", codes)]), limit=1
        )
        if product:
            found.product = product
            return True
        further = self.env["perpetual.product.barcode"].search([("barcode", "in", codes)], limit=1)
        if further:
            found.product = further.product_id
            return True
        packaging = self.env["product.uom"].search([("barcode", "in", codes)], limit=1)
        if packaging:
            product = packaging.product_id
            found.product = product
            found.quantity = packaging.uom_id._compute_quantity(1, product.uom_id, round=False)
            return True
        return False

    def _find_lot(self, found, name, products):
        """The lot of this name: of a product at hand, or the only one there is."""
        lots = self.env["stock.lot"].search(self._own_company([("name", "=", name)]))
        at_hand = lots.filtered(lambda lot: lot.product_id in products) if products else lots
        if len(at_hand or lots) == 1:
            found.lot = at_hand or lots
            found.product = found.lot.product_id

    # Rules

    def _read_elements(self, found):
        """GS1 element strings and EPC URIs; whether there were any."""
        text = found.reading.text
        try:
            parts = self._epc_elements(text) if text.startswith("urn:") else self._gs1_parts(text)
        except (UserError, ValueError, IndexError):
            return False  # not what it looked like
        if not parts or isinstance(parts, str):
            return False
        # The product first, wherever it stands: a weight is told in its unit.
        for part in sorted(parts, key=lambda part: part["type"] != "product"):
            self._take_element(found, part)
        found.price = price(elements(text))
        return True

    def _can_be_gs1(self, found, products):
        """Whether a text that no scanner has marked as GS1 may be read as such: a plain lot such as
        10-2024 begins like an element, too. One that is known is meant."""
        text = found.reading.text
        if text.startswith("urn:") or is_marked_by_content(text):
            return True
        names = [data for ai, data in elements(text) if ai in ("10", "21")]
        domain = [("name", "in", names), ("product_id", "in", products.ids if products else [])]
        return bool(
            names and self.env["stock.lot"].search_count(self._own_company(domain), limit=1)
        )

    def _gs1_parts(self, text):
        """Each element by the company's rules; one that no rule knows is passed over.

        :raises UserError: the number of an article or a package is wrong
        """
        nomenclature, parts = self._gs1_nomenclature(), []
        for ai, data in elements(text):
            try:
                parts += nomenclature.gs1_decompose_extended(ai + data) or []
            except (UserError, ValueError, IndexError):
                if ai in NUMBERS:
                    raise
        return parts

    def _epc_elements(self, uri):
        """Core reads articles and packages; places and escaped characters it does not know."""
        place = place_of(uri)
        if place:
            return [{"type": "location", "value": place[0], "gln": place}]
        elements = self.env["barcode.nomenclature"].parse_uri(uri)
        if isinstance(elements, list):
            for element in elements:
                element["value"] = serial(element["value"])
        return elements

    def _gs1_nomenclature(self):
        own = self.env.company.nomenclature_id
        if own.is_gs1_nomenclature:
            return own
        return self.env.ref("barcodes_gs1_nomenclature.default_gs1_nomenclature")

    def _take_element(self, found, element):
        kind, value = element["type"], element["value"]
        if kind == "product":
            found.article = value.removeprefix("0") if len(value) == 14 else value
            self._find_product(found, value)
        elif kind == "quantity":
            self._take_quantity(found, value, element["rule"].associated_uom_id)
        elif kind in ("location", "location_dest"):
            self._take_location(found, *element.get("gln") or (value, ""))
        elif kind in VALUES:
            setattr(found, VALUES[kind], value)

    def _take_location(self, found, number, extension):
        """The place of this GLN; a part of it has the extension after it, as on a GS1 label."""
        codes = [number]
        if extension:
            codes = [f"414{number}254{extension}", f"{number}.{extension}"]
        found.location = self.env["stock.location"].search(
            self._own_company([("barcode", "in", codes)]), limit=1
        )

    def _take_quantity(self, found, value, unit):
        """A count multiplies: a known case of 12, three times. A weight or another measure is the
        quantity of goods that are kept in such a unit; of a piece it says nothing about how many.
        """
        pieces, own = self.env.ref("uom.product_uom_unit"), found.product.uom_id
        if not unit or unit == pieces or not own:
            found.quantity = (found.quantity or 1) * value
        elif own._has_common_reference(unit):
            found.quantity = unit._compute_quantity(value, own, round=False)

    def _read_rules(self, found):
        """The company's own nomenclature: weight or price in the code, aliases."""
        nomenclature = self.env.company.nomenclature_id
        if not nomenclature or nomenclature.is_gs1_nomenclature:
            return
        parsed = nomenclature.parse_nomenclature_barcode(found.reading.text)
        if parsed["type"] == "error" or parsed["base_code"] == found.reading.text:
            return
        if self._find_product(found, parsed["base_code"]):
            if parsed["type"] == "weight":
                self._take_quantity(found, parsed["value"], self.env.ref("uom.product_uom_kgm"))
            elif parsed["type"] == "price":
                found.price = parsed["value"]

    def _complete(self, found, products):
        """The lot and the package whose names the scan gave."""
        if found.lot_name and not found.lot:
            self._find_lot(found, found.lot_name, found.product or products)
        if found.lot:
            found.lot_name = found.lot.name
        if found.package_name and not found.package:
            found.package = self.env["stock.package"].search(
                self._own_company([("name", "=", found.package_name)]), limit=1
            )
        if found.package:
            found.package_name = found.package.name
