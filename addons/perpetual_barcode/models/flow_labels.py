from odoo import models
from odoo.exceptions import UserError

from ..scanning import amount, is_gtin, looks_like_gtin


class PerpetualBarcodeFlowLabels(models.AbstractModel):
    """A product, a bin or a package is given another barcode.

    States

    - ``what``: it is scanned, or typed where its label is lost → ``code``
    - ``code``: the new barcode is scanned; one that something else has is refused; → ``ask``
    - ``ask``: what the new barcode stands for: the product itself, a packaging with its
      quantity; or of one that it has already: whether it is taken away → ``done``
    - ``done``: changed; labels are printed; the next scan starts the next one

    Only members of the group *Adjust labels with a scanner* see it.
    """

    _name = "perpetual.barcode.flow.labels"
    _inherit = "perpetual.barcode.flow"
    _description = "Barcode Flow: Adjust Labels"
    _perpetual_sequence = 80
    _perpetual_icon = "fa-tags"
    _perpetual_group = "perpetual_barcode.group_labels"

    def _title(self):
        return self.env._("Adjust Labels")

    def _labels(self):
        return self.env["perpetual.barcode.labelling"]

    def _any_start(self, session, scan, data):
        session._goto("what")

    def _record(self, session):
        return self._labels()._thing(session._recall("model"), session._recall("id"))

    # What

    def _view_what(self, session):
        return {
            "title": self._title(),
            "prompt": self.env._("Scan the product, the package or the bin, or type its name"),
        }

    def _what_scan(self, session, scan, data):
        found = data["found"]
        if found.lot and not found.package:
            raise UserError(
                self.env._("%s is a lot or serial number: that is its barcode.", found.lot.name)
            )
        what = found.location or found.package or found.product or self._by_name(found)
        if not what:
            return self._unknown(found)
        return self._take(session, scan, what)

    def _by_name(self, found):
        """A thing without a barcode, by its reference or its full name."""
        text, companies = found.reading.text, (False, self.env.company.id)
        for model, names in (
            ("product.product", ("default_code", "name")),
            ("stock.location", ("complete_name", "name")),
        ):
            for name in names:
                domain = [(name, "=ilike", text), ("company_id", "in", companies)]
                records = self.env[model].search(domain, limit=2)
                if len(records) == 1:
                    return records
        return None

    def _take(self, session, scan, what):
        session._goto("code", model=what._name, id=what.id)
        if what._name == "product.product":
            scan.product_id = what
        return self._good(what.display_name)

    # Which barcode

    def _view_code(self, session):
        record = self._record(session)
        return {
            "title": self._title(),
            "subtitle": record.display_name,
            "prompt": self.env._("Scan the new barcode"),
            "facts": self._labels()._barcodes(record),
            "actions": [
                {"name": "back", "label": self.env._("Back"), "enabled": True},
                {"name": "print", "label": self.env._("Labels"), "enabled": True},
            ],
        }

    def _code_back(self, session, scan, data):
        session._goto("what")

    def _code_scan(self, session, scan, data):
        found, record = data["found"], self._record(session)
        # A label with a lot or a date on it: the product's is the article number in it.
        code = found.article or found.reading.text
        self._labels()._check_free(found, code, record)
        session._remember(code=code)
        session.state = "ask"
        is_number = record._name == "product.product" and looks_like_gtin(code)
        if is_number and not is_gtin(code):
            return self._warning(
                self.env._("%s has a wrong check digit for an article number.", code)
            )
        return self._good(code)

    # What for

    def _view_ask(self, session):
        record, code = self._record(session), session._recall("code")
        return {
            "title": record.display_name,
            "subtitle": code,
            "reasons": [],
            **self._question(record, code),
        }

    def _question(self, record, code):
        nothing = {"value": "nothing", "label": self.env._("No, leave it")}
        if record._name != "product.product":
            return self._question_of_place(record, code, nothing)
        if self._labels()._row_of(record, code):
            remove = {"value": "remove", "label": self.env._("Take this barcode away")}
            prompt = self.env._("%s is a barcode of it already", code)
            return {"prompt": prompt, "choices": [remove, nothing]}
        main = self.env._("Its barcode")
        if record.barcode:
            main = self.env._("The main barcode; %s stays valid", record.barcode)
        return {
            "prompt": self.env._("What does %s stand for?", code),
            "quantity": 1,
            "adjust": True,
            "choices": [
                {"value": "further", "label": self.env._("One more barcode of the product")},
                {"value": "main", "label": main},
                {"value": "packaging", "label": self.env._("A packaging with this quantity")},
                nothing,
            ],
        }

    def _question_of_place(self, record, code, nothing):
        old = self._labels()._label(record)
        if old == code:
            return {
                "prompt": self.env._("%s is its barcode already", code),
                "choices": [nothing],
            }
        prompt = self.env._("Is %s the new barcode?", code)
        if old:
            prompt = self.env._(
                "Is %(code)s the new barcode? The label %(old)s works no longer.",
                code=code,
                old=old,
            )
        return {
            "prompt": prompt,
            "choices": [{"value": "relabel", "label": self.env._("Yes")}, nothing],
        }

    def _ask_answer(self, session, scan, data):
        """``{"choice", "quantity"}``

        :raises UserError: no such choice, no such quantity, or something else has the barcode
        """
        record, code = self._record(session), session._recall("code")
        choice = data.get("choice")
        if choice == "nothing":
            session.state = "code"
            return self._good()
        if choice not in [row["value"] for row in self._view_ask(session)["choices"]]:
            raise UserError(self.env._("Choose what to do first."))
        changes, text = getattr(self, f"_do_{choice}")(record, code, data)
        scan.write({"effect": changes, "barcode": code})
        if record._name == "product.product":
            scan.product_id = record
            self._labels()._tell(record, text)
        session._close()
        session._remember(model=record._name, id=record.id, text=text)
        return self._good(text)

    def _do_relabel(self, record, code, data):
        text = self.env._("%(what)s has the barcode %(code)s.", what=record.display_name, code=code)
        return self._labels()._relabel(record, code), text

    def _do_further(self, record, code, data):
        if self._count(data) != 1:
            raise UserError(
                self.env._("A barcode of the product counts 1. For more, choose a packaging.")
            )
        text = self.env._("%(code)s is a barcode of %(what)s.", what=record.display_name, code=code)
        return self._labels()._add_further(record, code), text

    def _do_main(self, record, code, data):
        if self._count(data) != 1:
            raise UserError(
                self.env._("A barcode of the product counts 1. For more, choose a packaging.")
            )
        text = self.env._("%(what)s has the barcode %(code)s.", what=record.display_name, code=code)
        return self._labels()._set_main(record, code), text

    def _do_packaging(self, record, code, data):
        quantity = self._count(data)
        if quantity <= 1:
            raise UserError(self.env._("Type how many there are in the packaging, such as 12."))
        text = self.env._(
            "%(code)s stands for %(count)s %(unit)s of %(what)s.",
            code=code,
            count=amount(quantity),
            unit=record.uom_id.name,
            what=record.display_name,
        )
        return self._labels()._add_packaging(record, code, quantity), text

    def _do_remove(self, record, code, data):
        text = self.env._(
            "%(code)s is no barcode of %(what)s any more.", what=record.display_name, code=code
        )
        return self._labels()._remove(record, code), text

    def _count(self, data):
        _line, quantity = self._keyed({"line": 0, "quantity": data.get("quantity")})
        return quantity

    # Done

    def _view_done(self, session):
        return {
            "title": self._title(),
            "subtitle": self._record(session).display_name if session._recall("id") else "",
            "prompt": self.env._("Scan the next product, package or bin"),
            "text": session._recall("text", ""),
            "actions": [
                {"name": "undo", "label": self.env._("Undo"), "enabled": True},
                {"name": "print", "label": self.env._("Labels"), "enabled": True},
            ],
        }

    def _done_scan(self, session, scan, data):
        session.closed = False
        session._goto("what")
        return self._what_scan(session, scan, data)

    def _take_back(self, session, effect):
        self._labels()._take_back(effect)
        session._remember(text=self.env._("Undone"))

    def _code_print(self, session, scan, data):
        """The app opens what ``_print_labels`` answers."""
        reports = self._print_labels(self._record(session))
        return {**self._good(self.env._("Labels")), "reports": reports}

    _done_print = _code_print

    def _print_labels(self, record):
        """Reports that print the label of a product, a bin or a package; addons that know
        printers extend it.

        :returns: a list of report actions
        """
        if record._name == "product.product":
            layout = self.env["product.label.layout"].create(
                {"product_ids": record.ids, "print_format": "4x12", "custom_quantity": 1}
            )
            return [layout.process()]
        report = {
            "stock.location": "stock.action_report_location_barcode",
            "stock.package": "stock.action_report_package_barcode_small",
        }[record._name]
        # The report's definition is not the warehouse's to read; what it prints is.
        return [self.env.ref(report).sudo().report_action(record, config=False)]
