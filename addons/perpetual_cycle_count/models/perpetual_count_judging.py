from decimal import Decimal

from odoo import models

from ..counting import agreeing, hit, share, variance, within

#: Rounds before a person has to decide.
MOST_ROUNDS = 3


class PerpetualCountJudging(models.AbstractModel):
    """What becomes of a count: accepted, counted again by somebody else, or investigated."""

    _name = "perpetual.count.judging"
    _description = "Judging of Counts"

    def _judge(self):
        """Compare what was counted with what is expected: accept, count again, or investigate."""
        lines = self.filtered(lambda line: line.state == "counted")
        for session, own in lines.grouped("session_id").items():
            classes = session._abc_classes(own.product_id)
            own = own._ready(classes)
            earlier = own._earlier_rounds()
            doubted = own._doubted()
            for line in own:
                line._measure(classes[line.product_id.id], line in doubted)
            again = own.filtered(
                lambda line, earlier=earlier: (
                    line._verdict(earlier.get(line._key(), line.browse())) == "again"
                )
            )
            found = own - again
            found.state = "accepted"
            again._count_again()
            found._log_variances()
            session._propose_relocations()

    def _ready(self, classes):
        """Those that can be judged. Where two teams count a key from the start, the one that is
        finished first waits for the other; then the second count is judged with the first.

        :param classes: product id → class
        """
        twins = self.search(
            [
                ("session_id", "in", self.session_id.ids),
                ("product_id", "in", self.product_id.ids),
                ("state", "in", ("todo", "counted")),
                ("id", "not in", self.ids),
            ]
        ).grouped(lambda line: line._key())
        ready = self.browse()
        for line in self:
            twin = twins.get(line._key(), self.browse())
            if any(one.state == "todo" or one.sheet_id.state != "done" for one in twin):
                continue
            *first, last = (line | twin).sorted("round")
            for one in first:
                one._measure(classes[one.product_id.id], one in one._doubted())
                one.state = "recount"
            ready |= last
        return ready

    def _earlier_rounds(self):
        """Key → lines of the session's earlier rounds, in their order."""
        lines = self.search(
            [
                ("session_id", "in", self.session_id.ids),
                ("product_id", "in", self.product_id.ids),
                ("state", "=", "recount"),
            ],
            order="round",
        )
        return lines.grouped(lambda line: line._key())

    def _measure(self, abc_class, is_doubted=False):
        entry = self.entry_id
        late = Decimal(str(self.late_quantity))
        found = float(variance(Decimal(str(self.counted)), entry._instant(), late))
        expected = self.counted - found
        measured = Decimal(str(found)), Decimal(str(expected)), abc_class._tolerance()
        self.write(
            {
                "class_id": abc_class.id,
                "expected": expected,
                "quantity": found,
                "is_hit": hit(*measured),
                "is_within": within(*measured, Decimal(str(entry.unit_cost))),
                "doubt": (is_doubted and self._moved_around())
                or entry.doubt
                or (bool(found) and self._perhaps_placed()),
            }
        )

    def _perhaps_placed(self):
        """Why a difference may be none: goods that were on their way here, of which nobody has
        said whether they lay here already."""
        entry = self.entry_id
        if not entry.unsure_in or self.env["perpetual.count.answer"].search_count(
            [("entry_id", "=", entry.id)]
        ):
            return False
        return self.env._("Goods on their way here were not validated yet")

    def _moved_around(self):
        return self.env._("Goods moved around the moment of counting")

    def _doubted(self):
        """Those around whose counts goods moved, nobody knows when."""
        answers = self.env["perpetual.count.answer"].search(
            [("entry_id", "in", self.entry_id.ids), ("answer", "=", "unknown")]
        )
        moved = self._moved_products()
        return self.filtered(
            lambda line: (
                line.entry_id in answers.entry_id
                or (line.product_id in moved and line._late_moved())
            )
        )

    def _moved_products(self):
        """What of the goods moved at all since the first of these counts."""
        if not self.entry_id:
            return self.product_id.browse()
        first = min(self.entry_id.mapped("counted_at"))
        moves = self.env["stock.move.line"]._read_group(
            [
                ("product_id", "in", self.product_id.ids),
                ("state", "=", "done"),
                ("date", ">", first),
            ],
            ["product_id"],
        )
        return self.env["product.product"].union(*(product for (product,) in moves))

    def _verdict(self, earlier):
        """``accept`` or ``again``; a third round that agrees with none is for a person."""
        if self.doubt and self.round < MOST_ROUNDS:
            return "again"
        counters = max(self.class_id.counters_required, 1)
        if len(earlier) + 1 < counters:
            return "again"
        if not earlier:
            return "accept" if self.is_within else "again"
        if agreeing(self._trusted(earlier), self.class_id._tolerance()):
            return "accept"
        return "accept" if self.round >= MOST_ROUNDS else "again"

    def _count_again(self):
        """A sheet of the next round, for somebody else."""
        self.state = "recount"
        for (session, number, work, team), lines in self.grouped(
            lambda line: (line.session_id, line.round, line.zone_work_id, line._next_team())
        ).items():
            keys = [line._key() for line in lines]
            session._add_sheet(keys, round=number + 1, blind=True, team=team, zone_work=work)

    def _next_team(self):
        """Who counts a zone's second round; the third one is anybody's."""
        work = self.zone_work_id
        if not work or self.round > 1:
            return work.team_id.browse()
        return work.second_team_id if self.sheet_id.team_id == work.team_id else work.team_id

    def _trusted(self, earlier):
        """(variance, expected) of the rounds that can be compared with each other."""
        return [
            (Decimal(str(line.quantity)), Decimal(str(line.expected)))
            for line in (*earlier, self)
            if not line.doubt
        ]

    def _agrees(self, earlier):
        """Whether the last round agrees with an earlier one, or needed none."""
        if not earlier:
            return not self.doubt
        rounds = self._trusted(earlier)
        return not self.doubt and bool(agreeing(rounds, self.class_id._tolerance()))

    def _log_variances(self):
        """A row in the variance log for each difference; no difference is a proof of count."""
        log = self.env["perpetual.count.variance"]
        vals_list, settled = [], []
        rounds, recounted = self._earlier_rounds(), self._recounted_variances()
        for line in self:
            known = recounted.get((line.session_id, line._key()), log)
            agrees = line._agrees(rounds.get(line._key(), line.browse()))
            # What somebody has sent to a recount is settled by it; rounds of which no two agree
            # are for a person, also where the last one found nothing.
            if line.uom_id.is_zero(line.quantity) and (known or agrees):
                known.state = "cancel"
                settled.append(line.id)
                continue
            vals = line._variance_vals(agrees)
            if known:
                known.write(vals)
                line.variance_id = known
            else:
                vals_list.append(vals)
        for variance_row in log.create(vals_list):
            variance_row.line_id.variance_id = variance_row
        self.browse(settled)._close("accepted")

    def _recounted_variances(self):
        """(Session, key) → the variance that a recount is to settle."""
        rows = self.env["perpetual.count.variance"].search(
            [("session_id", "in", self.session_id.ids), ("state", "=", "recount")]
        )
        return rows.grouped(lambda row: (row.session_id, row._key()))

    def _variance_vals(self, agrees):
        quantity, expected = Decimal(str(self.quantity)), Decimal(str(self.expected))
        is_within = self.is_within and agrees
        return {
            "session_id": self.session_id.id,
            "zone_work_id": self.zone_work_id.id,
            "line_id": self.id,
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
            "location_id": self.location_id.id,
            "lot_id": self.lot_id.id,
            "package_id": self.package_id.id,
            "owner_id": self.owner_id.id,
            "class_id": self.class_id.id,
            "counted": self.counted,
            "expected": self.expected,
            "quantity": self.quantity,
            "percent": float(share(quantity, expected) or 0),
            "unit_cost": self.entry_id.unit_cost,
            "is_within": is_within,
            "is_disputed": not agrees,
            "relocated_quantity": 0,
            "state": "approved" if is_within else "investigate",
        }

    def _close(self, state):
        """The keys are free for other sheets."""
        self.filtered(lambda line: line.state != "recount").state = state
        self.is_open = False
        keys = {(line.session_id, line._key()) for line in self}
        earlier = self.search([("session_id", "in", self.session_id.ids), ("is_open", "=", True)])
        earlier.filtered(
            lambda line: line.state == "recount" and (line.session_id, line._key()) in keys
        ).is_open = False
