from . import perpetual_tie_out
from . import perpetual_tie_out_line
