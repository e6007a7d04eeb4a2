from . import pos_order_line
from . import stock_move
