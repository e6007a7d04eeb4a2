from decimal import Decimal

from odoo import fields, models
from odoo.fields import Domain

from ..counting import alike, extra_digit, missing_pack, swapped_digits, unit_multiple
from .perpetual_count_clue import KINDS

#: Rows of one kind at most: an investigator reads them.
MOST = 10
#: Where the key was never counted, so many days are looked back.
LOOK_BACK = 90
REASON = "perpetual_cycle_count.perpetual_variance_reason_"


class PerpetualCountVarianceClues(models.AbstractModel):
    """Looks for clues to a variance: what happened, what is alike, what the figures say."""

    _name = "perpetual.count.variance.clues"
    _description = "Clues to a Variance"

    clue_ids = fields.One2many("perpetual.count.clue", "variance_id", "Clues", readonly=True)

    def action_find_clues(self):
        """Look for what may explain the variance; earlier clues are looked up anew."""
        self.check_access("write")
        for variance in self:
            # Clues follow from the books; nobody writes them by hand.
            own = variance.sudo()
            own.clue_ids.unlink()
            rows = [row for kind, _name in KINDS for row in getattr(own, f"_clues_{kind}")()[:MOST]]
            self.env["perpetual.count.clue"].sudo().create(
                [own._clue_vals(number, **row) for number, row in enumerate(rows)]
            )

    def _clue_vals(self, number, kind, text, why, cause=None, record=None, **vals):
        quantity = vals.get("quantity") or 0
        return {
            **vals,
            "variance_id": self.id,
            "sequence": number,
            "kind": kind,
            "text": text,
            "why": why,
            "is_exact": self.uom_id.compare(abs(quantity), abs(self.left_quantity)) == 0,
            "reason_id": cause and self.env.ref(REASON + cause).id,
            "res_model": record and record._name,
            "res_id": record and record.id,
        }

    # By what happened

    def _since(self):
        """When the key was counted right last; else some months ago."""
        counted_at = self.line_id.entry_id.counted_at
        last = self.env["perpetual.count.line"].search(
            [
                *((name, "=", self[name].id) for name in self._key_names()),
                ("state", "=", "accepted"),
                ("session_id", "!=", self.session_id.id),
                ("entry_id.counted_at", "<", counted_at),
            ],
            order="entry_id desc",
            limit=1,
        )
        return last.entry_id.counted_at or fields.Datetime.subtract(counted_at, days=LOOK_BACK)

    def _key_names(self):
        return ("product_id", "location_id", "lot_id", "package_id", "owner_id")

    def _touching(self):
        """Domain of move lines from or to the bin."""
        place = self.location_id.id
        return (
            Domain("product_id", "=", self.product_id.id)
            & Domain("lot_id", "=", self.lot_id.id)
            & (Domain("location_id", "=", place) | Domain("location_dest_id", "=", place))
        )

    def _moved(self, domain):
        lines = self.env["stock.move.line"].search(
            domain, order="date desc, id desc", limit=MOST * 3
        )
        return [(line, self._signed(line)) for line in lines]

    def _signed(self, line):
        inwards = line.location_dest_id == self.location_id
        return line.quantity_product_uom * (1 if inwards else -1)

    def _done_since(self):
        window = Domain("date", ">", self._since()) & Domain(
            "date", "<=", fields.Datetime.add(self.line_id.entry_id.counted_at, hours=1)
        )
        return self._touching() & Domain("state", "=", "done") & window

    def _movement_row(self, kind, line, quantity, why, cause=None):
        record = line.picking_id or line.move_id
        return {
            "kind": kind,
            "text": f"{line.reference or ''} {quantity:+g} {line.date:%Y-%m-%d}".strip(),
            "why": why,
            "cause": cause,
            "quantity": quantity,
            "date": line.date,
            "record": record if record._name == "stock.picking" else None,
        }

    def _clues_movement(self):
        """Those as large as the variance first: done twice, or not done."""
        rows = []
        for line, quantity in self._moved(
            self._done_since() & Domain("move_id.is_inventory", "=", False)
        ):
            is_same = self.uom_id.compare(abs(quantity), abs(self.left_quantity)) == 0
            why = self.env._("It moved these goods since they were counted right last")
            if is_same:
                why = self.env._(
                    "It moved as many as the variance: was it recorded twice, or late?"
                )
            rows.append((not is_same, self._movement_row("movement", line, quantity, why)))
        return [row for _rank, row in sorted(rows, key=lambda pair: pair[0])]

    def _clues_open(self):
        domain = self._touching() & Domain("state", "not in", ("done", "cancel", "draft"))
        why = self.env._("It is not validated: goods may have moved already")
        return [
            self._movement_row("open", line, quantity, why, "timing")
            for line, quantity in self._moved(domain)
        ]

    def _clues_receiving(self):
        found = self.env["perpetual.receiving.discrepancy"].search(
            [
                ("product_id", "=", self.product_id.id),
                ("company_id", "=", self.company_id.id),
                ("found_at", ">", self._since()),
            ],
            limit=MOST,
        )
        kinds = dict(found._fields["kind"]._description_selection(self.env))
        return [
            {
                "kind": "receiving",
                "text": f"{row.picking_id.name}: {kinds[row.kind]} {row.quantity:g}",
                "why": self.env._("The receipt was not as ordered"),
                "cause": "short_ship" if row.kind == "short" else "receiving",
                "quantity": row.quantity,
                "date": row.found_at,
                "record": row,
            }
            for row in found
        ]

    def _clues_return(self):
        domain = self._done_since() & Domain("move_id.origin_returned_move_id", "!=", False)
        why = self.env._("A return: goods may lie elsewhere than the books say")
        return [
            self._movement_row("return", line, quantity, why, "misplacement")
            for line, quantity in self._moved(domain)
        ]

    def _clues_scrap(self):
        reports = self.env["perpetual.damage"].search(
            [
                ("product_id", "=", self.product_id.id),
                ("location_id", "=", self.location_id.id),
                ("state", "=", "requested"),
            ],
            limit=MOST,
        )
        rows = [
            {
                "kind": "scrap",
                "text": f"{report.name}: {report.quantity:g}",
                "why": self.env._("Damage that is reported and not written off yet"),
                "cause": "damage",
                "quantity": -report.quantity,
                "record": report,
            }
            for report in reports
        ]
        domain = self._done_since() & Domain("move_id.scrap_id", "!=", False)
        why = self.env._("Scrapped from this bin: was it taken out twice?")
        return rows + [
            self._movement_row("scrap", line, quantity, why, "damage")
            for line, quantity in self._moved(domain)
        ]

    # By what is like it

    def _clues_neighbour(self):
        """The same goods in other bins that differ the other way."""
        sign = "<" if self.left_quantity > 0 else ">"
        found = self.search(
            [
                ("id", "!=", self.id),
                ("company_id", "=", self.company_id.id),
                ("product_id", "=", self.product_id.id),
                ("lot_id", "=", self.lot_id.id),
                ("quantity", sign, 0),
                ("state", "!=", "cancel"),
                ("date", ">", fields.Datetime.subtract(self.date, days=LOOK_BACK)),
            ],
            order="id desc",
            limit=MOST,
        )
        return [
            {
                "kind": "neighbour",
                "text": row.display_name,
                "why": self.env._("The same goods differ the other way there"),
                "cause": "misplacement",
                "quantity": row.quantity,
                "date": row.date,
                "record": row,
            }
            for row in found
        ]

    def _clues_alike(self):
        """Other goods in the bin that are easily taken for these; those that differ first."""
        quants = self.env["stock.quant"].search(
            [("location_id", "=", self.location_id.id), ("product_id", "!=", self.product_id.id)],
            limit=1000,
        )
        own = self.product_id
        rows = []
        for other in quants.product_id:
            by = alike(own.name, own.barcode or "", other.name, other.barcode or "")
            if by:
                rows.append(self._alike_row(other, by))
        return sorted(rows, key=lambda row: not row["quantity"])

    def _alike_row(self, other, by):
        twin = self.search(
            [
                ("product_id", "=", other.id),
                ("location_id", "=", self.location_id.id),
                ("session_id", "=", self.session_id.id),
                ("state", "!=", "cancel"),
            ],
            limit=1,
        )
        whys = {
            "name": self.env._("In the same bin, and its name begins alike"),
            "barcode": self.env._("In the same bin, and its barcode begins alike"),
        }
        return {
            "kind": "alike",
            "text": other.display_name,
            "why": whys[by],
            "cause": "mis_scan",
            "quantity": twin.quantity,
            "record": other,
        }

    # By the figures alone

    def _ratios(self):
        """Pieces in the packagings and units of the goods."""
        product = self.product_id
        units = product.uom_ids | self.env["uom.uom"].search([("id", "child_of", self.uom_id.id)])
        return [
            Decimal(str(round(unit._compute_quantity(1, self.uom_id, round=False), 6)))
            for unit in units
        ]

    def _clues_unit(self):
        expected, counted = Decimal(str(self.expected)), Decimal(str(self.counted))
        ratios = self._ratios()
        multiple = unit_multiple(expected, counted, ratios)
        packs = missing_pack(Decimal(str(self.left_quantity)), ratios)
        row = {"kind": "unit", "cause": "unit", "quantity": self.left_quantity}
        if multiple:
            text = f"{counted.normalize():f} × {multiple.normalize():f} = {expected.normalize():f}"
            if counted > expected:
                text = (
                    f"{expected.normalize():f} × {multiple.normalize():f} = {counted.normalize():f}"
                )
            return [
                {**row, "text": text, "why": self.env._("Packs were counted or booked as pieces")}
            ]
        if packs:
            number = abs(Decimal(str(self.left_quantity))) / packs
            text = f"{number.normalize():f} × {packs.normalize():f}"
            why = self.env._("The variance is whole packs: one was missed, or counted twice")
            return [{**row, "text": text, "why": why}]
        return []

    def _clues_figures(self):
        expected, counted = Decimal(str(self.expected)), Decimal(str(self.counted))
        row = {
            "kind": "figures",
            "text": f"{expected.normalize():f} ↔ {counted.normalize():f}",
            "cause": "data_entry",
            "quantity": self.left_quantity,
        }
        if swapped_digits(expected, counted):
            return [{**row, "why": self.env._("Two digits are swapped")}]
        if extra_digit(expected, counted):
            return [{**row, "why": self.env._("A digit was typed twice, or left out")}]
        return []
