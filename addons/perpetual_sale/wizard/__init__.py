from . import perpetual_open_item_as_of
from . import perpetual_tie_out
