from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..figures import Period, work_out

#: Longest period of the dashboard, in days.
LONGEST = 3 * 366
#: Years of the seasonal view.
SEASONS = 3
SPLITS = {
    "warehouse": ("warehouse_id", "stock.warehouse"),
    "class": ("class_name", None),
    "category": ("categ_id", "product.category"),
}


class PerpetualKpiDashboard(models.AbstractModel):
    """What the dashboard shows: read from snapshots alone, so a replica can serve it."""

    _name = "perpetual.kpi.dashboard"
    _description = "KPI Dashboard"
    _inherit = "perpetual.kpi.drill"

    # Asked by the browser

    @api.model
    @api.readonly
    def data(self, options=None):
        """All tiles.

        :param options: ``first`` and ``last`` (ISO dates, else the last ``days``), ``compare``
            (``previous`` or ``year``), ``warehouse_id``, ``categ_id``, ``class_name``
        :raises UserError: dates that are no period
        """
        options = dict(options or {})
        snapshots = self.env["perpetual.kpi.snapshot"]
        snapshots._check_may_see()
        built = self._last_built()
        period = self._period(options, built)
        before = self._before(options, period)
        days = self._days_of(options, period, before)
        kpis = self.env["perpetual.kpi"].search([])
        tiles = [self._tile(kpi, days, period, before, options) for kpi in kpis]
        return {
            "built": built and fields.Date.to_string(built),
            "built_text": built and format_date(self.env, built, date_format="EEEE, d MMMM y"),
            "building": self._building(),
            "company": self.env.company.name,
            "period": self._period_vals(period),
            "before": self._period_vals(before),
            "filters": self._filters(),
            "sections": self._sections(tiles),
            "summary": self._summary(tiles),
        }

    @api.model
    @api.readonly
    def detail(self, code, options=None):
        """One figure: its parts, its course, split by warehouse, class and category, its seasons.

        :raises UserError: there is no such figure
        """
        options = dict(options or {})
        self.env["perpetual.kpi.snapshot"]._check_may_see()
        kpi = self._kpi(code)
        period = self._period(options, self._last_built())
        before = self._before(options, period)
        days = self._days_of(options, period, before)
        tile = self._tile(kpi, days, period, before, options)
        return {
            **tile,
            "formula": kpi.formula,
            "edge": kpi.edge or "",
            "owner": kpi.owner_id.name or "",
            "parts": self._parts(kpi, tile),
            "before_trend": self._trend(kpi, days, before),
            "splits": self._all_splits(kpi, period, options),
            "seasons": self._seasons(kpi, period, options),
            "period": self._period_vals(period),
            "before_period": self._period_vals(before),
        }

    @api.model
    def drill(self, code, options=None):
        """The action that opens the records behind a figure."""
        options = dict(options or {})
        kpi = self._kpi(code)
        if not kpi.drill:
            raise UserError(self.env._("%s has no records to open.", kpi.name))
        period = self._period(options, self._last_built())
        span = self.env["perpetual.kpi.snapshot"]._span(self.env.company, period)
        return getattr(self, f"_drill_{kpi.drill}")(span, options)

    # Periods

    def _kpi(self, code):
        kpi = self.env["perpetual.kpi"].search([("code", "=", code)], limit=1)
        if not kpi:
            raise UserError(self.env._("There is no key figure “%s” any more.", code))
        return kpi

    def _last_built(self):
        snapshots = self.env["perpetual.kpi.snapshot"]
        return snapshots.search([("company_id", "=", self.env.company.id)], limit=1).day

    def _period(self, options, built):
        last = built or self.env.company._perpetual_kpi_yesterday()
        try:
            if options.get("last"):
                last = fields.Date.to_date(options["last"])
            first = fields.Date.to_date(options.get("first") or None)
            first = first or last - timedelta(days=int(options.get("days") or 30) - 1)
            period = Period(first, last)
        except ValueError as error:
            raise UserError(
                self.env._("Choose a first day that is not after the last one.")
            ) from error
        if period.days > LONGEST:
            raise UserError(self.env._("Choose a period of at most three years."))
        return period

    def _before(self, options, period):
        return period.year_before if options.get("compare") == "year" else period.previous

    def _days_of(self, options, period, before):
        return self.env["perpetual.kpi.snapshot"]._days(
            self.env.company, min(before.first, period.first), period.last, options
        )

    def _period_vals(self, period):
        first, last = (
            format_date(self.env, day, date_format="d MMM y") for day in (period.first, period.last)
        )
        return {
            "first": fields.Date.to_string(period.first),
            "last": fields.Date.to_string(period.last),
            "text": first if period.days == 1 else f"{first} – {last}",
        }

    def _building(self):
        """Share of the days that are built, while some are not."""
        company = self.env.company
        # Who looks at figures need not read the company's settings.
        own = company.sudo()
        first, left = own.perpetual_kpi_first_day, own._perpetual_kpi_left()
        if not first or not left:
            return False
        days = (own._perpetual_kpi_yesterday() - first).days + 1
        return max(0, min(99, round(100 * (days - left.days) / days)))

    # Tiles

    def _tile(self, kpi, days, period, before, options):
        rule, currency = kpi._rule(), self.env.company.currency_id
        split = options.get("warehouse_id") or options.get("categ_id") or options.get("class_name")
        hidden = kpi.reach == "company" and bool(split)
        value = work_out(rule, {} if hidden else days, period)
        past = work_out(rule, {} if hidden else days, before)
        target = kpi._target(self.env.company, options.get("class_name"))
        meets = kpi._judge(value.value, target)
        return {
            "code": kpi.code,
            "name": kpi.name,
            "short": kpi.short or "",
            "section": kpi.section,
            "value": value.value,
            "text": self.env._("Whole company only") if hidden else kpi._as_text(value.value, currency),
            "is_figure": value.value is not None,
            "numerator": value.numerator,
            "denominator": value.denominator,
            "factor": value.factor,
            "measured_on": value.day and format_date(self.env, value.day),
            "target": target,
            "target_text": kpi._target_text(target, currency),
            "status": {True: "good", False: "bad", None: "none"}[meets],
            "status_text": self._status_text(value.value, target, meets),
            "before_text": kpi._as_text(past.value, currency),
            **self._change(kpi, value.value, past.value, currency),
            "trend": [] if hidden else self._trend(kpi, days, period),
            "unit": kpi.unit,
            "direction": kpi.direction,
            "can_drill": bool(kpi.drill),
        }

    def _status_text(self, value, target, meets):
        if meets is not None:
            return self.env._("Meets the target") if meets else self.env._("Misses the target")
        if value is None:
            return self.env._("Nothing to measure")
        return self.env._("No target")

    def _change(self, kpi, value, past, currency):
        """How it moved, in words: a rise is not always good."""
        if value is None or past is None:
            return {"change": None, "change_text": "", "change_is_good": None}
        change = value - past
        better = {"up": change, "down": -change, "zero": abs(past) - abs(value)}
        better = better.get(kpi.direction)
        text = kpi._as_text(abs(change), currency)
        if kpi.unit == "percent":
            text = self.env._("%s points", text.replace("%", "").strip()).replace(
                " ", "\N{NO-BREAK SPACE}"
            )
        if not round(change, 4):
            text = self.env._("unchanged")
        return {
            "change": change,
            "change_text": text,
            "change_is_good": None if better is None or not round(change, 4) else better > 0,
        }

    def _trend(self, kpi, days, period):
        """The figure of each step of the period; ``None`` where there is nothing to measure."""
        rule, steps = kpi._rule(), {}
        for offset in range(period.days):
            day = period.first + timedelta(days=offset)
            steps.setdefault(period.bucket(day), []).append(day)
        pattern = "MMM y" if period.days > 250 else "d MMM"
        return [
            {
                "label": format_date(self.env, first, date_format=pattern),
                "value": work_out(
                    rule,
                    {day: days[day] for day in inside if day in days},
                    Period(inside[0], inside[-1]),
                ).value,
            }
            for first, inside in steps.items()
        ]

    def _sections(self, tiles):
        labels = self.env["perpetual.kpi"]._fields["section"]._description_selection(self.env)
        return [
            {"key": key, "name": name, "tiles": own}
            for key, name in labels
            if (own := [tile for tile in tiles if tile["section"] == key])
        ]

    def _summary(self, tiles):
        """How many figures meet their targets, in words."""
        judged = [tile for tile in tiles if tile["status"] != "none"]
        missed = [tile for tile in judged if tile["status"] == "bad"]
        if not judged:
            text = self.env._("No figure can be held against a target in this period.")
        elif not missed:
            text = self.env._("All %s figures with a target meet it.", len(judged))
        else:
            text = self.env._(
                "%(missed)s of %(judged)s figures miss their target: %(names)s.",
                missed=len(missed),
                judged=len(judged),
                names=", ".join(tile["name"] for tile in missed),
            )
        return {"text": text, "missed": len(missed), "judged": len(judged)}

    def _filters(self):
        """What can be chosen: only what snapshots tell apart."""
        company = self.env.company
        warehouses = self.env["stock.warehouse"].search([("company_id", "=", company.id)])
        groups = self.env["perpetual.kpi.snapshot"]._read_group(
            [("company_id", "=", company.id), ("class_name", "!=", False)], ["class_name"]
        )
        categories = self.env["product.category"].search([])
        return {
            "warehouses": [{"id": row.id, "name": row.name} for row in warehouses],
            "classes": sorted(name for (name,) in groups),
            "categories": [{"id": row.id, "name": row.complete_name} for row in categories],
        }

    # One figure

    def _parts(self, kpi, tile):
        """What was divided by what, as figures."""
        numerator, denominator = (
            self._part_text(kpi, name, tile[name]) for name in ("numerator", "denominator")
        )
        return {
            "numerator": numerator,
            "factor": self._factor_text(kpi, tile["factor"]),
            "denominator": denominator if kpi.denominator else None,
        }

    def _factor_text(self, kpi, factor):
        """What the numerator is taken times."""
        names = {"year": self.env._("days of a year"), "days": self.env._("days measured")}
        return {"name": names[kpi.factor], "text": str(factor)} if kpi.factor in names else None

    def _part_text(self, kpi, name, amount):
        columns = self.env["perpetual.kpi.snapshot"]._fields
        names = [
            f"{'− ' if sign < 0 else '+ ' if number else ''}"
            f"{columns[measure]._description_string(self.env)}"
            for number, (sign, measure) in enumerate(
                getattr(kpi._rule(), name).terms if kpi[name] else ()
            )
        ]
        text = formatLang(self.env, amount or 0, digits=2)
        return {"name": " ".join(names), "text": text}

    def _all_splits(self, kpi, period, options):
        if kpi.reach == "company":
            return []
        return [
            {"key": key, "name": name, "rows": rows}
            for key, name in (
                ("warehouse", self.env._("By warehouse")),
                ("class", self.env._("By class")),
                ("category", self.env._("By category")),
            )
            if len(rows := self._split(kpi, period, options, key)) > 1
        ]

    def _split(self, kpi, period, options, key):
        """The figure of each warehouse, class or category that has one."""
        field, model = SPLITS[key]
        snapshots = self.env["perpetual.kpi.snapshot"]
        groups = snapshots._days_by(self.env.company, period, options, field)
        names = {}
        if model:
            records = self.env[model].browse(filter(None, groups)).exists()
            names = {record.id: record.display_name for record in records}
        rows = []
        for group, days in groups.items():
            value = work_out(kpi._rule(), days, period)
            if value.value is None:
                continue
            target = kpi._target(self.env.company, group if key == "class" else "")
            meets = kpi._judge(value.value, target)
            rows.append(
                {
                    "name": names.get(group) or (group if not model else "") or self.env._("None"),
                    "value": value.value,
                    "text": kpi._as_text(value.value, self.env.company.currency_id),
                    "target_text": kpi._target_text(target, self.env.company.currency_id),
                    "status": {True: "good", False: "bad", None: "none"}[meets],
                    "status_text": self._status_text(value.value, target, meets),
                }
            )
        rows.sort(key=lambda row: -abs(row["value"]))
        return rows if key != "class" else sorted(rows, key=lambda row: row["name"])

    def _seasons(self, kpi, period, options):
        """The figure of each month, a line per year."""
        years = range(period.last.year - SEASONS + 1, period.last.year + 1)
        first = period.last.replace(year=years[0], month=1, day=1)
        last = period.last.replace(month=12, day=31)
        days = self.env["perpetual.kpi.snapshot"]._days(self.env.company, first, last, options)
        if kpi.reach == "company" and any(
            options.get(name) for name in ("warehouse_id", "categ_id", "class_name")
        ):
            return []
        lines = []
        for year in years:
            values = [self._month(kpi, days, first.replace(year=year, month=n)) for n in range(1, 13)]
            if any(value is not None for value in values):
                lines.append({"year": year, "values": values})
        return lines

    def _month(self, kpi, days, first):
        following = (first + timedelta(days=32)).replace(day=1)
        month = Period(first, following - timedelta(days=1))
        inside = {day: parts for day, parts in days.items() if day in month}
        return work_out(kpi._rule(), inside, month).value if inside else None
