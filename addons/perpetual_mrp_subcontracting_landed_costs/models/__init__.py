from . import stock_landed_cost
from . import stock_move
