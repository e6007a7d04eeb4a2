from . import perpetual_grni_match
from . import perpetual_ledger
from . import stock_move
from . import stock_move_line
