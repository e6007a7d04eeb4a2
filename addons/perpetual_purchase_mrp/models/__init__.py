from . import account_move_line
from . import perpetual_go_live
from . import perpetual_grni_item
from . import perpetual_grni_match
from . import perpetual_write_off_line
from . import purchase_order_line
from . import stock_move
