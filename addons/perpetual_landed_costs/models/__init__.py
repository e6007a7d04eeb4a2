from . import account_move
from . import account_move_line
from . import perpetual_move_adjustment
from . import res_company
from . import stock_landed_cost
from . import stock_landed_cost_lines
from . import stock_move
from . import stock_valuation_adjustment_lines
