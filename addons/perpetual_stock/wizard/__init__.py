from . import perpetual_valuation_as_of
from . import perpetual_valuation_line
from . import perpetual_tie_out
from . import perpetual_tie_out_line
from . import perpetual_open_item_as_of
from . import perpetual_write_off_refusal
