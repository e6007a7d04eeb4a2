"""Arithmetic of replenishment, in plain Python: demand, lead times, stock, a simulator."""

from .forecast import METHODS, Forecast, forecast, outliers, weighted_average
from .history import History, days_without_stock, net_returns, pooled
from .intermittent import Pattern, croston, pattern, sba, tsb
from .lead_time import LeadTime, Sums, best, longest_gap
from .plan import Plan, Terms, plan
from .quantity import eoq, order_cost_of, order_quantity, round_up
from .seasons import month_profile, trend, weekday_profile
from .simulator import Outcome, Rule, replay
from .stocking import (
    critical_ratio,
    deviation,
    fill_rate,
    newsvendor,
    quantile,
    reorder_point,
    safety_stock,
    z,
)

__all__ = [
    "METHODS",
    "Forecast",
    "History",
    "LeadTime",
    "Outcome",
    "Pattern",
    "Plan",
    "Rule",
    "Sums",
    "Terms",
    "best",
    "critical_ratio",
    "croston",
    "days_without_stock",
    "deviation",
    "eoq",
    "fill_rate",
    "forecast",
    "longest_gap",
    "month_profile",
    "net_returns",
    "newsvendor",
    "order_cost_of",
    "order_quantity",
    "outliers",
    "pattern",
    "plan",
    "pooled",
    "quantile",
    "reorder_point",
    "replay",
    "round_up",
    "safety_stock",
    "sba",
    "trend",
    "tsb",
    "weekday_profile",
    "weighted_average",
    "z",
]
