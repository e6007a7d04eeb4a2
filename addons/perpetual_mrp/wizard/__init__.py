from . import mrp_account_wip_accounting
from . import perpetual_tie_out
from . import perpetual_tie_out_line
