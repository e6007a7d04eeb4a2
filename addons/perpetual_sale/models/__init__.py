from . import account_move
from . import account_move_line
from . import perpetual_gdni_match
from . import perpetual_ledger
from . import res_company
from . import sale_order
from . import sale_order_line
from . import stock_move
