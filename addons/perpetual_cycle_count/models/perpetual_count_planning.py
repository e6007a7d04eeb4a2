from bisect import bisect_left
from collections import Counter, defaultdict, namedtuple
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..counting import Due as DueKey
from ..counting import Facts, choose, forecast, next_due, per_workday, quota, split, walk, weekly
from ..counting.due import SAFETY_NET_DAYS
from .perpetual_count_key import KEY

#: How far ahead due counts are kept for the calendar, in days.
HORIZON = 31
YEAR = 364
#: 2³² ÷ golden ratio: multiples of it, modulo 2³², are spread evenly over the range.
GOLDEN = 2654435761

DueRow = namedtuple(
    "DueRow",
    ("key", "due", "deadline", "reason", "days_overdue", "abc_class", "interval", "counted"),
)


def _workday_from(day, workdays):
    """What falls due on a day off has time until the next workday.

    :param workdays: sorted; beyond them each day is one
    """
    if not workdays or not workdays[0] <= day <= workdays[-1]:
        return day
    return workdays[bisect_left(workdays, day)]


class PerpetualCountPlanning(models.Model):
    """What is due in a plan, and the sheets of a day."""

    _inherit = "perpetual.count.plan"

    # What is due

    def _due(self, today, ahead=0):
        """What is due on a day, the longest overdue first.

        :param ahead: also what falls due in so many days after it
        :returns: list of ``DueRow``: key (product, location, lot, package, owner ids), day from
            which it is due, last workday on which it is not late, trigger, days overdue, class,
            interval in days, day of the last count
        """
        self.ensure_one()
        rows = [row for row in self._rows(today) if row.due <= today + timedelta(days=ahead)]
        return sorted(rows, key=lambda row: (row.due, row.abc_class.sequence, row.key))

    def _rows(self, today):
        """Each key of the plan with its next due day."""
        facts, emptied = self._facts(today), self._emptied(today)
        products = self.env["product.product"].browse(
            {row["product_id"] for row in facts + emptied}
        )
        # Which class a product has is read for the plan, whoever looks at it.
        assignments = self.env["perpetual.abc.assignment"].sudo()
        classes = assignments._class_of(products, self.warehouse_id)
        intervals = {product: one.interval_days or 0 for product, one in classes.items()}
        triggers = self._triggers()
        control = set(self.control_product_ids.ids)
        workdays = sorted(self._workdays(today - timedelta(YEAR), YEAR + HORIZON))
        rows = []
        for row in facts:
            product = row["product_id"]
            known = self._known(row, intervals[product], product in control)
            found = next_due(known, triggers, today)
            if found:
                interval = self._interval(found[1], known)
                rows.append(self._row(row, *found, workdays, today, classes[product], interval))
        for row in emptied:
            reason = "empty_bin" if row["bin_empty"] and self.by_empty_bin else "zero"
            if reason == "empty_bin" or self.by_zero:
                day = self._day_after(row["emptied_at"], today)
                own = classes[row["product_id"]]
                rows.append(self._row(row, day, reason, workdays, today, own, 0))
        return rows

    def _day(self, instant):
        """The warehouse's day of an instant; none of none."""
        return instant and self.warehouse_id._perpetual_day(instant)

    def _day_after(self, emptied_at, today):
        """What ran out can be on that day's list, and has to be on the next one."""
        day = self._day(emptied_at)
        return max(day, min(day + timedelta(1), today))

    def _known(self, row, interval, in_control):
        return Facts(
            quantity=Decimal(str(row["quantity"])),
            interval=interval,
            since=self.since,
            phase=(row["product_id"] + row["location_id"]) * GOLDEN % 2**32 / 2**32,
            counted=self._day(row["counted_at"]),
            varied=self._day(row["varied_at"]),
            movements=row["movements"],
            in_control=in_control,
        )

    def _interval(self, reason, known):
        """Days between two counts by a trigger that comes back; 0 by others."""
        easy = 0 <= known.quantity <= Decimal(str(self.easy_quantity))
        return {
            "abc": known.interval,
            "control": self.control_days,
            "process": self.process_days if easy else SAFETY_NET_DAYS,
            "annual": 365,
        }.get(reason, 0)

    def _row(self, row, due, reason, workdays, today, abc_class, interval):
        deadline = _workday_from(due, workdays)
        return DueRow(
            key=tuple(row[name] or False for name in KEY),
            due=due,
            deadline=deadline,
            reason=reason,
            days_overdue=max((today - deadline).days, 0),
            abc_class=abc_class,
            interval=interval,
            counted=self._day(row["counted_at"]),
        )

    # A day's list

    def _choose(self, rows, today):
        """Split due keys into today's, those taken forward, and those without room.

        :returns: :class:`counting.levelling.Day` with ``DueRow`` as keys
        """
        listed = self._listed(today)
        capacity = self.capacity - listed if self._workdays(today, 1) else 0
        dues = [DueKey(row, row.due, self._earliest(row), row.abc_class.sequence) for row in rows]
        ordinal = len(self._workdays(self.since, max((today - self.since).days, 0)))
        level = max(quota(self._rate(rows, today), ordinal) - listed, 0)
        return choose(dues, today, max(capacity, 0), level)

    def _earliest(self, row):
        """Not before half of its interval is over; what a thing just happened to, never."""
        if row.reason not in ("abc", "process"):
            return None
        return row.due - timedelta(days=row.interval // 2)

    def _rate(self, rows, today):
        """Usual counts a workday."""
        counts = Counter(row.interval for row in rows if row.interval)
        return per_workday(counts, len(self._workdays(today, YEAR)), YEAR)

    def _listed(self, today):
        """Lines of the plan's own sheets of the day, which take room already."""
        return self.env["perpetual.count.line"].sudo().search_count(
            [
                ("session_id.plan_id", "=", self.id),
                ("session_id.date", "=", today),
                ("state", "!=", "cancel"),
                ("round", "=", 1),
            ]
        )  # fmt: skip

    def action_make_lists(self):
        """Make today's sheets: what is due and fits, in walking order, a sheet per counter.

        Pressed again, it adds only what still fits the day.

        :raises UserError: nothing is to be counted, saying why
        """
        self.check_access("write")
        sessions = self.env["perpetual.count.session"]
        for plan in self:
            sessions |= plan._make_lists(plan._today())
        if not sessions:
            raise UserError(self._why_nothing())
        return self._open("perpetual_count_session_action", [("id", "in", sessions.ids)])

    def _make_lists(self, today):
        """:returns: the session with today's sheets; empty if there is nothing to count"""
        self.ensure_one()
        self._lock_plan()
        rows = self._rows(today)
        day = self._choose(rows, today)
        dues = {one.key.key: one.key.deadline for one in day.taken + day.forward}
        session = self.env["perpetual.count.session"]
        if dues:
            session = session.create(self._session_vals(today))
            for user, own in self._sheets(list(dues)):
                session._add_sheet(own, user=user, dues=dues)
            session.action_start()
        self._refresh(today)
        return session

    def _lock_plan(self):
        """The job and the button at once would make two lists of the same keys."""
        self.env.cr.execute(
            SQL("SELECT id FROM perpetual_count_plan WHERE id = %s FOR UPDATE", self.id)
        )

    def _session_vals(self, today):
        return {
            "type": "cycle",
            "plan_id": self.id,
            "company_id": self.company_id.id,
            "warehouse_id": self.warehouse_id.id,
            "location_ids": [(6, 0, self.location_ids.ids)],
            "counter_ids": [(6, 0, self.counter_ids.ids)],
            "date": today,
        }

    def _sheets(self, keys):
        """Keys in walking order, cut into sheets for the counters in turn.

        :returns: list of (user or none, keys)
        """
        # Who makes lists may not see every place's name; the order does not depend on it.
        places = self.env["stock.location"].sudo().browse({key[1] for key in keys})
        names = {place.id: f"{place.complete_name}\0{place.id}" for place in places}
        order = {name: number for number, name in enumerate(walk(list(names.values())))}
        ordered = sorted(keys, key=lambda key: (order[names[key[1]]], key))
        counters = list(self.counter_ids)
        sheets = split(ordered, self.capacity_per_counter, lambda key: key[1], len(counters))
        people = counters or [None]
        return [(people[number % len(people)], own) for number, own in enumerate(sheets)]

    def _why_nothing(self):
        """For people: why there is no list."""
        if not any(plan._workdays(plan._today(), 1) for plan in self):
            return self.env._("Today is no workday of the plan's calendar: there is no list.")
        if any(plan.left_count for plan in self):
            return self.env._(
                "The day is full: what is left is shown under Due. Raise the plan's counts a day,"
                " or make the next list tomorrow."
            )
        return self.env._("Nothing is due today that is not on a sheet already.")

    # What is shown

    def _refresh(self, today):
        """Write what is due, today and in the month to come, and the year's load."""
        for plan in self:
            rows = plan._rows(today)
            day = plan._choose(rows, today)
            plan._write_due(rows, day, today)
            plan._write_load(rows, today)
            plan.write(
                {
                    "refreshed_at": fields.Datetime.now(),
                    "usual_load": float(plan._rate(rows, today)),
                }
            )

    def _write_due(self, rows, day, today):
        chosen = {one.key.key for one in day.taken + day.forward}
        last = today + timedelta(days=HORIZON)
        vals_list = [
            {
                "plan_id": self.id,
                "company_id": self.company_id.id,
                **dict(zip(KEY, row.key, strict=True)),
                "class_id": row.abc_class.id,
                "due": row.due,
                "reason": row.reason,
                "days_overdue": row.days_overdue,
                "counted": row.counted,
                "state": self._state(row, chosen, today),
            }
            for row in rows
            if row.due <= last or row.key in chosen
        ]
        # The rows are figures of the plan, not somebody's records: nobody writes them by hand.
        rows = self.env["perpetual.count.due"].sudo()
        rows.search([("plan_id", "=", self.id)]).unlink()
        rows.create(vals_list)

    @api.model
    def _state(self, row, chosen, today):
        if row.key in chosen:
            return "today" if row.due <= today else "forward"
        return "left" if row.due <= today else "coming"

    def _write_load(self, rows, today):
        """Counts of each week of the year to come against capacity."""
        dues = defaultdict(Counter)
        for row in rows:
            if row.interval:
                dues[row.interval][max(row.due, today)] += 1
        workdays = self._workdays(today, YEAR)
        loads = weekly(forecast(dues, today, YEAR, workdays, self.capacity))
        table = self.env["perpetual.count.load"].sudo()  # as above
        table.search([("plan_id", "=", self.id)]).unlink()
        table.create(
            [
                {
                    "plan_id": self.id,
                    "company_id": self.company_id.id,
                    "week": load.day,
                    "counts": load.counts,
                    "capacity": load.capacity,
                    "backlog": load.backlog,
                }
                for load in loads
            ]
        )

    # Scheduled

    @api.model
    def _cron_make_lists(self):
        """Each workday's lists of the plans that make them by themselves."""
        plans = self.search([("warehouse_id.active", "=", True)])
        self.env["ir.cron"]._commit_progress(remaining=len(plans))
        for plan in plans:
            user = plan.user_id if plan.user_id.active else self.env.user
            own = plan.with_user(user).with_company(plan.company_id)
            # Who is responsible may have lost the right to plans: the lists are made all the same.
            own = own if own.has_access("write") else plan
            today = own._today()
            if plan.is_automatic and plan._workdays(today, 1):
                own._make_lists(today)
            else:
                own._refresh(today)
            self.env["ir.cron"]._commit_progress(1)
