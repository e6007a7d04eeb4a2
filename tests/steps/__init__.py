"""What may happen in a random stream, see ``tests/test_streams.py``."""

from .factory import FactorySteps
from .freight import FreightSteps
from .outside import OutsideSteps
from .till import TillSteps
from .trade import TradeSteps

__all__ = ["FactorySteps", "FreightSteps", "OutsideSteps", "TillSteps", "TradeSteps"]
