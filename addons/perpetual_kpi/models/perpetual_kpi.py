from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang

from ..figures import Formula, FormulaError, Rule, judge

SECTIONS = [
    ("accuracy", "Accuracy"),
    ("service", "Service"),
    ("money", "Money in Stock"),
    ("work", "Warehouse Work"),
    ("books", "Books"),
]


class PerpetualKpi(models.Model):
    """A key figure: what it says, what it is made of, what is aimed at, and who answers for it.

    Numerator and denominator are sums of measures, the columns of the daily snapshot.
    """

    _name = "perpetual.kpi"
    _description = "Key Figure"
    _order = "sequence, id"

    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, translate=True)
    short = fields.Char("In Short", translate=True, help="What it tells, in a few words.")
    formula = fields.Text(required=True, translate=True, help="In words.")
    edge = fields.Text("Edge Rules", translate=True, help="What it says when there is little.")
    sequence = fields.Integer(default=10)
    section = fields.Selection(SECTIONS, required=True, default="accuracy")
    active = fields.Boolean(default=True)
    numerator = fields.Char(required=True, help="Measures, added and subtracted.")
    denominator = fields.Char(help="Measures, added and subtracted. Empty: an amount.")
    needs = fields.Char(help="A measure without which the figure says nothing.")
    unit = fields.Selection(
        [
            ("percent", "%"),
            ("money", "Currency"),
            ("times", "Times"),
            ("days", "Days"),
            ("hours", "Hours"),
            ("rate", "Records per Hour"),
        ],
        required=True,
        default="percent",
    )
    direction = fields.Selection(
        [
            ("up", "More is better"),
            ("down", "Less is better"),
            ("zero", "Nearest to nothing"),
            ("none", "Neither"),
        ],
        "Better",
        required=True,
        default="up",
    )
    basis = fields.Selection(
        [("sum", "All days of the period"), ("last", "Last day measured")],
        "Days",
        required=True,
        default="sum",
    )
    factor = fields.Selection(
        [("none", "As it is"), ("days", "Of the average day"), ("year", "A year")],
        "Taken To",
        required=True,
        default="none",
    )
    reach = fields.Selection(
        [("all", "Warehouse, category and class"), ("company", "The whole company only")],
        "Told Apart By",
        required=True,
        default="all",
    )
    is_strict = fields.Boolean(
        "Beyond the Target", default=True, help="Reaching the target is not enough."
    )
    nothing = fields.Char(
        "Without a Denominator", translate=True, help="Said instead of a figure; empty: a dash."
    )
    drill = fields.Char(readonly=True, help="Which records are behind it.")
    owner_id = fields.Many2one(
        "res.users", "Owner", domain="[('share', '=', False)]", help="Who answers for it."
    )
    target_ids = fields.One2many("perpetual.kpi.target", "kpi_id", "Targets")

    _code_unique = models.Constraint("UNIQUE(code)", "There is a key figure of this code.")

    @api.constrains("numerator", "denominator", "needs")
    def _check_formulas(self):
        known = self.env["perpetual.kpi.snapshot"]._measures()
        for kpi in self:
            for text in filter(None, (kpi.numerator, kpi.denominator, kpi.needs)):
                try:
                    Formula.read(text, known)
                except FormulaError as error:
                    raise ValidationError(
                        self.env._(
                            "“%(text)s” of %(kpi)s is no sum of measures: look at “%(part)s”."
                            " Measures are: %(measures)s.",
                            text=text,
                            kpi=kpi.name,
                            part=error,
                            measures=", ".join(sorted(known)),
                        )
                    ) from error

    def _rule(self):
        """As the pure modules take it."""
        self.ensure_one()
        return Rule(
            numerator=Formula.read(self.numerator),
            denominator=Formula.read(self.denominator) if self.denominator else None,
            basis=self.basis,
            factor=self.factor,
            needs=Formula.read(self.needs) if self.needs else None,
            scale=100.0 if self.unit == "percent" else 1.0,
        )

    def _target(self, company, class_name=""):
        """What is aimed at: of the class, else in general; the company's own before all's.

        :returns: a number in the figure's unit, or ``None``
        """
        self.ensure_one()
        for name in dict.fromkeys((class_name or "", "")):
            for owner in (company, company.browse()):
                for target in self.target_ids:
                    if (target.class_name or "") == name and target.company_id == owner:
                        return target.value
        return None

    def _judge(self, value, target):
        """Whether a value meets a target; ``None`` where nobody can say."""
        return judge(value, target, self.direction, self.is_strict).meets

    def _as_text(self, value, currency, digits=None):
        """A value as people read it."""
        if value is None:
            return self.nothing or "–"
        if self.unit == "money":
            return self._as_money(value, currency)
        if digits is None:
            digits = 1 if self.unit in ("days", "hours", "rate") else 2
        text = formatLang(self.env, value, digits=digits)
        units = {
            "percent": self.env._("%s %%", text),
            "times": self.env._("%s ×", text),
            "days": self.env._("%s days", text),
            "hours": self.env._("%s h", text),
            "rate": self.env._("%s / h", text),
        }
        # A number and its unit stay on one line.
        return units[self.unit].replace(" ", "\N{NO-BREAK SPACE}")

    def _as_money(self, value, currency):
        """Whole units from a thousand on: nobody steers by the cent."""
        large = abs(value) >= 1000
        text = formatLang(self.env, value, digits=0 if large else 2)
        before = currency.position == "before"
        return f"{currency.symbol}\N{NO-BREAK SPACE}{text}" if before else f"{text}\N{NO-BREAK SPACE}{currency.symbol}"

    def _target_text(self, target, currency):
        """A target as people read it: ``> 98 %``."""
        if target is None:
            return ""
        sign = {"up": ">", "down": "<", "zero": "±"}.get(self.direction, "")
        if not self.is_strict:
            sign = {"up": "≥", "down": "≤", "zero": "±"}.get(self.direction, "")
        digits = next(n for n in (0, 1, 2) if n == 2 or round(target, n) == round(target, 2))
        return f"{sign}\N{NO-BREAK SPACE}{self._as_text(target, currency, digits)}"
