from . import perpetual_report
from . import perpetual_line_mixin
from . import perpetual_valuation_line
from . import perpetual_movement_line
from . import perpetual_ledger_card_line
