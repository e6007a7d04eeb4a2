from . import perpetual_tie_out
