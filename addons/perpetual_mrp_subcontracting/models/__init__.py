from . import account_move_line
from . import mrp_production
from . import perpetual_ledger
from . import stock_move
from . import stock_move_line
