from . import stock_landed_cost
