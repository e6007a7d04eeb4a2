"""Arithmetic of key figures, without Odoo."""

from .formula import Formula, FormulaError
from .period import Period
from .value import Judgement, Rule, Value, judge, work_out

__all__ = [
    "Formula",
    "FormulaError",
    "Judgement",
    "Period",
    "Rule",
    "Value",
    "judge",
    "work_out",
]
