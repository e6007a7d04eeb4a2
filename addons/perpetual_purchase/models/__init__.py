from . import account_move
from . import account_move_line
from . import perpetual_grni_match
from . import perpetual_ledger
from . import purchase_order_line
from . import res_company
from . import stock_move
