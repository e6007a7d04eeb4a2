import re

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.perpetual_barcode.scanning import amount

#: Places that the choice shows.
CHOICE = 60
#: A line's own number, printed where goods have no barcode.
LINE_CODE = re.compile(r"CL(\d{8,})")


class PerpetualBarcodeFlowCount(models.AbstractModel):
    """Count a sheet, bin by bin. Blind: nothing of the books is in any answer.

    States

    - ``choose``: a sheet is scanned or chosen → ``bin``
    - ``bin``: the bin is scanned or chosen → ``count``, or ``again`` if it is counted; all bins
      counted: finish → ``late`` if goods moved right after a count, else ``done``
    - ``again``: add what was missed, or count it anew → ``count``; leave it → ``bin``
    - ``count``: goods are scanned, or their quantity is typed; finish → ``zeros`` if goods of the
      sheet have no count, else their counts are committed → ``bin``
    - ``lot``: the lot or serial number of what was scanned → ``count``
    - ``found``: goods that are on no line: added, or not → ``count``
    - ``zeros``: what is not there is said to be none → ``bin``, or looked for again → ``count``
    - ``late``: before or after the count, for each such movement → ``late``, ``done``
    - ``done``
    """

    _name = "perpetual.barcode.flow.count"
    _inherit = "perpetual.count.flow.tally"
    _description = "Barcode Flow: Count"
    _perpetual_sequence = 60
    _perpetual_icon = "fa-check-square-o"
    _perpetual_group = "perpetual_cycle_count.group_counter"

    def _title(self):
        return self.env._("Count")

    def _waiting(self):
        return self.env["perpetual.count.sheet"].search_count(self._sheets())

    def _sheets(self):
        return [
            ("state", "in", ("todo", "counting")),
            ("session_state", "=", "counting"),
            ("user_id", "in", (False, self.env.uid)),
            ("company_id", "=", self.env.company.id),
        ]

    def _products_at_hand(self, session):
        # Names only: which of several lots of one name is meant.
        return self._sheet(session).sudo().line_ids.product_id

    # The sheet

    def _any_start(self, session, scan, data):
        session._goto("choose")

    def _view_choose(self, session):
        sheets = self.env["perpetual.count.sheet"].search(self._sheets(), limit=CHOICE)
        return {
            "title": self._title(),
            "prompt": self.env._("Scan or choose a sheet"),
            "transfers": [
                {
                    "id": sheet.id,
                    "name": sheet.name,
                    "partner": sheet.user_id.name or self.env._("For anybody"),
                    # Only the zone's name.
                    "origin": sheet.sudo().zone_work_id.zone_id.display_name or "",
                    "lines": sheet.line_count - sheet.counted_count,
                }
                for sheet in sheets
            ],
        }

    def _choose_open(self, session, scan, data):
        return self._open_sheet(session, [("id", "=", data.get("picking"))])

    def _choose_scan(self, session, scan, data):
        return self._open_sheet(session, [("name", "=", data["found"].reading.text)])

    def _open_sheet(self, session, domain):
        sheet = self.env["perpetual.count.sheet"].search([*domain, *self._sheets()])
        if not sheet:
            raise UserError(self.env._("No sheet of this number waits for you. Choose another."))
        sheet.action_take()
        session._goto("bin", sheet=sheet.id)
        return self._good(sheet.name)

    def _sheet(self, session):
        return self.env["perpetual.count.sheet"].browse(session._recall("sheet") or [])

    # The bin

    def _bins(self, session):
        """Location → lines of the sheet there, in walking order."""
        # Places and goods are named; the lines themselves are the person's own.
        sheet = self._sheet(session)
        bins = sheet.line_ids.grouped(lambda line: line.sudo().location_id.id)
        seen = dict.fromkeys(sheet.sudo().empty_ids.ids, sheet.line_ids.browse())
        return {**seen, **bins}

    def _view_bin(self, session):
        bins = self._bins(session)
        left = {
            place: lines.filtered(lambda line: not line.is_counted) for place, lines in bins.items()
        }
        rows = sorted(bins, key=lambda place: not left[place])
        done = len([place for place in bins if not left[place]])
        names = self._place_names(bins)
        prompt = self.env._("Scan or choose the place that you count")
        if not bins:
            prompt = self.env._("Scan each place, then what lies there")
        return {
            "title": self._sheet(session).name,
            "subtitle": self.env._("%(done)s of %(all)s places counted", done=done, all=len(bins)),
            "prompt": prompt,
            "transfers": [
                {
                    "id": place,
                    "name": names[place],
                    "partner": self._how_far(bins[place], left[place]),
                    "origin": "",
                    "lines": len(left[place]),
                }
                for place in rows[:CHOICE]
            ],
            "actions": [
                {
                    "name": "validate",
                    "label": self.env._("Finish the sheet"),
                    "enabled": bool(bins) and done == len(bins),
                }
            ],
        }

    def _how_far(self, lines, left):
        if left:
            return ""
        return self.env._("Counted") if lines else self.env._("Empty")

    def _place_names(self, ids):
        # Names only: who counts has to find the place.
        places = self.env["stock.location"].sudo().browse(list(ids))
        return {place.id: place.complete_name for place in places}

    def _place_name(self, session):
        place_id = session._recall("bin")
        return self._place_names([place_id])[place_id] if place_id else self._title()

    def _line_of_code(self, session, found):
        """The line of the sheet whose own number was scanned off the paper."""
        number = LINE_CODE.fullmatch(found.reading.text)
        lines = self._sheet(session).line_ids
        return lines.filtered(lambda line: number and line.id == int(number[1]))

    def _bin_scan(self, session, scan, data):
        line = self._line_of_code(session, data["found"])
        if line:
            return self._enter(session, line.sudo().location_id.id, line.place_name)
        place = data["found"].location
        if not place:
            return self._error(self.env._("Scan the place first, then what lies there."))
        return self._enter(session, place.id, place.display_name)

    def _bin_open(self, session, scan, data):
        return self._enter(session, data.get("picking"), "")

    def _enter(self, session, place_id, name):
        sheet = self._sheet(session).sudo()
        place = self.env["stock.location"].sudo().browse(place_id or []).exists()
        if place.id not in self._bins(session):
            # A place without stock by the books is looked at too.
            sheet._check_place(place)
        # What came since the sheet was made is asked for as well: its name, no more.
        sheet._take_in(place)
        lines = self._bins(session).get(place.id, self.env["perpetual.count.line"])
        return self._enter_bin(session, place.id, lines)

    # What lies there

    def _lines(self, session):
        none = self.env["perpetual.count.line"]
        return self._bins(session).get(session._recall("bin"), none)

    def _view_count(self, session):
        lines = self._lines(session)
        # Names and barcodes of what is to be counted.
        barcodes = lines.sudo().product_id._perpetual_barcodes()
        return {
            "title": self._place_name(session),
            "subtitle": self._sheet(session).name,
            "prompt": self.env._("Scan each piece, or touch a quantity and type it"),
            "lines": [self._line(line, self._tally(session), barcodes) for line in lines],
            "actions": [
                {"name": "undo", "label": self.env._("Undo"), "enabled": True},
                {"name": "leave", "label": self.env._("Leave"), "enabled": True},
                {"name": "finding", "label": self.env._("Finding"), "enabled": True},
                {"name": "validate", "label": self.env._("All counted here"), "enabled": True},
            ],
        }

    def _line(self, line, tally, barcodes):
        product = line.sudo().product_id
        owner = line.owner_name and self.env._("(of %s)", line.owner_name)
        names = (line.product_name, line.lot_name, line.package_name, owner)
        tracking = product.tracking or "none"
        return {
            "id": line.id,
            "product": " ".join(filter(None, names)),
            "tracking": tracking,
            "unit": line.unit_name or "",
            "done": tally.get(line.id, 0),
            "barcodes": barcodes[product] if tracking == "none" else {},
            "to": self.env._("By the books: %s", line.book_shown) if line.book_shown else "",
            "details": [],
            "keypad": True,
        }

    def _count_scan(self, session, scan, data):
        found = data["found"]
        line = self._line_of_code(session, found) & self._lines(session)
        if line:
            total = self._tally(session).get(line.id, 0) + self._take_times(session, found)
            self._tell(session, scan, line, total)
            return self._good(f"{amount(total)} {line.product_name}")
        if found.location:
            return self._error(self.env._("Finish this place first, or leave it."))
        if found.package and not found.product:
            return self._error(self.env._("Scan what is in the package, piece by piece."))
        if not found.product:
            return self._unknown(found)
        quantity = self._take_times(session, found)
        scan.product_id = found.product
        if found.product.tracking == "none":
            # Labels and tags have numbers of goods, too, that nobody keeps them by.
            found.lot_name = ""
        elif not found.lot_name:
            session._remember(asked=[found.product.id, quantity])
            session.state = "lot"
            return self._good(self.env._("Scan the lot or serial number"))
        return self._add(session, scan, found, quantity)

    def _add(self, session, scan, found, quantity):
        lines = self._lines(session).filtered(
            lambda line: line.sudo().product_id.id == found.product.id
        )
        if found.lot_name:
            lines = lines.filtered(lambda line: line.lot_name == found.lot_name)
        # Loose goods of our own, unless a line is touched.
        line = lines.sorted(lambda line: (bool(line.package_name), bool(line.owner_name)))[:1]
        session.state = "count"
        if not line:
            return self._ask_found(session, found, quantity)
        self._tell(session, scan, line, self._tally(session).get(line.id, 0) + quantity)
        return self._good(f"+{amount(quantity)} {line.product_name} {line.lot_name or ''}".strip())

    def _count_quantity(self, session, scan, data):
        """``{"line", "quantity"}``: so many in all, from the keypad; 0 is none."""
        number, quantity = self._keyed(data)
        line = self._lines(session).filtered(lambda line: line.id == number)
        if not line:
            raise UserError(self.env._("This line is gone. Look again and type the quantity."))
        self._tell(session, scan, line, quantity, is_whole=True)
        return self._good(f"{amount(quantity)} {line.product_name}")

    # Lots

    def _view_lot(self, session):
        product_id, _quantity = session._recall("asked")
        # Only its name.
        product = self.env["product.product"].sudo().browse(product_id)
        return {
            **self._view_count(session),
            "prompt": self.env._("Lot or serial number of %s", product.display_name),
            "actions": [{"name": "back", "label": self.env._("Back"), "enabled": True}],
        }

    def _lot_scan(self, session, scan, data):
        product_id, quantity = session._recall("asked")
        found = data["found"]
        # Names only, as in ``_resolve``.
        product = self.env["product.product"].sudo().browse(product_id)
        resolver = self.env["perpetual.barcode.resolver"].sudo()
        named = resolver._named(product, self._lot_told(product, found))
        return self._add(session, scan, named, quantity)

    def _lot_back(self, session, scan, data):
        session.state = "count"

    # Found where nobody expected it

    def _ask_found(self, session, found, quantity):
        if found.lot_name and not found.lot and not self._sheet(session).sudo()._makes_lots():
            return self._error(
                self.env._(
                    "%(lot)s of %(product)s is not known: put it aside and tell the controller.",
                    lot=found.lot_name,
                    product=found.product.display_name,
                )
            )
        lot = found.lot.id or found.lot_name or False
        session._remember(found=[found.product.id, lot, quantity])
        session.state = "found"
        return self._warning(self.env._("%s is not on the sheet here.", found.product.display_name))

    def _view_found(self, session):
        product_id, lot_id, quantity = session._recall("found")
        # Only their names.
        product = self.env["product.product"].sudo().browse(product_id)
        lot = isinstance(lot_id, int) and self.env["stock.lot"].sudo().browse(lot_id or []).name
        return {
            "title": self._place_name(session),
            "prompt": self.env._(
                "%s was found here. Count it too?",
                " ".join(filter(None, (product.display_name, lot or lot_id or ""))),
            ),
            "quantity": quantity,
            "reasons": [],
            "choices": [
                {"value": "add", "label": self.env._("Count it here")},
                {"value": "nothing", "label": self.env._("No, a wrong scan")},
            ],
        }

    def _found_answer(self, session, scan, data):
        product_id, lot_id, quantity = session._recall("found")
        session.state = "count"
        if data.get("choice") != "add":
            return self._good()
        line = self._sheet(session).action_add_found(product_id, session._recall("bin"), lot_id)
        self._tell(session, scan, line, quantity)
        return self._good(f"+{amount(quantity)} {line.product_name}")
