from . import repair_order, stock_move
