"""A key figure from its parts: numerator and denominator are summed, never ratios averaged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .formula import Formula
from .period import Period

Parts = Mapping[str, float]
#: The smallest amount that is not nothing: sums of floats leave dust.
DUST = 1e-9


@dataclass(frozen=True)
class Rule:
    """How a figure is made of measures.

    ``denominator`` None: an amount. ``basis`` ``sum``: all days of the period together;
    ``last``: the last day on which there was something to measure. ``factor`` ``days``: the
    numerator times the days measured (the denominator is a value on each of them, so this is a
    share of its average); ``year``: times the days of a year.
    """

    numerator: Formula
    denominator: Formula | None = None
    basis: Literal["sum", "last"] = "sum"
    factor: Literal["none", "days", "year"] = "none"
    scale: float = 1.0
    #: Without any of it the figure would say something that is not so.
    needs: Formula | None = None


@dataclass(frozen=True)
class Value:
    """Sums as they are, what the numerator is taken times, and the figure.

    ``value`` None: there is nothing to measure, or nothing to divide by.
    """

    numerator: float
    denominator: float | None
    value: float | None
    day: date | None = None
    factor: int = 1


@dataclass(frozen=True)
class Judgement:
    """``meets`` None: there is no target, or no value."""

    meets: bool | None


def work_out(rule: Rule, days: Mapping[date, Parts], period: Period) -> Value:
    """The figure of a period.

    :param days: measures of each day that was measured
    """
    inside = {day: parts for day, parts in days.items() if day in period}
    if rule.basis == "last":
        return _last(rule, inside)
    numerator = sum(rule.numerator.of(parts) for parts in inside.values())
    factor = {"none": 1, "days": len(inside), "year": period.year_days}[rule.factor]
    if rule.denominator is None:
        return Value(numerator, None, numerator * rule.scale if inside else None)
    denominator = sum(rule.denominator.of(parts) for parts in inside.values())
    if rule.needs and abs(sum(rule.needs.of(parts) for parts in inside.values())) <= DUST:
        return Value(numerator, denominator, None, factor=factor)
    return _divided(rule, numerator, denominator, factor=factor)


def _last(rule: Rule, days: Mapping[date, Parts]) -> Value:
    for day in sorted(days, reverse=True):
        numerator = rule.numerator.of(days[day])
        if rule.denominator is None:
            return Value(numerator, None, numerator * rule.scale, day)
        denominator = rule.denominator.of(days[day])
        if abs(denominator) > DUST:
            return _divided(rule, numerator, denominator, day=day)
    return Value(0.0, None if rule.denominator is None else 0.0, None)


def _divided(
    rule: Rule, numerator: float, denominator: float, factor: int = 1, day: date | None = None
) -> Value:
    if abs(denominator) <= DUST:
        return Value(numerator, 0.0, None, day, factor)
    value = rule.scale * factor * numerator / denominator
    return Value(numerator, denominator, value, day, factor)


def judge(value: float | None, target: float | None, direction: str, strict: bool) -> Judgement:
    """Whether a value meets its target.

    :param direction: ``up`` more is better, ``down`` less is, ``zero``: the nearer to nothing,
        ``none``: neither
    :param strict: the target itself is not enough
    """
    if value is None or target is None or direction == "none":
        return Judgement(None)
    ahead = {"up": value - target, "down": target - value, "zero": target - abs(value)}[direction]
    return Judgement(ahead > DUST if strict else ahead >= -DUST)
